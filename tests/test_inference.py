"""Inference on durable-rules: it agrees with the oracle, and stays inside what is sound."""

from __future__ import annotations

import itertools
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from generated import compiled, packs, shipped_rulebook
from generated_cases import case_data, case_of
from hypothesis import given
from hypothesis import strategies as st
from inference_cases import AGREED, MANY, difference, differences, examples
from minimal_pack import minimal
from oracle import Oracle

from liability.determination.assess import assess
from liability.findings.find import find
from liability.inference import infer as infer_module
from liability.inference.engine import MOST_PATTERNS, Engine, EngineError, Step
from liability.inference.infer import Inference
from liability.rulebook.compile import compile_pack
from liability.rulebook.load import load_rulebook
from liability.rulebook.packs import DEFAULT_PACK, shipped
from liability.rulebook.specialize import law_in_force

TESTS = Path(__file__).parent


# --- the engine and the oracle agree --------------------------------------------------------------


@examples(60)
@given(st.data())
def test_engine_and_oracle_agree_on_generated_rulebooks_and_cases(data):
    rulebook = compiled(data.draw(packs()))
    inference = Inference()
    for _ in range(3):
        case = case_of(data.draw(case_data(rulebook)), rulebook)
        assert differences(assess(case, rulebook, inference=inference)) == AGREED


@examples(30)
@given(st.data())
def test_engine_and_oracle_agree_under_every_profile_and_reading_and_for_each_side(data):
    rulebook = compiled(data.draw(packs()))
    case = case_of(data.draw(case_data(rulebook)), rulebook)
    inference = Inference()
    for profile in rulebook.profiles:
        found = assess(case, rulebook, profile=profile, inference=inference)
        assert differences(found, profile=profile) == AGREED
    for reading in rulebook.readings.values():
        for option in reading.options:
            found = assess(case, rulebook, readings={reading.id: option}, inference=inference)
            assert differences(found, readings={reading.id: option}) == AGREED
    for side in rulebook.sides:
        found = assess(case, rulebook, side=side, inference=inference)
        assert differences(found, side=side) == AGREED


@pytest.mark.parametrize("profile", ["en", "ko", "ja", "zh"])
def test_engine_and_oracle_agree_on_every_case_file_under_each_profile(
    profile, rulebook, file_cases, inference
):
    assert file_cases
    wrong = {
        name: differences(
            assess(case, rulebook, profile=profile, inference=inference), profile=profile
        )
        for name, case in file_cases.items()
    }
    assert {name: found for name, found in wrong.items() if found != AGREED} == {}


OPTIONS = [
    (reading.id, option)
    for reading in compile_pack(shipped("rules") / DEFAULT_PACK).readings.values()
    for option in reading.options
]


