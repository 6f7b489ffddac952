"""The print form recalculated, saved again and printed by other programs says what the plan says."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from smrj_desktop.domain.exchange.imprint import PROPERTY, Imprint, find
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import workbook_layout as layout
from tests.support.print_forms import (
    expected,
    full_plan,
    opened,
    options,
    printed,
    without_values,
    write_form,
)
from tests.support.workbooks import printed_text, through_gnumeric, through_libreoffice

pytestmark = pytest.mark.other_program

MODES = {"values": {}, "formulas": {"totals": "formulas", "thousand": True, "lock": True, "comments": True}}
PROGRAMS = {"libreoffice": through_libreoffice, "gnumeric": through_gnumeric}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return full_plan()


@pytest.fixture(scope="module", params=[(p, m) for p in PROGRAMS for m in MODES], ids="-".join)
def resaved(request, plan, tmp_path_factory) -> Path:
    """A print form without the values of its formulas, as another program saves it."""
    program, mode = request.param
    folder = tmp_path_factory.mktemp("resaved")
    path = folder / f"{mode}.xlsx"
    write_form(plan, path, options(**MODES[mode]))
    return PROGRAMS[program](without_values(path), folder)


def test_every_cell_of_every_table_is_what_the_plan_prints(plan, resaved):
    assert printed(opened(resaved, values=True), plan) == expected(plan)


def test_texts_stay_texts(plan, resaved):
    sheet = opened(resaved)[layout.titles(plan)[layout.MEASURES]]
    found = [row[1].value for row in sheet.iter_rows(min_row=3) if row[1].value]
    assert len(found) > len(plan.outline) / 2
    assert "=1+1" in found and "+1" in found and "-1" in found and "@x" in found
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_the_origin_survives(plan, resaved):
    imprint = Imprint(plan.profile.id, options().version, plan.content_hash())
    cover = opened(resaved)[layout.titles(plan)[layout.COVER]]
    assert imprint in {find(str(cell.value)) for row in cover.iter_rows() for cell in row}
    if "libreoffice" in resaved.parts:  # Gnumeric keeps no properties of others
        with zipfile.ZipFile(resaved) as archive:
            custom = archive.read("docProps/custom.xml").decode()
        assert PROPERTY in custom
        assert find(custom) == imprint


def test_every_figure_has_room_on_paper(plan, tmp_path):
    path = tmp_path / "p.xlsx"
    write_form(plan, path, options(draft=True))
    text = printed_text(path, tmp_path)
    assert "###" not in text
    assert "（案）" in text
    assert plan.profile.rounding_note in text
    assert all(figure in text for figure in expected(plan).values())
