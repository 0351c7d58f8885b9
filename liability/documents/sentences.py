"""The program's own sentences; see `liability.sentences`."""

from __future__ import annotations

from liability.sentences import marked as marked
from liability.sentences import tr as tr
