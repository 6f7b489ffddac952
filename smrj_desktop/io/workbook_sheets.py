"""The sheets of the native workbook: the rows of each, and its set-up on screen and paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties

from smrj_desktop.domain.amounts import Figure
from smrj_desktop.domain.grid import Grid, GridCell, Role, statement_grid
from smrj_desktop.domain.measures import Passage, PassageKind
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import Position, Table
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.package_write import Formula, Palette, Put, Row
from smrj_desktop.io.workbook_styles import FACE, SIZE_POINTS, Styles, height_points, text_width

_KEY_WIDTH = 12
_A4 = 9
_HEADER_POINTS = (28, 20)
_LABEL_WIDTH = 34
_FIGURE_WIDTH = 15
"""Room for △ 1,234,567 in bold, in half-width characters."""

_COVER_WIDTHS = (20, 84)
_MEASURES_WIDTHS = (7, 84, 20, 18)
_INDICATORS_WIDTHS = (8, 10, 54, 24, 36, 14)


class _Content(NamedTuple):
    """A sheet's rows and what else it needs: widths from column B on, merges, what stays in view."""

    rows: list[Row]
    widths: tuple[float, ...] = ()
    merges: tuple[tuple[int, int, int, int], ...] = ()
    frozen: str = ""
    repeated_rows: str = ""
    landscape: bool = False


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
        for at, width in enumerate((_KEY_WIDTH, *content.widths), 1):
            worksheet.column_dimensions[get_column_letter(at)].width = width
        for top, left, height, width in content.merges:
            last = f"{get_column_letter(left + width - 1)}{top + height - 1}"
            # merging through the worksheet would make cells, which are ours to write
            worksheet.merged_cells.add(f"{get_column_letter(left)}{top}:{last}")
        if key == layout.PAYLOAD:
            worksheet.sheet_state = "hidden"
            return
        worksheet.sheet_view.showGridLines = False
        if content.frozen:
            worksheet.freeze_panes = content.frozen
        self._page(worksheet, content)

    def _page(self, worksheet: Any, content: _Content) -> None:
        last = get_column_letter(max(len(row.cells) for row in content.rows))
        worksheet.print_area = f"B2:{last}{len(content.rows)}"
        if content.repeated_rows:
            worksheet.print_title_rows = content.repeated_rows
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        worksheet.page_setup.paperSize = _A4
        worksheet.page_setup.orientation = "landscape" if content.landscape else "portrait"
        worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
        worksheet.print_options.horizontalCentered = True
        worksheet.oddFooter.center.text = "&P / &N"

    def _all_builders(self) -> dict[str, Callable[[], _Content]]:
        def statement(key: TableKey) -> Callable[[], _Content]:
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

    def _line(self, key: str, *cells: Put, height_points: float | None = None) -> Row:
        return Row([Put(key, self._styles.key), *cells], height_points=height_points)

    def _fitted(self, key: str, *cells: Put, widths: Sequence[float], indent: int = 0) -> Row:
        """A line as high as its texts need in columns of these widths; the second text is set in."""
        texts = (cell.value if isinstance(cell.value, str) else "" for cell in cells)
        inset = [2.5 * indent if at == 1 else 0 for at in range(len(widths))]
        heights = (
            height_points(text, width - less) for text, width, less in zip(texts, widths, inset, strict=True)
        )
        return Row([Put(key, self._styles.key), *cells], height_points=max(heights), fitted=True)

    def _text(self, text: str, **looks: Any) -> Put:
        return Put(text or None, self._styles.text(text, **looks))

    def _cover(self) -> _Content:
        profile, styles = self._plan.profile, self._styles
        rows = [
            self._keys(layout.COVER, layout.LABEL, layout.VALUE),
            self._line(layout.TITLE, Put(layout.word("cover_title"), styles.title), height_points=28),
        ]
        for name in layout.COVER_ORDER:
            value: str | int = getattr(profile, name)
            if isinstance(value, int):
                cell = Put(value, styles.year)
            elif name in layout.FIXED_COVER:
                cell = Put(value or None, styles.fixed)
            else:
                cell = self._text(value, bold=name == "title")
            label = Put(layout.word(name), styles.header)
            rows.append(self._fitted(name, label, cell, widths=_COVER_WIDTHS))
        note = layout.word("cover_note")
        rows.append(self._line(layout.NOTE, Put(note, styles.note)))
        return _Content(rows, widths=_COVER_WIDTHS)

    def _measures(self) -> _Content:
        styles = self._styles
        rows = [
            self._keys(layout.MEASURES, *layout.MEASURES_COLUMNS),
            self._line(layout.TITLE, Put(layout.word("measures"), styles.title), height_points=28),
            self._header("mark", "text", "figures", "repeat_of"),
        ]
        depth = {"": -1}
        for passage in self._plan.outline:
            depth[passage.key] = depth[passage.parent] + 1
            rows.append(self._passage(passage, depth[passage.key]))
        return _Content(rows, widths=_MEASURES_WIDTHS, frozen="C4", repeated_rows="3:3")

    def _passage(self, passage: Passage, depth: int) -> Row:
        strong = passage.kind in (PassageKind.CHAPTER, PassageKind.HEADING)
        return self._fitted(
            layout.encode_key(passage.key),
            self._text(passage.mark, bold=strong, centred=True),
            self._text(passage.text, bold=strong, indent=depth),
            self._text(targets_text(passage)),
            self._text(passage.repeat_of),
            widths=_MEASURES_WIDTHS,
            indent=depth,
        )

    def _header(self, *names: str) -> Row:
        cells = (Put(layout.word(name), self._styles.header) for name in names)
        return self._line(layout.HEADER, *cells, height_points=20)

    def _indicators(self) -> _Content:
        styles = self._styles
        rows = [
            self._keys(layout.INDICATORS, *layout.INDICATORS_COLUMNS),
            self._line(layout.TITLE, Put(layout.word("indicators"), styles.title), height_points=28),
            self._header("section", "core", "name", "target", "basis", "period_years"),
        ]
        rows += [
            self._fitted(
                layout.encode_key(item.key),
                self._text(item.section, centred=True),
                self._text(layout.CORE_MARK if item.core else "", centred=True),
                self._text(item.name, bold=item.core),
                self._text(str(item.target or "")),
                self._text(item.basis),
                Put(item.period_years, styles.years),
                widths=_INDICATORS_WIDTHS,
            )
            for item in self._plan.indicators
        ]
        return _Content(rows, widths=_INDICATORS_WIDTHS, frozen="E4", repeated_rows="3:3", landscape=True)

    def _payload(self) -> _Content:
        style = self._styles.key
        return _Content([Row([Put(cell, style)]) for cell in self._payload_cells])

    def _statement(self, key: TableKey) -> _Content:
        table = self._plan.table(key)
        grid = statement_grid(self._plan, key, layout.statement_title(key.statement))
        styles, columns = self._styles, len(grid.column_keys)
        title = layout.word("statement_title").format(statement=grid.title, account=grid.subtitle)
        unit = layout.word("unit_note").format(unit=grid.unit)
        rows = [
            self._keys(layout.statement_key(key), layout.LABEL, *map(layout.encode_key, grid.column_keys)),
            self._line(layout.TITLE, Put(title, styles.title), height_points=24),
            self._line(layout.UNIT, *[Put(None)] * columns, Put(unit, styles.unit)),
        ]
        merges = []
        for cells, points in zip(grid.header, _HEADER_POINTS, strict=True):
            at = len(rows) + 1
            merges += [
                (at, column, cell.row_span, cell.column_span)
                for column, cell in enumerate(cells, 2)
                if cell and (cell.row_span, cell.column_span) != (1, 1)
            ]
            puts = (Put(cell.text or None if cell else None, styles.header) for cell in cells)
            rows.append(self._line(layout.HEADER, *puts, height_points=points))
        first = len(rows) + 1
        figures = [[cell.figure if cell else None for cell in cells[1:]] for cells in grid.rows]
        formulas = _formulas(table, figures, first)
        rows += [self._table_row(table, grid, row, formulas) for row in range(len(grid.rows))]
        rows.append(self._line(layout.NOTE, Put(grid.note or None, styles.note)))
        # the note below a narrow table must not be cut where the page ends
        room = text_width(grid.note) - _FIGURE_WIDTH * columns
        return _Content(
            rows,
            widths=(max(_LABEL_WIDTH, room), *[_FIGURE_WIDTH] * columns),
            merges=tuple(merges),
            frozen=f"C{first}",
            repeated_rows=f"2:{first - 1}",
            landscape=True,
        )

    def _table_row(self, table: Table, grid: Grid, row: int, formulas: Mapping[Position, str]) -> Row:
        first, *cells = grid.rows[row]
        label = first or GridCell()
        puts = [self._label(label)]
        for column, cell in enumerate(cells):
            puts.append(self._figure(table, (row, column), cell or GridCell(), label.role, formulas))
        return self._line(layout.encode_key(grid.line_keys[row]), *puts)

    def _label(self, cell: GridCell) -> Put:
        return Put(cell.text or None, self._styles.label(cell.role, cell.indent))

    def _figure(
        self, table: Table, at: Position, cell: GridCell, line_role: Role, formulas: Mapping[Position, str]
    ) -> Put:
        if cell.figure is None:
            return Put(None, self._styles.label(Role.SECTION, 0))
        formula = formulas.get(at)
        number_format = layout.format_of(cell.figure, total=formula is not None)
        editable = formula is None and at not in table.build_ups
        style = self._styles.figure(cell.role, line_role, number_format, editable)
        return Put(Formula(formula, cell.figure.value) if formula else cell.figure.amount, style)


