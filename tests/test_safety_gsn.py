"""GSN YAML: what gsn2x can hold comes back as it was, and what it cannot hold is said."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from in_process import run
from test_hostile import HOSTILE, body_of

from liability.case.safety_gsn_read import read_gsn
from liability.case.safety_read import read_safety_case, rules_of
from liability.cli.safety_case import import_
from liability.documents.safety_gsn import gsn_yaml, not_held, safety_case_yaml
from liability.source.problems import ProblemsError
from liability.source.yaml import parse, read

ROOT = Path(__file__).parent.parent
FILES = [
    *sorted((ROOT / "cases" / "safety-cases").glob("*.yaml")),
    *sorted((ROOT / "tests" / "safety-cases").glob("*.yaml")),
]
HEAD = "safety_case: x\nharbor: passive\nstate: DRAFT\nsystem: {name: S, version: '1'}\n"
GIVEN = {"harbor": "passive", "system": "S", "systemVersion": "1"}


def imported(text, rulebook, **given):
    made, left = read_gsn(parse(text, "x.gsn.yaml"), given, rules_of(rulebook))
    return read_safety_case(parse(safety_case_yaml(made), "x.yaml"), rulebook), left


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_argument_of_a_safety_case_comes_back(file, rulebook):
    case = read_safety_case(read(file), rulebook)
    back, left = imported(gsn_yaml(case), rulebook)
    assert left == []
    assert dict(back.elements) == dict(case.elements)
    for name in ("id", "title", "pack", "harbor", "state", "as_of", "system", "version"):
        assert getattr(back, name) == getattr(case, name)
    beside = ("sign_offs", "modifications", "thresholds", "conditions", "searches", "attested")
    assert not any(getattr(back, each) for each in beside)
    assert len(not_held(case)) == sum(bool(getattr(case, each)) for each in beside)


def test_a_defeater_against_several_keeps_the_first_and_says_so(rulebook):
    text = HEAD + (
        "claims: {a: {text: A, supported_by: [b]}, b: {text: B, undeveloped: yes}}\n"
        "defeaters: {d: {text: D, against: [b, a], state: open}}\n"
    )
    case = read_safety_case(parse(text, "x.yaml"), rulebook)
    assert not_held(case) == ["`d` can challenge one element in GSN: `a` left out"]
    back, _ = imported(gsn_yaml(case), rulebook)
    assert back.elements["d"].against == ("b",)


def test_the_evidence_that_answers_a_defeater_comes_back(rulebook):
    text = HEAD + (
        "claims: {a: {text: A, undeveloped: yes}}\nevidence: {e: {text: E}, f: {text: F}}\n"
        "defeaters: {d: {text: D, against: [a], state: refuted, answered_by: [f, e]}}\n"
    )
    case = read_safety_case(parse(text, "x.yaml"), rulebook)
    back, left = imported(gsn_yaml(case), rulebook)
    assert (dict(back.elements), left) == (dict(case.elements), [])
    with pytest.raises(ProblemsError, match="`g` is not an element of this file"):
        imported(gsn_yaml(case).replace("f, e", "f, g"), rulebook)


def test_hostile_text_comes_back_as_it_was(rulebook):
    hostile = 'yes: {{ 7*7 }} <script> =HYPERLINK("x") | # & * ! % @ \' \\\\input{x} \\u202e \\n- x'
    quoted = hostile.replace('"', '\\"')
    text = HEAD + f'title: "{quoted}"\nclaims: {{"no": {{text: "{quoted}", undeveloped: yes}}}}\n'
    case = read_safety_case(parse(text, "x.yaml"), rulebook)
    back, _ = imported(gsn_yaml(case), rulebook)
    assert back.elements == case.elements
    assert back.title == case.title
    assert set(yaml.safe_load(gsn_yaml(case))) == {"module", "no"}


@pytest.mark.parametrize("shift", [0, 13, 26])
def test_every_hostile_text_comes_back_as_it_was(shift, rulebook):
    body = body_of(lambda number: HOSTILE[(number + shift) % len(HOSTILE)])["safety_case"]
    case = read_safety_case(parse(json.dumps(body), "x.yaml"), rulebook)
    back, left = imported(gsn_yaml(case), rulebook)
    assert left == []
    assert dict(back.elements) == dict(case.elements)
    for name in ("title", "system", "version"):
        assert getattr(back, name) == getattr(case, name)


FOREIGN = """
module: {name: main, brief: Main module, uses: [other.gsn.yaml]}
G1: {text: Top, supportedBy: S1, inContextOf: [C1, A1, J1], url: "https://example.org"}
S1: {text: By part, supportedBy: [G2, Sn1], undeveloped: true}
G2: {text: Part, undeveloped: true, classes: [red]}
Sn1: {text: Test, defeated: true}
C1: {text: Context}
A1: {text: Assumption}
J1: {text: Justification}
CG1: {text: Counter, challenges: G2, supportedBy: CSn1}
CSn1: {text: Counter evidence}
odd: {text: Link, nodeType: CounterSolution, challenges: S1 -> G2}
"""


def test_a_file_of_gsn2x_is_read_by_its_prefixes_and_what_is_lost_is_said(rulebook):
    case, left = imported(FOREIGN, rulebook, **GIVEN)
    assert {each.id: each.kind for each in case.elements.values()} == {
        "G1": "claim",
        "G2": "claim",
        "S1": "argument",
        "Sn1": "evidence",
        "C1": "context",
        "A1": "assumption",
        "J1": "justification",
        "CG1": "defeater",
        "odd": "defeater",
    }
    assert case.elements["G1"].supported_by == ("S1",)
    assert case.elements["CG1"].against == ("G2",)
    assert (case.state, case.elements["CG1"].state) == ("DRAFT", "open")
    assert left == [
        "`uses` of the module has no place in a safety case",
        "`url` of the claim `G1` has no place in a safety case",
        "`undeveloped` of the argument `S1` has no place in a safety case",
        "`classes` of the claim `G2` has no place in a safety case",
        "`defeated` of the evidence `Sn1` has no place in a safety case",
        "`supportedBy` of the defeater `CG1` has no place in a safety case",
        "`CSn1` challenges nothing itself, and is left out",
        "`odd` challenges a link: taken to be against `S1`",
    ]


def test_a_state_that_is_not_given_is_the_first_of_the_pack(rulebook):
    rules = rules_of(rulebook)
    draft, refuted = rules.states["DRAFT"], rules.defeaters["refuted"]
    others = rules._replace(
        states={"FILED": draft._replace(follows="SKETCH"), "SKETCH": draft},
        defeaters={"answered": refuted, "raised": refuted._replace(stands=True)},
    )
    made, _ = read_gsn(parse(FOREIGN, "x.gsn.yaml"), GIVEN, others)
    assert (made["state"], made["defeaters"]["CG1"]["state"]) == ("SKETCH", "raised")


def test_the_pack_that_a_module_names_is_looked_for_and_missed_at_its_place(tmp_path):
    file = tmp_path / "x.gsn.yaml"
    file.write_text("module:\n  pack: nowhere\nG1: {text: T}\n", "utf-8")
    done = run(import_, file)
    assert done.exit_code == 2
    assert f"--> {file}:2:9" in done.stderr


def test_all_that_cannot_be_read_is_said_at_once_at_its_place(rulebook):
    text = "G1: {text: T, supportedBy: [G9]}\nX: {text: T}\nG2:\nG3: {text: T, nodeType: Gaol}\n"
    with pytest.raises(ProblemsError) as caught:
        imported(text, rulebook, harbor="passive")
    found = [(each.code, each.place.line) for each in caught.value.problems]
    assert found == [
        ("gsn/missing", 1),
        ("gsn/missing", 1),
        ("gsn/unknown-name", 1),
        ("gsn/unknown-type", 2),
        ("gsn/not-an-element", 3),
        ("gsn/unknown-type", 4),
    ]
    with pytest.raises(ProblemsError, match="holds no elements"):
        imported("- a", rulebook)


def test_a_module_may_have_a_name_that_is_no_id(rulebook):
    text = "module: {name: Main Module}\nG1: {text: T, undeveloped: true}\n"
    case, left = imported(text, rulebook, **GIVEN)
    assert case.id == "Main-Module"
    assert left == ["`Main Module` cannot be an id: it is called `Main-Module`"]


@pytest.mark.parametrize("odd", ["[a, b]", "{a: b}", "[[a]]", "[{a: b}]", "", "3", "{}", "[]"])
@pytest.mark.parametrize(
    "key", ["module", "name", "text", "supportedBy", "challenges", "nodeType", "undeveloped"]
)
def test_odd_values_are_read_or_refused(key, odd, rulebook):
    parts = {"nodeType": "CounterGoal" if key == "challenges" else "Goal", "text": "T", key: odd}
    element = ", ".join(f"{name}: {value}" for name, value in parts.items())
    head = f"module: {odd}" if key == "module" else f"module: {{name: {odd}}}"
    with suppress(ProblemsError):
        case, _ = imported(f"{head}\nG1: {{{element}}}\nG2: {{text: T}}\n", rulebook, **GIVEN)
        assert "G2" in case.elements


def test_an_element_of_the_id_module_is_not_written_over_the_head(rulebook):
    text = HEAD + "claims: {module: {text: T, undeveloped: yes}}\n"
    with pytest.raises(ProblemsError, match="`module` is the id of an element"):
        gsn_yaml(read_safety_case(parse(text, "x.yaml"), rulebook))
