"""The JSON Schemas: as published, and fit for the files that name them."""

import json
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
import yaml
from in_process import run

from liability.cli.schema import Kind, schema

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "docs" / "schemas"
KINDS = get_args(Kind)
CASES = sorted((ROOT / "cases").rglob("*.yaml"))
RULES = sorted((ROOT / "rules").rglob("*.yaml"))


def _as_editors_see(data):
    """Dates as text, as keys too."""
    if isinstance(data, dict):
        return {str(key): _as_editors_see(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_as_editors_see(each) for each in data]
    return data if data is None or isinstance(data, bool | int | float) else str(data)


@pytest.mark.parametrize("kind", KINDS)
def test_published_schema_is_what_the_program_generates(kind):
    made = run(schema, kind)
    assert made.stdout == (SCHEMAS / f"{kind}.schema.json").read_text("utf-8")


@pytest.mark.parametrize("file", [*CASES, *RULES], ids=lambda file: str(file.relative_to(ROOT)))
def test_file_names_a_schema_that_accepts_it(file):
    text = file.read_text("utf-8")
    prefix = "# yaml-language-server: $schema="
    first = text.split("\n", 1)[0]
    assert first.startswith(prefix), "name the schema in the first line, for editors"
    schema = (file.parent / first.removeprefix(prefix)).resolve()
    # YAML as an editor reads it: numbers, booleans and dates typed, dates as text
    data = _as_editors_see(yaml.safe_load(text))
    jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(data)


@pytest.mark.parametrize("kind", [each for each in KINDS if each != "case"])
def test_a_pack_is_refused_for_what_is_the_same_under_every_pack(kind):
    done = run(schema, kind, "--rules", "no-such-pack")
    assert done.exit_code == 2
    assert f"`--rules` has no effect on the schema of `{kind}`" in done.stderr
