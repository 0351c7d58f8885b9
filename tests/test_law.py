"""The law stays in the rules: Python holds none of it, and what they say holds of every case."""

from __future__ import annotations

import ast
import itertools
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from generated import case_data, case_of, figures, plain_values, shipped_rulebook
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from oracle import Oracle

import liability
from liability.determination.assess import assess
from liability.determination.document import canonical, document
from liability.inference.infer import Inference
from liability.logic import is_conflict, possible_values
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
    harbors = set(rulebook.entries[rulebook.outcomes.harbors["subject"]]) - {"compute"}
    quoted = re.compile(r"^(" + "|".join(harbors) + r")$")
    assert law_in_python(lambda value: isinstance(value, str) and bool(quoted.match(value))) == []


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


def test_python_names_no_provision(rulebook):
    assert law_in_python(is_a_word_of(rulebook.provisions)) == []


def test_python_names_no_reading_and_no_parameter(rulebook):
    assert law_in_python(is_a_word_of([*rulebook.readings, *rulebook.parameters])) == []


def test_python_names_no_fact_finding_conclusion_or_duty(rulebook):
    duties = rulebook.entries[rulebook.outcomes.obligations["subject"]]
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


# --- the language versions decide as the notes on them say ----------------------------------------

STRONG = {"autonomy": "strong", "generality": "strong", "intelligence": "strong"}
HARBORED = {"estimates_supplied": "yes", "estimates_credible": "yes"}


def assessed(rulebook, profile=None, **sections):
    data = {"case": "x", "as_of": "2025-06-01"} | sections
    return assess(case_of(data, rulebook), rulebook, profile=profile)


def under_each_profile(rulebook, outcome, **sections):
    return {
        profile: assessed(rulebook, profile, **sections).outcomes[outcome]
        for profile in ("en", "ko", "ja", "zh")
    }


def claim(harbor, **more):
    return {
        "id": "c",
        "harbor": harbor,
        "stage": "approved",
        "approver": "agency",
        "prepared_by_developer": "yes",
        "covers_system": "yes",
        "made_on": "2025-04-01",
        "expires": "2030-01-01",
        "material_change": "no",
        "open_defeater": "no",
        "suspended_by_authority": "no",
        "falsified": "no",
    } | more


UNHARMED = {"occurred": "no"}


@pytest.mark.parametrize(
    ("training", "rate"),
    [("1e26", "1e18"), ("1e25", "1e19"), ("1e26", "1e19")],
    ids=["training", "rate", "both"],
)
def test_compute_equal_to_the_threshold_is_within_the_harbor_in_japanese_and_chinese_only(
    training, rate, rulebook
):
    system = STRONG | HARBORED | {"training_compute": training, "inference_rate": rate}
    decided = under_each_profile(
        rulebook, "standard", system=system, harm=UNHARMED, claims=[claim("compute")]
    )
    assert decided == {"en": "strict", "ko": "strict", "ja": "fault", "zh": "fault"}


def test_compute_below_the_threshold_is_within_the_harbor_in_every_version(rulebook):
    system = STRONG | HARBORED | {"training_compute": "9.9e25", "inference_rate": "9.9e18"}
    decided = under_each_profile(
        rulebook, "standard", system=system, harm=UNHARMED, claims=[claim("compute")]
    )
    assert set(decided.values()) == {"fault"}


@pytest.mark.parametrize(
    ("training", "due"),
    [
        ("9.99e24", {"en": "none", "ko": "none", "ja": "none", "zh": "none"}),
        ("1e25", {"en": "none", "ko": "breached", "ja": "none", "zh": "none"}),
        ("1.01e25", {"en": "breached", "ko": "breached", "ja": "breached", "zh": "breached"}),
    ],
)
def test_a_run_exactly_at_the_registration_threshold_is_to_be_registered_in_korean_only(
    training, due, rulebook
):
    system = {
        "training_compute": training,
        "training_status": "completed",
        "us_company": "yes",
        "us_territory": "yes",
    }
    found = under_each_profile(
        rulebook,
        "obligations.register-training-run",
        system=system,
        compliance={"run_registered": "no"},
    )
    assert found == due