def _formulas(table: Table, figures: Sequence[Sequence[Figure | None]], first: int) -> dict[Position, str]:
    """`C5+C6-C7+1` for every total: its parts, and by how much it differs from their sum.

    Args:
        table: the table.
        figures: its figures by row and column; None in headings.
        first: the number of the sheet's row with the table's first line.
    """
    letters = [get_column_letter(column + 3) for column in range(len(table.template.columns))]
    result = {}
    for row, line in enumerate(figures):
        for column, figure in enumerate(line):
            if figure is not None and not table.template.is_leaf(row, column):
                parts, residual = layout.expected_sum(table.template, figures, (row, column))
                terms = (f"{'-' if w < 0 else '+'}{letters[c]}{r + first}" for (r, c), w in parts.items())
                text = "".join(terms).removeprefix("+")
                result[row, column] = text + (f"{residual:+d}" if residual else "")
    return result


def targets_text(passage: Passage) -> str:
    """The targets a passage sets, as its cell shows them."""
    return layout.TARGET_SEPARATOR.join(map(str, passage.figures))


def new_workbook() -> Workbook:
    """A workbook with one empty sheet, whose default face is ours."""
    workbook = Workbook()
    workbook._fonts[0] = Font(name=FACE, size=SIZE_POINTS)  # noqa: SLF001
    return workbook
