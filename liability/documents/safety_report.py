"""What was found of a safety case, in words and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console

from liability.case.safety_case import KINDS, SafetyCase
from liability.case.safety_gates import GateResult
from liability.case.safety_reasons import FAILED, OPEN
from liability.determination.json_values import Json
from liability.documents.flowing import flowing
from liability.documents.gate_words import why
from liability.rulebook.model import say
from liability.source.problems import Problem
from liability.source.visible import visible_line

SCHEMA = "liability/safety-case-findings/1"
_MANY = {"evidence": "evidence", "justification": "justifications"}
APPROVES_NOTHING = "as the file claims; this program approves nothing"
_WRAPPED = ("finding", "  help: ")  # how lines of a finding begin that quote nothing
_NARROWEST = 20


def report(
    case: SafetyCase,
    found: Sequence[Problem],
    gates: Sequence[GateResult],
    as_of: date,
    width: int,
) -> str:
    """Return as text what was checked, how each gate came out, and every finding at its place.

    Lines that say something have at most `width` columns; those that quote the file are left whole.
    """
    count = Counter(each.kind for each in case.elements.values())
    parts = [
        f"{count[kind]} {kind if count[kind] == 1 else _MANY.get(kind, kind + 's')}"
        for kind in KINDS
        if count[kind]
    ]
    head = {
        "system": f"{case.system}, version {case.version}",
        "harbor": case.harbor,
        "state": f"{case.state}, {APPROVES_NOTHING}",
        "checked": f"for {as_of}: {', '.join(parts)}",
        "found": _found(found, gates),
    }
    lines = list(_hung("", case.title, width))
    for label, value in head.items():
        lines += _hung(f"{label:<9}", value, width)
    lines += ["", "gates"]
    for each in gates:
        lines += _gate(each, width)
    for problem in found:
        lines += ["", *_shown(problem, width)]
    return "\n".join(lines) + "\n"


def _found(found: Sequence[Problem], gates: Sequence[GateResult]) -> str:
    """Return how many flaws there are, and how many gates are not passed.

    >>> _found([], [])
    'no flaw'
    """
    flaws = _many(len(found), "flaw") if found else "no flaw"
    states = Counter(each.state for each in gates)
    left = [f"{_many(states[each], 'gate')} {each}" for each in (OPEN, FAILED) if states[each]]
    return "; ".join(filter(None, (flaws, ", ".join(left))))


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _gate(result: GateResult, width: int) -> Iterator[str]:
    title = f"{say(result.gate.title)} ({result.gate.id})"
    yield from _hung(f"  {result.state:<8} ", title, width)
    for each in why(result):
        yield from _hung(" " * 11, each, width)


def _hung(label: str, text: str, width: int) -> Iterator[str]:
    """Yield the lines of a text behind a label, those that follow indented as deep."""
    room = max(width - len(label), _NARROWEST)
    lines = flowing(visible_line(text)).wrap(Console(width=room), room)
    for first, line in enumerate(lines):
        yield f"{' ' * len(label) if first else label}{line.plain.rstrip()}"


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


def _shown(found: Problem, width: int) -> Iterator[str]:
    """Yield the lines of a finding."""
    for line in ("finding" + str(found).removeprefix("error")).splitlines():
        label = next((each for each in _WRAPPED if line.startswith(each)), None)
        if label is None:
            yield line
        else:
            yield from _hung(label, line.removeprefix(label), width)
