"""The order of what the parts of a claim document say, where it shows."""

from __future__ import annotations

from collections.abc import Mapping

ORDERED = (
    "sections",
    "claims",
    "evidence",
    "defeaters",
    "conditions",
    "changes",
    "views",
    "attestations",
)
"""The keys of a part under which the order shows."""


def order_of(raw: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the order under each key of each part, which is part of what the pack says."""
    return {
        f"claim_documents/{name}/{key}": list(body[key])
        for name, body in raw.items()
        if isinstance(body, dict)
        for key in ORDERED
        if isinstance(body.get(key), dict)
    }
