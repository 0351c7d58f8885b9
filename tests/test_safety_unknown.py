"""What a safety case says to be unknown."""

from __future__ import annotations

import json

import pytest
import yaml
from test_safety_case import COMPLETE, states

from liability.case.safety_reasons import PASSED

OPTIONAL = [
    "arguments by-limb warrant",
    *(f"evidence e1 {key}" for key in ("date", "valid_until", "version", "hash", "independent")),
    "defeaters d resolution",
    "modifications tuning tested_by",
    *(f"conditions c {key}" for key in ("indicator", "threshold", "owner")),
    *(f"sign_offs 4 {key}" for key in ("date", "version", "harbor", "scope", "valid_until")),
]


@pytest.mark.parametrize("path", OPTIONAL)
def test_what_is_said_to_be_unknown_is_as_what_is_left_out(rulebook, path):
    *way, key = path.split()

    def changed(*said):
        data = yaml.safe_load(COMPLETE)
        part = data
        for each in way:
            part = part[int(each) if each.isdigit() else each]
        del part[key]
        for each in said:
            part[key] = each
        return states(json.dumps(data, default=str), rulebook)

    assert changed("unknown") == changed("?") == changed()
    assert (set(changed().values()) == {PASSED}) == (path == "evidence e1 valid_until")
