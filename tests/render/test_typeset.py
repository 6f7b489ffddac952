"""Lines of text: nothing lost, nothing too wide, and what belongs together on one line."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.render import typeset
from smrj_desktop.render.page import Face, TextStyle

pytestmark = pytest.mark.usefixtures("qapp")

MINCHO = TextStyle(Face.MINCHO, 10.0)
STYLES = [TextStyle(face, size, bold) for face in Face for size in (7.5, 10.5) for bold in (False, True)]
EM = 10 * typeset.MM_PER_POINT
"""A full-width character of `MINCHO`, in millimetres."""

DOCUMENT = "中小企業の支援ーっょ、。・）」（「△…―1234５,.％%円件AbＣ -/:\u3000\n\u3099㈱①"
KEPT = (
    *("「支」", "（注）", "1,234百万円", "△ 82", "△1.5", "97.4%", "１２．５％", "……", "――"),
    *("Business", "デー", "シェ", "令和5年度", "第2回", "3,000件", "I-1", "ＤＸ", "￥500", "か。」", "い。"),
)
"""What no line's end comes into, where a line has room for it."""


def without_spaces(text: str) -> str:
    return "".join(text.split(" ")).replace("\u3000", "")


@given(st.text(DOCUMENT, max_size=60), st.floats(0.1, 12))
def test_nothing_is_lost_and_no_line_is_too_wide(text, ems):
    room = ems * EM
    lines = typeset.lines(text, MINCHO, room)

    assert without_spaces("".join(lines)) == without_spaces(text.replace("\n", ""))
    own_lines = text.split("\n")
    assert len(lines) >= len(own_lines)
    for line in lines:
        single = sum(character != "\u3099" for character in line) == 1
        assert typeset.width(line, MINCHO) <= room + 0.001 or single
        assert "\n" not in line
    # each of the text's own lines is set as if it stood alone
    assert lines == [line for own in own_lines for line in typeset.lines(own, MINCHO, room)]


@given(st.lists(st.sampled_from(KEPT), max_size=12), st.integers(16, 40))
def test_what_belongs_together_stays_together(words, half_ems):
    text = "中".join(words)
    lines = typeset.lines(text, MINCHO, half_ems * EM / 2)

    for line in lines[1:]:
        assert line[0] not in typeset.NEVER_FIRST
    for line in lines[:-1]:
        assert line[-1] not in typeset.NEVER_LAST
    for word in words:
        assert sum(line.count(word) for line in lines) == text.count(word), word
    # a line ends no earlier than what follows needs, be it that little would follow
    longest = max(typeset.width(word, MINCHO) for word in KEPT) + EM
    for line, following in pairwise(lines):
        needed = longest + typeset.width(following, MINCHO) * (following is lines[-1])
        assert typeset.width(line, MINCHO) + needed > half_ems * EM / 2, following


@pytest.mark.parametrize(
    ("text", "ems", "expected"),
    [
        ("", 5, [""]),
        ("一行", 5, ["一行"]),
        ("一\n\n二", 5, ["一", "", "二"]),
        ("中小企業者等、支援する", 6, ["中小企業者", "等、支援する"]),
        ("新しい「事業」を支援", 4, ["新しい", "「事業」", "を支援"]),
        ("支援件数は3,000件以上", 7, ["支援件数は", "3,000件以上"]),
        ("差は△ 1,234だ", 5, ["差は", "△ 1,234だ"]),
        ("予算は1,711,897百万円", 8, ["予算は", "1,711,897百万円"]),
        # a unit is parted from its number before the number comes apart
        ("1,711,897百万円", 5, ["1,711,897", "百万円"]),
        ("支援するBusiness Planの策定", 6, ["支援する", "Business", "Planの策定"]),
        ("internationalisation", 5, ["internatio", "nalisation"]),
        ("後に続く空白　　　文", 6, ["後に続く空白", "文"]),
        ("表\tの列", 4, ["表　の列"]),
        ("　字下げ", 2, ["　字", "下げ"]),
        ("あ。", 1, ["あ", "。"]),
        ("幅がない", 0, ["幅", "が", "な", "い"]),
        # no character or two alone below a long line, but where that would break something or in a column
        ("あ" * 20 + "です。", 21, ["あ" * 20, "です。"]),
        ("あ" * 20 + "ます。", 22, ["あ" * 20, "ます。"]),
        ("あ" * 22 + "（再掲）", 25, ["あ" * 22, "（再掲）"]),
        ("あ" * 17 + "令和12年度分", 22, ["あ" * 17, "令和12年度分"]),
        ("あ" * 16 + "Businessす", 20, ["あ" * 16 + "Business", "す"]),
        ("生産性向上業務", 5, ["生産性向上", "業務"]),
    ],
)
def test_lines_end_where_a_reader_expects_it(text, ems, expected):
    assert typeset.lines(text, MINCHO, ems * EM) == expected


@pytest.mark.parametrize("style", STYLES)
def test_figures_share_one_width_and_texts_add_up(style):
    assert len({round(typeset.width(digit, style), 6) for digit in "0123456789"}) == 1
    # kerning, ligatures or a screen's dots would show here
    for text in ("AVATo fi", "1,711,897", "△ 82", "年度計画（案）"):
        parts = sum(typeset.width(character, style) for character in text)
        assert typeset.width(text, style) == pytest.approx(parts)
    assert typeset.width("年", style._replace(size=style.size * 2)) == pytest.approx(
        2 * typeset.width("年", style)
    )
    assert 0 < typeset.ascent(style) < typeset.height(style) < 1.6 * style.size * typeset.MM_PER_POINT


@given(st.text(DOCUMENT.replace("\n", ""), max_size=20), st.floats(0, 25))
def test_a_shortened_text_fits_and_keeps_its_beginning(text, ems):
    result = typeset.shortened(text, MINCHO, ems * EM)

    assert typeset.width(result, MINCHO) <= ems * EM + 0.001
    if result != text.strip(" \u3000"):
        assert result in {"", "…"} or text.strip(" \u3000").startswith(result.removesuffix("…"))


def test_a_text_of_several_lines_is_shortened_to_one():
    assert typeset.shortened("一行目\n二行目", MINCHO, 20 * EM) == "一行目 二行目"
    assert typeset.shortened("一行目\n二行目", MINCHO, 5 * EM) == "一行目…"


@pytest.mark.parametrize("text", ["", " ", "\u3000"])
def test_a_text_without_a_character_is_one_line_even_where_there_is_no_room(text):
    assert typeset.lines(text, MINCHO, -1.0) == [""]


def test_what_no_face_has_is_seen_to_be_there_and_every_line_end_is_one():
    for end in ("\n", "\r\n", "\r", "\u2028", "\u2029"):
        assert typeset.lines(f"一{end}二", MINCHO, 100) == ["一", "二"]
        assert typeset.shortened(f"一{end}二", MINCHO, 100) == "一 二"
    assert typeset.lines("一\t二\x07三\x00", MINCHO, 100) == ["一\u3000二\ufffd三\ufffd"]


def test_a_sign_of_several_characters_is_not_taken_apart():
    family, thumb = "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f44d\U0001f3fd"
    for sign in (family, thumb, "か\u3099", "葛\U000e0100"):
        assert all(set(line) == set(sign) for line in typeset.lines(sign * 3, MINCHO, 4 * EM))
