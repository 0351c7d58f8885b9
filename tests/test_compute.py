"""What stands behind a network: goldens that anyone can add to.

To add one, write `lineages/NAME.yaml` with a comment that works the sum out by hand, and beside it
`lineages/NAME.txt`, the ledger that must come of it; under another reading it is
`lineages/NAME.Q22=none.txt`. No Python is needed. `UPDATE_EXPECTED=1 uv run pytest
tests/test_compute.py` writes the ledgers there are anew: read the difference against the comment.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from golden import golden

from liability.case.lineage_load import load_lineage
from liability.case.model import exactly
from liability.compute.account import account
from liability.compute.comparisons import comparisons
from liability.compute.document import ledger_document
from liability.compute.grounds import said
from liability.language import speaking
from liability.rulebook.load import load_rulebook
from liability.rulebook.specialize import law_in_force
from liability.source.problems import ProblemsError
from liability.source.yaml import parse, read

LINEAGES = Path(__file__).parent / "lineages"
EXPECTED = sorted(LINEAGES.glob("*.txt"))
FILES = sorted(LINEAGES.glob("*.yaml"))


def law_of(rulebook, **readings):
    return law_in_force(rulebook, "2025-06-01", None, readings, {})


def ledger_of(file, rulebook, **readings):
    law = law_of(rulebook, **readings)
    return ledger_document(account(load_lineage(read(file)), law), law)


def figure(points):
    """An amount as one figure, or as low .. best .. high with `?` for what is not known."""
    if points is None:
        return "?"
    low, best, high = ("?" if each is None else f"{float(each):.12g}" for each in points.values())
    return low if low == best == high else f"{low} .. {best} .. {high}"


def text_of(ledger):
    """The ledger as text: the sums, what each thing adds, what is left out, what to know."""
    lines = [f"{name} {figure(value)}" for name, value in ledger["figures"].items()]
    lines += [f"union {figure(ledger['union'])}", f"naive {figure(ledger['naive_sum'])}", ""]
    for each in ledger["contributions"]:
        share = "" if each["share"] == 1 else f", {each['share']} of it"
        marks = [f"total holds {each['contains'] or '?'}"] if each["reported_total"] else []
        marks += ["contradicted"] * each["contradicted"] + ["within a total"] * each["within"]
        tail = f" ({', '.join(marks)})" if marks else ""
        lines.append(f"{each['id']} adds {figure(each['amount'])}{share}: {each['method']}{tail}")
    for each in ledger["outputs"]:
        behind = ", ".join(sorted(part["id"] for part in each["contributions"]))
        lines.append(f"an output of {each['deployment']} {figure(each['total'])}: {behind}")
    for each in ledger["left_out"]:
        lines.append(f"{each['id']} out of {each['into']}: {each['reason']}")
    for each in ledger["rates"]:
        rates = ", ".join(f"{name} {figure(rate)}" for name, rate in each["provisioned"].items())
        lines.append(f"{each['deployment']}: {rates}")
    lines += ["", f"rests on {'; '.join(', '.join(each) for each in ledger['grounds'].values())}"]
    lines += [f"{each['place']} {each['code']}: {each['message']}" for each in ledger["remarks"]]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda file: file.stem)
def test_a_lineage_gives_this_ledger(expected, rulebook):
    name, _, reading = expected.stem.partition(".")
    readings = dict([reading.split("=")]) if reading else {}
    found = text_of(ledger_of(LINEAGES / f"{name}.yaml", rulebook, **readings))
    golden(expected, found)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_lineage_has_its_ledger(file, rulebook):
    expected = file.with_suffix(".txt")
    ledger = text_of(ledger_of(file, rulebook))
    assert expected.exists(), f"write {expected.name}; the ledger now is:\n\n{ledger}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_ledger_as_json_is_canonical_and_adds_up(file, rulebook):
    ledger = ledger_of(file, rulebook)
    assert json.loads(json.dumps(ledger, sort_keys=True)) == ledger
    assert ledger["schema"] == "liability/ledger/1"
    assert {"training", "union"} <= {*ledger["figures"], "union"}
    together = any(each["code"] == "runs-with" for each in ledger["remarks"])
    assert (ledger["figures"]["training"] == ledger["union"]) is not together


def test_a_pack_that_does_not_say_how_compute_is_counted_counts_none():
    base = load_rulebook(Path(__file__).parent / "packs" / "base")
    lineage = load_lineage(read(Path(__file__).parent / "lineages" / "shared-base.yaml"))
    with pytest.raises(ProblemsError, match="the pack `base` does not say how compute is counted"):
        account(lineage, law_in_force(base, "2025-06-01"))


def test_the_steps_of_a_count_are_said_in_the_words_of_the_pack(rulebook):
    law = law_in_force(rulebook, "2025-06-01")
    assert said("cut_off", law) == "counting ends where a human supplied a significant change"
    with speaking("zh"):
        assert said("cut_off", law) == "计数在有人作出显著改变之处终止"


def test_which_runs_are_fine_tuning_the_pack_says(rulebook):
    document = read(LINEAGES / "shared-base.yaml")
    document.data["runs"]["r2"]["kind"] = "rl"
    lineage = load_lineage(document)
    silent = replace(rulebook, accounting=rulebook.accounting._replace(fine_tuning=()))
    said_of = [
        ledger_document(account(lineage, law_of(each)), law_of(each))["grounds"]
        for each in (rulebook, silent)
    ]
    assert [each.get("fine_tuning") for each in said_of] == [["A.5.c"], None]


@pytest.mark.parametrize(("day", "counts"), [("2025-06-01", True), ("2025-06-02", False)])
def test_a_discard_is_taken_from_its_own_day_on(day, counts, rulebook):
    lineage = load_lineage(read(LINEAGES / "decided-too-late.yaml"))
    ledger = account(lineage, law_in_force(rulebook, day)).ledger
    assert ("trial" in ledger.shares) is counts


OUTPUT, TRAINING = "system.output_compute", "system.training_compute"


@pytest.mark.parametrize(
    ("training", "other", "reading", "rows"),
    [
        (6e26, "5e26", "training", [(TRAINING, "not_met", 0.6), (OUTPUT, "met", 1.1)]),
        (6e26, "5e26", "either", [(OUTPUT, "met", 1.1), (OUTPUT, "met", 1.1)]),
        (6e26, "3e26", "either", [(OUTPUT, "not_met", 0.9)] * 2 + [(TRAINING, "not_met", 0.6)]),
        (
            6e26,
            "{low: 1e26}",
            "either",
            [(OUTPUT, "undetermined", None)] * 2 + [(TRAINING, "undetermined", None)] * 2,
        ),
        (1.5e27, "1e26", "training", [(TRAINING, "met", 1.5)] * 2 + [(OUTPUT, "met", 1.6)]),
    ],
)
def test_a_threshold_is_told_by_the_figures_by_which_it_comes_out(
    training, other, reading, rows, rulebook
):
    text = f"""
