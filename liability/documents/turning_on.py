"""What parties, individuals and duties turn on where they are open, in words."""

from __future__ import annotations

from collections.abc import Sequence

from liability.determination.json_values import Found, Json
from liability.sentences import run_on, tr

_MOST_NEEDS = 3


def turns_on(listed: Sequence[Json]) -> list[str]:
    """Return what would settle where each party or individual stands, where that is open."""
    return [
        tr("{party} turns on: {asked}", party=each["name"], asked=_asked(each, _MOST_NEEDS))
        for each in listed
        if each["needs"]
    ]


def duties_turn_on(found: Found) -> list[str]:
    """Return, a line each, what open duties turn on beside what is asked for the whole."""
    return [
        tr("{title}: {value}", title=each["title"], value=_asked(each, 1))
        for each in open_duties(found)
    ]


def _asked(about: Json, most: int) -> str:
    asks = [f"{need['question']} [{need['fact']}]" for need in about["needs"]]
    asked, left = run_on(*asks[:most]), len(asks) - most
    return tr("{asked} … and {count} more", asked=asked, count=left) if left > 0 else asked


def open_duties(found: Found) -> list[Json]:
    """Return the duties that turn on what is not asked for the whole, each with what that is."""
    asked = {each["fact"] for each in found["needs"]}
    left = (
        (duty, [e for e in duty["needs"] if e["fact"] not in asked])
        for duty in found["obligations"]
    )
    return [duty | {"needs": needs} for duty, needs in left if needs]
