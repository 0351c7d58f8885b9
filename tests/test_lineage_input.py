"""Lineages that are wrong, and lineages of cases.

To add a wrong one, write `lineages/bad/NAME.yaml`, and beside it in `NAME.txt` the message that a
user should see. `UPDATE_EXPECTED=1 uv run pytest tests/test_lineage_input.py` writes the messages
there are anew: read the difference as the user would.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from golden import golden

from liability.case.lineage import Network
from liability.case.lineage_load import load_lineage
from liability.case.load import load_case
from liability.case.model import Interval
from liability.compute.account import account
from liability.determination.assess import assess
from liability.determination.document import document
from liability.rulebook.specialize import law_in_force
from liability.source.problems import ProblemsError
from liability.source.yaml import parse, read

ROOT = Path(__file__).parent.parent
BAD = ROOT / "tests" / "lineages" / "bad"
FILES = sorted(BAD.glob("*.yaml"))


def problems_of(use):
    with pytest.raises(ProblemsError) as caught:
        use()
    return caught.value


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_bad_lineage_gives_exactly_this_message(file):
    message = str(problems_of(lambda: load_lineage(read(file, file.name)))) + "\n"
    golden(file.with_suffix(".txt"), message)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_problem_of_a_lineage_names_the_thing_its_place_and_what_to_do(file):
    for problem in problems_of(lambda: load_lineage(read(file, file.name))).problems:
        assert problem.code.startswith("lineage/")
        assert "`" in problem.message
        assert problem.place is not None
        assert problem.help


def test_a_rate_where_a_quantity_belongs_says_what_to_do():
    text = "lineage: x\nnetworks: {a: }\nruns:\n  r: {kind: rl, makes: a, compute: 5e18 FLOP/s}"
    message = str(problems_of(lambda: load_lineage(parse(text, "x.yaml"))))
    assert "a rate where a quantity" in message
    assert "x.yaml:4:" in message


@pytest.mark.parametrize("word", ["", "unknown", "Unknown", "'?'", "n/a", "TBD"])
def test_what_says_unknown_of_a_fact_says_it_of_a_lineage_too(word):
    given = f"""
lineage: x
networks:
  a: {{when: {word}, by: {word}, reported: {word}}}
  b: {{reported: {{total: {word}, contains: {word}}}}}
data: {{t: {{by: {word}}}}}
runs:
  r: {{kind: other, by: {word}, makes: a, ended: {word}, compute: {word}, discarded: {word}}}
  s: {{kind: other, compute: {{low: {word}, high: 1e24}}, from: [{{id: t, cut_off: {word}}}]}}
  u: {{kind: other, compute: {{reported: {word}}}}}
  v: {{kind: other, compute: {{low: {word}}}}}
deployments: {{d: {{uses: [a], connected: {word}, output: {word}}}}}
"""
    lineage = load_lineage(parse(given, "x.yaml"))
    assert lineage.networks["a"] == Network("a", "a", None, None, None)
    assert lineage.networks["b"].report is None
    assert lineage.made_by("a") is lineage.made_by("t") is None
    assert lineage.runs["r"].discarded is lineage.runs["s"].edges[0].cut_off is None
    assert lineage.runs["u"].compute is lineage.runs["v"].compute is None
    assert lineage.runs["r"].ended is None
    assert lineage.runs["r"].compute is None
    assert lineage.runs["s"].compute.inputs["total"] == Interval(None, None, 10**24)
    assert lineage.deployments["d"].connected is lineage.deployments["d"].output is None


# --- the network that is asked about --------------------------------------------------------------


def test_where_several_could_be_meant_one_has_to_be_named(rulebook):
    law = law_in_force(rulebook, "2025-06-01", None, {}, {})
    lineage = load_lineage(parse("lineage: x\nnetworks: {a: , b: }", "x.yaml"))
    unsaid = str(problems_of(lambda: account(lineage, law)))
    assert "`a`, `b`" in unsaid
    assert "--> x.yaml:2:12" in unsaid
    assert "did you mean" in str(problems_of(lambda: account(lineage, law, "aa")))
    assert account(lineage, law, "b").model == "b"


def test_what_may_be_true_in_some_way_is_accepted():
    lineage = """
