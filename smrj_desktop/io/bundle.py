"""Several files in one archive, such as the input sheets of all departments."""

from __future__ import annotations

from collections.abc import Mapping

from smrj_desktop.io import passwords
from smrj_desktop.io.package_write import archived

_WORKBOOK = ".xlsx"


def zipped(files: Mapping[str, bytes], password: str = "") -> bytes:
    """Files by their names as one ZIP archive; without a password the same files give the same bytes.

    A password protects each workbook in it and not the archive, which would still show the names and whose
    own protection is weak or read by few programs; so a workbook stays protected wherever it is unpacked to.

    Args:
        files: their contents by name.
        password: of the workbooks; none where it is empty.
    """
    return archived(
        {
            name: passwords.protected(content, password) if name.lower().endswith(_WORKBOOK) else content
            for name, content in files.items()
        }
    )
