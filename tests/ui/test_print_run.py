"""Pages on their way to a printer or a file: which ones, in what order, one at a time, and no further."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from smrj_desktop.render.page import Box, Ink, Page, Printout, Text
from smrj_desktop.render.paper import Sheet
from smrj_desktop.render.pdf import PdfDrawing
from smrj_desktop.ui.print_run import Drawing, PrinterDrawing, PrintRun, RunProgress
from tests.support.workbooks import needs

SHEETS = (Sheet(210, 297), Sheet(297, 210), Sheet(210, 297), Sheet(257, 364))
PRINTOUT = Printout(
    pages=tuple(
        Page(
            sheet=sheet,
            part="budget",
            index=index,
            title="予算",
            marks=(Text(20, 30, f"第{index + 1}頁"), Text(60, 30, "△ 1,234"), Box(20, 40, 9, 9, Ink.INCOME)),
            number=str(index + 1),
        )
        for index, sheet in enumerate(SHEETS)
    ),
    total=4,
)


@pytest.fixture
def printer(qapp, tmp_path) -> QPrinter:
    """A printer that prints into a file."""
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "out.pdf"))
    return made


@pytest.fixture
def run_of(qapp) -> Callable[[Drawing], tuple[PrintRun, list[object]]]:
    """A run that has not begun, and a list of what it says from then on."""

    def made(drawing: Drawing) -> tuple[PrintRun, list[object]]:
        run, said = PrintRun(drawing), list[object]()
        run.progressed.connect(lambda done, count: said.append((done, count)))
        run.finished.connect(lambda: said.append("finished"))
        run.cancelled.connect(lambda: said.append("cancelled"))
        run.failed.connect(said.append)
        return run, said

    return made


def finish(qtbot, run: PrintRun) -> None:
    run.start()
    qtbot.waitUntil(lambda: not run.running)


def texts(path: Path) -> list[str]:
    """The first text of each page as another program reads it."""
    done = subprocess.run([needs("pdftotext"), "-layout", str(path), "-"], check=True, capture_output=True)
    return [each.split()[0] for each in done.stdout.decode().split("\f") if each.strip()]


def papers(path: Path) -> list[tuple[int, int]]:
    """The size of each page in whole millimetres."""
    boxes = [page.mediabox for page in pypdf.PdfReader(path).pages]
    return [(round(float(box.width) * 25.4 / 72), round(float(box.height) * 25.4 / 72)) for box in boxes]


def test_a_printer_and_a_document_get_the_same_pages(qtbot, tmp_path, printer, run_of):
    run, said = run_of(PrinterDrawing(PRINTOUT, printer))
    finish(qtbot, run)
    assert said == [(1, 4), (2, 4), (3, 4), (4, 4), "finished"]
    drawing = PdfDrawing(PRINTOUT, title="予算")
    document, said = run_of(drawing)
    finish(qtbot, document)
    assert said[-1] == "finished"
    pdf, printed = tmp_path / "document.pdf", tmp_path / "out.pdf"
    pdf.write_bytes(drawing.content())
    assert texts(pdf) == texts(printed) == ["第1頁", "第2頁", "第3頁", "第4頁"]
    assert papers(pdf) == papers(printed) == [tuple(map(int, sheet)) for sheet in SHEETS]


def test_it_prints_what_the_printer_has_been_told(qtbot, tmp_path, printer, run_of):
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    printer.setCopyCount(2)
    for collated, expected in ((True, ["第3頁", "第2頁"] * 2), (False, ["第3頁"] * 2 + ["第2頁"] * 2)):
        printer.setCollateCopies(collated)
        run, said = run_of(PrinterDrawing(PRINTOUT, printer))
        finish(qtbot, run)
        assert said == [(1, 4), (2, 4), (3, 4), (4, 4), "finished"]
        assert texts(tmp_path / "out.pdf") == expected


def test_a_printer_without_colour_gets_none(qtbot, tmp_path, printer, run_of):
    def coloured() -> bool:
        out = tmp_path / "seen"
        command = [needs("pdftoppm"), "-r", "20", "-f", "1", "-l", "1", str(tmp_path / "out.pdf"), str(out)]
        subprocess.run(command, check=True)
        image = next(tmp_path.glob("seen*.ppm")).read_bytes()
        pixels = image[-(len(image) // 3 * 3 - 15) :]
        return any(len(set(pixels[at : at + 3])) > 1 for at in range(0, len(pixels), 3))

    for mono, seen in ((False, True), (True, False)):
        run, _ = run_of(PrinterDrawing(PRINTOUT, printer, mono=mono))
        finish(qtbot, run)
        assert coloured() is seen
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    run, _ = run_of(PrinterDrawing(PRINTOUT, printer))
    finish(qtbot, run)
    assert not coloured()


def test_the_window_goes_on_between_two_pages(run_of):
    run, said = run_of(PdfDrawing(PRINTOUT, title=""))
    run.start()
    assert said == []
    for done in range(1, 3):
        while len(said) < done:
            QApplication.processEvents()
        assert said == [(at, 4) for at in range(1, done + 1)]
    run.cancel()


@pytest.mark.parametrize("kind", ["printer", "document"])
def test_stopped_in_the_middle_nothing_is_left(qtbot, tmp_path, printer, run_of, kind):
    drawing = PrinterDrawing(PRINTOUT, printer) if kind == "printer" else PdfDrawing(PRINTOUT, title="")
    run, said = run_of(drawing)
    progress = RunProgress()
    qtbot.addWidget(progress)
    progress.follow(run)
    run.progressed.connect(
        lambda done, _: done == 2 and QTest.mouseClick(progress.cancel, Qt.MouseButton.LeftButton)
    )
    finish(qtbot, run)
    for _ in range(5):
        QApplication.processEvents()
    assert said == [(1, 4), (2, 4), "cancelled"]
    assert not (tmp_path / "out.pdf").exists()
    assert not progress.isVisible()
    run.cancel()
    assert said[-2:] == [(2, 4), "cancelled"]
    # the printer can be used again
    again, said = run_of(PrinterDrawing(PRINTOUT, printer))
    finish(qtbot, again)
    assert said[-1] == "finished"


@pytest.mark.qt_log_ignore("begin.*Returned false", extend=True)
def test_a_printer_that_takes_nothing_is_told_of(qtbot, tmp_path, printer, run_of):
    printer.setOutputFileName(str(tmp_path / "no folder" / "out.pdf"))
    run, said = run_of(PrinterDrawing(PRINTOUT, printer))
    finish(qtbot, run)
    assert said == ["preview.printer_refuses"]


def test_an_unforeseen_error_ends_the_run(qtbot, printer, run_of, tmp_path):
    class Broken(PrinterDrawing):
        def draw_next(self) -> bool:
            if self.drawn == 2:
                raise ZeroDivisionError
            return super().draw_next()

    run, said = run_of(Broken(PRINTOUT, printer))
    with qtbot.captureExceptions() as caught:
        finish(qtbot, run)
        for _ in range(5):
            QApplication.processEvents()
    assert [kind for kind, *_ in caught] == [ZeroDivisionError]
    assert said == [(1, 4), (2, 4)]
    assert not (tmp_path / "out.pdf").exists()


def test_a_range_without_pages_prints_nothing(qtbot, tmp_path, printer, run_of):
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(9, 12)
    run, said = run_of(PrinterDrawing(PRINTOUT, printer))
    finish(qtbot, run)
    assert said == ["finished"]
    assert not (tmp_path / "out.pdf").exists()


def test_progress_is_said_in_pages(qtbot, run_of):
    run, _ = run_of(PdfDrawing(PRINTOUT, title=""))
    progress = RunProgress()
    qtbot.addWidget(progress)
    assert not progress.isVisible()
    progress.follow(run)
    assert progress.isVisible()
    assert progress.bar.text() == "0 / 4 ページ"
    spy = QSignalSpy(run.finished)
    said: list[str] = []
    run.progressed.connect(lambda: said.append(progress.bar.text()))
    finish(qtbot, run)
    assert said == [f"{done} / 4 ページ" for done in range(1, 5)]
    assert spy.count() == 1
    assert not progress.isVisible()
