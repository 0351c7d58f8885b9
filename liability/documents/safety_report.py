"""What was found of a safety case, in words and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from liability.case.safety_case import KINDS, SafetyCase
from liability.determination.json_values import Json
from liability.source.problems import Problem
from liability.source.visible import visible_line

SCHEMA = "liability/safety-case-findings/1"
_MANY = {"evidence": "evidence", "justification": "justifications"}
APPROVES_NOTHING = "as the file claims; this program approves nothing"


def report(case: SafetyCase, found: Sequence[Problem], as_of: date) -> str:
    """Return as text what was checked, and every finding at its place."""
    count = Counter(each.kind for each in case.elements.values())
    parts = [
        f"{count[kind]} {kind if count[kind] == 1 else _MANY.get(kind, kind + 's')}"
        for kind in KINDS
        if count[kind]
    ]
    head = [
        visible_line(case.title),
        visible_line(f"system   {case.system}, version {case.version}"),
        f"harbor   {case.harbor}",
        f"state    {case.state}, {APPROVES_NOTHING}",
        f"checked  for {as_of}: {', '.join(parts)}",
        f"found    {len(found) or 'nothing'}",
    ]
    return "\n".join([*head, *(f"\n{_shown(each)}" for each in found)]) + "\n"


def report_json(case: SafetyCase, found: Sequence[Problem], as_of: date) -> Json:
    """Return the same as a JSON object under the schema `liability/safety-case-findings/1`."""
    return {
        "schema": SCHEMA,
        "safety_case": case.id,
        "system": {"name": case.system, "version": case.version},
        "harbor": case.harbor,
        "claimed_state": case.state,
        "as_of": as_of.isoformat(),
        "findings": [
            {
                "code": each.code,
                "message": each.message,
                "help": each.help,
                "line": each.place.line if each.place else None,
                "column": each.place.column if each.place else None,
            }
            for each in found
        ],
    }


def _shown(found: Problem) -> str:
    return "finding" + str(found).removeprefix("error")
