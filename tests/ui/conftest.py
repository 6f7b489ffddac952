"""Documents on the small and on the real plan, and a way to show a tab that keys can be sent to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from smrj_desktop.app import Session
from smrj_desktop.domain.plan import Plan
from smrj_desktop.io import builtin
from smrj_desktop.ui import theme
from smrj_desktop.ui.document import Document
from tests.support.plans import put, small_plan
from tests.support.windows import session
from tests.support.workbooks import built_in_book
from tests.support.workers import quick_starts


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> None:
    """Windows are as users see them, whichever test comes first."""
    theme.apply(qapp, "light")


@pytest.fixture(autouse=True)
def quick_workers() -> Iterator[None]:
    """Nobody waits for the imports of a worker."""
    with quick_starts():
        yield


@pytest.fixture
def filled_plan() -> Plan:
    """The small plan with figures in its leaves."""
    plan = small_plan()
    put(plan, "grant", "a1", 1507)
    put(plan, "grant", "b", 40)
    put(plan, "other_revenue", "a2", 3)
    put(plan, "operating_cost", "a1", 82)
    return plan


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """The built-in plan as a file."""
    path = tmp_path / "令和6年度計画案.xlsx"
    path.write_bytes(built_in_book())
    return path


@pytest.fixture
def small(qapp: QApplication, filled_plan: Plan) -> Document:
    """An open document on the small plan."""
    return Document(filled_plan, author="試験")


@pytest.fixture
def real(qapp: QApplication) -> Document:
    """An open document on the built-in plan."""
    return Document(builtin.load(), author="試験")


@pytest.fixture
def opened(qtbot) -> Iterator[Session]:
    """The program's window on the built-in plan."""
    with session(qtbot) as opened:
        yield opened


@pytest.fixture
def shown(qtbot) -> Callable[[QWidget], QWidget]:
    """Shows a widget as the active window with the focus where it wants it."""

    # qtbot keeps none alive, and what is collected while it is in sight still gets events
    kept = []

    def show(widget: QWidget) -> QWidget:
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.resize(1200, 800)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        widget.setFocus()
        return widget

    return show
