"""The sheets of the native workbook: the rows of each, under the keys by which they are read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.grid import GridCell, Role, statement_grid
from smrj_desktop.domain.measures import Passage
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Position, Table
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import sheet_rows
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.package_write import Formula, Palette, Put, Row
from smrj_desktop.io.sheet_rows import INDICATOR_WIDTHS, INDICATOR_WORDS, fitted
from smrj_desktop.io.sheet_setup import Content, set_up
from smrj_desktop.io.table_sheet import Corner, table_content, terms
from smrj_desktop.io.workbook_styles import FACE, SIZE_POINTS, Styles

_KEY_WIDTH = 12
_COVER_WIDTHS = (20, 84)
_MEASURES_WIDTHS = (7, 84, 20, 18)
_CORNER = Corner(2, 2)


class Sheets:
    """Builds our sheets in a workbook, which may hold a user's own beside them."""

    def __init__(self, plan: Plan, workbook: Workbook, payload: Sequence[str]) -> None:
        """Nothing is built yet; `payload` are the cells of the sheet with the stored plan."""
        self._plan = plan
        self._payload_cells = payload
        self._styles = Styles(Palette(workbook))
        self._builders = self._all_builders()
        self.rows: dict[str, list[Row]] = {}

    def build(self, key: str, worksheet: Any) -> None:
        """Sets a worksheet up as our sheet with this key and keeps its rows under the worksheet's title."""
        content = self._builders[key]()
        self.rows[worksheet.title] = content.rows
        worksheet.column_dimensions["A"].hidden = True
        worksheet.column_dimensions["A"].width = _KEY_WIDTH
        if key == layout.PAYLOAD:
            worksheet.sheet_state = "hidden"
        else:
            set_up(worksheet, content, first="B2")

    def _all_builders(self) -> dict[str, Callable[[], Content]]:
        def statement(key: TableKey) -> Callable[[], Content]:
            return lambda: self._statement(key)

        return {
            layout.COVER: self._cover,
            layout.MEASURES: self._measures,
            layout.INDICATORS: self._indicators,
            **{layout.statement_key(key): statement(key) for key in self._plan.tables},
            layout.PAYLOAD: self._payload,
        }

    def _keys(self, *keys: str) -> Row:
        return Row([Put(key, self._styles.key) for key in keys], hidden=True)

    def _keyed(self, key: str, row: Row) -> Row:
        return row._replace(cells=[Put(key, self._styles.key), *row.cells])

    def _cover(self) -> Content:
        profile, styles = self._plan.profile, self._styles
        rows = [
            self._keys(layout.COVER, layout.LABEL, layout.VALUE),
            self._keyed(layout.TITLE, sheet_rows.title(styles, "cover_title")),
        ]
        for name in layout.COVER_ORDER:
            value: str | int = getattr(profile, name)
            if isinstance(value, int):
                cell = Put(value, styles.year)
            elif name in layout.FIXED_COVER:
                cell = Put(value or None, styles.fixed)
            else:
                cell = sheet_rows.text(styles, value, bold=name == "title")
            label = Put(layout.word(name), styles.header)
            rows.append(self._keyed(name, fitted(label, cell, widths=_COVER_WIDTHS)))
        note = layout.word("cover_note")
        rows.append(self._keyed(layout.NOTE, Row([Put(note, styles.note)])))
        return Content(rows, widths=_COVER_WIDTHS)

    def _measures(self) -> Content:
        header = sheet_rows.header(self._styles, "mark", "text", "figures", "repeat_of")
        rows = [
            self._keys(layout.MEASURES, *layout.MEASURES_COLUMNS),
            self._keyed(layout.TITLE, sheet_rows.title(self._styles, "measures")),
            self._keyed(layout.HEADER, header),
        ]
        rows += [self._passage(passage, depth) for passage, depth in sheet_rows.passages(self._plan.outline)]
        return Content(rows, widths=_MEASURES_WIDTHS, frozen="C4", repeated_rows="3:3")

    def _passage(self, passage: Passage, depth: int) -> Row:
        row = fitted(
            *sheet_rows.passage_cells(self._styles, passage, depth),
            sheet_rows.text(self._styles, targets_text(passage)),
            sheet_rows.text(self._styles, passage.repeat_of),
            widths=_MEASURES_WIDTHS,
            indent=depth,
        )
        return self._keyed(layout.encode_key(passage.key), row)

    def _indicators(self) -> Content:
        rows = [
            self._keys(layout.INDICATORS, *layout.INDICATORS_COLUMNS),
            self._keyed(layout.TITLE, sheet_rows.title(self._styles, "indicators")),
            self._keyed(layout.HEADER, sheet_rows.header(self._styles, *INDICATOR_WORDS)),
        ]
        for item in self._plan.indicators:
            row = fitted(*sheet_rows.indicator_cells(self._styles, item), widths=INDICATOR_WIDTHS)
            rows.append(self._keyed(layout.encode_key(item.key), row))
        return Content(rows, widths=INDICATOR_WIDTHS, frozen="E4", repeated_rows="3:3", landscape=True)

    def _payload(self) -> Content:
        style = self._styles.key
        return Content([Row([Put(cell, style)]) for cell in self._payload_cells])

    def _statement(self, key: TableKey) -> Content:
        table = self._plan.table(key)
        grid = statement_grid(self._plan, key, layout.statement_title(key.statement))
        figures = [[cell.figure if cell else None for cell in cells[1:]] for cells in grid.rows]
        formulas = _formulas(table, figures)

        def figure(at: Position, cell: GridCell, line_role: Role) -> Put:
            assert cell.figure is not None
            formula = formulas.get(at)
            number_format = layout.format_of(cell.figure, total=formula is not None)
            editable = formula is None and at not in table.build_ups
            style = self._styles.figure(cell.role, line_role, number_format, editable)
            return Put(Formula(formula, cell.figure.value) if formula else cell.figure.amount, style)

        content = table_content(grid, self._styles, _CORNER, figure)
        lines = map(layout.encode_key, grid.line_keys)
        keys = (layout.TITLE, layout.UNIT, layout.HEADER, layout.HEADER, *lines, layout.NOTE)
        columns = map(layout.encode_key, grid.column_keys)
        rows = [self._keys(layout.statement_key(key), layout.LABEL, *columns)]
        rows += [self._keyed(key, row) for key, row in zip(keys, content.rows, strict=True)]
        return content._replace(rows=rows)


def _formulas(table: Table, figures: Sequence[Sequence[Figure | None]]) -> Mapping[Position, str]:
    """`C5+C6-C7+1` for every total: its parts, and by how much it differs from their sum.

    Args:
        table: the table.
        figures: its figures by row and column; None in headings.
    """
    result = {}
    for at in table.template.totals_bottom_up:
        parts, residual = layout.expected_sum(table.template, figures, at)
        result[at] = terms(parts, _CORNER) + (f"{residual:+d}" if residual else "")
    return result


def targets_text(passage: Passage) -> str:
    """The targets a passage sets, as its cell shows them."""
    return layout.TARGET_SEPARATOR.join(map(str, passage.figures))


def new_workbook() -> Workbook:
    """A workbook with one empty sheet, whose default face is ours."""
    workbook = Workbook()
    workbook._fonts[0] = Font(name=FACE, size=SIZE_POINTS)  # noqa: SLF001
    return workbook