def test_registration_turns_on_us_territory_in_chinese_only(rulebook):
    system = {
        "training_compute": "2e25",
        "training_status": "completed",
        "us_company": "yes",
        "us_territory": "no",
    }
    found = under_each_profile(
        rulebook,
        "obligations.register-training-run",
        system=system,
        compliance={"run_registered": "no"},
    )
    assert found == {"en": "breached", "ko": "breached", "ja": "breached", "zh": "none"}


def test_a_system_equal_to_experts_is_weak_by_the_words_of_korean_and_japanese_only(rulebook):
    """The words are met and the axis says the contrary: neither in force nor merely failing."""
    system = {
        "intended_tasks_match_use": "yes",
        "intended_tasks_level": "parity",
        "best_tasks_level": "parity",
    }
    found = under_each_profile(rulebook, "harbors.weak", system=system, claims="none")
    assert found == {"en": "fails", "ko": "contradicted", "ja": "contradicted", "zh": "fails"}


def test_chinese_asks_for_reliable_where_the_others_ask_for_secure(rulebook):
    proven = {"safe": "yes", "controllable": "yes", "proven": "yes"}
    secure, reliable = (
        {
            profile: assessed(rulebook, profile, system=STRONG | proven | which).conclusions.values[
                "harbor_merits.provably-safe"
            ]
            for profile in ("en", "ko", "ja", "zh")
        }
        for which in ({"secure": "yes", "reliable": "no"}, {"secure": "no", "reliable": "yes"})
    )
    assert secure == {"en": "met", "ko": "met", "ja": "met", "zh": "not_met"}
    assert reliable == {"en": "not_met", "ko": "not_met", "ja": "not_met", "zh": "met"}


def test_willful_misconduct_that_breaks_no_law_makes_nobody_liable_in_korean(rulebook):
    who = {
        "id": "ceo",
        "party": "lab",
        "role": "executive",
        "willful_misconduct": "yes",
        "illegal_act": "no",
        "gross_negligence": "no",
        "had_authority": "yes",
    }
    found = under_each_profile(
        rulebook,
        "individuals.ceo.personal",
        system=STRONG,
        harm={"occurred": "yes", "caused_by_system": "yes"},
        parties=[{"id": "lab", "roles": ["developer", "operator"]}],
        claims="none",
        individuals=[who],
    )
    assert found == {"en": "yes", "ko": "no", "ja": "yes", "zh": "yes"}


@pytest.mark.parametrize("fact", [{"occurred": "no"}, {"occurred": "yes", "date": "2025-05-01"}])
def test_a_risk_equal_to_the_authorized_level_is_low_enough_but_in_english(fact, rulebook):
    compliance = {"case_prepared": "yes", "catastrophic_risk": "1e-6"}
    found = {
        profile: assessed(
            rulebook,
            profile,
            system=STRONG,
            harm=fact,
            compliance=compliance,
            parameters={"authorized.risk": "1e-6"},
        )
        .findings["case_bounds_risk"]
        .value
        for profile in ("en", "ko", "ja", "zh")
    }
    assert found == {"en": "not_met", "ko": "met", "ja": "met", "zh": "met"}


def test_in_chinese_approvals_are_needed_only_where_the_system_is_used(rulebook):
    compliance = {"approval_covers": ["is-used"]}
    found = {
        profile: assessed(rulebook, profile, compliance=compliance)
        .findings["approvals_reach"]
        .value
        for profile in ("en", "ko", "ja", "zh")
    }
    assert found == {"en": "not_met", "ko": "not_met", "ja": "not_met", "zh": "met"}


def test_a_general_system_is_judged_by_its_breadth_alone_in_japanese_and_chinese(rulebook):
    system = {"generality": "strong", "best_tasks_level": "below", "broad_range_level": "above"}
    found = {
        profile: assessed(rulebook, profile, system=system).findings["intelligence_strong"].value
        for profile in ("en", "ko", "ja", "zh")
    }
    assert found == {"en": "not_met", "ko": "not_met", "ja": "met", "zh": "met"}


def test_a_moderate_change_has_to_be_withstood_in_chinese_and_a_slight_one_in_korean_and_japanese(
    rulebook,
):
    def strong_after(**changes):
        return {
            profile: assessed(rulebook, profile, system=changes)
            .findings["agentic_after_modest_change"]
            .value
            for profile in ("en", "ko", "ja", "zh")
        }

    tuned = strong_after(agentic_after=["light-fine-tune"], agentic_change_fraction="0.05")
    assert tuned == {"en": "met", "ko": "not_met", "ja": "not_met", "zh": "met"}
    trained = strong_after(agentic_after=["larger-training"], agentic_change_fraction="0.05")
    assert trained == {"en": "not_met", "ko": "not_met", "ja": "not_met", "zh": "met"}


