"""Running text: where its lines end."""

from __future__ import annotations

import pytest

from smrj_desktop.ui import prose, theme


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("一行", ["一行"]),
        ("一行目\n二行目", ["一行目", "二行目"]),
        ("段落\n\n次", ["段落", "", "次"]),
    ],
)
def test_lines_of_the_text_stay_lines(qapp, text, expected):
    assert prose.lines(text, theme.font(), 400) == expected


def test_long_lines_are_broken_and_lose_nothing(qapp):
    text = "計画の数値は公表された計画のとおりです。" * 5
    lines = prose.lines(f"{text}\n{text}", theme.font(), 200)
    assert len(lines) > 4 and "".join(lines) == text * 2
