"""What charts say, in both languages."""

from __future__ import annotations

from fractions import Fraction

import pytest

from smrj_desktop import messages
from smrj_desktop.domain.charts import KINDS_OF_ACCOUNT, KINDS_OF_AGENCY, chart_of
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.series import PER_CENT, Bar, Chart, Kind, Panel, Row
from smrj_desktop.io import builtin, sheet_words
from smrj_desktop.render import chart_words


@pytest.fixture(scope="module")
def plan() -> Plan:
    return builtin.load()


def chart(kind: Kind, *rows: Row, unit: str = "百万円", series: tuple[str, ...] = ()) -> Chart:
    return Chart(kind=kind, subject="general", name="一般勘定", series=series, rows=rows, unit=unit)


def test_titles_say_what_a_chart_is_about(plan):
    titles = [chart_words.title(chart_of(plan, kind, "general")) for kind in KINDS_OF_ACCOUNT]
    assert titles == [
        "一般勘定　収入と支出（予算・区分別）",
        "一般勘定　収入と支出の内訳（予算）",
        "一般勘定　繰越金の増減（資金計画）",
        "一般勘定　予算・収支計画・資金計画の収支",
        "一般勘定　前年度計画と本年度計画（予算）",
    ]
    assert chart_words.title(chart_of(plan, Kind.SEGMENTS)) == "法人全体　収入と支出（予算・勘定別）"
    assert chart_words.title(chart_of(plan, Kind.INDICATORS)) == "指標の達成状況（目標に対する割合）"
    of_section = chart_of(plan, Kind.INDICATORS, "I-2")
    assert chart_words.title(of_section) == "I-2　生産性向上　指標の達成状況（目標に対する割合）"


@pytest.mark.parametrize(
    ("bar", "unit", "expected"),
    [
        (Bar("income", 0, 1234, 1234), "百万円", "1,234"),
        (Bar("income", 0, -82, -82), "百万円", "△ 82"),
        (Bar("income", 0, 0, 0, mark="-"), "百万円", "-"),
        (Bar("income", 0, 0, 0, mark="0"), "百万円", "0"),
        (Bar("rise", 5, 1239, 1234, is_change=True), "百万円", "+1,234"),
        (Bar("fall", 1239, 5, -1234, is_change=True), "百万円", "△ 1,234"),
        (Bar("fall", 5, 5, 0, is_change=True, mark="-"), "百万円", "-"),
        (Bar("income", 0, 1234, 1234, share=Fraction(1234, 10032)), "百万円", "1,234（12.3%）"),
        (Bar("income", 0, -9, -9, share=Fraction(-1, 8)), "百万円", "△ 9（△ 12.5%）"),
        (Bar("result", 0, 97, 97, share=Fraction("0.974")), PER_CENT, "97.4%"),
        (Bar("result", 0, 99, 99, share=Fraction("0.99999")), PER_CENT, "99.9%"),
        (Bar("result", 0, 0, 0, share=Fraction(0)), PER_CENT, "0.0%"),
        (Bar("result", 0, 1200, 1200, share=Fraction(1200)), PER_CENT, "120,000.0%"),
    ],
)
def test_a_value_is_printed_as_the_plan_prints_it(bar, unit, expected):
    assert chart_words.printed(chart(Kind.COMPOSITION, unit=unit), bar) == expected


