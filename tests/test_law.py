"""The law stays in the rules: Python holds none of it, and the pack that ships is whole."""

from __future__ import annotations

import ast
import itertools
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from cli_runs import CASES
from generated_cases import case_of
from in_process import run_line as run
from oracle import Oracle

import liability
from liability.determination.assess import assess
from liability.determination.document import canonical, document
from liability.logic import possible_values
from liability.rulebook import conditions as c
from liability.rulebook.load import load_rulebook
from liability.rulebook.packs import shipped
from liability.rulebook.specialize import law_in_force
from liability.source.problems import ProblemsError

PACKAGE = Path(liability.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
TINY = Path(__file__).parent / "packs" / "tiny-regime"


# --- Python holds no law --------------------------------------------------------------------------


def literals(module):
    """Every number and string of a module with its line, parts of f-strings too, but docstrings."""
    tree = ast.parse(module.read_text("utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield node.lineno, node.value
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            yield node.lineno, power(node)


def power(node):
    """The value of `10**27` and the like."""
    sides = (node.left, node.right)
    return (
        node.left.value**node.right.value
        if all(isinstance(each, ast.Constant) for each in sides)
        else None
    )


def law_in_python(is_law):
    return [
        f"{module.relative_to(PACKAGE.parent)}:{line}: {value!r}"
        for module in MODULES
        for line, value in literals(module)
        if value is not None and is_law(value)
    ]


def is_a_word_of(names):
    pattern = re.compile(r"(?<![\w.-])(" + "|".join(map(re.escape, names)) + r")(?![\w-])")
    return lambda value: isinstance(value, str) and bool(pattern.search(value))


def test_python_names_no_tier(rulebook):
    tiers = rulebook.conclusions[rulebook.outcomes.tier].values
    assert law_in_python(is_a_word_of(tiers)) == []


def test_python_names_no_harbor(rulebook):
    """`compute` is the name of a section of the determination, whatever harbors there are."""
    harbors = set(rulebook.entries[rulebook.outcomes.harbors.subject]) - {"compute"}
    named = "|".join(map(re.escape, sorted(harbors)))
    quoted = re.compile(rf"^({named})$|harbors\.({named})\b|such as ({named})\b")
    assert law_in_python(lambda value: isinstance(value, str) and bool(quoted.search(value))) == []


def test_python_holds_no_threshold(rulebook):
    """No figure of the law stands in Python as a number, or as text that is a number."""
    thresholds = {
        value
        for each in rulebook.parameters.values()
        for _, value in each.values
        if value and value > 10**9
    }

    def is_threshold(value):
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return False
        try:
            return Decimal(str(value)) in thresholds
        except (ArithmeticError, TypeError):
            return False

    assert law_in_python(is_threshold) == []


def test_python_names_no_state_of_a_safety_case(rulebook):
    """`open` is a word of the program for what is not decided, and `DRAFT` the mark of a page."""
    rules = rulebook.safety_cases
    states = {*rules.states, *rules.defeaters} - {"open", "DRAFT"}
    assert law_in_python(lambda value: isinstance(value, str) and value in states) == []
    draft = law_in_python(lambda value: value == "DRAFT")
    assert [each.partition(":")[0] for each in draft] == ["liability/documents/sheet.py"]


def test_python_names_no_provision(rulebook):
    assert law_in_python(is_a_word_of(rulebook.provisions)) == []


def test_python_names_no_reading_and_no_parameter(rulebook):
    assert law_in_python(is_a_word_of([*rulebook.readings, *rulebook.parameters])) == []


def test_python_names_no_fact_finding_conclusion_or_duty(rulebook):
    duties = rulebook.entries[rulebook.outcomes.obligations.subject]
    long_enough = {
        name
        for name in [
            *rulebook.facts,
            *rulebook.findings,
            *rulebook.conclusions,
            *rulebook.rules,
            *duties,
        ]
        if re.search("[._-]", name)
    }
    # sections of the determination, under the names of the public contract
    contract = {"may_require", "inference_rate"}
    assert law_in_python(is_a_word_of(long_enough - contract)) == []


def test_python_names_no_subject_of_the_pack(rulebook):
    """`party@` and the like: keys of the case are made from the rulebook's own names."""
    listed = [subject.id for subject in rulebook.subjects.values() if subject.many]
    assert law_in_python(lambda value: value in [f"{name}@" for name in listed]) == []


# --- figures --------------------------------------------------------------------------------------


def test_a_share_of_a_figure_moves_with_it_unless_it_is_set_itself(rulebook):
    """B.4.d lets the caps be lowered; the harbors of C.4.a are to stay ten times below them."""

    def figure(**set_here):
        parameters = {name.replace("_", "."): value for name, value in set_here.items()}
        law = law_in_force(rulebook, "2025-06-01", parameters=parameters)
        tests = c.walk(law.findings["trained_below_harbor"].test)
        return next(each.operand for each in tests if isinstance(each, c.FactTest))

    assert (figure().value, figure().assumption) == (Decimal("1e26"), True)
    assert figure(cap_training=Decimal("1e26")).value == Decimal("1e25")
    both = figure(cap_training=Decimal("1e26"), harbor_training=Decimal("5e24"))
    assert both.value == Decimal("5e24")


def test_no_figure_of_the_compute_harbor_is_set_above_a_tenth_of_the_cap(rulebook):
    """C.4.a: at least ten times lower. The ceiling moves with the cap."""

    def refused(**set_here):
        figures = {name.replace("_", "."): Decimal(value) for name, value in set_here.items()}
        with pytest.raises(ProblemsError) as caught:
            law_in_force(rulebook, "2025-06-01", parameters=figures)
        return [each.message for each in caught.value.problems]

    for name in ("harbor.training", "harbor.training.lower"):
        assert law_in_force(rulebook, "2025-06-01", parameters={name: Decimal("1e26")})
        (said,) = refused(**{name: "1.01e26"})
        assert said == f"`{name}` is 1.01e26 FLOP, above the most that it may be"
    assert len(refused(harbor_inference="2e19", harbor_training="2e26")) == 2
    assert law_in_force(
        rulebook,
        "2025-06-01",
        parameters={"cap.training": Decimal("1e28"), "harbor.training": Decimal("1e27")},
    )
    assert refused(cap_training="1e26", harbor_training="2e25")


# --- the shipped pack is whole --------------------------------------------------------------------


def test_every_provision_of_c_and_d_is_encoded_or_says_why_not(rulebook):
    cited = {
        name
        for section in (
            rulebook.findings,
            rulebook.rules,
            rulebook.parameters,
            rulebook.readings,
            rulebook.conclusions,
            *rulebook.entries.values(),
        )
        for entry in section.values()
        for name in entry.cites
    }
    provisions = [each for each in rulebook.provisions.values() if each.id.startswith(("C.", "D."))]
    assert len(provisions) > 40
    left_out = [
        each.id
        for each in provisions
        if each.id not in cited and not (each.not_encoded or "").strip()
    ]
    assert left_out == []


def test_what_is_marked_as_not_encoded_is_not_encoded(rulebook):
    marked = {each.id for each in rulebook.provisions.values() if each.not_encoded}
    deciding = (rulebook.findings, rulebook.parameters, *rulebook.entries.values())
    assert (
        marked
        & {name for section in deciding for entry in section.values() for name in entry.cites}
        == set()
    )


def value_on(figures, name, day):
    """A figure on a day; of one that is a share of another, that share."""
    parameter = figures[name]
    if parameter.share_of is not None:
        whole, share = parameter.share_of
        return value_on(figures, whole, day) * share
    return [value for since, value in parameter.values if since <= day][-1]


def test_the_compute_harbor_lies_ten_times_below_the_caps_on_every_day(rulebook):
    figure = rulebook.parameters
    days = {since for each in figure.values() for since, _ in each.values}
    for day in days:
        for harbor, cap in (
            ("harbor.training", "cap.training"),
            ("harbor.inference", "cap.inference"),
        ):
            for each in (harbor, f"{harbor}.lower"):
                assert value_on(figure, each, day) * 10 <= value_on(figure, cap, day), (each, day)


def test_figures_that_no_text_sets_are_marked_as_assumptions_or_left_unset(rulebook):
    set_by_the_text = {"cap.training", "cap.inference", "register.training"}
    set_by_the_text |= {"uncollectible.additional"}  # by 15 U.S.C. 6605, which its source names
    for parameter in rulebook.parameters.values():
        if parameter.id not in set_by_the_text:
            assert parameter.assumption or all(value is None for _, value in parameter.values)
            assert parameter.source


def test_every_profile_that_a_divergence_names_and_every_text_has_english(rulebook):
    for provision in rulebook.provisions.values():
        assert provision.text["en"].strip()
        for profiles, says in provision.divergences:
            assert set(profiles) <= set(rulebook.profiles)
            assert says["en"].strip()


def test_every_duty_names_whom_it_binds_and_when(rulebook):
    for duty in rulebook.entries["obligation"].values():
        assert duty.attributes["addressee"]
        assert duty.attributes["phase"] in ("training", "deployment")


def test_the_duty_to_renew_an_approval_binds_now_and_waits_for_no_day():
    case = str(CASES / "worked" / "g37.yaml")
    ran = run("why", case, "obligation_status.renew-approval", COLUMNS="200")
    assert "The duty binds now, and nothing is shown that breaches it — applies" in ran.stdout


# --- another regime -------------------------------------------------------------------------------


def tiny_case(**sections):
    book = load_rulebook(TINY)
    data = {
        "case": "d",
        "as_of": "2025-06-01",
        "drone": {
            "energy": "300",
            "above_people": "yes",
            "tethered": "no",
            "parachute": "yes",
            "crashed": "yes",
            "flown": "yes",
            "registered": "yes",
            "insured": "no",
            "at_night": "no",
        },
        "keepers": [
            {"id": "k", "name": "Keeper", "does": ["keeps"]},
            {"id": "r", "does": ["repairs"]},
        ],
        "pilots": [{"id": "p", "employer": "k", "reckless": "yes"}],
        "pleas": "none",
    } | sections
    return assess(case_of(data, book), book)


def test_a_second_regime_is_assessed_without_a_change_to_python():
    found = tiny_case().outcomes
    assert found["standard"] == "without-fault"
    assert found["tier"] == "menace"
    assert found["injunction"] == "GROUND"
    assert (found["harbors.chute"], found["harbors.tether"]) == ("open", "bad")
    assert (found["obligations.register"], found["obligations.insure"]) == ("done", "missed")
    assert (found["parties.k.liable"], found["parties.r.liable"]) == ("yes", "no")
    assert (found["individuals.p.personal"], found["individuals.p.refer"]) == ("yes", "yes")


def test_a_defense_of_the_second_regime_returns_it_to_its_ordinary_standard():
    found = tiny_case(pleas=[{"id": "a", "defense": "chute", "from": "k", "made": "yes"}])
    assert found.outcomes["standard"] == "negligence"
    assert found.outcomes["harbors.chute"] == "good"


def test_the_determination_of_a_second_regime_is_written_in_full():
    found = document(tiny_case(pleas=[{"id": "a", "defense": "chute", "from": "k", "made": "yes"}]))
    assert found["tier"]["value"] == "menace"
    assert [each["name"] for each in found["parties"]] == ["Keeper", "r"]
    assert [each["name"] for each in found["individuals"]] == ["p"]
    assert {each["id"]: each["status"] for each in found["harbors"]} == {
        "chute": "good",
        "tether": "bad",
    }
    assert json.loads(canonical(found)) == found


def test_the_second_regime_shares_no_name_with_the_first(rulebook):
    """Or a name that Python holds would go unnoticed."""
    tiny = load_rulebook(TINY)

    def named(book):
        values = [value for each in book.conclusions.values() for value in each.values]
        return {
            *book.subjects,
            *book.conclusions,
            *book.findings,
            *book.facts,
            *book.readings,
            *book.parameters,
            *book.provisions,
            *book.sides,
            *values,
            *itertools.chain(*book.entries.values()),
        }

    ordinary_words = {"met", "not_met", "yes", "no", "late", "registered"}
    assert named(tiny) & named(rulebook) <= ordinary_words


def test_the_oracle_knows_no_law_either(rulebook):
    found = tiny_case()
    for key, expected in Oracle(found.law.rulebook, found.case).conclusions().items():
        assert set(possible_values(found.conclusions.values[key])) == expected.values


def test_a_pack_that_ships_is_found_by_its_name_and_one_elsewhere_by_its_folder(rulebook):
    assert (
        load_rulebook("keep-the-future-human").digest
        == load_rulebook(shipped("rules") / rulebook.id).digest
    )
