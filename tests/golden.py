"""Files that hold what the program is to write, whole."""

from __future__ import annotations

import os


def golden(file, text):
    """Compare text with what a file holds; with UPDATE_EXPECTED=1 write it there first."""
    if os.environ.get("UPDATE_EXPECTED"):
        assert not os.environ.get("CI"), "UPDATE_EXPECTED is set where files are only compared"
        file.write_bytes(text.encode("utf-8"))
    assert file.exists(), f"write {file.name}; it would now be:\n\n{text}"
    assert text == file.read_bytes().decode("utf-8")
