"""The order of the gates that a pack has for safety cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def order_of_gates(pack: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the order of the gates as they are written, in which they are worked through."""
    cases = pack["pack"].get("safety_cases") if isinstance(pack.get("pack"), dict) else None
    gates = cases.get("gates") if isinstance(cases, dict) else None
    return {"pack/pack/safety_cases/gates": list(gates)} if isinstance(gates, dict) else {}
