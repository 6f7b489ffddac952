"""The text of a file: what was reworded, added, moved or taken out, and what is nothing of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain import edits
from smrj_desktop.domain.checks.finding import Severity
from smrj_desktop.domain.exchange.alignment import Pair, align, alike, bare
from smrj_desktop.domain.exchange.interpret_marks import canonical_mark, level_of
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import builtin
from tests.support.found import Sent, kinds


@pytest.fixture(scope="module")
def plan() -> Plan:
    return replace(builtin.load(), tables={})


@pytest.fixture
def sent(plan: Plan) -> Sent:
    return Sent(plan, tables=())


def at(sent: Sent, key: str) -> int:
    """The row of a passage in the file."""
    return sent.passages.index((sent.plan.outline[key].mark, sent.plan.outline[key].text))


def order(plan: Plan, among: Iterable[str]) -> list[str]:
    wanted = set(among)
    return [passage.key for passage in plan.outline if passage.key in wanted]


def new_in(reading, sent: Sent) -> list[Passage]:
    """The passages that are new."""
    return [passage for passage in reading.theirs.outline if passage.key not in sent.plan.outline]


@pytest.mark.parametrize(
    "spelt",
    [
        lambda text: f"　{text} ",
        lambda text: f"{text}\n",
        lambda text: text.replace("、", "、 "),
        lambda text: text.replace("5,000", "５，０００"),
    ],
)
def test_widths_spaces_and_line_ends_are_no_change(sent, spelt):
    sent.passages = [(mark, spelt(text)) for mark, text in sent.passages]
    reading = sent.read()
    assert reading.theirs.content_hash() == sent.plan.content_hash()
    assert set(kinds(reading)) <= {"spelling", "spellings"}


def test_where_only_the_spelling_was_changed_is_told(sent):
    row = at(sent, "I-1-1-1-p1")
    mark, text = sent.passages[row]
    sent.passages[row] = (mark, f"{text[:10]} {text[10:]}")
    (finding,) = sent.read().findings
    assert finding.kind == "incoming_spelling" and finding.place.passage == "I-1-1-1-p1"
    assert finding.parameters["old"] == text[2:18]
    assert finding.parameters["new"] == f"{text[2:10]} {text[10:18]}"


def test_other_ways_to_write_a_mark_are_no_change(sent):
    written = {"1.": "１．", "(1)": "（１）", "I": "Ⅰ．", "・": "･", "①": " ① "}
    sent.passages = [(written.get(mark, mark), text) for mark, text in sent.passages]
    assert sent.read().theirs.content_hash() == sent.plan.content_hash()


def test_a_passage_that_was_reworded_keeps_its_key(sent):
    row = at(sent, "I-1-1-1-p2")
    sent.passages[row] = ("・", "経営者・後継者への専門家派遣による、支援機関の能力の一層の向上")
    reading = sent.read()
    before, after = sent.plan.outline["I-1-1-1-p2"], reading.theirs.outline["I-1-1-1-p2"]
    assert after == replace(before, text=sent.passages[row][1])
    assert kinds(reading) == []


def test_a_passage_written_anew_in_its_place_keeps_its_key_too(sent):
    row = at(sent, "I-1-1-1-p2")
    sent.passages[row] = ("・", "全く別のことを定める。")
    reading = sent.read()
    assert reading.theirs.outline["I-1-1-1-p2"].text == "全く別のことを定める。"
    assert new_in(reading, sent) == []


@pytest.mark.parametrize(
    "keys", [["I-1-1-1-p1-c1"], ["I-1-1-1-p2", "I-1-1-1-p3"], ["X-4-p1"], ["I-3"], ["I-1-1-1-p1-c1", "I-3"]]
)
def test_a_passage_in_place_of_which_a_formula_gives_nothing_stays(sent, keys):
    for key in keys:
        row = at(sent, key)
        sent.passages[row] = (sent.passages[row][0], "の一部")
        sent.without_value.append(row + 1)
    reading = sent.read()
    assert reading.theirs.content_hash() == sent.plan.content_hash()
    (finding,) = reading.findings
    assert (finding.kind, finding.severity) == ("incoming_formula_without_value", Severity.WARNING)
    assert (finding.parameters["count"], finding.parameters["address"]) == (
        len(keys),
        f"B{sent.without_value[0]}",
    )


def test_a_preamble_or_a_new_row_of_which_a_formula_gives_nothing_changes_nothing(sent):
    sent.passages[1] = ("", "")
    row = at(sent, "I-1-1-1-p2")
    sent.passages.insert(row, ("・", ""))
    sent.without_value = [2, row + 1]
    reading = sent.read()
    assert reading.theirs.content_hash() == sent.plan.content_hash()
    assert kinds(reading) == ["formula_without_value"]


def test_a_target_that_the_new_wording_lacks_is_said(sent):
    row = at(sent, "I-1-1-1-p1-c1")
    sent.passages[row] = ("", "上記による事業承継の支援者数6,000者以上")
    reading = sent.read()
    assert kinds(reading) == ["targets_kept"]
    assert reading.findings[0].parameters["targets"] == "5,000者以上"


def test_a_mark_that_changed_is_taken(sent):
    row = at(sent, "I-1-2")
    sent.passages[row] = ("（３）", sent.passages[row][1])
    assert sent.read().theirs.outline["I-1-2"].mark == "(3)"


@pytest.mark.parametrize(
    ("behind", "mark", "kind", "parent", "before"),
    [
        ("I-1-1-1-p2", "・", PassageKind.PASSAGE, "I-1-1-1", "I-1-1-1-p3"),
        ("I-1-1-1", "・", PassageKind.PASSAGE, "I-1-1-1", "I-1-1-1-p1"),
        ("I-1-1-1-p1", "", PassageKind.CONTINUATION, "I-1-1-1-p1", "I-1-1-1-p1-c1"),
        ("I-1-1-1-p3", "②", PassageKind.HEADING, "I-1-1", "I-1-1-2"),
        ("I-1-2-p6", "(3)", PassageKind.HEADING, "I-1", "I-1-indicators"),
        ("I-1-indicators", "2.", PassageKind.HEADING, "I", "I-2"),
        ("X-4-p1", "XI", PassageKind.CHAPTER, "", ""),
        ("IX-4-p1", "・", PassageKind.PASSAGE, "IX-4-p1", "IX-4-p1-1"),
    ],
)
def test_a_new_row_goes_where_its_mark_says(sent, behind, mark, kind, parent, before):
    keys = [passage.key for passage in sent.plan.outline]
    row = at(sent, behind) + 1
    sent.passages.insert(row, (mark, "まったく新しい定め。"))
    reading = sent.read()
    (new,) = new_in(reading, sent)
    assert (new.kind, new.parent, new.mark, new.text) == (kind, parent, mark, "まったく新しい定め。")
    after = [passage.key for passage in reading.theirs.outline]
    assert after == [*keys[: keys.index(behind) + 1], new.key, *keys[keys.index(behind) + 1 :]]
    assert not before or after[after.index(new.key) + 1] == before
    assert new.key == new_in(sent.read(), sent)[0].key


def test_several_new_rows_build_upon_one_another(sent):
    row = at(sent, "I-1-2-p6") + 1
    sent.passages[row:row] = [("(3)", "新しい項"), ("・", "その一"), ("", "その続き"), ("・", "その二")]
    reading = sent.read()
    heading, one, more, two = new_in(reading, sent)
    assert (heading.parent, one.parent, more.parent, two.parent) == ("I-1", heading.key, one.key, heading.key)


def test_what_follows_a_new_heading_stands_below_it(sent):
    keys = [passage.key for passage in sent.plan.outline]
    row = at(sent, "I-1-1-1-p2") + 1
    sent.passages[row:row] = [("②", "新しい項"), ("・", "新しい項の一つ目")]
    reading = sent.read()
    heading, first = new_in(reading, sent)
    outline = reading.theirs.outline
    assert (heading.parent, outline.children(heading.key)) == ("I-1-1", (first.key, "I-1-1-1-p3"))
    after = [passage.key for passage in outline if passage.key in sent.plan.outline]
    assert after == keys
    assert kinds(reading) == []


def test_what_continued_a_passage_continues_the_one_put_before_it(sent):
    row = at(sent, "I-1-1-1-p1") + 1
    sent.passages.insert(row, ("・", "間に加えた。"))
    reading = sent.read()
    (new,) = new_in(reading, sent)
    assert reading.theirs.outline.children(new.key) == ("I-1-1-1-p1-c1",)


def test_a_new_row_in_place_of_the_first_ones_below_a_passage_takes_nothing_over(sent):
    above, below = at(sent, "VIII-p1"), at(sent, "VIII-p1-3")
    sent.passages[above + 1 : below] = [("・", "別紙")]
    reading = sent.read()
    (new,) = new_in(reading, sent)
    assert (new.parent, reading.theirs.outline.children(new.key)) == ("VIII-p1", ())
    assert [key for key in reading.theirs.outline.children("VIII-p1") if key != new.key] == list(
        sent.plan.outline.children("VIII-p1")
    )


@given(
    gone=st.sets(st.integers(0, 320), max_size=40),
    put=st.lists(
        st.tuples(st.integers(0, 320), st.sampled_from(["", "・", "①", "(2)", "3.", "IV", "※"])), max_size=8
    ),
)
def test_whatever_rows_are_gone_or_new_the_text_is_read(plan, gone, put):
    sent = Sent(plan, tables=())
    rows = [[row] for row in sent.passages]
    for where in gone & set(range(len(rows))):
        rows[where] = []
    for number, (where, mark) in enumerate(put):
        rows[where % len(rows)].append((mark, f"新たな記述その{number}"))
    sent.passages = [row for group in rows for row in group]
    sent.read()


def test_a_passage_that_is_gone_between_its_neighbours_is_taken_out(sent):
    del sent.passages[at(sent, "I-1-1-1-p2")]
    reading = sent.read()
    assert "I-1-1-1-p2" not in reading.theirs.outline
    assert len(reading.theirs.outline) == len(sent.plan.outline) - 1
    assert kinds(reading) == []


def test_a_heading_goes_with_all_below_it(sent):
    row = at(sent, "I-1-1-1-p1")
    del sent.passages[row : row + 2]
    reading = sent.read()
    assert len(reading.theirs.outline) == len(sent.plan.outline) - 2


@pytest.mark.parametrize("key", ["X-4-p1", "V"])
def test_what_may_just_be_left_out_stays_and_is_said(sent, key):
    # the last of all, and a whole chapter
    del sent.passages[at(sent, key)]
    reading = sent.read()
    assert reading.theirs.content_hash() == sent.plan.content_hash()
    assert kinds(reading) == ["text_missing"]
    assert reading.findings[0].place.passage == key


def test_an_extract_takes_nothing_out_and_adds_what_stands_between(sent):
    first, last = at(sent, "I-1"), at(sent, "I-1-1-2")
    sent.passages = sent.passages[first:last]
    del sent.passages[at(sent, "I-1-1-1-p2")]
    sent.passages.insert(at(sent, "I-1-1-1-p1"), ("・", "全く新しい。"))
    sent.passages.append(("・", "どこに続くか分からない。"))
    reading = sent.read()
    assert [passage.text for passage in new_in(reading, sent)] == ["全く新しい。"]
    assert all(passage.key in reading.theirs.outline for passage in sent.plan.outline)
    assert sorted(kinds(reading)) == ["text_extract", "text_unmatched"]
    (extract,) = (item for item in reading.findings if item.kind == "incoming_text_extract")
    assert extract.parameters["count"] == len(sent.plan.outline) - len(sent.passages) + 2


def test_a_passage_that_moved_is_the_same_one(sent):
    row = sent.passages.pop(at(sent, "I-1-1-1-p2"))
    sent.passages.insert(at(sent, "I-1-1-2-p2"), row)
    reading = sent.read()
    assert new_in(reading, sent) == []
    assert reading.theirs.outline["I-1-1-1-p2"].parent == "I-1-1-2"
    assert order(reading.theirs, ("I-1-1-2-p1", "I-1-1-1-p2", "I-1-1-2-p2")) == [
        "I-1-1-2-p1",
        "I-1-1-1-p2",
        "I-1-1-2-p2",
    ]


def test_neighbours_that_changed_places_are_one_move(sent):
    row = at(sent, "I-1-2-p1")
    sent.passages[row], sent.passages[row + 1] = sent.passages[row + 1], sent.passages[row]
    reading = sent.read()
    assert reading.theirs.outline.children("I-1-2")[:2] == ("I-1-2-p2", "I-1-2-p1")
    assert kinds(reading) == []


def test_the_preamble_is_taken_and_the_title_is_none(sent):
    changed = sent.plan.profile.preamble.replace("円安", "円高")
    sent.passages[1] = ("", changed)
    reading = sent.read()
    assert reading.theirs.profile.preamble == changed
    assert kinds(reading) == []


def test_a_preamble_in_several_rows_is_one(plan):
    plan = plan.copy()
    edits.apply(plan, edits.SetProfile(name="preamble", value="一行目の前文です。\n二行目の前文です。"))
    sent = Sent(plan, tables=())
    assert sent.read().theirs.content_hash() == plan.content_hash()
    sent.passages[2] = ("", "二行目の改めた前文です。")
    assert sent.read().theirs.profile.preamble == "一行目の前文です。\n二行目の改めた前文です。"


def test_rows_around_the_text_that_are_none_of_it_are_said(sent):
    sent.passages.insert(0, ("", "未定稿につき取扱注意"))
    sent.passages.append(("", "以上"))
    reading = sent.read()
    assert kinds(reading) == ["text_unmatched"]
    assert reading.theirs.content_hash() == sent.plan.content_hash()


def test_indicators_listed_in_the_text_are_none_of_it(sent):
    row = at(sent, "I-1-2-p6") + 2
    sent.passages[row:row] = [("・", f"{item.name} {item.target}") for item in sent.plan.indicators[:3]]
    assert sent.read().theirs.content_hash() == sent.plan.content_hash()


@pytest.mark.parametrize(
    ("written", "mark", "level"),
    [
        ("Ⅳ．", "IV", 0),
        ("3．", "3.", 1),
        ("（３）", "(3)", 2),
        (" ③", "③", 3),
        ("2）", "2)", 4),
        ("･", "・", 5),
    ],
)
def test_marks_have_one_form_and_a_depth(written, mark, level):
    assert canonical_mark(written) == mark
    assert level_of(written) == level


short = st.lists(st.sampled_from(["ああああ", "いいいい", "ううええ", "おおかか", "ききくく"]), max_size=8)


@given(short, short)
def test_alignment_names_everything_once_and_in_order(left, right):
    pairs = align(left, right)
    ours = [pair.left for pair in pairs if pair.left is not None]
    theirs = [pair.right for pair in pairs if pair.right is not None]
    assert ours == list(range(len(left)))
    assert theirs == list(range(len(right)))
    for pair in pairs:
        if None not in pair:
            assert alike(left[pair.left], right[pair.right])


@given(st.lists(st.text(min_size=1, max_size=9), max_size=8))
def test_the_same_texts_belong_together(texts):
    assert align(texts, texts) == [Pair(number, number) for number in range(len(texts))]


def test_what_cells_cannot_hold_makes_no_other_text():
    assert bare("支援\x00を 行う。") == bare("支援\ufffdを行う。")


def test_two_long_texts_that_have_nothing_in_common_are_done_at_once():
    left, right = [f"甲{number}乙" for number in range(3000)], [f"丙{number}丁" for number in range(3000)]
    assert len(align(left, right)) == 6000