# --- what holds of every case ---------------------------------------------------------------------


def possible(determination, outcome):
    return set(possible_values(determination.outcomes[outcome]))


def names(determination, kind):
    return [name for name in determination.outcomes if name.startswith(f"{kind}.")]


def cases(rulebook, **options):
    return case_data(rulebook, **options)


# A case of the shipped pack shrinks for minutes, and its facts are readable as they are.
examples = settings(
    phases=list(Phase)
    if settings.get_current_profile_name() == "thorough"
    else [Phase.explicit, Phase.reuse, Phase.generate]
)


def raised(draw, rulebook, fact, written):
    """The same figure or interval, or a larger one."""
    options = figures(rulebook, rulebook.facts[fact])
    steps = st.integers(0, len(options) - 1)

    def up(value):
        return options[max(options.index(value), draw(steps))]

    if isinstance(written, str):
        return up(written)
    if "value" in written:
        return {"value": up(written["value"])}
    points = {name: up(value) for name, value in written.items()}
    rising = sorted(points.values(), key=Decimal)
    return dict(zip(points, rising, strict=True))


COMPUTE = [
    "training_compute",
    "output_compute",
    "inference_rate",
    "inference_rate_observed",
    "inference_rate_mean",
    "inference_rate_at_launch",
]


@examples
@given(data=st.data())
def test_raising_compute_removes_no_duty_adds_no_harbor_and_lowers_no_tier(data):
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, known=50, disputes=False))
    system = written.setdefault("system", {})
    for name in COMPUTE:
        system.setdefault(name, data.draw(plain_values(rulebook, rulebook.facts[f"system.{name}"])))
    higher = json.loads(json.dumps(written))
    for name in COMPUTE:
        if system[name] != "unknown":
            higher["system"][name] = raised(data.draw, rulebook, f"system.{name}", system[name])
    profile = data.draw(st.sampled_from(sorted(rulebook.profiles)))
    inference = Inference()
    before, after = (
        assess(case_of(each, rulebook), rulebook, profile=profile, inference=inference)
        for each in (written, higher)
    )
    for name in names(before, "obligations"):
        assert ("none" in possible(after, name)) <= ("none" in possible(before, name)), name
    for name in names(before, "harbors"):
        assert ("in_force" in possible(after, name)) <= ("in_force" in possible(before, name)), name
        if possible(before, name) != {"in_force"}:
            assert possible(after, name) != {"in_force"}, name
    assert ("fault" in possible(after, "standard")) <= ("fault" in possible(before, "standard"))
    assert ("RT-4" in possible(before, "tier")) <= ("RT-4" in possible(after, "tier"))
    assert min(possible(before, "tier")) <= min(possible(after, "tier"))


@examples
@given(data=st.data())
def test_an_open_defeater_never_improves_a_harbor(data):
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, known=70, disputes=False))
    assume(isinstance(written.get("claims"), list) and written["claims"])
    defeated = json.loads(json.dumps(written))
    defeated["claims"][data.draw(st.integers(0, len(written["claims"]) - 1))]["open_defeater"] = (
        "yes"
    )
    before, after = (assess(case_of(each, rulebook), rulebook) for each in (written, defeated))
    for name in names(before, "harbors"):
        for better in ("in_force", "available"):
            if better not in possible(before, name):
                assert better not in possible(after, name), name
    assert ("fault" in possible(after, "standard")) <= ("fault" in possible(before, "standard"))


@examples
@given(data=st.data())
def test_strong_autonomy_and_a_passive_harbor_never_go_together(data):
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, known=60))
    profile = data.draw(st.sampled_from(sorted(rulebook.profiles)))
    found = assess(case_of(written, rulebook), rulebook, profile=profile)
    assume(found.findings["autonomy_strong"].value == "met")
    assert "in_force" not in possible(found, "harbors.passive")
    assert possible(found, "harbors.passive") != {"available"}
    unclaimed = assess(case_of(written | {"claims": "none"}, rulebook), rulebook, profile=profile)
    assert "available" not in possible(unclaimed, "harbors.passive")