lineage: x
model: m
networks: {{m: , g: }}
runs:
  r1: {{kind: pre-training, makes: m, compute: {training:g}}}
  r2: {{kind: pre-training, makes: g, compute: {other}}}
deployments: {{d: {{uses: [m, g], output: 0}}}}
"""
    law = law_of(rulebook, Q23=reading)
    thresholds = ledger_document(account(load_lineage(parse(text, "x.yaml")), law), law)[
        "thresholds"
    ]
    found = [
        (each["fact"], each["found"], each["margin"]["best"])
        for each in thresholds
        if each["finding"] in ("training_above_cap", "output_above_cap")
    ]
    assert sorted(found, key=str) == sorted(rows, key=str)


def test_each_question_is_asked_once_where_no_harm_sets_today_apart(rulebook):
    text = """
lineage: x
networks: {m: }
runs: {r: {kind: pre-training, makes: m, compute: {low: 4e26}}}
deployments: {d: {uses: [m], instances: [{rate: 1e18}]}}
"""
    law = law_of(rulebook)
    ledger = ledger_document(account(load_lineage(parse(text, "x.yaml")), law), law)
    shown = [
        (each["title"], each["value"], each["found"], json.dumps(each["margin"]))
        for each in ledger["thresholds"]
    ]
    assert len(shown) == len({*shown})
    findings = [each["finding"] for each in ledger["thresholds"]]
    assert {"trained_below_harbor", "run_below_harbor", "output_above_cap"} <= {*findings}
    assert not [each for each in findings if each.endswith(("_today", "_then"))]


def test_a_figure_of_today_that_is_apart_is_compared_for_itself(rulebook):
    law, figure = law_of(rulebook), exactly("9e25")
    compared = comparisons(law, {TRAINING: figure, f"{TRAINING}_today": exactly("2e26")})
    found = {each.finding.id: each.found for each in compared}
    assert found["trained_below_harbor"] == "met"
    assert found["trained_below_harbor_today"] == "not_met"
