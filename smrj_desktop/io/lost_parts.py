"""Names what a save could not keep of a workbook, before it is saved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from smrj_desktop.domain.checks.finding import Finding, Severity
from smrj_desktop.io.package_scan import Package, open_package, told
from smrj_desktop.io.workbook_cells import WorkbookCells

# what openpyxl neither reads nor writes, by the parts it stands in
_PARTS = {
    "macros": re.compile(r"vbaProject\.bin$"),
    "slicers": re.compile(r"/(slicers|slicerCaches|timelines|timelineCaches)/"),
    "threaded_comments": re.compile(r"/threadedComments/"),
    "smart_art": re.compile(r"/diagrams/"),
    "controls": re.compile(r"/(ctrlProps|activeX)/"),
    "embedded": re.compile(r"/embeddings/"),
    "new_charts": re.compile(r"/charts/chartEx\d*\.xml$"),
    "chart_looks": re.compile(r"/charts/chart\d*\.xml$"),
    "connections": re.compile(r"/(queryTables|model)/|/connections\.xml$"),
}
# and by what stands inside a drawing or a sheet
_DRAWN = {"shapes": re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)[\s>]")}
_ON_SHEET = {
    "sparklines": re.compile(rb"sparklineGroup[\s>]"),
    "extended_formats": re.compile(rb"<x14:(?:conditionalFormatting|dataValidation)[\s>]"),
    "background": re.compile(rb"<(?:\w+:)?picture[\s/]"),
    "header_pictures": re.compile(rb"<(?:\w+:)?legacyDrawingHF[\s/]"),
}
_OURS = re.compile(rb"<(?:\w+:)?(?:conditionalFormatting|dataValidation|autoFilter)[\s>]")
_HARMLESS = {"printerSettings", "hyperlink"}


def what_would_be_lost(path: Path) -> list[Finding]:
    """A finding for everything on a workbook's sheets that a save would leave out or simplify.

    Raises:
        FileError: the file is no sound workbook.
    """
    with open_package(path) as package, told(path.name):
        ours = {title for title, key in WorkbookCells(package).keys if key}
        found = [
            _finding(kind, sheet.title)
            for sheet in package.sheets
            for kind in (_added_to_ours if sheet.title in ours else _lost_from)(package, sheet.part)
        ]
        known = {finding.kind for finding in found}
        of_workbook = (_finding(kind, "") for kind in _kinds(_PARTS, package.names))
        return [*found, *(finding for finding in of_workbook if finding.kind not in known)]


def _finding(kind: str, sheet: str) -> Finding:
    severity = Severity.INFO if kind == "chart_looks" else Severity.WARNING
    return Finding(kind=f"lost_{kind}", severity=severity, parameters={"sheet": sheet or "-"})


def _kinds(patterns: Mapping[str, re.Pattern[str]], names: Iterable[str]) -> list[str]:
    return [kind for kind, pattern in patterns.items() if any(pattern.search(f"/{name}") for name in names)]


def _lost_from(package: Package, part: str) -> list[str]:
    """What is lost of a user's own sheet."""
    content, parts = package.read(part), _below(package, part)
    drawings = [package.read(name) for name in parts if "/drawings/drawing" in f"/{name}"]
    return [
        *_kinds(_PARTS, parts),
        *(kind for kind, pattern in _DRAWN.items() if any(map(pattern.search, drawings))),
        *(kind for kind, pattern in _ON_SHEET.items() if pattern.search(content)),
    ]


def _added_to_ours(package: Package, part: str) -> list[str]:
    """What a person put onto one of our sheets: it is written anew, without comments, pictures and rules."""
    kinds = {kind for kind, _ in package.relations(part).values()}
    return ["additions"] if kinds - _HARMLESS or _OURS.search(package.read(part)) else []


def _below(package: Package, part: str) -> set[str]:
    """Every part that a part leads to."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        for _, name in package.relations(waiting.pop()).values():
            if name in package.names and name not in found and name != package.workbook:
                found.add(name)
                waiting.append(name)
    return found