lineage: x
base: base
networks: {base: , tuned: }
data: {texts: {human: no}, answers: {human: yes}}
runs:
  one: {kind: other, makes: texts, from: [{id: base, as: teacher, share: 10 %}]}
  two: {kind: rl, makes: tuned, from: [texts], begun: 2025-03-01, ended: 2025-03-01}
deployments:
  met: {uses: [tuned], instances: [{count: 3, rate: 1e15}], observed: {maximum: 3e15, mean: 3e15}}
  open: {uses: [tuned], instances: [{rate: {low: 1e15}}, {rate: 1}], observed: {maximum: 3e15}}
  within: {uses: [tuned], observed: {maximum: {low: 1e15, high: 3e15}, mean: 2e15}}
  unsaid: {uses: [tuned], observed: {maximum: 9e15}}
"""
    assert load_lineage(parse(lineage, "x.yaml")).base == "base"


ANOTHER = """
lineage: x
model: tuned
base: base
deployment: app
networks: {base: , tuned: , sold: , other: }
runs:
  r1: {kind: pre-training, makes: base, compute: 6e25}
  r2: {kind: rl, makes: tuned, from: [base], compute: 1e24}
  r3: {kind: quantization, makes: sold, from: [{id: base, as: teacher}], compute: 1e20}
  r4: {kind: pre-training, makes: other, compute: 1e24}
deployments: {app: {uses: [tuned], instances: [{rate: 1e21}]}, shop: {uses: [sold]}}
"""


@pytest.mark.parametrize(
    ("model", "base", "rate"),
    [("tuned", "base", 1e21), ("sold", "base", None), ("other", None, None), ("base", None, None)],
)
def test_another_network_than_the_file_asks_about_has_its_own_base_and_deployment(
    model, base, rate, rulebook, tmp_path
):
    (tmp_path / "l.yaml").write_text(ANOTHER, "utf-8")
    case = f"case: x\nas_of: 2025-06-01\nlineage: {{file: l.yaml, model: {model}}}\n"
    compute = determined(case, rulebook, tmp_path)["compute"]
    assert (compute["base"] is not None) is (base is not None)
    assert (compute.get("inference_rate") or {}).get("high") == rate


# --- in a case ------------------------------------------------------------------------------------

IN_CASE = """
case: x
as_of: 2025-06-01
system: {autonomy: strong, generality: strong, intelligence: strong%s}
lineage:
  lineage: inline
  networks: {base: , tuned: }
  runs:
    r1: {kind: pre-training, makes: base, compute: 6e25}
    r2: {kind: fine-tuning, makes: tuned, from: [base], compute: 5e25}
