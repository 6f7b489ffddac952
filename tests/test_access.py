"""What the program leaves alone: the network, paths that a workbook names; and who may read its files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from smrj_desktop.io import builtin, workbook_write
from tests.support import tree
from tests.support.workbooks import needs

SOCKET = re.compile(r"\b(?:socket|connect|bind|sendto)\((?:\d+, )?\{?(?:sa_family=)?(AF_\w+)")
JOURNEY = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/journey/test_evening.py"]


def families(trace: Path, arguments: list[str]) -> set[str]:
    """The families of all sockets that a Python, and what it starts, opens in an empty network namespace."""
    unshare = [needs("unshare"), "--net", *(["--map-root-user"] if os.geteuid() else [])]
    allowed = subprocess.run([*unshare, "true"], capture_output=True, text=True, check=False)
    if allowed.returncode:
        if os.environ.get("CI") == "true":
            pytest.fail(allowed.stderr)
        pytest.skip(f"no network namespaces here: {allowed.stderr.strip()}")
    calls = "trace=socket,connect,bind,sendto"
    strace = [needs("strace"), "-f", "-qq", "--seccomp-bpf", "-e", calls, "-o", str(trace)]
    done = subprocess.run(
        [*strace, *unshare, sys.executable, *arguments],
        cwd=tree.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return set(SOCKET.findall(trace.read_text(encoding="utf-8", errors="replace")))


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces and strace are Linux's")
def test_the_evening_opens_no_network_socket(tmp_path):
    assert families(tmp_path / "evening", JOURNEY) <= {"AF_UNIX"}


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces and strace are Linux's")
def test_a_network_socket_would_be_noticed(tmp_path):
    code = "import socket; socket.socket(socket.AF_INET); socket.socket(socket.AF_UNIX)"
    assert families(tmp_path / "probe", ["-c", code]) == {"AF_INET", "AF_UNIX"}


LINK = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<externalBook r:id="rId1"><sheetNames><sheetName val="S"/></sheetNames></externalBook></externalLink>"""
RELATION = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
 Target="{target}" TargetMode="External"/></Relationships>"""
OPEN_AND_SAVE = """
import json, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from datetime import datetime, timezone
from pathlib import Path
from smrj_desktop.domain import codec
from smrj_desktop.io import jobs
book, out = Path(sys.argv[1]), Path(sys.argv[2])
result = jobs.open_workbook(lambda *_: None, path=book)
jobs.save(lambda *_: None, plan=result.plan, path=out, keep_from=book)
print(json.dumps(opened))
"""


def linked(book: Path, target: Path) -> None:
    """Puts a link to another file into a workbook, as Excel writes one, and a sheet of the user's own."""
    with zipfile.ZipFile(book) as archive:
        parts = {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    parts["xl/externalLinks/externalLink1.xml"] = LINK
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = RELATION.format(target=target.as_uri())
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="rIdX" Type="{kind}" Target="externalLinks/externalLink1.xml"/></Relationships>',
    )
    reference = '<externalReferences><externalReference r:id="rIdX" xmlns:r="{}"/></externalReferences>'
    reference = reference.format("http://schemas.openxmlformats.org/officeDocument/2006/relationships")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("</sheets>", f"</sheets>{reference}")
    overrides = (
        '<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"/></Types>'
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", overrides)
    with zipfile.ZipFile(book, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_path_that_a_workbook_names_is_never_followed(tmp_path):
    book, other, out = tmp_path / "計画.xlsx", tmp_path / "ほかのファイル.xlsx", tmp_path / "out.xlsx"
    workbook_write.write(builtin.load(), book)
    workbook_write.write(builtin.load(), other)
    linked(book, other)
    done = subprocess.run(
        [sys.executable, "-c", OPEN_AND_SAVE, str(book), str(out)],
        cwd=tree.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    opened = json.loads(done.stdout)
    assert any(book.name in name for name in opened), "the calls were seen"
    assert not [name for name in opened if other.name in name]


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the names of open files")
def test_what_is_not_finished_is_readable_by_its_owner_alone(tmp_path, monkeypatch):
    """Also where new files are everybody's: what is staged, kept and remembered is not."""
    before = os.umask(0)
    try:
        seen: dict[str, int] = {}
        original = os.fsync

        def look(descriptor: int) -> None:
            original(descriptor)
            name = Path(f"/proc/self/fd/{descriptor}").readlink()
            seen[name.suffix] = os.fstat(descriptor).st_mode & 0o777

        monkeypatch.setattr(os, "fsync", look)
        workbook_write.write(builtin.load(), tmp_path / "p.xlsx")
        assert seen[".tmp"] == 0o600
    finally:
        os.umask(before)
