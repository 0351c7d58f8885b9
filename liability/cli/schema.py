"""`liability schema`: the JSON Schemas, for editors."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from liability.cli.forms import check_one_form
from liability.cli.given import rulebook_named
from liability.cli.options import Force, Output, Rules
from liability.cli.output import write
from liability.rulebook.packs import DEFAULT_PACK
from liability.source.problems import Gathered, Problem, ProblemsError

Kind = Literal["case", "lineage", "map", "rules", "safety-case", "tests"]  # what a schema describes


def schema(
    kind: Annotated[
        Kind,
        typer.Argument(
            help="A case, a lineage, a map of a table, a safety case, a file of rules or of "
            "rule tests."
        ),
    ],
    rules: Rules = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Print a JSON Schema, from which an editor completes and checks a file.

    Exit status: 0 done, 2 the pack cannot be used or the file cannot be written.

    Examples:
      liability schema case -o case.schema.json
    """
    from liability.analysis.expectations import TestForm
    from liability.case.lineage_form import LineageForm
    from liability.case.safety_form import SafetyCaseForm
    from liability.case.schema import case_file_schema
    from liability.compute.table_map import MapForm
    from liability.rulebook.format import PackFileForm
    from liability.rulebook.schema import form_schema

    forms = {
        "lineage": LineageForm,
        "map": MapForm,
        "rules": PackFileForm,
        "safety-case": SafetyCaseForm,
        "tests": list[TestForm],
    }
    gathered = Gathered()
    with gathered.of_check():
        _check_rules(kind, rules)
    with gathered.of_check():
        check_one_form(output, "json", force=force)
    if kind == "case":
        with gathered.of_check():
            made = case_file_schema(rulebook_named(DEFAULT_PACK if rules is None else rules))
    else:
        made = form_schema(forms[kind])
    gathered.report()
    write(json.dumps(made, indent=2, ensure_ascii=False) + "\n", output, force=force, utf_8=True)


def _check_rules(kind: Kind, rules: str | None) -> None:
    """Refuse a pack for what is the same under every pack."""
    if rules is not None and kind != "case":
        message = f"`--rules` has no effect on the schema of `{kind}`"
        advice = "leave it out, or ask for the schema of `case`"
        raise ProblemsError([Problem("usage/wrong", message, advice)])
