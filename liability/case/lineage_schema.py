"""The JSON Schema of a lineage, for editors; and that of a case with what may stand in it."""

from __future__ import annotations

from typing import Any

from liability.case.lineage_form import LineageForm
from liability.case.safety_form import SafetyCaseForm
from liability.rulebook.model import Rulebook
from liability.rulebook.schema import DIALECT, as_typed, case_schema

_ARGUED = "the argument for a harbor, or several: its file, or itself; it changes no conclusion"
_IN_CASE = "a lineage, from which training compute and rates are counted: its file, or itself"


def lineage_schema() -> dict[str, Any]:
    """Return the JSON Schema of a lineage file, made from its form."""
    return {"$schema": DIALECT, **_as_written(LineageForm.model_json_schema(by_alias=True))}


def case_file_schema(rulebook: Rulebook) -> dict[str, Any]:
    """Return the JSON Schema of a case file: every fact, a lineage, and safety cases."""
    schema = case_schema(rulebook)
    form = LineageForm.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
    parts = form.pop("$defs")
    schema["properties"]["lineage"] = {
        "description": _IN_CASE,
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "required": ["file"],
                "additionalProperties": False,
                "properties": {"file": {"type": "string"}, "model": {"type": "string"}},
            },
            _as_written(form),
        ],
    }
    schema["$defs"] = _as_written(parts)
    _argued(schema)
    return schema


def _argued(schema: dict[str, Any]) -> None:
    """Add the safety cases of a case: a file, a safety case itself, or a list of these."""
    form = as_typed(SafetyCaseForm.model_json_schema(ref_template="#/$defs/{model}"))
    schema["$defs"] |= form.pop("$defs")
    schema["$defs"]["SafetyCaseForm"] = form
    one = [{"type": "string"}, {"$ref": "#/$defs/SafetyCaseForm"}]
    schema["properties"]["safety_case"] = {
        "description": _ARGUED,
        "anyOf": [*one, {"type": "array", "items": {"anyOf": one}}],
    }


def _as_written(schema: Any) -> Any:
    """Let an editor accept a shorter form where the reader does: an id, a figure, an interval."""
    made = as_typed(schema)
    parts = made.get("$defs", made)
    for place, short in (
        (("RunForm", "properties", "from", "items"), {"type": "string"}),
        (("RunForm", "properties", "compute", "anyOf"), _amount(parts)),
    ):
        at = parts
        for step in place:
            at = at.get(step) if isinstance(at, dict) else None
        if isinstance(at, list):
            at.append(short)
        elif isinstance(at, dict):
            at.update({"anyOf": [dict(at), short]})
            at.pop("$ref", None)
    return made


def _amount(parts: dict[str, Any]) -> dict[str, Any]:
    """Return the form of an amount, which may stand for an estimate."""
    form = parts.get("ReportForm", {}).get("properties", {}).get("total", {})
    return {key: value for key, value in form.items() if key == "anyOf"}
