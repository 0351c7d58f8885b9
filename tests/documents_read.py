"""Documents in each format, drafted and read again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import in_process

from liability.cli.memo import memo as memo_verb
from liability.documents.sheet import Sheet

ROOT = Path(__file__).parent.parent
G27 = ROOT / "cases" / "worked" / "g27.yaml"
SHEET = Sheet("A case", "2025-06-01")


run = partial(in_process.run, memo_verb)
