from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smrj_desktop.domain.exchange.book import LONGEST_TEXT
from smrj_desktop.io.cell_text import same, taken, to_xml, visible
from tests.support.workbooks import NASTY

any_text = st.text(st.characters(), max_size=60) | st.sampled_from(NASTY)
"""Lone surrogates and what is no character too."""


@given(any_text)
def test_every_text_becomes_sound_xml_that_reads_back_as_the_same(text):
    element = ET.fromstring(f"<t>{to_xml(text)}</t>")
    assert same(text, element.text or "")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=60))
def test_ordinary_text_stays_as_it_is(text):
    if "_x" not in text:
        assert taken(visible(text)) == text


@given(any_text)
def test_taking_twice_changes_nothing_more(text):
    assert taken(taken(text)) == taken(text)


@given(st.text(max_size=20), st.text(alphabet="abc漢字123", min_size=1, max_size=5))
def test_another_text_is_told_apart(text, more):
    assert not same(text, text + more)


def test_what_looks_like_an_escape_is_escaped():
    assert to_xml("_x0041_") == "_x005F_x0041_"
    assert to_xml("a<b & c") == "a&lt;b &amp; c"


@pytest.mark.parametrize("text", ["a" * (LONGEST_TEXT + 1), "𠮷" * LONGEST_TEXT, "漢" * LONGEST_TEXT])
def test_text_is_cut_where_programs_would_cut_it(text):
    units = len(visible(text).encode("utf-16-le")) // 2
    assert units <= LONGEST_TEXT
    assert (units == LONGEST_TEXT) if text[0] == "漢" else visible(text).endswith("…")
