"""Ways in which hands, fonts and narrow columns write a label."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

Spelling = Callable[[str], str]


def plain(label: str) -> str:
    """A label as the plan has it."""
    return label


def spaced(label: str) -> str:
    """A label that a narrow column has broken and a hand has stretched."""
    return f"　{label[0]} {label[1:]}" if len(label) < 4 else f"{label[:2]}　{label[2:4]}\n{label[4:]} "


def bracketed(label: str) -> str:
    """A label as accounting classes are printed."""
    return f"（{label}）"


_OLDER = str.maketrans("経済総会計高業", "經濟總會計髙業")


def older(label: str) -> str:
    """A label in older characters and, where there are letters or digits, full width."""
    wide = "".join(chr(ord(at) + 0xFEE0) if "!" <= at <= "~" else at for at in label)
    return unicodedata.normalize("NFC", wide.translate(_OLDER))
