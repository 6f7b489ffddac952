#!/usr/bin/env python3
"""One door to the project, with the standard library alone.

    python3 dev.py run [FILE]            the program (on a machine without a screen: its pictures)
    python3 dev.py test [pytest ...]     every test
    python3 dev.py lint                  style, formatting, types
    python3 dev.py bench [...]           the benchmarks, as ratios
    python3 dev.py shots                 the pictures of the manual
    python3 dev.py build                 the frozen programs, tested, and the wheel

Each command first sets up what it needs: `.venv` with the pinned packages and, on Debian and its kin, system
libraries, Japanese fonts and real clients through apt. What is there is left alone; second runs are quick.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import io
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
LINUX = sys.platform.startswith("linux")
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
SUPPORTED = ((3, 11), (3, 12), (3, 13))

RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
STAMP = VENV / "set-up.stamp"

# what must load or be callable -> the Debian package that brings it
OFFSCREEN_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
CLIENTS = {
    "localc": "libreoffice-calc",
    "lowriter": "libreoffice-writer",
    "ssconvert": "gnumeric",
    "pdftotext": "poppler-utils",
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "strace": "strace",
}
FREEZERS = {"objdump": "binutils"}
FONTS = {
    "BIZUDGothic-Regular.ttf": "fonts-morisawa-bizud-gothic",
    "BIZUDMincho-Regular.ttf": "fonts-morisawa-bizud-mincho",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


class SetUpError(Exception):
    """The set-up cannot go on; the text is a sentence for the person at the keyboard."""


def say(japanese: str, english: str) -> None:
    """Prints one sentence in both languages; results of the commands alone go to standard output."""
    print(f"{japanese} / {english}", file=sys.stderr, flush=True)


# ---------------------------------------------------------------- system packages


def loads(library: str) -> bool:
    """Whether the dynamic linker finds a library together with everything it needs."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries(libraries: dict[str, str]) -> list[str]:
    """The Debian packages of the libraries that do not load."""
    return [package for library, package in libraries.items() if not loads(library)]


def missing_programs(programs: dict[str, str]) -> list[str]:
    """The Debian packages of the programs that are not on the path."""
    return [package for program, package in programs.items() if not shutil.which(program)]


def missing_fonts(*, any_japanese: bool) -> list[str]:
    """The Debian packages of the missing faces; with `any_japanese`, none if some font has Japanese."""
    if any_japanese and shutil.which("fc-list"):
        listing = subprocess.run(["fc-list", ":lang=ja", "family"], capture_output=True, check=False)
        if listing.stdout.strip():
            return []
    # walking passes over folders this user may not read
    walks = (os.walk(Path(folder).expanduser()) for folder in FONT_FOLDERS)
    present = {name for walk in walks for _, _, names in walk for name in names}
    return [package for face, package in FONTS.items() if face not in present]


def missing_libpython() -> list[str]:
    """The package of the shared libpython, carried by frozen programs; Debian's Python goes without."""
    name = str(sysconfig.get_config_var("INSTSONAME") or "")
    beside = Path(str(sysconfig.get_config_var("LIBDIR") or ""), name)
    if beside.is_file() or loads(name):
        return []
    return ["libpython{}.{}".format(*sys.version_info)]


def missing_packages(command: str) -> list[str]:
    """The Debian packages a command needs and this machine lacks."""
    missing = [] if can_make_venv() else ["python{}.{}-venv".format(*sys.version_info)]
    if command == "lint":
        return missing
    missing += missing_libraries(OFFSCREEN_LIBRARIES)
    missing += missing_fonts(any_japanese=command not in {"test", "shots"})
    if command in {"test", "build"} or (command == "run" and has_screen()):
        missing += missing_libraries(SCREEN_LIBRARIES)
    if command == "test":
        missing += missing_programs(CLIENTS)
    if command == "build":
        missing += missing_programs(FREEZERS) + missing_libpython()
    return missing


