from __future__ import annotations

import pytest

from smrj_desktop import paths
from smrj_desktop.domain.errors import SaveDiskFullError
from smrj_desktop.domain.exchange.found import Assigned
from smrj_desktop.io import sender_profiles
from tests.support.disks import FailingDisk

LINE = Assigned("line", "受託収益", "budget", "general", "commission")
LEFT_OUT = Assigned("column", "備考", "budget", "general", "")
UNIT = Assigned("unit", "予算", "", "", "千円")


def files() -> list:
    return sorted(path.name for path in (paths.keep_dir() / "senders").iterdir())


def test_what_a_hand_has_said_is_there_for_the_next_file():
    assert sender_profiles.load("主務省 総務課") == ()
    assert sender_profiles.senders() == ()
    sender_profiles.save("主務省 総務課", [LINE, LEFT_OUT])
    sender_profiles.save("../../別の/省", [UNIT])
    assert sender_profiles.load("主務省 総務課") == (LINE, LEFT_OUT)
    assert sender_profiles.load("../../別の/省") == (UNIT,)
    assert sender_profiles.senders() == ("../../別の/省", "主務省 総務課")
    sender_profiles.save("主務省 総務課", [UNIT])
    assert sender_profiles.load("主務省 総務課") == (UNIT,)


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"\xff", b'{"sender": "x"}', b'{"sender": "x", "assigned": [["sheet","","","",""]]}'],
)
def test_a_damaged_profile_is_put_aside(damage):
    sender_profiles.save("省", [LINE])
    (name,) = files()
    (paths.keep_dir() / "senders" / name).write_bytes(damage)
    assert sender_profiles.load("省") == ()
    assert files() == [f"{name}.damaged"]
    sender_profiles.save("省", [UNIT])
    assert sender_profiles.load("省") == (UNIT,)
    assert sender_profiles.senders() == ("省",)


def test_a_full_disk_is_told_and_leaves_what_was_known():
    sender_profiles.save("省", [LINE])
    with pytest.raises(SaveDiskFullError):
        sender_profiles.save("省", [UNIT], disk=FailingDisk(3, 28))
    assert sender_profiles.load("省") == (LINE,)
