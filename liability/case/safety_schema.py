"""The JSON Schema of a safety case, for editors."""

from __future__ import annotations

from typing import Any

from liability.case.safety_form import SafetyCaseForm
from liability.rulebook.schema import DIALECT, as_typed


def safety_case_schema() -> dict[str, Any]:
    """Return the JSON Schema of a safety case, made from its form."""
    return {"$schema": DIALECT, **as_typed(SafetyCaseForm.model_json_schema())}
