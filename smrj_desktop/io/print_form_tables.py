"""The tables of the print form: each as the plan prints it, and in 千円 where formulas rest on that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from smrj_desktop.domain.amounts import Figure, Unit, show
from smrj_desktop.domain.checks.finding import Finding, Place, Severity, cell_place
from smrj_desktop.domain.exchange.print_options import PrintOptions
from smrj_desktop.domain.grid import Grid, GridCell, Role, statement_grid
from smrj_desktop.domain.plan import Plan
from smrj_desktop.domain.statements import CellKey, Position, Table, cell_at
from smrj_desktop.domain.template import TableKey
from smrj_desktop.io import print_form_formulas as formulas
from smrj_desktop.io import workbook_layout as layout
from smrj_desktop.io.package_write import Formula, Put
from smrj_desktop.io.print_form_comments import Comments
from smrj_desktop.io.print_form_formulas import CORNER, Finer, Thousands
from smrj_desktop.io.print_form_pages import Page
from smrj_desktop.io.sheet_words import print_form as word
from smrj_desktop.io.table_sheet import table_content
from smrj_desktop.io.workbook_styles import Styles

_NOWHERE = Place()
_WHOLE, _DECIMALS = "#,##0", "#,##0.0##"


class PrintedTables:
    """Builds the tables of a plan one by one, and keeps what was found on the way."""

    def __init__(
        self, plan: Plan, printed: Plan, options: PrintOptions, styles: Styles, comments: Comments
    ) -> None:
        """Takes the plan as it is entered, and as it is printed: the same in the unit asked for."""
        self._plan, self._printed = plan, printed
        self._options, self._styles, self._comments = options, styles, comments
        self._titles = layout.titles(printed)
        self._used = {title.casefold() for title in self._titles.values()}
        self.findings: list[Finding] = []

    def pages(self, key: TableKey) -> Iterator[Page]:
        """The sheet of a table, and the one in 千円 that its formulas rest on, if any."""
        table = self._printed.table(key)
        title = self._titles[layout.statement_key(key)]
        grid = statement_grid(self._printed, key, layout.statement_title(key.statement))
        finer = self._finer(key, title)
        yield self._page(table, grid, title, finer)
        if finer:
            yield self._finer_page(table, grid, finer)

    def _finer(self, key: TableKey, title: str) -> Finer | None:
        options, table = self._options, self._plan.table(key)
        entered, unit = self._plan.profile.unit, self._printed.profile.unit
        asked = options.totals == "formulas" and options.thousand and unit.value > Unit.THOUSAND.value
        if not asked or not (table.build_ups or entered.value < unit.value):
            return None
        amounts = formulas.thousands(table, entered)
        if amounts is None:
            self._found("thousand_left_out", sheet=title)
            return None
        ending = word("ending", unit=Unit.THOUSAND.label)
        free = layout.free_title(title, self._used, ending)
        return Finer(title=free, amounts=amounts, unit=unit, mode=self._plan.profile.rounding)

    def _page(self, table: Table, grid: Grid, title: str, finer: Finer | None) -> Page:
        template, figures = table.template, table.sheet().figures()
        entry: list[Position] = []

        def put(at: Position, cell: GridCell, line_role: Role) -> Put:
            figure, leaf = figures[at[0]][at[1]], template.is_leaf(*at)
            formula = ""
            if self._options.totals == "formulas":
                formula = formulas.figure_formula(template, figures, at, finer)
                if not formula and not leaf:
                    self._kept(table, figures, at)
            open_ = leaf and not formula
            if open_:
                entry.append(at)
            number_format = layout.format_of(figure, total=bool(formula) and not leaf)
            style = self._styles.figure(cell.role, line_role, number_format, open_)
            value = Formula(formula, figure.value) if formula else figure.amount
            return Put(value, style, self._comments.of_cell(cell_at(template, *at)))

        content = table_content(grid, self._styles, CORNER, put)
        return Page(title, _name(grid), content, _ranges(entry))

    def _kept(self, table: Table, figures: list[list[Figure]], at: Position) -> None:
        parts = next(formulas.sums(table.template, at))
        printed, total = show(figures[at[0]][at[1]]), show(Figure(formulas.sum_of(parts, figures)))
        self._found(
            "total_kept",
            cell_place(table.template, *at),
            at=cell_at(table.template, *at),
            printed=printed,
            sum=total,
        )

    def _found(self, what: str, place: Place = _NOWHERE, at: CellKey | None = None, **said: object) -> None:
        kind = f"print_form_{what}"
        self.findings.append(
            Finding(kind=kind, severity=Severity.INFO, place=place, cell=at, parameters=said)
        )

    def _finer_page(self, table: Table, grid: Grid, finer: Finer) -> Page:
        template, amounts = table.template, finer.amounts
        entry: list[Position] = []

        def put(at: Position, cell: GridCell, line_role: Role) -> Put:
            leaf = template.is_leaf(*at)
            if leaf:
                entry.append(at)
            amount = amounts.amount(at) if at in amounts.yen else None
            number_format = layout.format_of(amounts.shown[at[0]][at[1]], total=not leaf)
            if isinstance(amount, Decimal):
                number_format = number_format.replace(_WHOLE, _DECIMALS)
            style = self._styles.figure(cell.role, line_role, number_format, leaf)
            if leaf or amount is None:
                return Put(amount, style)
            return Put(Formula(formulas.sum_formula(next(formulas.sums(template, at))), amount), style)

        finer_grid = replace(grid, unit=Unit.THOUSAND.label, note="")
        content = table_content(finer_grid, self._styles, CORNER, put)
        return Page(finer.title, _name(finer_grid), content, _ranges(entry), whole=_whole(amounts))


def _name(grid: Grid) -> str:
    return layout.word("statement_title").format(statement=grid.title, account=grid.subtitle)


def _whole(amounts: Thousands) -> bool:
    return not any(yen % Unit.THOUSAND.value for yen in amounts.yen.values())


def _ranges(places: Iterable[Position]) -> str:
    """Cells as ranges, one for neighbours in a line: `B6:D6 F6`."""
    found = []
    for _, run in groupby(enumerate(sorted(places)), lambda item: (item[1][0], item[1][1] - item[0])):
        cells = [CORNER.address(at) for _, at in run]
        found.append(cells[0] if len(cells) == 1 else f"{cells[0]}:{cells[-1]}")
    return " ".join(found)
