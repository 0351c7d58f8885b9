"""Values, tests and nodes of the proof as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from liability.case.as_json import fact_value, number
from liability.case.model import Case
from liability.determination.proof import FACT, FINDING, Node
from liability.findings.find import Tested
from liability.logic import FAILS, HOLDS, NO_VALUE, UNDETERMINED, is_conflict, possible_values
from liability.rulebook import conditions as c
from liability.rulebook.law import Law
from liability.rulebook.model import MET, say
from liability.sentences import tr

Json = dict[str, Any]
Found = Mapping[str, Any]  # a determination as JSON, which is read and not made
_TRUTH = {FAILS: "not_met", HOLDS: MET}


def plain(value: str) -> str | None:
    """Return the one value of a node, or None where it is not determined.

    >>> plain("strict"), plain("strict|fault")
    ('strict', None)
    """
    possible = possible_values(value)
    return possible[0] or None if len(possible) == 1 and not is_conflict(value) else None


def state(value: str) -> str:
    """Return a node's value in words: its one value, `conflict`, `no_value` or `undetermined`."""
    if is_conflict(value):
        return "conflict"
    return "undetermined" if len(possible_values(value)) > 1 else value or NO_VALUE


def state_of_finding(value: str) -> str:
    """Return `met`, `not_met` or `undetermined`."""
    return plain(value) or "undetermined"


def proof_node(node: Node, case: Case) -> Json:
    """Return a node of the proof for JSON."""
    made: Json = {
        "id": node.id,
        "kind": node.kind,
        "value": _value_of_node(node.value),
        "title": say(node.title),
        "cites": list(node.cites),
        "premises": list(node.premises),
        "rule": node.rule,
        "parameters": [
            _parameter(each.test.operand)
            for each in node.tests
            if isinstance(each.test.operand, c.Figure) and each.test.operand.parameter
        ],
    }
    if node.kind == FINDING:
        made |= {"burden": node.burden, "tests": [tested_fact(each, case) for each in node.tests]}
    if node.kind == FACT:
        made |= {
            "stated": fact_value(node.stated.value) if node.stated else None,
            "evidence": list(node.stated.evidence) if node.stated else [],
            "note": node.stated.note if node.stated else "",
        }
    if node.considered is not None:
        made |= {
            "concludes": node.gives,
            "condition": _TRUTH.get(node.considered.condition, "undetermined"),
        }
    return made


def _value_of_node(value: str) -> str:
    """Return a node's value, an open yes/no in one word; a conflict keeps its mark.

    >>> [_value_of_node(each) for each in ("met|not_met", "!met|not_met", "unmet|not_met")]
    ['undetermined', '!undetermined', 'unmet|not_met']
    """
    open_ = value.removeprefix("!") == UNDETERMINED
    return value.replace(UNDETERMINED, "undetermined") if open_ else value


def _parameter(figure: c.Figure) -> Json:
    return {
        "id": figure.parameter,
        "value": number(figure.value) if isinstance(figure.value, Decimal) else None,
        "since": figure.since,
        "assumption": figure.assumption,
    }


def tested_fact(tested: Tested, case: Case) -> Json:
    """Return one test of a fact for JSON, as it came out."""
    test = tested.test
    compared: Any = list(test.values) or None
    match test.operand:
        case c.Figure(value=Decimal() as value):
            compared = number(value)
        case c.Figure(value=date() as day):
            compared = day.isoformat()
        case c.FactRef(fact=fact):
            compared = {"fact": fact}
    stated = case.facts.get(tested.fact)
    return {
        "fact": tested.fact,
        "value": fact_value(stated.value) if stated else None,
        "operator": test.operator,
        "compared_with": compared,
        **({"against": list(test.against)} if test.against else {}),
        **({"by": "any_side"} if test.any_side and test.operator != "supported" else {}),
        "parameter": test.operand.parameter if isinstance(test.operand, c.Figure) else None,
        "result": _TRUTH.get(tested.truth, "undetermined"),
    }


def set_by(figure: c.Figure, law: Law) -> str:
    """Return who set a figure: the case, nobody, or whoever sets what the pack assumes.

    The case sets a share of a figure too that it sets.
    """
    if figure.parameter in law.set_parameters:
        return "the case"
    if figure.value is None:
        return "nobody"
    whole = _whole_set(figure, law)
    if whole is not None:
        return tr("the case, through {figure}", figure=whole)
    assumed_by = law.rulebook.assumed_by
    return say(assumed_by) if assumed_by is not None else "the pack"


def _whole_set(figure: c.Figure, law: Law) -> str | None:
    """Return the figure, set by the case, that another one is a share of; None if there is none."""
    name, parameters = figure.parameter, law.rulebook.parameters
    while name is not None and name not in law.set_parameters:
        share_of = parameters[name].share_of
        name = share_of[0] if share_of is not None else None
    return name


def assumptions(figures: Iterable[c.Figure], law: Law) -> list[Json]:
    """Return for JSON those of some figures of the law that the text does not set, each once."""
    unset = {e.parameter: e for e in figures if e.assumption or e.value is None}
    return [_assumption(each, law) for each in unset.values()]


def _assumption(figure: c.Figure, law: Law) -> Json:
    assert figure.parameter is not None
    parameter = law.rulebook.parameters[figure.parameter]
    by_case = figure.parameter in law.set_parameters
    return {
        "parameter": parameter.id,
        "title": say(parameter.title),
        "unit": parameter.unit,
        "value": number(figure.value if isinstance(figure.value, Decimal) else None),
        "set_by": set_by(figure, law),
        "source": say(parameter.source) if parameter.source and not by_case else "",
        "cites": list(parameter.cites),
    }