def test_a_row_is_a_sentence_with_its_unit(plan):
    said = [chart_words.spoken(one, one.rows[-2]) for one in map(chart_of, [plan] * 2, KINDS_OF_AGENCY)]
    assert said[0] == "勘定間の相殺：借入金等償還⇔貸付等回収金：収入 △ 315,670百万円、支出 △ 315,670百万円"
    common = chart_of(plan, Kind.SEGMENTS, "general")
    assert chart_words.spoken(common, common.rows[4]) == "共通：収入 243百万円、支出 皆無"
    path = chart_of(plan, Kind.WATERFALL, "general")
    assert chart_words.spoken(path, path.rows[1]) == "業務活動による収入：+68,747百万円"
    parts = chart_of(plan, Kind.COMPOSITION, "general")
    assert chart_words.spoken(parts, parts.rows[0]) == "運営費交付金：収入 16,697百万円（24.3%）"
    years = Row("業務経費", (Bar("last_year", 0, 100, 100), Bar("this_year", 0, 88, 88)))
    assert chart_words.spoken(chart(Kind.LAST_YEAR, years, series=("last_year", "this_year")), years) == (
        "業務経費：前年度計画 100百万円、本年度計画 88百万円、増△減 △ 12百万円"
    )
    blank = Row("業務経費", ())
    assert chart_words.spoken(chart(Kind.LAST_YEAR, blank), blank) == "業務経費：未入力"


def test_an_indicator_says_its_target_and_its_result():
    row = Row(
        "成約件数",
        (Bar("result", 0, 99, 99, share=Fraction("0.99")),),
        remark="260件以上",
        known="257件（x）",
    )
    shown = chart(Kind.INDICATORS, row, unit=PER_CENT)
    assert chart_words.spoken(shown, row) == (
        "成約件数：年度目標に対する実績 99.0%、実績 257件（x）、目標 260件以上"
    )
    nothing = Row("利用率", ())
    assert chart_words.remark(shown, nothing) == "目標値の定めなし"


def test_a_panel_with_a_scale_of_its_own_says_so():
    shown = chart(Kind.SEGMENTS)
    assert chart_words.panel_title(shown, Panel((), 0, 1_711_897)) == ""
    assert chart_words.panel_title(shown, Panel((), -3, 56, 30)) == "目盛を約 30 倍に拡大（最大 56百万円）"
    assert chart_words.panel_title(shown, Panel((), 0, 7, 244_557)).startswith("目盛を約 240,000 倍に")


def test_remarks_say_what_is_taken_out_and_what_is_not_there(plan):
    whole = chart_words.remarks(chart_of(plan, Kind.STATEMENTS))
    assert any("勘定間の貸付け" in one for one in whole)
    assert any("資金計画からも" in one for one in whole)
    assert chart_words.remarks(chart_of(plan, Kind.LAST_YEAR)) == ["前年度計画の数値が入力されていません。"]
    assert chart_words.remarks(chart_of(plan, Kind.SEGMENTS, "nowhere")) == ["表示する数値がありません。"]
    assert "目盛の異なる欄" in chart_words.remarks(chart_of(plan, Kind.SEGMENTS, "general"))[-1]


def test_everything_is_said_in_english_too_and_paper_stays_japanese(plan, monkeypatch):
    charts = [chart_of(plan, kind, "general") for kind in KINDS_OF_ACCOUNT]
    charts += [chart_of(plan, kind) for kind in (*KINDS_OF_AGENCY, Kind.INDICATORS)]

    def words(say: chart_words.Say) -> list[str]:
        return [
            word
            for one in charts
            for word in (
                chart_words.title(one, say),
                *(chart_words.series_name(one, series, say) for series in one.series),
                *(chart_words.spoken(one, row, say) for row in one.rows),
                *chart_words.remarks(one, say),
            )
        ]

    japanese = words(messages.text)
    messages.set_language("en")
    try:
        english = words(messages.text)
        assert words(sheet_words.japanese) == japanese
    finally:
        messages.set_language("ja")
    assert "Loans between accounts" in " ".join(english)
    assert len(english) == len(japanese)


def test_a_total_that_is_not_what_is_drawn_above_it_is_said_to_be_so(plan):
    gap = "支出の内訳の計 6百万円は、「支出計」の 7百万円と一致しません（端数処理によるものを含みます）。"
    account = "investment_succession"
    composed = chart_of(plan, Kind.COMPOSITION, account)
    assert gap in chart_words.remarks(composed)
    assert gap not in chart_words.remarks(composed.without({"expenditure"}))
    assert not any("一致" in said for said in chart_words.remarks(chart_of(plan, Kind.SEGMENTS, account)))
