"""Finding and replacing: whatever the width, exactly where it stands, all of it one step."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.edit_kinds import InsertPassage, PutNote, SetProfile
from smrj_desktop.domain.edits import InsertIndicator, PutContribution, StateTotal
from smrj_desktop.domain.find import Hit, Query, find, replace_edit, replacements
from smrj_desktop.domain.indicators import Indicator, parse_target
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.notes import Note
from smrj_desktop.domain.place_names import of_cell
from smrj_desktop.domain.statements import Contribution, Totals
from smrj_desktop.domain.template import TableKey
from tests.support.plans import cell, put, small_plan


def plan_of(*texts: str):
    """The small plan with these passages."""
    plan = small_plan()
    at = len(plan.outline.children(""))
    for number, text in enumerate(texts):
        passage = Passage(key=f"x{number}", kind=PassageKind.CHAPTER, text=text)
        edits.apply(plan, InsertPassage(passage=passage, index=at + number))
    return plan


def found(plan, query: Query) -> list[str]:
    return [hit.text[hit.start : hit.end] for hit in find(plan, query) if hit.place.startswith("x")]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("中小企業とＤＸ、dx、ﾃﾞｼﾞﾀﾙ", Query("DX"), ["ＤＸ", "dx"]),
        ("中小企業とＤＸ、dx、ﾃﾞｼﾞﾀﾙ", Query("デジタル"), ["ﾃﾞｼﾞﾀﾙ"]),
        ("中小企業とＤＸ、dx", Query("DX", exact=True), []),
        ("中小企業とＤＸ、dx", Query("ＤＸ", exact=True), ["ＤＸ"]),
        ("㌔と㍻", Query("平成"), ["㍻"]),
        ("㍻", Query("平"), []),  # half of a letter is none
        ("か\u3099き", Query("が"), ["か\u3099"]),
        ("aaaa", Query("aa"), ["aa", "aa"]),
        ("16,100人と16,500人", Query("16,?00人", wildcards=True), ["16,100人", "16,500人"]),
        ("支援（a*b）", Query("a~*b", wildcards=True), ["a*b"]),
        ("支援（a*b）", Query("a*b"), ["a*b"]),
        ("支援", Query("支", whole=True), []),
        ("支援", Query("支援", whole=True), ["支援"]),
        ("支援", Query("*援", whole=True, wildcards=True), ["支援"]),
        ("支援", Query(""), []),
        ("支援", Query("*", wildcards=True), ["支援"]),
    ],
)
def test_what_is_found(text, query, expected):
    assert found(plan_of(text), query) == expected


def test_figures_are_found_without_commas_and_whole_ones_on_wish():
    plan = small_plan()
    put(plan, "grant", "a1", 12_933)
    put(plan, "grant", "b", -82)
    hits = find(plan, Query("12933"))
    leaf = of_cell(cell("grant", "a1"))
    assert hits[0] == Hit(leaf, "12,933", 0, 6)
    assert {hit.fixed for hit in hits[1:]} == {"total"}
    assert {hit.place for hit in find(plan, Query("12,9３3"))} == {hit.place for hit in hits}
    assert leaf in {hit.place for hit in find(plan, Query("293"))}
    assert leaf not in {hit.place for hit in find(plan, Query("293", whole=True))}
    assert of_cell(cell("grant", "b")) in {hit.place for hit in find(plan, Query("△82", whole=True))}
    assert not find(plan, Query("12933"), {TableKey("cash", "general")})
    assert find(plan, Query("12933"), {TableKey("budget", "general")}) == hits


def test_everything_that_is_written_is_searched():
    plan = plan_of("本文の伴走")
    edits.apply(plan, SetProfile(name="preamble", value="前文の伴走"))
    indicator = Indicator(
        key="i", section="I-1", name="伴走者数", target=parse_target("5,000者以上"), basis="伴走の件数"
    )
    edits.apply(plan, InsertIndicator(indicator=indicator, index=0))
    edits.apply(plan, PutNote(note=Note(key="n", place="x0", text="伴走を確認", author="a", at="2023-01-01")))
    places = [(hit.place, hit.fixed) for hit in find(plan, Query("伴走"))]
    assert places == [
        ("profile/preamble", ""),
        ("x0", ""),
        ("i/name", ""),
        ("i/basis", ""),
        ("note/n", "note"),
    ]
    assert [hit.place for hit in find(plan, Query("5,000者"))] == ["i/target"]


def test_replacing_is_one_step_that_one_undo_takes_back():
    plan = plan_of("支援する。支援した。")
    edits.apply(plan, SetProfile(name="preamble", value="支援"))
    indicator = Indicator(
        key="i", section="I-1", name="支援者数", target=parse_target("5,000者以上"), basis="支援"
    )
    edits.apply(plan, InsertIndicator(indicator=indicator, index=0))
    before = plan.to_json()
    query = Query("支援")
    edit = replace_edit(plan, replacements(plan, query, find(plan, query), "助言"), Totals.FOLLOW)
    inverse = edits.apply(plan, edit).inverse
    assert plan.outline["x0"].text == "助言する。助言した。"
    assert plan.profile.preamble == "助言"
    assert (plan.indicators[0].name, plan.indicators[0].basis) == ("助言者数", "助言")
    edits.apply(plan, inverse)
    assert {**plan.to_json(), "history": before["history"]} == before


def test_some_of_the_hits_of_one_text():
    plan = plan_of("支援、支援、支援")
    hits = [hit for hit in find(plan, Query("支援")) if hit.place == "x0"]
    (what,) = replacements(plan, Query("支援"), [hits[0], hits[2]], "助言等")
    assert what.after == "助言等、支援、助言等"


def test_a_figure_is_read_anew_and_what_cannot_be_says_why():
    plan = small_plan()
    put(plan, "grant", "a1", 106)
    put(plan, "operating_cost", "a1", 106)
    item = Contribution(key="k", department="総務課", item="旅費", amount=106_000)
    edits.apply(plan, PutContribution(cell=cell("operating_cost", "a1"), contribution=item, index=0))
    query = Query("106")
    found = {what.place: what for what in replacements(plan, query, find(plan, query), "112")}
    grant = found[of_cell(cell("grant", "a1"))]
    assert (grant.after, grant.refusal) == ("112", "")
    assert found[of_cell(cell("operating_cost", "a1"))].refusal == "find.fixed_build_up"
    assert found[of_cell(cell("grant", "a"))].refusal == "find.fixed_total"
    edit = replace_edit(plan, found.values(), Totals.FOLLOW)
    edits.apply(plan, edit)
    assert plan.figure(cell("grant", "a1")) == Figure(112)
    hits = [hit for hit in find(plan, Query("112")) if not hit.fixed]
    (what,) = replacements(plan, Query("112"), hits, "別途")
    assert what.refusal == "find.no_figure" and replace_edit(plan, [what], Totals.FOLLOW) is None


def test_held_totals_stay_when_a_figure_is_replaced():
    plan = small_plan()
    put(plan, "grant", "a1", 106)
    total = cell("income_total", "total")
    edits.apply(plan, StateTotal(cell=total, figure=Figure(106)))
    query = Query("106", whole=True)
    edits.apply(plan, replace_edit(plan, replacements(plan, query, find(plan, query), "112"), Totals.HOLD))
    assert (plan.figure(cell("grant", "a1")), plan.figure(total)) == (Figure(112), Figure(106))


def test_a_target_is_read_anew_and_a_name_is_never_empty():
    plan = small_plan()
    indicator = Indicator(key="i", section="I-1", name="支援", target=parse_target("5,000者以上"))
    edits.apply(plan, InsertIndicator(indicator=indicator, index=0))

    def replaced(words: str, by: str):
        query = Query(words)
        hits = [hit for hit in find(plan, query) if hit.place.startswith("i/")]
        return replacements(plan, query, hits, by)

    (what,) = replaced("5,000", "６０００")
    assert what.after == "6,000者以上"
    edits.apply(plan, replace_edit(plan, [what], Totals.FOLLOW))
    assert plan.indicators[0].target == parse_target("6,000者以上")
    assert replaced("者以上", "")[0].refusal == "error.target"
    assert replaced("支援", " ")[0].refusal == "indicators.name_missing"


words = st.text(st.sampled_from("aAＡあｱア゛ﾞが\u3099㍻1,１* ?~．"), max_size=12)


@given(text=words, wanted=words.filter(bool), exact=st.booleans(), wildcards=st.booleans())
def test_hits_lie_in_the_text_in_order_and_say_what_was_asked(text, wanted, exact, wildcards):
    plan = plan_of(text)
    hits = [hit for hit in find(plan, Query(wanted, exact=exact, wildcards=wildcards)) if hit.place == "x0"]
    last = 0
    for hit in hits:
        assert last <= hit.start < hit.end <= len(text) == len(hit.text)
        last = hit.end
        if exact and not wildcards:
            assert text[hit.start : hit.end] == wanted
        elif not wildcards:
            form = [
                unicodedata.normalize("NFKC", part).casefold() for part in (text[hit.start : hit.end], wanted)
            ]
            assert unicodedata.normalize("NFKC", form[0]) == unicodedata.normalize("NFKC", form[1])
    if exact and not wildcards:
        assert len(hits) == text.count(wanted)


@given(text=words, wanted=words.filter(bool), by=words)
def test_replacing_what_was_put_in_by_what_was_there_brings_an_exact_text_back(text, wanted, by):
    marked = f"«{by}»"
    plan = plan_of(text)
    query = Query(wanted, exact=True)
    edit = replace_edit(plan, replacements(plan, query, find(plan, query), marked), Totals.FOLLOW)
    if edit is None:
        return
    edits.apply(plan, edit)
    back = Query(marked, exact=True)
    edits.apply(plan, replace_edit(plan, replacements(plan, back, find(plan, back), wanted), Totals.FOLLOW))
    assert plan.outline["x0"].text == text
