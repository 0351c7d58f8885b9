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
    """Return the JSON Schema of a case file: every fact, a lineage, and safety cases."""
    schema = case_schema(rulebook)
    lineage, argued = form_schema(LineageForm), form_schema(SafetyCaseForm)
    schema["$defs"] = lineage.pop("$defs") | argued.pop("$defs") | {"SafetyCaseForm": argued}
    del lineage["$schema"], argued["$schema"]
    schema["properties"]["lineage"] = {
        "description": _IN_CASE,
        "anyOf": [
            _FILE,
            {
                "type": "object",
                "required": ["file"],
                "additionalProperties": False,
                "properties": {"file": _FILE, "model": {"type": "string"}},
            },
            lineage,
        ],
    }
    one = [_FILE, {"$ref": "#/$defs/SafetyCaseForm"}]
    schema["properties"]["safety_case"] = {
        "description": _ARGUED,
        "anyOf": [*one, {"type": "array", "items": {"anyOf": one}}],
    }
    return schema
