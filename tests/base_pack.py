"""A pack of rules without mistakes, to be spoiled by tests."""

from __future__ import annotations

import shutil
from pathlib import Path

PACKS = Path(__file__).parent / "packs"


def copy_of_base(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PACKS / "base", tmp_path / "pack")
    return tmp_path / "pack"
