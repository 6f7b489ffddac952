"""A thread that keeps the lock of an open plan fresh and watches its file.

A share that hangs holds up this thread alone, never the window.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Literal, NamedTuple

from smrj_desktop.io import sharing
from smrj_desktop.io.atomic import real_path
from smrj_desktop.io.disk import DISK, Disk
from smrj_desktop.io.sharing import Holder

BEAT_SECONDS = 30.0
WATCH_SECONDS = 3.0
SETTLE_SECONDS = 0.5
"""What looks new is looked at again so soon: it may be half written, or gone while names are exchanged."""
STOP_SECONDS = 0.5
"""So long the window waits at most for the lock to be given back."""


class News(NamedTuple):
    """Something that happened to an open plan's file or lock.

    Attributes:
        kind: "changed": the file holds something else; "gone": it was removed or renamed; "unreachable": the
            share does not answer; "back": it is there again after one of these two; "taken": the lock is
            another's.
        holder: who took the lock, where that can be read.
        fingerprint: what the file holds now, with "changed" and "back".
    """

    kind: Literal["changed", "gone", "back", "taken", "unreachable"]
    holder: Holder | None = None
    fingerprint: str = ""


_State = Literal["there", "gone", "unreachable"]


class _Seen(NamedTuple):
    """What a look at the file shows without reading it."""

    state: _State
    modified_ns: int = 0
    size_bytes: int = 0
    inode: int = 0

    def settled(self, before: _Seen | None) -> bool:
        """Whether the look before showed the same; some shares number a file anew at each look."""
        return before is not None and before[:3] == self[:3]


class Presence:
    """Our presence at an open plan: shows it to others, and tells what others do.

    Its methods may be called from the window's thread; none but `stop` waits, and that only for a moment.
    """

    def __init__(self, path: Path, me: Holder | None, fingerprint: str, *, disk: Disk = DISK) -> None:
        """Starts nothing yet.

        Args:
            path: the plan.
            me: who has its lock; None where the lock is not ours and the file is only watched.
            fingerprint: SHA-256 of what the window holds of the file, as `sharing.fingerprint` gives it.
            disk: what is written to.
        """
        self._path, self._me, self._disk = path, me, disk
        self._news: SimpleQueue[News] = SimpleQueue()
        self._mutex = threading.Lock()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="smrj-presence", daemon=True)
        # the window's part, behind the mutex
        self._fingerprint = fingerprint
        self._told: _State = "there"
        self._paused = False
        self._epoch = 0
        self._asked = False
        self._stopping = self._releasing = False
        # the thread's part
        self._known: _Seen | None = None
        self._before: _Seen | None = None
        self._doubted = False
        self._beat_due = self._watch_due = 0.0

    def start(self) -> None:
        """Starts the thread; its first turn comes at once."""
        self._thread.start()

    def poll(self) -> list[News]:
        """What happened since the last call."""
        found = []
        with suppress(Empty):
            while True:
                found.append(self._news.get_nowait())
        return found

    def saved(self, fingerprint: str) -> None:
        """Says that we wrote the file ourselves, and what."""
        with self._mutex:
            self._fingerprint, self._told = fingerprint, "there"
            self._epoch += 1

    def pause(self) -> None:
        """Watches no more until `resume`; the lock is kept fresh all the same."""
        with self._mutex:
            self._paused = True
            self._epoch += 1

    def resume(self) -> None:
        """Watches again; does nothing where it does already."""
        with self._mutex:
            self._paused = False
            self._epoch += 1

    def look(self) -> None:
        """Looks at the file now rather than at the next turn."""
        with self._mutex:
            self._asked = True
        self._wake.set()

    def stop(self, release: bool = True) -> None:
        """Ends the thread, which first gives the lock back where that is asked for."""
        with self._mutex:
            if self._stopping:
                return
            self._stopping, self._releasing = True, release
        if self._thread.ident is None:
            self._thread.start()
        self._wake.set()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._stopping:
            now = time.monotonic()
            due = self._turn(now)
            self._wake.wait(max(0.0, due - time.monotonic()))
            self._wake.clear()
        if self._releasing and self._me:
            sharing.release(self._path, self._me, self._disk)

    def _turn(self, now: float) -> float:
        """Does what is due at a time of the monotonic clock, and gives the time of the next turn."""
        if self._me and now >= self._beat_due:
            self._beat_due = now + (BEAT_SECONDS if self._beat(self._me) else WATCH_SECONDS)
        with self._mutex:
            asked, self._asked = self._asked, False
        if asked or now >= self._watch_due:
            self._watch_due = now + (WATCH_SECONDS if self._watch() else SETTLE_SECONDS)
        return min(self._beat_due, self._watch_due) if self._me else self._watch_due

    def _beat(self, me: Holder) -> bool:
        """Renews the lock; False where that did not come to an end."""
        try:
            claim = sharing.renew(self._path, me, self._disk)
        except OSError:
            return False
        if claim.mine or not claim.writable:
            self._doubted = False
            return True
        if claim.holder is None and not self._doubted:
            # somebody may just be writing it
            self._doubted = True
            return False
        self._me = None
        self._news.put(News("taken", claim.holder))
        return True

    def _watch(self) -> bool:
        """Looks at the file; False where it is to be looked at again soon."""
        with self._mutex:
            if self._paused:
                return True
            epoch = self._epoch
        seen = self._seen()
        if seen == self._known:
            self._before = seen
            return True
        if not seen.settled(self._before):
            self._before = seen
            return False
        content = ""
        if seen.state == "there":
            try:
                content = sharing.fingerprint(self._path, self._disk)
            except OSError:
                # whoever writes it lets nobody read meanwhile
                return True
            if not content or not self._seen().settled(seen):
                self._before = None
                return False
        with self._mutex:
            if epoch == self._epoch:
                self._known = seen
                self._tell(seen.state, content)
        return True

    def _tell(self, state: _State, content: str) -> None:
        if state != self._told:
            self._told = state
            self._news.put(News("back", fingerprint=content) if state == "there" else News(state))
        if content and content != self._fingerprint:
            self._fingerprint = content
            self._news.put(News("changed", fingerprint=content))

    def _seen(self) -> _Seen:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            # a share that went away may look like a folder that is not there
            with suppress(OSError):
                if real_path(self._path).parent.is_dir():
                    return _Seen("gone")
        except OSError:
            pass
        else:
            return _Seen("there", status.st_mtime_ns, status.st_size, status.st_ino)
        return _Seen("unreachable")
