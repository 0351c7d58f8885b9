"""The claims of a case that invoke a harbor."""

from __future__ import annotations

from collections.abc import Iterator

from liability.determination.json_values import Found, Json
from liability.rulebook.model import Rulebook


def claims_of(book: Rulebook, found: Found, harbor: str) -> Iterator[Json]:
    """Yield the claims that invoke a harbor, as the determination's JSON has them."""
    names = book.outcomes.harbors
    keys = book.subjects[names.claims].keys_to(names.subject)
    for each in found["claims"]:
        if keys and each.get(keys[0]) == harbor:
            yield each


def made_by(book: Rulebook, claim: Json) -> str:
    """Return the party that a claim is made by; empty where none is named."""
    keys = book.subjects[book.outcomes.harbors.claims].keys_to(book.outcomes.parties.subject)
    return next((claim[key] for key in keys if claim.get(key)), "")
