"""The JSON Schema of a case, with a lineage and safety cases in it, for editors."""

from __future__ import annotations

from typing import Any

from liability.case.lineage_form import LineageForm
from liability.case.safety_form import SafetyCaseForm
from liability.rulebook.model import Rulebook
from liability.rulebook.schema import case_schema, form_schema

_ARGUED = "the argument for a harbor, or several: its file, or itself; it changes no conclusion"
_IN_CASE = "a lineage, from which training compute and rates are counted: its file, or itself"
_FILE = {"type": "string"}


def case_file_schema(rulebook: Rulebook) -> dict[str, Any]:
    """Return the JSON Schema of a case file: every fact; a lineage and safety cases, if taken."""
    schema = case_schema(rulebook)
    if rulebook.accounting is not None:
        lineage = _taken_in(schema, LineageForm)
        by_name = {
            "type": "object",
            "required": ["file"],
            "additionalProperties": False,
            "properties": {"file": _FILE, "model": {"type": "string"}},
        }
        schema["properties"]["lineage"] = {
            "description": _IN_CASE,
            "anyOf": [_FILE, by_name, lineage],
        }
    if rulebook.safety_cases is not None:
        argued = _taken_in(schema, SafetyCaseForm)
        schema["$defs"]["SafetyCaseForm"] = argued
        one = [_FILE, {"$ref": "#/$defs/SafetyCaseForm"}]
        schema["properties"]["safety_case"] = {
            "description": _ARGUED,
            "anyOf": [*one, {"type": "array", "items": {"anyOf": one}}],
        }
    return schema


def _taken_in(schema: dict[str, Any], form: Any) -> dict[str, Any]:
    """Return the schema of a form; what it defines goes to the schema that it is to stand in."""
    made = form_schema(form)
    del made["$schema"]
    schema["$defs"] = schema.get("$defs", {}) | made.pop("$defs")
    return made
