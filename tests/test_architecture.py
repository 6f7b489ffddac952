"""Holds the rules of docs/architecture.md: which layer may import what, and how large a file may grow."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

from tests.support import tree

# bottom to top; a layer imports itself and what stands below it
LAYERS = ("domain", "io", "render", "ui", "app", "pictures", "self_test", "cli")
# what every layer but the domain may use: where files are, and what the program says
COMMON = {"smrj_desktop", "smrj_desktop.paths", "smrj_desktop.messages"}

QT = {"PySide6", "shiboken6", "pyqtgraph"}
QT_LAYERS = {"render", "ui", "app", "pictures", "self_test"}
WORKBOOKS = {"openpyxl", "et_xmlfile"}
# the domain touches no file, no clock and no chance: an edit brings its keys and its time along
OUTSIDE_WORLD = {"appdirs", "io", "os", "pathlib", "shutil", "socket", "sqlite3", "subprocess", "tempfile"}
CLOCK_AND_CHANCE = {"random", "secrets", "time", "uuid"}
OUTSIDE_CALLS = {"open", "now", "today", "utcnow", "read_csv", "read_excel", "to_csv", "to_excel"}
MAX_LINES = 400
HEAVY = QT | WORKBOOKS | {"pandas", "numpy"}

MODULES = tree.modules()


def layer_of(module: str) -> str | None:
    """The layer a module belongs to; none for the common ones."""
    if module in COMMON:
        return None
    name = module.split(".")[1]
    return "cli" if name == "__main__" else name


def imports_of(module: str) -> Iterator[str]:
    """Every module a module imports, lazily or for types alone too, by its full dotted name."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree.syntax(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            below = [f"{base}.{alias.name}" for alias in node.names]
            inner = [name for name in below if name in MODULES]
            yield from inner
            if len(inner) < len(below):
                yield base
        elif isinstance(node, ast.Call) and _called(node) == "import_module":
            yield from (
                a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
            )


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def offenders(layer: str, forbidden: set[str]) -> list[str]:
    """Imports from outside the project that a layer must do without."""
    return [
        f"{module} imports {imported}"
        for module in MODULES
        if layer_of(module) == layer
        for imported in imports_of(module)
        if imported.partition(".")[0] in forbidden
    ]


def test_every_module_has_a_layer():
    unknown = [module for module in MODULES if layer_of(module) not in {None, *LAYERS}]
    assert unknown == [], "name the layer of these modules in LAYERS or move them into one"


def test_imports_run_one_way():
    wrong = []
    for module in MODULES:
        layer = layer_of(module)
        for imported in imports_of(module):
            if not imported.startswith("smrj_desktop"):
                continue
            target = layer_of(imported)
            if target is None:
                # the bare package holds the version; the domain needs neither folders nor sentences
                allowed = layer != "domain" or imported == "smrj_desktop"
            else:
                allowed = layer is not None and LAYERS.index(target) <= LAYERS.index(layer)
            if not allowed:
                wrong.append(f"{module} imports {imported}")
    assert wrong == []


def test_domain_knows_no_qt_no_workbook_and_no_outside_world():
    assert offenders("domain", QT | WORKBOOKS | OUTSIDE_WORLD | CLOCK_AND_CHANCE) == []
    calls = [
        f"{module}:{node.lineno} calls {_called(node)}"
        for module, path in MODULES.items()
        if layer_of(module) == "domain"
        for node in ast.walk(tree.syntax(path))
        if isinstance(node, ast.Call) and _called(node) in OUTSIDE_CALLS
    ]
    assert calls == []


def test_qt_is_named_in_its_layers_alone():
    wrong = [f"{m} imports {i}" for m in MODULES for i in imports_of(m) if i.partition(".")[0] in QT]
    assert [line for line in wrong if layer_of(line.split()[0]) not in QT_LAYERS] == []


def test_render_draws_without_widgets():
    wrong = [
        f"{module} imports {imported}"
        for module in MODULES
        if layer_of(module) == "render"
        for imported in imports_of(module)
        if imported.startswith(("PySide6.QtWidgets", "pyqtgraph"))
    ]
    assert wrong == []


def test_tabs_and_dialogs_do_not_know_each_other_or_the_window():
    parts = ("smrj_desktop.ui.tabs.", "smrj_desktop.ui.dialogs.")
    wrong = [
        f"{module} imports {imported}"
        for module in MODULES
        if module.startswith(parts)
        for imported in imports_of(module)
        if imported == "smrj_desktop.ui.main_window" or (imported.startswith(parts) and imported != module)
    ]
    assert wrong == []


def test_the_command_line_loads_nothing_heavy():
    assert loaded_after("import smrj_desktop.cli") == set()


def test_headless_commands_load_no_qt(tmp_path):
    book, tidy = str(tmp_path / "plan.xlsx"), str(tmp_path / "plan.csv")
    for arguments in (["new", "-o", book], ["check", book], ["export", book, "--to", "machine", "-o", tidy]):
        code = f"from smrj_desktop import cli\ntry: code = cli.main({arguments!r})"
        code += "\nexcept SystemExit as end: code = end.code\nassert not code, code"
        assert loaded_after(code) & QT == set(), arguments


def loaded_after(code: str) -> set[str]:
    """The heavy packages a fresh Python holds after a piece of code."""
    script = f"{code}\nimport sys\nprint('loaded:', *({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tree.ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("loaded:")[2].split())


def test_files_stay_readable():
    long = {
        str(path.relative_to(tree.ROOT)): lines
        for path in tree.files(".py", ".spec")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}, f"more than {MAX_LINES} lines"


# written so that this very file does not hold what it looks for
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.~$}-])/(?:work|root|home/\w+|Users/\w+|mnt)(?=/)"
    r"|[A-Z]:\\Users\\\w"
    r"|/tmp/\w"
    r"|\.pyen[v]\b"
    r"|--(?:extra-)?index-[u]rl|--find-[l]inks"
    r"|pythonhosted\.[o]rg|pypi\.org/[s]imple"
    r"|https?://[^\s/@\"']+:[^\s/@\"']+@"
)


def test_files_name_no_machine_and_no_package_registry():
    hits = []
    for path in tree.files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or another binary file
        for number, line in enumerate(text.splitlines(), 1):
            if OF_ONE_MACHINE.search(line):
                hits.append(f"{path.relative_to(tree.ROOT)}:{number}: {line.strip()[:100]}")
    assert hits == []
