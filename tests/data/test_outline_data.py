"""The outline and the indicators of the built-in plan: sound in themselves, and true to the document.

The document itself is not part of the project. Where its text lies beside the repository
(`../shared/plan-r5.txt`), the second half holds the data against it, passage by passage.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from smrj_desktop.paths import data_dir

DOCUMENT = Path(__file__).resolve().parents[3] / "shared" / "plan-r5.txt"

ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
CIRCLED = "①②③④⑤⑥⑦⑧⑨"
KINDS = {"chapter", "heading", "passage", "continuation", "indicators"}
SECTIONS_WITH_CORE = ["I-1", "I-2", "I-3", "I-4"]
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
UNIT = "%ポイント|ポイント|%|割|億円|ファンド|機関|地域|件|者|人|本|社"
TARGET = re.compile(rf"(?P<number>{NUMBER})(?P<unit>{UNIT})(?:以上)?(?:上回る|向上)?")
LONGEST_RUN = 20
# The threshold belongs to the name of the indicator; the target of that passage is the 2割.
NOT_A_TARGET = {"50億円以上"}


def _rows(name: str) -> list[dict[str, str]]:
    with data_dir("fy2023", name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def outline() -> list[dict[str, str]]:
    return _rows("outline.csv")


@pytest.fixture(scope="module")
def by_key(outline: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in outline}


@pytest.fixture(scope="module")
def indicators() -> list[dict[str, str]]:
    return _rows("indicators.csv")


def _figures(row: dict[str, str]) -> list[str]:
    return row["figures"].split(";") if row["figures"] else []


def _number(target: str) -> float:
    match = TARGET.fullmatch(target)
    assert match is not None, target
    return float(match["number"].replace(",", ""))


def _mark_of(position: str) -> str:
    """The canonical mark of a heading, from its key: `I-2-3-1-1` is the fifth level, `1)`."""
    *above, last = position.split("-")
    number = int(last) if above else 0
    return [position, f"{last}.", f"({last})", CIRCLED[number - 1], f"{last})"][len(above)]


# The data alone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["outline.csv", "indicators.csv"])
def test_file_form(name: str) -> None:
    raw = data_dir("fy2023", name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert all(None not in row and None not in row.values() for row in _rows(name))


def test_outline_keys_are_unique_and_parents_precede(outline: list[dict[str, str]]) -> None:
    seen: set[str] = set()
    for row in outline:
        assert row["key"] not in seen
        assert row["kind"] in KINDS
        assert (row["parent"] == "") == (row["kind"] == "chapter"), row["key"]
        assert row["parent"] == row["key"].rpartition("-")[0]
        assert not row["parent"] or row["parent"] in seen, row["key"]
        seen.add(row["key"])


def test_outline_texts_are_one_line(outline: list[dict[str, str]]) -> None:
    for row in outline:
        assert row["text"] == row["text"].strip() != "", row["key"]
        assert "\n" not in row["text"]
        assert "再掲" not in row["text"], "a repeat is told by repeat_of"
        if row["kind"] in {"passage", "continuation"}:
            assert 5 <= len(row["text"]) <= 70, row["key"]
            assert not row["text"].endswith("。"), row["key"]


def test_chapters_are_complete(outline: list[dict[str, str]]) -> None:
    assert [row["mark"] for row in outline if row["kind"] == "chapter"] == ROMAN


def test_heading_marks_run_in_sequence(outline: list[dict[str, str]]) -> None:
    last: dict[str, int] = {}
    for row in outline:
        if row["kind"] not in {"chapter", "heading"}:
            continue
        assert row["mark"] == _mark_of(row["key"])
        if row["kind"] == "heading":
            number = int(row["key"].rpartition("-")[2])
            assert number == last.get(row["parent"], 0) + 1, row["key"]
            last[row["parent"]] = number


def test_passages_are_numbered_in_sequence(outline: list[dict[str, str]]) -> None:
    last: dict[tuple[str, str], int] = {}
    for row in outline:
        if row["kind"] not in {"passage", "continuation"}:
            continue
        match = re.fullmatch(r"(?P<letter>[pc]?)(?P<number>\d+)", row["key"].rpartition("-")[2])
        assert match is not None, row["key"]
        assert (match["letter"] == "c") == (row["kind"] == "continuation")
        place = (row["parent"], match["letter"])
        assert int(match["number"]) == last.get(place, 0) + 1, row["key"]
        last[place] = int(match["number"])


def test_marks_of_passages(outline: list[dict[str, str]]) -> None:
    lead_ins = [row["key"] for row in outline if row["kind"] == "passage" and row["mark"] == ""]
    assert lead_ins == ["II-p1"]
    for row in outline:
        if row["kind"] == "passage":
            assert row["mark"] in {"・", ""}
        elif row["kind"] in {"continuation", "indicators"}:
            assert row["mark"] == ""


def test_repeats_name_an_original(outline: list[dict[str, str]], by_key: dict[str, dict[str, str]]) -> None:
    repeats = [row for row in outline if row["repeat_of"]]
    assert len(repeats) == 8
    for row in repeats:
        original = by_key[row["repeat_of"]]
        assert original["kind"] == row["kind"] == "passage"
        assert not original["repeat_of"]
        assert original["key"] != row["key"]
        assert original["figures"] == row["figures"]
        # One repeat speaks of another year than its original: all other words agree.
        assert re.sub(r"\d+年度", "", original["text"]) == re.sub(r"\d+年度", "", row["text"])


def test_figures_are_targets_that_stand_in_the_text(outline: list[dict[str, str]]) -> None:
    for row in outline:
        figures = _figures(row)
        assert not figures or row["kind"] in {"passage", "continuation"}
        for figure in figures:
            match = TARGET.fullmatch(figure)
            assert match is not None, figure
            assert match["number"] + match["unit"] in row["text"], row["key"]


def test_indicators_are_complete(indicators: list[dict[str, str]]) -> None:
    assert len(indicators) == 24
    assert len({row["key"] for row in indicators}) == len({row["name"] for row in indicators}) == 24
    sections = [row["section"] for row in indicators]
    assert {section: sections.count(section) for section in dict.fromkeys(sections)} == {
        "I-1": 3, "I-2": 11, "I-3": 5, "I-4": 3, "II-6": 2,
    }  # fmt: skip
    places: dict[str, int] = {}
    for row in indicators:
        places[row["section"]] = places.get(row["section"], 0) + 1
        assert row["key"] == f"{row['section']}-i{places[row['section']]}"


def test_indicator_places_have_indicators(
    outline: list[dict[str, str]], indicators: list[dict[str, str]]
) -> None:
    places = [row["parent"] for row in outline if row["kind"] == "indicators"]
    assert places == list(dict.fromkeys(row["section"] for row in indicators))


def test_one_core_target_in_each_section(indicators: list[dict[str, str]]) -> None:
    assert {row["core"] for row in indicators} == {"1", ""}
    assert [row["section"] for row in indicators if row["core"]] == SECTIONS_WITH_CORE


def test_indicator_targets_and_periods(indicators: list[dict[str, str]]) -> None:
    for row in indicators:
        assert (row["target"] == "") == (row["section"] == "II-6"), row["key"]
        assert not row["target"] or TARGET.fullmatch(row["target"]), row["target"]
        relative = row["target"].endswith(("上回る", "向上"))
        assert relative == bool(row["basis"]), row["key"]
    assert [row["key"] for row in indicators if row["period_years"] == "2"] == ["I-3-i3"]
    assert {row["period_years"] for row in indicators} == {"1", "2"}


def test_indicator_passages_carry_the_target(
    indicators: list[dict[str, str]], by_key: dict[str, dict[str, str]]
) -> None:
    for row in indicators:
        keys = row["passages"].split()
        assert keys
        assert len(set(keys)) == len(keys)
        assert all(by_key[key]["kind"] in {"passage", "continuation"} for key in keys), row["key"]
        assert all(key.startswith(row["section"].partition("-")[0] + "-") for key in keys)
        if row["target"]:
            stated = [_number(figure) for key in keys for figure in _figures(by_key[key])]
            target = _number(row["target"])
            assert target in stated or sum(stated) == target, row["key"]


def test_a_repeated_passage_speaks_of_the_same_indicators(
    outline: list[dict[str, str]], indicators: list[dict[str, str]]
) -> None:
    for row in outline:
        if row["repeat_of"]:
            for indicator in indicators:
                keys = indicator["passages"].split()
                assert (row["key"] in keys) == (row["repeat_of"] in keys)


# The data against the document ----------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Canonical characters, no spaces and no Japanese comma, so that only the words are compared."""
    return re.sub(r"[\s、]", "", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Entry:
    """One repaired entry of the document: a heading, a passage, a continuation or an indicator."""

    kind: str
    mark: str
    text: str


HEADING = re.compile(r"(?P<mark>[IVXⅠ-Ⅻ]+\.|\d+\.|[(（]\d+[)）]|[①-⑨]|\d+\))\s*(?P<text>\S.*)")


def _lines() -> Iterator[str]:
    """The lines of the plan's text from chapter I to 以上, fused bullets put on lines of their own."""
    started = False
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        started = started or line.startswith("I.")
        if line.strip() == "以上":
            return
        if started and line.strip():
            yield from re.sub(r"(?<=。)・", "\n- ・", line).split("\n")


def _read_document() -> list[Entry]:
    entries: list[Entry] = []
    listing = False
    for line in _lines():
        heading = HEADING.fullmatch(line)
        bullet = re.fullmatch(r" *- *(?P<mark>・?) *(?P<text>.+)", line)
        text = bullet["text"] if bullet else line
        broken_off = bool(entries) and entries[-1].kind not in {"heading", "place"}
        if heading:
            mark = heading["mark"]
            mark = mark if mark in CIRCLED else unicodedata.normalize("NFKC", mark)
            entries.append(Entry("heading", mark.rstrip(".") if mark[0] in "IVX" else mark, heading["text"]))
            listing = False
        elif line == "【指標】" or line.endswith("以下を指標とする。"):
            entries.append(Entry("place", "", line))
            listing = True
        elif listing and bullet:
            entries.append(Entry("indicator", "・", text))
        elif broken_off and (
            entries[-1].text.endswith("、")
            or (not (bullet and bullet["mark"]) and not entries[-1].text.endswith(("。", "再掲)")))
        ):
            before = entries.pop()
            entries.append(Entry(before.kind, before.mark, before.text + text))
        elif bullet and bullet["mark"]:
            entries.append(Entry("passage", "・", text))
        else:
            entries.append(Entry("continuation" if broken_off else "passage", "", text))
    return entries


@pytest.fixture(scope="module")
def document() -> list[Entry]:
    if not DOCUMENT.is_file():
        pytest.skip("the text of the published plan is not beside the repository (../shared/plan-r5.txt)")
    return _read_document()


@pytest.fixture(scope="module")
def aligned(outline: list[dict[str, str]], document: list[Entry]) -> list[tuple[dict[str, str], Entry]]:
    """Every row of the outline beside its entry in the document, in order."""
    kinds = {"chapter": "heading", "indicators": "place"}
    entries = [entry for entry in document if entry.kind != "indicator"]
    ours = [(kinds.get(row["kind"], row["kind"]), row["mark"]) for row in outline]
    assert ours == [(entry.kind, entry.mark) for entry in entries]
    return list(zip(outline, entries, strict=True))


def test_headings_are_those_of_the_document(aligned: list[tuple[dict[str, str], Entry]]) -> None:
    headings = [(row, entry) for row, entry in aligned if entry.kind == "heading"]
    assert len(headings) > 60
    for row, entry in headings:
        assert _plain(row["text"]) == _plain(entry.text), row["key"]


def test_repeat_marks_are_those_of_the_document(aligned: list[tuple[dict[str, str], Entry]]) -> None:
    """Repeats are not word for word (a year, a lead-in left out), so the original is the nearest passage."""
    said = {row["key"]: _plain(entry.text) for row, entry in aligned if row["kind"] == "passage"}
    repeats = {row["key"]: row["repeat_of"] for row, _entry in aligned if row["repeat_of"]}
    assert {key for key, text in said.items() if text.endswith("(再掲)")} == set(repeats)
    for key, original in repeats.items():
        shared = {
            other: SequenceMatcher(None, said[key], text, autojunk=False).find_longest_match().size
            for other, text in said.items()
            if other not in repeats
        }
        assert max(shared, key=lambda other: shared[other]) == original, key


def test_figures_are_those_of_the_passage(aligned: list[tuple[dict[str, str], Entry]]) -> None:
    for row, entry in aligned:
        text = _plain(entry.text)
        for figure in _figures(row):
            assert re.search(rf"(?<![\d,.]){re.escape(figure)}", text), (row["key"], figure)
        stated = re.findall(rf"(?:{NUMBER})(?:{UNIT})以上(?:上回る|向上)?", text)
        ours = {figure for figure in _figures(row) if "以上" in figure}
        assert set(stated) - NOT_A_TARGET == ours, row["key"]


def test_numbers_in_our_words_are_those_of_the_passage(aligned: list[tuple[dict[str, str], Entry]]) -> None:
    # A count of the prefectures that the passage lists, and a year that it writes in a kanji numeral.
    own = {"I-4-3-1-p4": {"1", "6"}, "I-2-2-2-p10": {"1"}}
    for row, entry in aligned:
        ours, theirs = (set(re.findall(NUMBER, _plain(text))) for text in (row["text"], entry.text))
        assert ours - own.get(row["key"], set()) <= theirs, row["key"]


def test_indicators_are_those_of_the_document(
    indicators: list[dict[str, str]], document: list[Entry]
) -> None:
    printed = [_plain(entry.text) for entry in document if entry.kind == "indicator"]
    assert len(printed) == len(indicators)
    for row, text in zip(indicators, printed, strict=True):
        assert text.endswith("【基幹目標】") == bool(row["core"]), row["key"]
        name, _, value = text.removesuffix("【基幹目標】").rpartition(":")
        if row["target"]:
            assert name == _plain(row["name"])
            basis = re.escape(_plain(row["basis"]))
            assert re.fullmatch(f"{basis}(?:を|より)?{re.escape(row['target'])}", value), row["key"]
        else:
            assert text == _plain(row["name"]) + "について"


def test_the_indicator_of_two_years_says_so(
    indicators: list[dict[str, str]], aligned: list[tuple[dict[str, str], Entry]]
) -> None:
    two_years = {row["key"] for row, entry in aligned if "2カ年度の実績" in _plain(entry.text)}
    assert two_years == {
        key for row in indicators if row["period_years"] == "2" for key in row["passages"].split()
    }


def test_no_passage_is_copied(aligned: list[tuple[dict[str, str], Entry]], document: list[Entry]) -> None:
    whole = "".join(_plain(entry.text) for entry in document)
    for row, _entry in aligned:
        if row["kind"] not in {"passage", "continuation"}:
            continue
        text = _plain(row["text"])
        copied = [text[i : i + LONGEST_RUN] for i in range(len(text) - LONGEST_RUN + 1)]
        assert not [run for run in copied if run in whole], row["key"]


def test_the_document_is_read_in_whole(document: list[Entry]) -> None:
    """The alignment means something only where no line was lost on the way."""
    lines = "".join(re.sub(r"^ *- *・?", "", line) for line in _lines())
    read = "".join(entry.mark.strip("・") + entry.text for entry in document)
    # The full stop behind a chapter's number is not part of its canonical mark.
    assert _plain(read).replace(".", "") == _plain(lines).replace(".", "")
