"""How files of expected text are compared and written."""

from __future__ import annotations

import pytest
from golden import golden


@pytest.fixture
def file(tmp_path, monkeypatch):
    for name in ("UPDATE_EXPECTED", "CI"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "expected.txt"


def test_a_text_that_differs_from_its_file_fails_and_leaves_the_file(file):
    file.write_text("old")
    golden(file, "old")
    with pytest.raises(AssertionError):
        golden(file, "new")
    assert file.read_text() == "old"


def test_a_file_that_is_missing_is_asked_for(file):
    with pytest.raises(AssertionError, match=r"write expected\.txt"):
        golden(file, "new")


def test_a_text_is_written_where_that_is_asked_for(file, monkeypatch):
    monkeypatch.setenv("UPDATE_EXPECTED", "1")
    golden(file, "new\r\n")
    assert file.read_bytes() == b"new\r\n"


def test_nothing_is_written_in_ci(file, monkeypatch):
    monkeypatch.setenv("UPDATE_EXPECTED", "1")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(AssertionError, match="only compared"):
        golden(file, "new")
    assert not file.exists()