"""


def determined(text, rulebook, folder=None, **options):
    source = parse(text, "x.yaml")
    source.folder = folder or source.folder
    return document(assess(load_case(source, rulebook), rulebook, **options))


def test_a_case_takes_its_training_compute_from_its_lineage(rulebook):
    compute = determined(IN_CASE % "", rulebook)["compute"]
    assert compute["training"] == {"low": 1.1e26, "best": 1.1e26, "high": 1.1e26}
    assert compute["lineage"]["id"] == "inline"
    assert compute["disagreements"] == []


def test_a_figure_that_the_lineage_contradicts_is_reported_and_the_lineage_followed(rulebook):
    found = determined(IN_CASE % ", training_compute: 9e25", rulebook)
    assert found["compute"]["training"]["best"] == 1.1e26
    (disagreement,) = found["compute"]["disagreements"]
    assert disagreement["fact"] == "system.training_compute"
    assert disagreement["stated"]["best"] == 9e25
    assert disagreement["counted"]["best"] == 1.1e26


def test_each_side_that_the_lineage_contradicts_is_reported(rulebook):
    disputed = ", training_compute: {disputed: {claimant: 1.1e26, developer: 9e25}}"
    found = determined(IN_CASE % disputed, rulebook)
    assert [each["stated"]["best"] for each in found["compute"]["disagreements"]] == [9e25]


def test_a_figure_that_agrees_is_not_reported(rulebook):
    wide = ", training_compute: {low: 1e26, high: 2e26}"
    assert determined(IN_CASE % wide, rulebook)["compute"]["disagreements"] == []


def test_what_the_lineage_does_not_give_the_case_states(rulebook):
    found = determined(IN_CASE % ", inference_rate: 1e19", rulebook)
    assert found["compute"]["inference_rate"]["best"] == 1e19


def test_a_case_names_its_lineage_from_where_it_lies(rulebook, tmp_path):
    inline = IN_CASE.partition("lineage:\n")[2]
    (tmp_path / "l.yaml").write_text("\n".join(line[2:] for line in inline.splitlines()), "utf-8")
    head = "case: x\nas_of: 2025-06-01\nlineage: "
    whole = determined(head + "l.yaml", rulebook, tmp_path)
    assert whole["compute"]["training"]["best"] == 1.1e26
    base = determined(head + "{file: l.yaml, model: base}", rulebook, tmp_path)
    assert base["compute"]["training"]["best"] == 6e25
    assert base["case"]["digest"] != whole["case"]["digest"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("nowhere.yaml", "`nowhere.yaml` is not a file"),
        ("{file: nowhere.yaml}", "`nowhere.yaml` is not a file"),
        ("{file: g21.yaml, modle: x}", "`modle` stands beside `file`"),
        ("[a]", "holds a list, not the keys of a lineage"),
        ("{file: ../lineages/merge.yaml, model: merged}", "`merged` is not a network of"),
    ],
)
def test_a_lineage_that_a_case_cannot_use_is_shown_where_the_case_names_it(
    given, message, rulebook
):
    source = parse(f"case: x\nlineage: {given}\n", "x.yaml")
    source.folder = ROOT / "cases" / "worked"
    found = problems_of(lambda: load_case(source, rulebook))
    assert message in str(found)
    assert "--> x.yaml:2:" in str(found)


def test_the_digest_of_a_case_tells_its_lineage_but_not_its_layout(rulebook):
    def digest(text):
        return load_case(parse(text, "x.yaml"), rulebook).digest

    assert digest(IN_CASE % "") == digest(IN_CASE % "" + "\n# the end\n")
    assert digest(IN_CASE % "") != digest((IN_CASE % "").replace("5e25", "6e25"))


# --- readings -------------------------------------------------------------------------------------


def others(found, reading):
    """What each other option of a reading would change."""
    return {
        other["option"]: {each["outcome"]: each["otherwise"] for each in other["changes"]}
        for each in found["readings"]
        if each["id"] == reading
        for other in each["alternatives"]
    }


def worked(name, rulebook, **options):
    return document(assess(load_case(read(ROOT / f"cases/worked/{name}.yaml"), rulebook), rulebook))


def test_a_determination_shows_the_readings_of_the_count_that_change_it(rulebook):
    assert others(worked("g21", rulebook), "Q19")["sum"]["tier"] == ["RT-4"]
    assert others(worked("g25a", rulebook), "Q22")["none"]["tier"] == ["RT-4"]
    assert others(worked("g25b", rulebook), "Q22")["unused"]["tier"] == ["RT-3"]


ONE = """
case: x
as_of: 2025-06-01
system: {autonomy: strong, generality: strong, intelligence: strong, training_status: completed}
claims: none
lineage:
  lineage: x
  model: student
  networks: {teacher: , student: }
  data: {answers: }
  runs:
    r1: {kind: pre-training, makes: teacher, compute: 2e27}
    r2:
      kind: synthetic-data
      makes: answers
      from: [{id: teacher, as: teacher, share: 0.1}]
      compute: 1e24
    r3: {kind: distillation, makes: student, from: [%s], compute: 1e24}
  deployments: {app: {uses: [student], connected: yes, instances: [{count: 2, rate: 1e19}]}}
