"""The claims of a case that invoke a harbor."""

from __future__ import annotations

from collections.abc import Iterator

from liability.determination.json_values import Json
from liability.rulebook.model import Rulebook


def claims_of(book: Rulebook, found: Json, harbor: str) -> Iterator[Json]:
    """Yield the claims that invoke a harbor, as the determination's JSON has them."""
    names = book.outcomes.harbors
    refers = book.subjects[names["claims"]].refers_to
    key = next((name for name, to in refers.items() if to == names["subject"]), None)
    for each in found["claims"]:
        if key is not None and each.get(key) == harbor:
            yield each
