"""JSON Schemas for editors: from the forms of files; of cases, from a rulebook's facts."""

from __future__ import annotations

from typing import Any

from liability.rulebook.model import Fact, Rulebook, Subject, say

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER = {"anyOf": [{"type": "number"}, {"type": "string"}]}
_EVIDENCE = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    "description": "ids of `sources`, or of provisions",
}


def form_schema(form: Any) -> dict[str, Any]:
    """Return the JSON Schema of a file that has a form, or holds a `list` of one."""
    from pydantic import TypeAdapter

    return {"$schema": DIALECT, **_as_typed(TypeAdapter(form).json_schema())}


def _as_typed(schema: Any) -> Any:
    """Let an editor accept what YAML types by itself: a number, yes, a date where text is read."""
    if isinstance(schema, list):
        return [_as_typed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _as_typed(value) for key, value in schema.items()}
    if made.get("type") == "string" and not made.keys() & {"enum", "pattern"}:
        made["type"] = ["string", "number", "boolean"]
    if made.get("const") == "true":
        made = {**made, "type": ["string", "boolean"]}
        del made["const"]
        made["enum"] = ["true", True]
    return made


def case_schema(rulebook: Rulebook) -> dict[str, Any]:
    """Return the JSON Schema of a case file, with every fact the rulebook declares."""
    return {
        "$schema": DIALECT,
        "title": f"A case under {say(rulebook.title)}",
        "type": "object",
        "required": ["case"],
        "additionalProperties": False,
        "properties": {
            "case": {
                "type": "string",
                "description": "id of the case: letters (a to z), digits, - and _, at most 80",
            },
            "title": {"type": "string"},
            "pack": {"type": "string", "description": "the pack of rules; a name or a folder"},
            "as_of": {"type": "string", "description": "apply the law of this day, as 2025-03-05"},
            "profile": {
                "enum": sorted(rulebook.profiles),
                "description": "language version that decides",
            },
            "readings": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    each.id: {"enum": sorted(each.options), "description": say(each.title)}
                    for each in rulebook.readings.values()
                },
            },
            "parameters": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    each.id: {**_NUMBER, "description": f"{say(each.title)}, {each.unit}"}
                    for each in rulebook.parameters.values()
                },
            },
            "sources": {"type": "object", "additionalProperties": {"type": "string"}},
            "notes": {"type": "string"},
            **{
                each.key: _subject(rulebook, each)
                for each in rulebook.subjects.values()
                if each.key
            },
        },
    }


def _subject(rulebook: Rulebook, subject: Subject) -> dict[str, Any]:
    facts = {
        fact.name: _fact(rulebook, fact)
        for fact in rulebook.facts.values()
        if fact.subject == subject.id
    }
    if not subject.many:
        return {
            "type": "object",
            "description": say(subject.title),
            "additionalProperties": False,
            "properties": facts,
        }
    refers: dict[str, Any] = {}
    required = ["id"]
    for key, target in subject.refers_to.items():
        declared = rulebook.subjects[target].declared
        refers[key] = {"enum": sorted(rulebook.entries[target])} if declared else {"type": "string"}
        required += [key] if declared else []
    member = {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": {"id": {"type": "string"}, "name": {"type": "string"}, **refers, **facts},
    }
    return {
        "description": say(subject.question or subject.title),
        "anyOf": [
            {"type": "array", "items": member},
            {"enum": ["none", "unknown"]},
            {"type": "null"},
        ],
    }


def _fact(rulebook: Rulebook, fact: Fact) -> dict[str, Any]:
    value = _value(fact)
    sides = dict.fromkeys(rulebook.sides, value)
    form = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "value": value,
            **(dict.fromkeys(("low", "best", "high"), _NUMBER) if fact.type == "quantity" else {}),
            "disputed": {
                "type": "object",
                "additionalProperties": False,
                "properties": sides,
                "minProperties": 2,
            },
            "evidence": _EVIDENCE,
            "note": {"type": "string"},
        },
    }
    return {
        "description": say(fact.question),
        "anyOf": [*_alternatives(value), {"type": "null"}, form],
    }


def _alternatives(value: dict[str, Any]) -> list[dict[str, Any]]:
    alternatives: list[dict[str, Any]] = value.get("anyOf") or [value]
    return alternatives


def _value(fact: Fact) -> dict[str, Any]:
    match fact.type:
        case "boolean":
            return {"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no", "unknown"]}]}
        case "choice":
            return {"enum": [*fact.values, "unknown"]}
        case "choices":
            items = {"enum": list(fact.values)}
            return {
                "anyOf": [
                    {"type": "array", "items": items},
                    {"enum": [*fact.values, "none", "unknown"]},
                ]
            }
        case "quantity":
            interval = {
                "type": "object",
                "additionalProperties": False,
                "properties": dict.fromkeys(("low", "best", "high"), _NUMBER),
            }
            return {"anyOf": [{"type": "number"}, {"type": "string"}, interval]}
    return {"type": "string"}
