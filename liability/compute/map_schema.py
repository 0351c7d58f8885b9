"""The JSON Schema of the map of a table, for editors."""

from __future__ import annotations

from typing import Any

from liability.compute.table_map import MapForm
from liability.rulebook.schema import DIALECT, as_typed


def map_schema() -> dict[str, Any]:
    """Return the JSON Schema of a map, made from its form."""
    made = as_typed(MapForm.model_json_schema(by_alias=True))
    base = made["$defs"]["ColumnsForm"]["properties"]["base"]
    short = {"type": "string"}  # the name of a column stands for itself
    base["anyOf"].append(short)
    facts = made["properties"]["facts"]["patternProperties"]
    for pattern, form in facts.items():
        facts[pattern] = {"anyOf": [form, short]}
    return {"$schema": DIALECT, **made}