@examples
@given(data=st.data())
def test_the_tier_above_the_cap_does_not_turn_on_the_axes(data):
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, disputes=False))
    axes = [
        fact
        for fact in rulebook.facts.values()
        if fact.subject == "system" and set(fact.cites) & {"D.A", "D.G", "D.I"}
    ]
    assert len(axes) > 10
    other = json.loads(json.dumps(written))
    for fact in axes:
        other["system"][fact.name] = data.draw(plain_values(rulebook, fact))
    before, after = (assess(case_of(each, rulebook), rulebook) for each in (written, other))
    top = "RT-4"
    assert (top in possible(before, "tier")) == (top in possible(after, "tier"))
    if not is_conflict(before.outcomes["tier"]) and not is_conflict(after.outcomes["tier"]):
        assert (possible(before, "tier") == {top}) == (possible(after, "tier") == {top})


@examples
@given(data=st.data())
def test_claims_of_a_harbor_change_neither_the_tier_nor_any_duty_of_the_tiers(data):
    """Duties that arise from a claim are the claim's own; those of the tiers cite Appendix D."""
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, known=60))
    other = data.draw(cases(rulebook, known=60))
    without = written | {"claims": "none"}
    claims = (
        [
            {key: value for key, value in each.items() if key != "by"}
            for each in other.get("claims") or []
        ]
        if isinstance(other.get("claims"), list)
        else []
    )
    before, after = (
        assess(case_of(each, rulebook), rulebook)
        for each in (without, written | {"claims": claims})
    )
    duties = rulebook.entries["obligation"]
    of_the_tiers = [
        f"obligations.{name}" for name, duty in duties.items() if duty.cites[0].startswith("D.")
    ]
    assert len(of_the_tiers) > 10
    for name in ["tier", *of_the_tiers]:
        assert before.outcomes[name] == after.outcomes[name], name


@examples
@given(data=st.data())
def test_no_rules_of_the_shipped_pack_disagree_and_every_conclusion_has_a_value(data):
    """Whatever a case states, disputed or contradictory, under any profile and some readings."""
    rulebook = shipped_rulebook()
    written = data.draw(cases(rulebook, known=data.draw(st.sampled_from([20, 60, 100]))))
    profile = data.draw(st.sampled_from(sorted(rulebook.profiles)))
    options = [(each.id, option) for each in rulebook.readings.values() for option in each.options]
    readings = dict(data.draw(st.lists(st.sampled_from(options), max_size=3)))
    found = assess(case_of(written, rulebook), rulebook, profile=profile, readings=readings)
    for values in (found.conclusions.values, found.on_this_record.values):
        odd = {
            key: value
            for key, value in values.items()
            if is_conflict(value) or not possible_values(value)
        }
        assert odd == {}


@examples
@given(data=st.data())
def test_on_a_closed_record_standard_tier_and_injunction_are_decided(data):
    rulebook = shipped_rulebook()
    found = assess(case_of(data.draw(cases(rulebook)), rulebook), rulebook)
    for name in ("standard", "tier", "injunction"):
        assert len(possible_values(found.closed_outcomes[name])) == 1, name


LEVELS = ("below", "parity", "unknown")


@pytest.mark.parametrize("profile", ["en", "ja"])
def test_a_tier_that_is_possible_is_that_of_some_way_of_completing_the_record(profile, rulebook):
    """What intelligence takes turns on generality, so the axes are not open one by one."""
    inference = Inference()
    facts = ("autonomy", "generality", "best_tasks_level", "broad_range_level")
    axis = ("weak", "strong", "unknown")
    found, on_record = {}, {}
    for stated in itertools.product(axis, axis, LEVELS, LEVELS):
        data = {"case": "x", "as_of": "2025-06-01", "system": dict(zip(facts, stated, strict=True))}
        data["system"] |= {"training_compute": "1e24", "inference_rate": "1e17"}
        decided = assess(case_of(data, rulebook), rulebook, profile=profile, inference=inference)
        found[stated] = possible(decided, "tier") - {""}  # each rule for itself may fail to apply
        on_record[stated] = decided.closed_outcomes["tier"]
    for stated, tiers in found.items():
        ways = itertools.product(
            *(
                [each] if each != "unknown" else (axis if at < 2 else LEVELS)[:2]
                for at, each in enumerate(stated)
            )
        )
        assert tiers == set().union(*(found[way] for way in ways)), stated
        assert on_record[stated] in tiers, stated


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
