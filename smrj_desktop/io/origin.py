"""What kind of passing place a file was opened from: changes saved there would be lost with the place.

Mail programs and archivers put what is opened from inside them into folders of their own and remove them
later. Only the path is looked at, never the disk, so that a share that hangs holds up nobody.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath
from typing import Literal

Origin = Literal["", "mail", "archive", "temporary"]

# all below are matched against "/folder/folder/", without the file's own name
_MAIL = re.compile(
    r"/(?:"
    r"content\.outlook|olk[0-9a-f]+|outlook temp"  # Outlook on Windows, before 2007, on the Mac
    r"|microsoft/olk/attachments"  # the new Outlook
    r"|packages/microsoft\.(?:windowscommunicationsapps|outlook)[^/]*"  # Windows Mail, Outlook as a store app
    r"|mail downloads"  # Apple Mail
    r"|\.cache/evolution/tmp"
    r")/"
)
_ARCHIVE = re.compile(
    r"/(?:"
    # Explorer's "Temp1_plan.zip" and "{guid}_plan.zip.3f2", and whatever else shows an archive as a folder
    r"[^/]+\.(?:zip|7z|rar|lzh|cab|tar|tgz)(?:\.[0-9a-f]{3})?"
    r"|7z[oe][0-9a-f]+(?:\.tmp)?"  # 7-Zip
    r"|rar\$[^/]*"  # WinRAR
    r"|bnz\.[0-9a-f]+"  # Bandizip
    r"|\.fr-[^/]+"  # file-roller and its kin
    r")/"
)
# so plain that they count only right below a temporary folder
_MAIL_IN_TEMPORARY = re.compile(r"(?:mozilla_[^/]+|pid-\d+|notes[0-9a-f]{6})/")  # Thunderbird, Notes
_ARCHIVE_IN_TEMPORARY = re.compile(r"(?:lhaplus[^/]*|wz[0-9a-z]{4}|ark-[^/]+)/")  # Lhaplus, WinZip, Ark

_CACHE = re.compile(r"/(?:inetcache|temporary internet files)/")
# a session on a terminal server has a numbered folder of its own in the temporary one
_TEMPORARY = re.compile(
    r".*/(?:appdata/local/temp|local settings/temp|windows/temp)/(?:\d+/)?"
    r"|(?:/private)?(?:/tmp/|/var/tmp/|/var/folders/[^/]+/[^/]+/t/)"
)


def origin_of(path: PurePath) -> Origin:
    """Where a file was opened from: "mail", "archive", "temporary", or "" for a place of the user's own.

    A file directly in the system's temporary folder or in the browser's cache is "temporary"; one in an
    ordinary folder below the temporary one is the user's own affair.
    """
    folder = _plain(os.path.normpath(path.absolute()) if isinstance(path, Path) else str(path), file=True)
    below = _below_temporary(folder)
    if _MAIL.search(folder) or (below and _MAIL_IN_TEMPORARY.match(below)):
        return "mail"
    if _ARCHIVE.search(folder) or (below and _ARCHIVE_IN_TEMPORARY.match(below)):
        return "archive"
    return "temporary" if below == "" or _CACHE.search(folder) else ""


def _plain(path: str, *, file: bool = False) -> str:
    """A path as "/folder/folder/", in small letters; without its last part where that is a file."""
    parts = [part for part in re.split(r"[/\\]", path.lower()) if part]
    return "".join(f"/{part}" for part in (parts[:-1] if file else parts)) + "/"


def _below_temporary(folder: str) -> str | None:
    """The part of a folder's path below the temporary folder; none where it is elsewhere."""
    # not `tempfile.gettempdir`, which tries to write there and may end at the current folder
    own = [_plain(os.environ[name]) for name in ("TMPDIR", "TEMP", "TMP") if os.environ.get(name)]
    found = [folder[len(each) :] for each in own if folder.startswith(each)]
    if known := _TEMPORARY.match(folder):
        found.append(folder[known.end() :])
    return min(found, key=len) if found else None