def some_cases(file_cases, number):
    """Every case for a few options, a stable share of them where there are many."""
    every = max(1, len(file_cases) * len(OPTIONS) // 800)
    return {
        name: case
        for at, (name, case) in enumerate(sorted(file_cases.items()))
        if at % every == number % every
    }


@pytest.fixture(scope="module")
def remembering():
    """Inferences of one law after another: what is remembered of one serves others."""
    return Inference()


@pytest.mark.parametrize(("reading", "option"), OPTIONS)
def test_engine_and_oracle_agree_on_case_files_under_each_reading(
    reading, option, rulebook, file_cases, remembering
):
    wrong = {}
    for name, case in some_cases(file_cases, OPTIONS.index((reading, option))).items():
        found = assess(case, rulebook, readings={reading: option}, inference=remembering)
        wrong[name] = differences(found, readings={reading: option})
    assert {name: found for name, found in wrong.items() if found != AGREED} == {}


@examples(25)
@given(data=st.data())
def test_engine_and_oracle_agree_on_random_cases_of_the_shipped_pack(data):
    rulebook = shipped_rulebook()
    case = case_of(data.draw(case_data(rulebook)), rulebook)
    profile = data.draw(st.sampled_from(sorted(rulebook.profiles)))
    readings = dict(data.draw(st.lists(st.sampled_from(OPTIONS), max_size=4)))
    found = assess(case, rulebook, profile=profile, readings=readings)
    assert differences(found, profile=profile, readings=readings) == AGREED


# --- many cases, many laws, threads ---------------------------------------------------------------


def tiny_cases(rulebook):
    """More than 3,000 cases of the tiny regime that differ in their findings."""
    facts = [
        f"drone.{name}"
        for name in (
            "above_people",
            "tethered",
            "parachute",
            "registered",
            "insured",
            "flown",
            "at_night",
            "crashed",
        )
    ]
    base = {
        "case": "x",
        "as_of": "2025-06-01",
        "drone": {"energy": "300"},
        "keepers": "none",
        "pleas": "none",
    }
    for answers in itertools.islice(
        itertools.product(["yes", "no", "unknown"], repeat=len(facts)), 0, None, 2
    ):
        drone = {
            fact.partition(".")[2]: answer for fact, answer in zip(facts, answers, strict=True)
        }
        yield case_of(base | {"drone": base["drone"] | drone}, rulebook)


def test_more_than_3000_fact_patterns_run_in_one_process_with_the_right_values():
    rulebook = load_rulebook(TESTS / "packs" / "tiny-regime")
    law, inference, seen = law_in_force(rulebook, "2025-06-01"), Inference(), set()
    for case in tiny_cases(rulebook):
        found = find(law, case)
        values = {key: each.value for key, each in found.items()}
        seen.add(tuple(values.values()))
        concluded = inference.infer(law, values, case.roster, case.refers)
        assert difference(Oracle(rulebook, case), found, concluded) == {}
    assert len(seen) > 3000


def test_more_laws_than_engines_are_kept_for_run_with_the_right_values(monkeypatch):
    monkeypatch.setattr(infer_module, "MOST_STAGES", 4)
    rulebook = load_rulebook(TESTS / "packs" / "tiny-regime")
    inference = Inference()
    case = case_of({"case": "x", "drone": {"energy": "150", "beside_people": "yes"}}, rulebook)
    for year in range(2020, 2030):
        for profile in rulebook.profiles:
            found = assess(
                case, rulebook, as_of=f"{year}-01-01", profile=profile, inference=inference
            )
            assert differences(found, as_of=f"{year}-01-01", profile=profile) == AGREED
    kept = {stage for stage, _ in inference._patterns}  # of others the ids may be used again
    assert kept == inference._engines.keys()


THREADS = """
    import sys, threading
    sys.path.insert(0, {tests!r})
    from generated_cases import case_of
    from liability.determination.assess import assess
    from liability.determination.document import canonical, document
    from liability.inference import infer
    from liability.rulebook.load import load_rulebook

    infer.MOST_STAGES = {engines}
    rulebook = load_rulebook()
    case = case_of({{"case": "x", "as_of": "2025-06-01", "system": {{"autonomy": "strong"}},
                    "parties": [{{"id": "a", "roles": ["developer"]}}]}}, rulebook)
    options = [(r.id, o) for r in rulebook.readings.values() for o in r.options][:{options}]

    def all_of_them(inference, start):
        found = {{}}
        for option in options[start:] + options[:start]:
            assessed = assess(case, rulebook, readings=dict([option]), inference=inference)
            found[option] = dict(assessed.outcomes)
        return found

    alone = all_of_them(infer.Inference(), 0)
    shared, results, errors = infer.Inference(), [], []

    def work(start):
        try:
            for _ in range(2):
                results.append(all_of_them(shared, start))
        except BaseException as error:
            errors.append(repr(error))

    threads = [threading.Thread(target=work, args=(n * len(options) // 4,)) for n in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert not errors, errors
    assert len(results) == 8 and all(each == alone for each in results)
    print("equal")
"""


def in_a_process(script):
    """Run a script apart: what goes wrong in C must not take the tests with it."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_four_threads_with_one_inference_give_equal_results():
    done = in_a_process(THREADS.format(tests=str(TESTS), engines=64, options=4))
    assert (done.returncode, done.stdout.strip()) == (0, "equal"), done.stderr[-2000:]


def test_four_threads_with_one_inference_give_equal_results_while_engines_are_closed():
    done = in_a_process(THREADS.format(tests=str(TESTS), engines=6, options=16))
    assert (done.returncode, done.stdout.strip()) == (0, "equal"), done.stderr[-2000:]


# --- the engine -----------------------------------------------------------------------------------


def echo(values):
    return "|".join(values[need] for need in sorted(values))


def refuse(values):
    if values["x"] == "bad":
        raise ValueError("refused by this step")
    return "met"


def test_an_exception_in_a_step_surfaces_as_itself_and_the_engine_works_afterwards():
    engine = Engine([Step("a", ("x",), refuse), Step("b", ("a", "y"), echo)])
    with pytest.raises(ValueError, match="refused by this step"):
        engine.run({"x": "bad", "y": "met"})
    assert engine.run({"x": "good", "y": "not_met"}) == {"a": "met", "b": "met|not_met"}


def interrupt(values):
    raise KeyboardInterrupt


def test_an_interrupt_in_a_step_is_not_swallowed():
    engine = Engine([Step("a", ("x",), interrupt)])
    with pytest.raises(KeyboardInterrupt):
        engine.run({"x": "met"})


def test_steps_fire_whatever_the_order_they_are_given_in():
    steps = [
        Step("a", ("x", "y"), echo),
        Step("b", ("a", "x"), echo),
        Step("c", ("b", "a", "z"), echo),
    ]
    inputs = {"x": "1", "y": "2", "z": "3"}
    results = [Engine(list(order)).run(inputs) for order in itertools.permutations(steps)]
    assert all(each == results[0] for each in results)


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([Step("a", tuple(f"n{n}" for n in range(MOST_PATTERNS + 1)), echo)], "a needs 16 nodes"),
        ([Step("a", (), echo)], "a needs 0 nodes"),
        ([Step("a", ("x", "x"), echo)], "a needs 2 nodes"),
        ([Step("a", ("x",), echo), Step("a", ("y",), echo)], "two steps decide one node"),
        ([Step("a b", ("x",), echo)], "a name the engine cannot carry"),
        ([Step("가", ("x",), echo)], "a name the engine cannot carry"),
        ([Step("opening", ("x",), echo)], "32-bit hash"),
        ([Step(f"a{n}", ("x",), echo) for n in range(251)], "x is used too often"),
    ],
)
def test_the_engine_refuses_what_durable_rules_is_not_sound_for(steps, says):
    with pytest.raises(EngineError, match=says):
        Engine(steps)


def test_the_engine_refuses_two_names_of_one_hash():
    # "costarring" and "liquid" have the same 32-bit FNV hash, which is all the engine compares
    with pytest.raises(EngineError, match="32-bit hash"):
        Engine([Step("costarring", ("x",), echo), Step("liquid", ("x",), echo)])


@pytest.mark.parametrize(
    "inputs", [{}, {"x": "met"}, {"x": "met", "y": "met", "z": "met"}, {"x": "met", "a": "met"}]
)
def test_the_engine_refuses_inputs_that_are_missing_or_unknown(inputs):
    engine = Engine([Step("a", ("x", "y"), echo)])
    with pytest.raises(EngineError, match="inputs missing or unknown"):
        engine.run(inputs)


def test_the_engine_refuses_steps_in_a_circle():
    engine = Engine([Step("a", ("b",), echo), Step("b", ("a",), echo)])
    with pytest.raises(EngineError, match="did not fire"):
        engine.run({})


# --- large conclusions ----------------------------------------------------------------------------


WAYS = {
    "all": lambda names: {"all": names},
    "any": lambda names: {"any": names},
    "not": lambda names: {"not": {"all": names}},
    "disproved": lambda names: {"disproved": {"any": names}},
    "nested": lambda names: {
        "any": [{"all": names[:8]}, {"not": {"any": names[8:18]}}, *names[18:]]
    },
    "count": lambda names: {
        "count": [{"any": names[:9]}, {"all": names[9:20]}, *names[20:]],
        "at_least": "2",
    },
}


def large(when, *more):
    """A pack whose conclusion `x` rests on 24 findings, each of which tests two facts."""
    facts = ["system.b0", "system.b1"]
    findings = {
        name: {
            "test": {
                "any": [
                    {"fact": facts[n % 2], "is": "true"},
                    {"fact": "system.c0", "is": "xyz"[n % 3]},
                ]
            }
        }
        for n, name in enumerate(MANY)
    }
    rules = {"x": {"when": when, "concludes": "x"}} | {
        f"more-{n}": rule for n, rule in enumerate(more)
    }
    return minimal(findings=findings, conclusions={"x": {}}, cautions=["x"], rules=rules)


@pytest.mark.parametrize("way", WAYS)
def test_a_conclusion_that_rests_on_more_than_15_nodes_is_split_and_means_the_same(way):
    rulebook = compiled(large(WAYS[way](MANY)))
    law, inference = law_in_force(rulebook, "2025-06-01"), Inference()
    assert len(law.conclusions["x"].needs) > MOST_PATTERNS
    for b0, b1, c0 in itertools.product(
        ["yes", "no", "unknown"], ["yes", "no", "unknown"], ["x", "y", "unknown"]
    ):
        written = {"case": "x", "as_of": "2025-06-01", "system": {"b0": b0, "b1": b1, "c0": c0}}
        assert (
            differences(assess(case_of(written, rulebook), rulebook, inference=inference)) == AGREED
        )
