"""Under another pack than the shipped one, nothing is said in the words of the shipped law."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path

import pytest
from in_process import run_line

ROOT = Path(__file__).parent.parent
KITE = ROOT / "docs" / "examples" / "kite-act"
CASE, RULES = KITE / "case.yaml", KITE / "rules"
OF_THE_SHIPPED_LAW = (
    "risk tier",
    "injunctive",
    "joint and several",
    "guilt",
    "limb",
    "at before",
    "keep the future human",
)
SAFETY_CASES = """
  safety_cases:
    states: {SKETCH: {title: A sketch}}
    defeaters: {loose: {title: Loose, stands: true}}
    roles: {writer: Writer}
    gates: {tidy: {title: It is tidy, cites: [K.3], state: SKETCH, checks: [argued]}}

provisions:"""
EITHER = "{all: [line_sound, {any: [pull_within_reserve, risk_authorized, cleared]}]}"
RESULTS = """\
row,id,standard_possible,law
2,a,{standard},"{law}; English text; law as of 2025-01-01"
"""


@pytest.fixture(scope="module")
def argued(tmp_path_factory):
    """The Kite Act with safety cases, and harbors of which one of several elements is enough."""
    made = shutil.copytree(RULES, tmp_path_factory.mktemp("kites") / "rules")
    shutil.rmtree(made / "tests")
    for name, old, new in (
        ("pack.yaml", "\n\nprovisions:", SAFETY_CASES),
        ("rules.yaml", "{all: [line_sound, pull_within_reserve]}", EITHER),
        ("rules.yaml", "elements: risk_authorized", "elements: {any: [risk_authorized, cleared]}"),
    ):
        text = (made / name).read_text("utf-8")
        assert old in text
        (made / name).write_text(text.replace(old, new, 1), "utf-8")
    return made


def said(*line, cwd=None):
    done = run_line(*line, COLUMNS="200", **({"cwd": cwd} if cwd else {}))
    assert done.exit_code in (0, 3), done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "line",
    [
        ("assess", CASE),
        ("assess", CASE, "-f", "markdown"),
        ("memo", CASE),
        ("why", CASE, "individuals"),
        ("checklist", CASE, "--tier"),
        ("checklist", CASE, "--harbor", "strong-line"),
        ("batch", CASE),
        ("batch", CASE, "-f", "html"),
        ("new", "-"),
    ],
    ids=lambda line: " ".join(map(str, line[:1] + line[2:])),
)
def test_no_verb_speaks_of_the_shipped_law(line, argued):
    shown = said(*line, "--rules", argued).lower()
    assert [each for each in OF_THE_SHIPPED_LAW if each in shown] == []


@pytest.mark.parametrize("line", [("assess", CASE), ("assess", CASE, "-f", "markdown")], ids=str)
def test_what_is_asked_of_individuals_stands_under_the_titles_of_the_pack(line):
    shown = said(*line, "--rules", RULES)
    head = next(each for each in shown.splitlines() if "May be reported to the police" in each)
    assert "Answers in person" in head


def test_a_memorandum_asks_of_individuals_what_the_pack_decides_of_them():
    asked = "Which of these holds of The chair: answers in person; may be reported to the police?"
    assert asked in said("memo", CASE, "--rules", RULES)


def test_a_memorandum_does_not_say_of_the_text_of_a_pack_that_it_is_a_paraphrase():
    assert "araphrase" not in said("memo", CASE, "--rules", RULES)


def test_a_checklist_has_the_title_that_the_pack_gives_its_tier(argued):
    shown = said("checklist", CASE, "--tier", "--rules", argued)
    assert "| **Class of kite** | large |" in shown
    assert "## Class of kite: large" in shown
    assert "Who: flyer (before each flight)." in shown


@pytest.mark.parametrize(("harbor", "alternatives"), [("strong-line", 3), ("low-risk", 2)])
def test_of_several_elements_each_says_that_one_is_enough(harbor, alternatives, argued):
    shown = said("checklist", CASE, "--harbor", harbor, "--rules", argued)
    assert shown.count("undetermined (one such element is enough)") == alternatives
    shown = said("assess", CASE, "-f", "markdown", "--rules", argued)
    assert shown.count("(one such element is enough) | undetermined |") == 3 + 2


def test_an_element_that_asks_that_something_be_not_so_holds_where_it_is_not(tmp_path):
    facts = "system: {generality: weak, narrow: yes, autonomy: strong}"
    (tmp_path / "m.yaml").write_text(f"case: m\nas_of: 2025-06-01\n{facts}\n")
    line = ("m.yaml", "--rules", ROOT / "bench" / "pack")
    found = json.loads(said("assess", *line, "-f", "json", cwd=tmp_path))
    elements = {each["id"]: each["elements"] for each in found["harbors"]}
    assert [each["finding"] for each in elements["narrow"]] == ["met", "met"]
    assert elements["passive"][0]["finding"] == "not_met"
    assert "✓ not so: Strong generality" in said("assess", *line, cwd=tmp_path)
    assert "✗ not so: Strong autonomy" in said("assess", *line, cwd=tmp_path)


def test_a_duty_that_is_met_is_not_said_to_be_due(tmp_path):
    (tmp_path / "t.csv").write_text("case,kite.size,kite.since_inspection\na,large,10\n")
    shown = said("batch", "t.csv", "--rules", RULES, cwd=tmp_path)
    assert "\nDuties\n" in shown
    assert "Have the line inspected  1     met" in shown


def test_a_blank_case_has_no_key_that_the_pack_cannot_use_and_names_the_pack(tmp_path):
    said("new", tmp_path / "k.yaml", "--rules", RULES)
    text = (tmp_path / "k.yaml").read_text("utf-8")
    assert "#lineage" not in text
    assert "#safety_case" not in text
    (tmp_path / "k.yaml").write_text(text.replace("#pack:", "pack:"), "utf-8")
    assert "Kite Act 1.0.0" in said("assess", "k.yaml", cwd=tmp_path)


def test_the_schema_of_a_case_has_no_key_that_the_pack_cannot_use(argued):
    def keys(rules):
        return {"lineage", "safety_case"} & set(
            json.loads(said("schema", "case", "--rules", rules))["properties"]
        )

    assert keys(RULES) == set()
    assert keys(argued) == {"safety_case"}
    assert keys("keep-the-future-human") == {"lineage", "safety_case"}


def test_a_column_that_another_pack_would_know_is_said_to_be_no_fact_of_this_one(tmp_path):
    (tmp_path / "t.csv").write_text("case,kite.size\na,large\n")
    done = run_line("batch", "t.csv", cwd=tmp_path)
    assert "column `kite.size` of `t.csv` is no fact of `keep-the-future-human`" in done.stderr


OF_THE_LANGUAGE = {"not_met", "in_force"}  # a value of findings, and a key of rules
OURS, SHIPPED = "Kite Act 1.0.0", "Keep the Future Human, appendices C and D 0.1.0"
HEAD = ("1", "Standard of liability")


@pytest.mark.parametrize(
    ("old", "new", "options", "row"),
    [
        (OURS, OURS, (), ["1", "standard", "strict", "fault"]),
        (SHIPPED, OURS, (), ["1", "standard", "strict", "fault"]),
        (OURS, OURS, ("--rules", RULES), [*HEAD, "without fault", "for fault"]),
        (SHIPPED, SHIPPED, (), [*HEAD, "strict, joint and several", "fault, the ordinary default"]),
    ],
)
def test_two_results_are_told_in_the_words_of_their_own_pack_or_in_none(
    old, new, options, row, tmp_path
):
    for name, law, standard in (("old", old, "strict"), ("new", new, "fault")):
        text = RESULTS.format(law=law, standard=standard)
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    shown = said("batch", "diff", "old.csv", "new.csv", *options, cwd=tmp_path)
    assert list(row) in [re.split("  +", each.strip()) for each in shown.splitlines()]


def test_no_id_of_the_shipped_law_stands_in_the_program(rulebook):
    """What is one word may be one of the program's own, as `compute`."""
    sections = ("provisions", "facts", "parameters", "readings", "findings", "conclusions", "rules")
    ids = {name for section in sections for name in getattr(rulebook, section)}
    ids |= {name for entries in rulebook.entries.values() for name in entries}
    ids |= {value for each in rulebook.conclusions.values() for value in each.values}
    ids = {each for each in ids if re.search(r"[-_.\d]", each)} - OF_THE_LANGUAGE
    there = {
        word
        for path in (*ROOT.glob("liability/**/*.py"), *ROOT.glob("templates/**/*.j2"))
        for said in _said_by(path)
        for word in re.findall(r"[\w.-]*\w", said)
    }
    assert ids & there == set()


def _said_by(path):
    """The texts in a module that are no docstring; all of a template."""
    if path.suffix != ".py":
        return [path.read_text("utf-8")]
    tree = ast.parse(path.read_text("utf-8"))
    told = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    texts = (each for each in ast.walk(tree) if isinstance(each, ast.Constant))
    return [each.value for each in texts if isinstance(each.value, str) and id(each) not in told]
