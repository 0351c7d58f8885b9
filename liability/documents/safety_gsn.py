"""A safety case as GSN YAML, in the form that gsn2x reads; and what that form cannot hold."""

from __future__ import annotations

from typing import Any

import yaml

from liability.case.safety_case import DEFEATER, SECTION_OF, Element, SafetyCase
from liability.case.safety_gsn_read import ANSWERED_BY, NODE_TYPES, OF_CASE, OF_ELEMENT
from liability.source.problems import Problem, ProblemsError

_TYPES = {kind: name for name, kind in reversed(NODE_TYPES.items())}
_HEAD = (
    "# GSN of a safety case. The state is what the file claimed; nothing here approves anything.\n"
)


def gsn_yaml(case: SafetyCase) -> str:
    """Return the argument of a safety case in the form that gsn2x reads.

    What GSN has no place for stands as further keys of an element, which gsn2x shows as layers.

    Raises:
        ProblemsError: an element has the id `module`, which is the head of such a file.
    """
    if "module" in case.elements:
        place = case.place((SECTION_OF[case.elements["module"].kind], "module"), key=True)
        message = "`module` is the id of an element, and in GSN YAML that of the head"
        raise ProblemsError([Problem("gsn/reserved-id", message, "rename it", place)])
    module: dict[str, Any] = {"name": case.id, "brief": case.title}
    module |= {key: value for key, value in _of_case(case).items() if value is not None}
    data = {"module": module, **{each.id: _node(each) for each in case.elements.values()}}
    return _HEAD + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def safety_case_yaml(made: dict[str, Any]) -> str:
    """Return a safety case, as `read_gsn` makes it, in YAML."""
    return yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=100)


def not_held(case: SafetyCase) -> list[str]:
    """Return what is lost on the way to GSN YAML, in sentences."""
    said = []
    for key, parts in (
        ("modifications", case.modifications),
        ("thresholds", case.thresholds),
        ("conditions", case.conditions),
        ("searches", case.searches),
        ("sign_offs", case.sign_offs),
        ("gates", case.attested),
    ):
        if parts:
            said.append(f"`{key}` has no place in GSN: {len(parts)} left out")
    for each in case.elements.values():
        if len(each.against) > 1:
            left = ", ".join(f"`{name}`" for name in each.against[1:])
            said.append(f"`{each.id}` can challenge one element in GSN: {left} left out")
    return said


def _of_case(case: SafetyCase) -> dict[str, str | None]:
    as_of = case.as_of.isoformat() if case.as_of else None
    values = (case.pack, case.harbor, case.state, as_of, case.system, case.version)
    return dict(zip(OF_CASE, values, strict=True))


def _node(each: Element) -> dict[str, Any]:
    made: dict[str, Any] = {"nodeType": _TYPES[each.kind], "text": each.text}
    if each.supported_by:
        made["supportedBy"] = list(each.supported_by)
    if each.in_context_of:
        made["inContextOf"] = list(each.in_context_of)
    if each.undeveloped:
        made["undeveloped"] = True
    if each.kind == DEFEATER:
        made["challenges"] = each.against[0]
    if each.answered_by:
        made[ANSWERED_BY] = ", ".join(each.answered_by)
    for key, name in OF_ELEMENT.items():
        value = getattr(each, name)
        if value is not None:
            made[key] = value if isinstance(value, bool) else str(value)
    return made