"""


def test_whether_a_teacher_counts_can_decide(rulebook):
    found = determined(ONE % "answers", rulebook)
    assert found["tier"]["value"] == "RT-4"
    assert others(found, "Q20")["generation"]["tier"] == ["RT-3"]
    assert others(found, "Q20")["pro_rata"]["tier"] == ["RT-3"]


def test_a_share_of_a_teacher_that_is_not_stated_leaves_open_what_it_decides(rulebook):
    unstated = (ONE % "answers").replace(", share: 0.1", ", share: unknown")
    found = determined(unstated, rulebook, readings={"Q20": "pro_rata"})
    assert found["tier"]["possible"] == ["RT-3", "RT-4"]
    assert "share-not-stated" in [each["code"] for each in found["compute"]["remarks"]]
    full = determined(unstated, rulebook)
    assert full["tier"]["value"] == "RT-4"
    assert not full["compute"]["remarks"]


def test_which_change_by_a_human_is_enough_can_decide(rulebook):
    selected = (
        "{id: answers, cut_off: {change: selected, by: Jo, when: 2025-01-01, because: Best ones}}"
    )
    found = determined(ONE % selected, rulebook)
    assert found["tier"]["value"] == "RT-4"
    assert others(found, "Q21")["selection"]["tier"] == ["RT-3"]
    assert others(found, "Q21")["prompting"]["tier"] == ["RT-3"]


def test_what_runs_together_can_decide(rulebook):
    small = (ONE % "answers").replace("2e27", "2e25").replace("rate: 1e19", "rate: 6e19")
    found = determined(small, rulebook)
    assert found["compute"]["inference_rate"]["best"] == 1.2e20
    assert found["tier"]["value"] == "RT-4"
    assert others(found, "Q24")["instance"]["tier"] == ["RT-3"]
    alone = determined(small, rulebook, readings={"Q24": "instance"})
    assert alone["compute"]["inference_rate"]["best"] == 6e19


SERVED = """
case: x
as_of: 2025-07-01
system:
  autonomy: strong
  generality: strong
  intelligence: strong
  estimates_supplied: yes
  estimates_credible: yes
harm: {occurred: no}
claims:
  - id: c
    harbor: compute
    stage: claimed
    made_on: 2025-04-01
    covers_system: yes
    open_defeater: no
    falsified: no
lineage:
  lineage: l
  networks: {m: }
  data: {h: {human: yes}}
  runs: {rm: {kind: pre-training, makes: m, from: [h], compute: 5e25}}
  deployments:
    d:
      uses: [m]
      connected: %s
      instances: [{count: 3, rate: 9e18}]
      observed: {maximum: 2e19, mean: 1.5e19, at_launch: 2e19}
"""


@pytest.mark.parametrize(
    "reading", [{"Q25": "observed_maximum"}, {"Q25": "observed_mean"}, {"Q28": "both_once"}]
)
def test_observed_rates_are_those_of_what_runs_together(rulebook, reading):
    def harbor(connected):
        found = determined(SERVED % connected, rulebook, readings=reading)
        (compute,) = (each for each in found["harbors"] if each["id"] == "compute")
        return compute["possible"]

    assert harbor("no") == ["in_force"]
    assert harbor("yes") == ["fails"]
    assert {"in_force", "fails"} <= {*harbor("unknown")}


def test_the_largest_of_isolated_instances_had_an_equal_part_of_what_was_observed(rulebook):
    figures = determined(SERVED % "no", rulebook)["compute"]
    assert float(figures["rate_observed"]["low"]) == pytest.approx(2e19 / 3)
    assert figures["rate_observed"]["high"] == 9e18
    alone = determined(SERVED.replace("count: 3, rate: 9e18", "rate: 3e19") % "no", rulebook)
    assert alone["compute"]["rate_observed"]["best"] == 2e19


def test_figures_are_exact_whatever_the_context_of_decimals(rulebook):
    from decimal import localcontext

    with localcontext() as context:
        context.prec = 3
        law = law_in_force(rulebook, "2025-06-01", None, {}, {})
        lineage = load_lineage(read(ROOT / "cases" / "lineages" / "merge.yaml"))
        training = account(lineage, law, "quantized").figures["training"]
    assert training.best == Decimal("55000150000000000000000000")


def test_a_changed_lineage_is_read_anew_and_an_unchanged_one_is_the_same(tmp_path):
    file = tmp_path / "lineage.yaml"
    text = "lineage: x\nnetworks: {a: }\nruns: {r: {kind: other, makes: a, compute: 1e24}}\n"
    file.write_text(text, "utf-8")
    first, again = load_lineage(read(file)), load_lineage(read(file))
    assert first == again
    file.write_text(text.replace("1e24", "2e24"), "utf-8")
    assert load_lineage(read(file)).runs["r"].compute.inputs["total"].low == 2 * 10**24
    file.write_text(text.replace("networks: {a: }", "networks: {b: }"), "utf-8")
    with pytest.raises(ProblemsError):
        load_lineage(read(file))