def apt_prefix() -> list[str] | None:
    """What has to stand before apt-get to be allowed to install, or nothing where it is not allowed."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
    ):
        return ["sudo", "-n"]
    return None


def install_packages(packages: list[str]) -> None:
    """Installs Debian packages, without what they merely recommend.

    Raises:
        SetUpError: this user may not, or apt failed; the sentence holds the exact command.
    """
    names = " ".join(packages)
    command = f"apt-get update && apt-get install --no-install-recommends {names}"
    by_hand = " && ".join(f"sudo {part}" for part in command.split(" && "))
    prefix = apt_prefix()
    if prefix is None:
        raise SetUpError(
            f"足りないものがあります。次を実行してください。 / Some packages are missing. Run: {by_hand}"
        )
    say(f"システムに導入します: {names}", "Installing system packages")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    updated = subprocess.run([*apt, "update"], stdout=sys.stderr, check=False).returncode
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    if updated or subprocess.run(install, stdout=sys.stderr, check=False).returncode:
        raise SetUpError(f"導入できませんでした。次を実行してください。 / apt failed. Run by hand: {by_hand}")


def set_up_system(command: str) -> None:
    """Brings the system packages a command needs; Windows and macOS have what the program asks for."""
    if not LINUX:
        return
    missing = missing_packages(command)
    if not missing:
        return
    install_packages(missing)
    importlib.invalidate_caches()
    left = missing_packages(command)
    if left:
        raise SetUpError(f"導入後も見つかりません: / Still missing after installation: {' '.join(left)}")


# ---------------------------------------------------------------- Python packages


def can_make_venv() -> bool:
    """Whether this Python makes virtual environments with pip in them (Debian splits that off)."""
    return bool(importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"))


def state_of(lock: Path) -> str:
    """One line that changes whenever a lock list, the Python or the place of the tree does."""
    content = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"{lock.name} {content} {sys.version.split()[0]} {ROOT}"


def done_stages() -> list[str]:
    """The stages that are in `.venv` already."""
    return STAMP.read_text(encoding="utf-8").splitlines() if STAMP.is_file() and PYTHON.exists() else []


def set_up_python(command: str) -> None:
    """Brings `.venv` up to the lock lists; all of it is made anew when the running packages change.

    Raises:
        SetUpError: the environment cannot be made or a package cannot be had.
    """
    done = done_stages()
    if state_of(RUN_LOCK) not in done:
        if not can_make_venv():
            raise SetUpError(
                "この Python には venv と pip がありません。 / This Python has no venv with pip."
            )
        say("Python の環境を .venv に作ります（初回だけ）。", "Making .venv (the first time only).")
        shutil.rmtree(VENV, ignore_errors=True)
        # this very command may be running from the environment that was just removed
        python = str(getattr(sys, "_base_executable", sys.executable))
        succeed([python, "-m", "venv", str(VENV)])
        install_stage(RUN_LOCK, done=[])
        write_launchers()
        done = done_stages()
    if command != "run" and state_of(DEV_LOCK) not in done:
        install_stage(DEV_LOCK, done=[state_of(RUN_LOCK)])


def install_stage(lock: Path, done: list[str]) -> None:
    """Installs one lock list as it stands, wheels alone, and remembers that."""
    say(f"{lock.name} のパッケージを入れます。", f"Installing the packages of {lock.name}.")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    succeed([*pip, "--no-deps", "--only-binary", ":all:", "--requirement", str(lock)])
    STAMP.write_text("\n".join([*done, state_of(lock)]) + "\n", encoding="utf-8")


def write_launchers() -> None:
    """Puts the source tree on the environment's path and both programs into its folder of programs.

    A path file and two launchers do what an editable installation does, without a build backend.
    """
    site = subprocess.run(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    # relative, so that a folder with a Japanese name needs no encoding
    Path(site, "smrj_desktop.pth").write_text(os.path.relpath(ROOT, site) + "\n", encoding="ascii")
    code = "import sys; from smrj_desktop.cli import main; sys.exit(main())"
    for name in ("smrj-desktop", "smrj-workbook"):
        if WINDOWS:
            (BIN / f"{name}.cmd").write_text(f'@"%~dp0python.exe" -P -c "{code}" %*\n', encoding="ascii")
        else:
            python = shlex.quote(str(PYTHON))
            launcher = BIN / name
            launcher.write_text(f'#!/bin/sh\nexec {python} -P -c "{code}" "$@"\n', encoding="utf-8")
            launcher.chmod(0o755)


def succeed(command: list[str]) -> None:
    """Runs a step of the set-up.

    Raises:
        SetUpError: the step failed; what it said stands above.
    """
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        raise SetUpError(f"準備に失敗しました。 / This step of the set-up failed: {shlex.join(command)}")


# ---------------------------------------------------------------- commands


def has_screen() -> bool:
    """Whether a window can be shown here."""
    if not LINUX:
        return True
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in {"offscreen", "minimal"}:
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def call(*command: str | Path, offscreen: bool = True, cwd: Path | None = ROOT) -> int:
    """Runs a program to its end and returns its exit code."""
    environment = dict(os.environ)
    if offscreen:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return subprocess.run([str(part) for part in command], cwd=cwd, env=environment, check=False).returncode


def run(arguments: list[str]) -> int:
    """The program itself, or pictures of it where there is no screen."""
    if has_screen():
        return call(PYTHON, "-P", "-m", "smrj_desktop", *arguments, offscreen=False, cwd=None)
    pictures = ROOT / "build" / "shots"
    say(
        "画面がないため、窓の代わりに画像を書き出します。",
        "There is no screen here: pictures are written instead.",
    )
    code = call(PYTHON, "-m", "smrj_desktop", "self-test", "--shots", pictures)
    if not code:
        say(f"画像を書き出しました: {pictures}", "The pictures are there.")
    return code


def test(arguments: list[str]) -> int:
    """Every test, file by file on up to four processors, or those the arguments of pytest choose."""
    spread = ["--numprocesses", "logical", "--maxprocesses", "4", "--dist", "loadfile"]
    # tests/conftest.py puts the long files first
    spread.append("--no-loadscope-reorder")
    return call(PYTHON, "-m", "pytest", *([] if arguments else spread), *arguments)


def lint(_arguments: list[str]) -> int:
    """Style, formatting and types; all three speak even if the first complains."""
    checks = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"])
    return max(call(PYTHON, "-m", *check) for check in checks)


def bench(arguments: list[str]) -> int:
    """The benchmarks."""
    return call(PYTHON, "-m", "benchmarks", *arguments)


def shots(_arguments: list[str]) -> int:
    """The pictures of README and manual; who made them does not show."""
    os.environ["LOGNAME"] = "kikaku"
    return call(PYTHON, "-m", "smrj_desktop", "self-test", "--shots", ROOT / "docs" / "manual" / "pictures")


def build(_arguments: list[str]) -> int:
    """Freezes both programs, lets the frozen one test itself, and builds the wheel."""
    frozen = ROOT / "dist" / "smrj-workbook" / ("smrj-desktop.exe" if WINDOWS else "smrj-desktop")
    freeze = ["--noconfirm", "--log-level", "WARN", "--distpath", "dist", "--workpath", "build/freeze"]
    steps: list[list[str | Path]] = [
        [PYTHON, "-m", "PyInstaller", *freeze, "build.spec"],
        [frozen, "self-test"],
        [PYTHON, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist"],
    ]
    for step in steps:
        code = call(*step)
        if code:
            return code
    return 0


COMMANDS = {"run": run, "test": test, "lint": lint, "bench": bench, "shots": shots, "build": build}


def main(arguments: list[str]) -> int:
    """Sets up and runs one command; returns its exit code, 1 if the set-up failed, 64 on wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 64
    command, *rest = arguments
    if sys.version_info[:2] not in SUPPORTED:
        say("Python 3.11 から 3.13 で実行してください。", "Please run this with Python 3.11 to 3.13.")
        return 1
    try:
        set_up_system(command)
        set_up_python(command)
        return COMMANDS[command](rest)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
