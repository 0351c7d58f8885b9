"""What every pack that is drawn at random, and every small one, has."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Draw = Callable[[Any], Any]
Raw = dict[str, Any]

DAYS = ["2025-03-05", "2025-06-01", "2026-01-01", "2027-01-01"]
FIGURES = ["0", "1e20", "1e25", "2e25", "1e26", "1e27"]
PROFILES = ["en", "ko", "ja"]
READINGS = {"R0": ["a", "b", "c"], "R1": ["a", "b"]}
REFERS = {"claim": {"harbor": "harbor", "by": "party"}, "individual": {"of": "party"}}

PACK: Raw = {
    "id": "generated",
    "title": "A generated pack",
    "version": "1",
    "since": DAYS[0],
    "source": "nowhere",
    "profiles": {name: name for name in PROFILES},
    "default_profile": "en",
    "sides": {"claimant": "Claimant", "developer": "Developer", "regulator": "Regulator"},
    "subjects": {
        "system": {"title": "System", "key": "system"},
        "claim": {"title": "Claim", "key": "claims", "many": "true", "refers_to": REFERS["claim"]},
        "party": {"title": "Party", "key": "parties", "many": "true"},
        "individual": {
            "title": "Individual",
            "key": "individuals",
            "many": "true",
            "refers_to": REFERS["individual"],
        },
        "harbor": {"title": "Harbor", "declared": "true"},
        "obligation": {"title": "Duty", "declared": "true"},
    },
    "determination": {
        "standard": "standard",
        "tier": "tier",
        "injunction": "injunction",
        "harbors": {
            "subject": "harbor",
            "status": "harbor_status",
            "merits": "harbor_merits",
            "elements": "s0",
            "claims": "claim",
            "claim": "claim_state",
            "fails": "fails",
        },
        "obligations": {"subject": "obligation", "status": "obligation_status", "absent": "none"},
        "parties": {
            "subject": "party",
            "roles": "party.roles",
            "liable": "liable",
            "position": "position",
        },
        "individuals": {"subject": "individual", "personal": "personally_liable", "refer": "refer"},
        "compute": {"training": "system.q0", "inference_rate": "system.q1"},
        "cautions": ["all_the_rest"],
    },
}

# The conclusions that the determination reads, in the order in which rules may rest on them.
FIXED: list[tuple[str, str | None, list[str] | None]] = [
    ("harbor_merits", "harbor", None),
    ("claim_state", "claim", ["draft", "claimed", "approved"]),
    ("harbor_status", "harbor", ["in_force", "available", "fails"]),
    ("standard", None, ["strict", "fault"]),
    ("tier", None, ["T-0", "T-1", "T-2"]),
    ("obligation_status", "obligation", ["met", "due", "none"]),
    ("injunction", None, ["INDICATED", "UNSUPPORTED"]),
    ("position", "party", ["strict", "ordinary"]),
    ("liable", "party", ["yes", "no"]),
    ("personally_liable", "individual", ["yes", "no"]),
    ("refer", "individual", ["yes", "no"]),
]

FACTS: dict[str, Raw] = {
    "system.b0": {"type": "boolean"},
    "system.b1": {"type": "boolean"},
    "system.c0": {"type": "choice", "values": {"x": "x", "y": "y", "z": "z"}},
    "system.cs0": {"type": "choices", "values": {"p": "p", "q": "q", "r": "r"}},
    "system.q0": {"type": "quantity", "unit": "FLOP"},
    "system.q1": {"type": "quantity", "unit": "FLOP"},
    "system.d0": {"type": "date"},
    "system.d1": {"type": "date"},
    "system.t0": {"type": "text"},
    "party.roles": {"type": "choices", "values": {"p": "p", "q": "q"}},
    "party.b0": {"type": "boolean"},
    "party.q0": {"type": "quantity", "unit": "FLOP"},
    "claim.c0": {"type": "choice", "values": {"x": "x", "y": "y"}},
    "claim.d0": {"type": "date"},
    "individual.b0": {"type": "boolean"},
}


class RawPack(dict):
    """A raw pack that shows only what is random about it."""

    def __repr__(self) -> str:
        shown = {
            name: self[name]
            for name in ("parameters", "readings", "findings", "conclusions", "rules", "entries")
        }
        return json.dumps(shown, indent=1)


@dataclass
class Node:
    """A finding or conclusion that a condition may name."""

    name: str
    subject: str | None
    values: list[str] | None = None  # None: met and not met
