"""What was found of a safety case, in words and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from liability.case.safety_case import KINDS, SafetyCase
from liability.case.safety_gates import GateResult
from liability.determination.json_values import Json
from liability.documents.gate_words import why
from liability.rulebook.model import say
from liability.source.problems import Problem
from liability.source.visible import visible_line

SCHEMA = "liability/safety-case-findings/1"
_MANY = {"evidence": "evidence", "justification": "justifications"}
APPROVES_NOTHING = "as the file claims; this program approves nothing"


def report(
    case: SafetyCase, found: Sequence[Problem], gates: Sequence[GateResult], as_of: date
) -> str:
    """Return as text what was checked, how each gate came out, and every finding at its place."""
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
    head += ["", "gates", *(visible_line(each) for gate in gates for each in _gate(gate))]
    return "\n".join([*head, *(f"\n{_shown(each)}" for each in found)]) + "\n"


def _gate(result: GateResult) -> list[str]:
    first = f"  {result.state:<8} {say(result.gate.title)} ({result.gate.id})"
    return [first, *(f"{'':<11}{each}" for each in why(result))]


def report_json(
    case: SafetyCase, found: Sequence[Problem], gates: Sequence[GateResult], as_of: date
) -> Json:
    """Return the same as a JSON object under the schema `liability/safety-case-findings/1`."""
    return {
        "schema": SCHEMA,
        "safety_case": case.id,
        "system": {"name": case.system, "version": case.version},
        "harbor": case.harbor,
        "claimed_state": case.state,
        "as_of": as_of.isoformat(),
        "gates": [
            {
                "id": each.gate.id,
                "title": say(each.gate.title),
                "state": each.state,
                "because": [
                    {"code": reason.code, "about": list(reason.names), "says": said}
                    for reason, said in zip(each.reasons, why(each), strict=True)
                ],
                "cites": list(each.gate.cites),
            }
            for each in gates
        ],
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
