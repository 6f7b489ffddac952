"""Labels of one line are the same however they are written, and those of different lines are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.amounts import Unit
from smrj_desktop.domain.exchange.labels import canonical, loose, numbering, unit_in, words
from smrj_desktop.io import builtin
from tests.support.spellings import bracketed, older, spaced


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("共　通", "共通"),
        ("生産性向上業\n 務", "生産性向上業務"),
        ("\u200b業務\u00a0経費\ufeff", "業務経費"),
        ("經常費用", "経常費用"),
        ("濟\ufe00生會", "済生会"),
        ("髙﨑ヶ丘", "高崎ケ丘"),
        ("⼀般管理費", "一般管理費"),
        ("ｻｰﾋﾞｽ", "サービス"),
        ("（計）", "計"),
        ("〔共通〕", "共通"),
        ("純利益（▲ 純損失）", "純利益(△純損失)"),
        ("(1) 業務収入", "業務収入"),
        ("（１）業務収入", "業務収入"),
        ("① 業務収入", "業務収入"),
        ("１　業務収入", "業務収入"),
        ("Ⅱ．業務収入", "業務収入"),
        ("1. (2) ・業務収入", "業務収入"),
        ("うち運営費交付金", "運営費交付金"),
        ("(うち) 運営費交付金", "運営費交付金"),
        ("業務経費※1", "業務経費"),
        ("業務経費（注2）", "業務経費"),
        ("ＩＴ導入", "IT導入"),
        ("新事業展開･\r\n創業支援業務", "新事業展開・創業支援業務"),
        ("2023年4月〜2024年3月", "2023年4月～2024年3月"),
    ],
)
def test_ways_of_writing_a_label_are_one(written: str, meant: str) -> None:
    assert canonical(written) == canonical(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("その他収入", "その他の収入"),
        ("業務経費", "業務費"),
        ("純利益", "純利益(△純損失)"),
        ("貸付金", "他勘定貸付金"),
        ("計", "合計"),
        ("1.5億円", "5億円"),
        ("(1)", "(2)"),
    ],
)
def test_other_labels_stay_apart(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_every_label_of_the_plan_is_known_in_each_spelling_and_no_two_become_one() -> None:
    plan = builtin.load()
    labels = {
        node.label
        for table in plan.tables.values()
        for axis in (table.template.lines, table.template.columns)
        for node in axis.nodes
    }
    assert len({canonical(label) for label in labels}) == len(labels)
    for label in labels:
        for spelling in (spaced, bracketed, older, lambda text: f"（3） {text}", lambda text: f"{text}※2"):
            assert canonical(spelling(label)) == canonical(label) or "(" in label


@given(st.text(max_size=30))
def test_any_text_has_a_canonical_form_without_spaces(text: str) -> None:
    form = canonical(text)
    assert not any(character.isspace() for character in form)
    assert loose(form) == loose(loose(form))


@given(st.text(st.characters(categories=["Lo", "Nd"]), min_size=2, max_size=9), st.integers(1, 8))
def test_spaces_inside_a_label_do_not_matter(text: str, at: int) -> None:
    label = f"科目{text}"
    assert canonical(f"{label[:at]}\u3000{label[at:]}") == canonical(label)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("- ・地域の支援", ("- ・", "地域の支援")),
        ("(1) 事業承継", ("(1)", "事業承継")),
        ("①地域の支援", ("①", "地域の支援")),
        ("I. 業務の質", ("I.", "業務の質")),
        ("I", ("I", "")),
        ("1)", ("1)", "")),
        ("・", ("・", "")),
        ("令和5年度計画", ("", "令和5年度計画")),
        ("3つの柱", ("", "3つの柱")),
    ],
)
def test_a_numbering_mark_is_told_from_the_text(text: str, parts: tuple[str, str]) -> None:
    assert numbering(text) == parts


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("（単位：百万円）", Unit.MILLION),
        ("単位 千円", Unit.THOUSAND),
        ("(千円)", Unit.THOUSAND),
        ("予算（一般勘定）（単位：億円）", Unit.HUNDRED_MILLION),
        ("予算・一般（千円）", Unit.THOUSAND),
        ("単位：円、％", Unit.YEN),
        ("50億円以上となる割合", None),
        ("百万円未満を四捨五入", None),
        ("一般管理費", None),
    ],
)
def test_units_are_read_where_a_text_says_them(text: str, unit: Unit | None) -> None:
    assert unit_in(canonical(text)) is unit


def test_titles_fall_into_words() -> None:
    assert words("予算・一般（別紙 1）") == ["予算", "一般", "別紙", "1"]


@pytest.mark.parametrize("total", ["計", "小計", "合計", "総計", "総合計", "合計（税込）"])
def test_every_kind_of_total_is_loosely_one(total: str) -> None:
    assert loose(canonical(total)) == "計"


def test_a_word_that_only_ends_like_a_total_is_none() -> None:
    assert loose(canonical("一般会計")) == "一般会計"
