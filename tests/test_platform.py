"""Guards what the program stands on: the Qt bindings, the lock lists, the supported Pythons."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import dev
import smrj_desktop
from tests.support import tree

CALLS = 2_000
# what a loop may shift by caches and temporaries; a leak shifts by the number of calls
SLACK = 200

PROJECT = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _set_text(qapp):
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    return lambda: label.setText("計画")


def _paint(qapp):
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter

    image = QImage(8, 8, QImage.Format.Format_RGB32)

    def paint():
        painter = QPainter(image)
        painter.setPen(Qt.GlobalColor.black)
        painter.drawRect(1, 1, 4, 4)
        painter.fillRect(2, 2, 2, 2, Qt.GlobalColor.white)
        painter.end()

    return paint


def _set_data(qapp):
    from PySide6.QtGui import QStandardItemModel

    model = QStandardItemModel(1, 1)
    index = model.index(0, 0)
    return lambda: model.setData(index, "1,234")


def _set_html(qapp):
    from PySide6.QtGui import QTextDocument

    document = QTextDocument()
    return lambda: document.setHtml("<p>計画</p>")


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None is immortal there: its references are not counted"
)
@pytest.mark.parametrize("make", [_set_text, _paint, _set_data, _set_html])
def test_bindings_keep_the_references_to_constants(qapp, make):
    call = make(qapp)
    constants = (None, True, False)
    before = [sys.getrefcount(constant) for constant in constants]
    for _ in range(CALLS):
        call()
    after = [sys.getrefcount(constant) for constant in constants]
    assert after == pytest.approx(before, abs=SLACK)


def test_bindings_are_below_the_version_that_loses_references():
    assert Version(metadata.version("PySide6-Essentials")) < Version("6.12")


def lock(name: str) -> dict[str, Requirement]:
    """The entries of a lock list by canonical name."""
    lines = (tree.ROOT / name).read_text(encoding="utf-8").splitlines()
    entries = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(entry.name): entry for entry in entries}


RUN = lock("requirements.lock")
DEV = lock("requirements-dev.lock")


def applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def pinned(entry: Requirement) -> str:
    return next(iter(entry.specifier)).version


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_lists_hold_names_and_versions_alone(name):
    lines = (tree.ROOT / name).read_text(encoding="utf-8").splitlines()
    entry = re.compile(r'[A-Za-z0-9_.-]+==[0-9][0-9a-z.]*( ; sys_platform == "\w+")?')
    assert [line for line in lines if not line.startswith("#") and not entry.fullmatch(line)] == []
    names = [line.partition("==")[0].lower() for line in lines if not line.startswith("#")]
    assert names == sorted(set(names))


def test_lock_lists_hold_each_package_once():
    assert RUN.keys() & DEV.keys() == set()


def test_what_is_declared_is_locked_within_its_bounds():
    for text in PROJECT["dependencies"]:
        declared = Requirement(text)
        assert declared.specifier.contains(pinned(RUN[canonicalize_name(declared.name)])), text


@pytest.mark.parametrize(("entries", "all_entries"), [(RUN, RUN), (DEV, RUN | DEV)], ids=["run", "dev"])
def test_locks_are_installed_and_complete(entries, all_entries):
    for name, entry in entries.items():
        if not applies(entry):
            continue
        assert metadata.version(name) == pinned(entry), name
        for text in metadata.requires(name) or ():
            needed = Requirement(text)
            if applies(needed):
                found = all_entries.get(canonicalize_name(needed.name))
                assert found is not None, f"{name} needs {needed}"
                assert needed.specifier.contains(pinned(found)), f"{name} needs {needed}"


def test_supported_pythons_agree_everywhere():
    supported = ["{}.{}".format(*version) for version in dev.SUPPORTED]
    declared = SpecifierSet(PROJECT["requires-python"])
    assert [f"3.{minor}" for minor in range(9, 17) if f"3.{minor}.0" in declared] == supported
    named = [text.rpartition(" ")[2] for text in PROJECT["classifiers"] if ":: 3." in text]
    assert named == supported
    assert sys.version_info[:2] in dev.SUPPORTED


def test_version_has_one_source():
    assert PROJECT["dynamic"] == ["version"]
    assert Version(smrj_desktop.__version__)
    assert smrj_desktop.__version__ in (tree.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
