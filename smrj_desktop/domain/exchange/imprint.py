"""What a file that leaves the house says of where it comes from: the plan, which version, which content."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

PROPERTY = "smrj-imprint"
"""The name of the custom property of a document that holds it."""

STORE = "smrj/payload"
"""What stands first on the sheet on which a workbook of this program's own keeps its plan."""

_IMPRINT = re.compile(r"smrj:(?P<plan>[^\s;]{1,600});(?P<version>[^\s;]{0,600});(?P<hash>[0-9a-f]{64})")


class Imprint(NamedTuple):
    """The origin of a file.

    Attributes:
        plan_id: the plan's `profile.id`.
        version: what the sender called this version, such as 第2案; any text.
        content_hash: the plan's content hash when the file was written.
    """

    plan_id: str
    version: str
    content_hash: str

    def __str__(self) -> str:
        """One line of plain letters, which stands in the file and which `find` reads again."""
        names = (quote(name, safe="") for name in (self.plan_id, self.version))
        return f"smrj:{';'.join((*names, self.content_hash))}"


def find(text: str) -> Imprint | None:
    """The imprint that a text holds; None where it holds none."""
    match = _IMPRINT.search(text) if "smrj" in text else None
    return Imprint(unquote(match["plan"]), unquote(match["version"]), match["hash"]) if match else None
