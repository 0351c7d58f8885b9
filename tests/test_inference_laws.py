"""Laws of inference that hold of every case, and that order changes nothing."""

from __future__ import annotations

import json
import random

import pytest
from generated import compiled, packs, shipped_rulebook
from generated_cases import case_data, case_of, learned, reordered
from hypothesis import given
from hypothesis import strategies as st
from inference_cases import CASES, WORDS, examples, file_case
from test_specialize import of_these_defaults

from liability.case.model import Disputed
from liability.determination.assess import assess, findings_otherwise
from liability.determination.document import canonical, document
from liability.inference.infer import Inference, recompute
from liability.logic import UNDETERMINED, is_conflict, named_values, possible_values
from liability.rulebook.compile import compile_pack
from liability.rulebook.packs import shipped
from liability.rulebook.specialize import with_profile, with_reading
from liability.source.yaml import read

# --- laws -----------------------------------------------------------------------------------------


def determined(values):
    return {
        key: value
        for key, value in values.items()
        if len(possible_values(value)) == 1 and not is_conflict(value)
    }


def overturned(before, after):
    """Findings and conclusions that were determined, and are otherwise after learning more."""
    was = determined(before.conclusions.values)
    is_now = after.conclusions.values
    return {
        key: (value, is_now[key])
        for key, value in was.items()
        if key in is_now and is_now[key] != value
    }


def newly_at_odds(before, after):
    """Whether what was learned sets ways of showing one finding, or rules, against each other."""

    def at_odds(found):
        ways = {key for key, finding in found.findings.items() if finding.contradicted}
        return ways | {key for key, value in found.conclusions.values.items() if is_conflict(value)}

    return not at_odds(after) <= at_odds(before)


@examples(40)
@given(st.data())
def test_learning_a_fact_never_changes_a_determined_outcome_of_a_generated_rulebook(data):
    rulebook = compiled(data.draw(packs(exhaustive=True, monotone=True)))
    known = data.draw(case_data(rulebook, known=40, disputes=False))
    before = assess(case_of(known, rulebook), rulebook)
    for _ in range(3):
        after = assess(case_of(data.draw(learned(rulebook, known)), rulebook), rulebook)
        if not newly_at_odds(before, after):
            assert overturned(before, after) == {}


@examples(40)
@given(st.data())
def test_no_finding_is_surer_than_what_a_side_says_makes_it(data):
    rulebook = compiled(data.draw(packs(exhaustive=True)))
    case = case_of(data.draw(case_data(rulebook, known=70)), rulebook)
    by_all = assess(case, rulebook)
    values = [stated.value for stated in case.facts.values()]
    disputed = [value.sides for value in values if isinstance(value, Disputed)]
    for side in rulebook.sides:
        if any(said.get(side) is None for said in disputed):
            continue  # it leaves facts open that are not open
        by_one = assess(case, rulebook, side=side)
        for key, found in by_all.findings.items():
            tests = [each.test for each in found.tests]
            if found.value != UNDETERMINED and not any(it.any_side for it in tests):
                assert by_one.findings[key].value == found.value, (side, key)


# `might exceed` asks for the high end of an interval, which learning brings down: not an outcome
# that stands once it is reached, by the clause's own word.
# A harbor that nobody has claimed is available until an element is shown not to hold, since `shown`
# speaks of the record as it stands.
MAY_BE_OVERTURNED = {"might_exceed_cap", "pause_request_outstanding"}
OF_THE_RECORD = {"harbor_lacking", "harbor_status"}
# What warns that the record is silent on something stands until it speaks of it.
WARNING_OF_SILENCE = {
    "training_today_left_out",
    "output_today_left_out",
    "rate_today_left_out",
    "training_of_harm_day",
    "output_of_harm_day",
    "rate_of_harm_day",
    "claim_case_apart",
    "cases_apart",
}
# What warns of what the record shows is not raised until it shows it, by `shown` as well.
WARNING_OF_WHAT_IS_SHOWN = {
    "figures_gone_since",
    "safety_removable",
    "figures_of_today_apart",
    "approval_dates_apart",
    "harm_date_to_come",
    "harm_before_its_training",
}


def may_be_overturned(key, values):
    name = key.partition("@")[0]
    base = name.partition(".")[0]
    ended = (("not_met", "met"), ("available", "fails"), ("lost", "fails"))
    warned = name in WARNING_OF_WHAT_IS_SHOWN and values == ("not_met", "met")
    return (
        warned
        or name in MAY_BE_OVERTURNED | WARNING_OF_SILENCE
        or (base in OF_THE_RECORD and values in ended)
    )


# A figure of today that is left out is that of the harm, by what the case is asked: a case that
# states the one has stated both, and does not learn the other.
TAKEN_TO_BE = {
    f"{name}_today": name
    for name in (
        "training_compute",
        "output_compute",
        "inference_rate",
        "inference_rate_observed",
        "inference_rate_mean",
    )
}


def one_fact_more(known, more):
    """Each case that knows one fact more than `known`, of those that `more` knows."""
    for key, facts in more.items():
        if key not in known:
            yield {**known, key: facts}
        elif isinstance(facts, dict):
            for name, value in facts.items():
                if name not in known[key] and TAKEN_TO_BE.get(name) in known[key]:
                    continue
                if known[key].get(name) != value:
                    yield {**known, key: {**known[key], name: value}}
        elif isinstance(facts, list):
            for at, member in enumerate(facts):
                for name, value in member.items():
                    if known[key][at].get(name) != value:
                        renewed = [*known[key]]
                        renewed[at] = {**renewed[at], name: value}
                        yield {**known, key: renewed}


@examples(15)
@given(data=st.data())
def test_learning_a_fact_never_changes_a_determined_outcome_of_the_shipped_pack(data):
    """Fact by fact; one that sets ways of showing a finding against each other is not learned."""
    rulebook = shipped_rulebook()
    known = data.draw(case_data(rulebook, known=35, disputes=False))
    profile = data.draw(st.sampled_from(sorted(rulebook.profiles)))
    more = data.draw(learned(rulebook, known))
    for _ in range(8):
        steps = list(one_fact_more(known, more))
        if not steps:
            break
        before = assess(case_of(known, rulebook), rulebook, profile=profile)
        step = data.draw(st.sampled_from(steps))
        after = assess(case_of(step, rulebook), rulebook, profile=profile)
        if newly_at_odds(before, after):
            continue
        found = overturned(before, after)
        assert {
            key: values for key, values in found.items() if not may_be_overturned(key, values)
        } == {}
        known = step


def recomputed(determination, law, findings, closed):
    base = determination.on_this_record if closed else determination.conclusions
    return recompute(base, law, findings, closed=closed)


def otherwise_found(determination, anew):
    """The findings whose value is another where all is found anew."""
    before = determination.findings
    return {key: it.value for key, it in anew.findings.items() if it.value != before[key].value}


def same(fresh, again):
    """What inferring afresh and recomputing make different."""
    return {
        key: (value, again.values.get(key))
        for key, value in fresh.values.items()
        if again.values.get(key) != value
    }


@examples(30)
@given(st.data())
def test_recompute_equals_inferring_afresh_on_other_findings(data):
    rulebook = compiled(data.draw(packs()))
    written = data.draw(case_data(rulebook))
    case = case_of(written, rulebook)
    determination = assess(case, rulebook)
    law = determination.law
    value = st.sampled_from(list(WORDS.values()))
    findings = {key: data.draw(value) for key in determination.findings}
    for closed in (False, True):
        fresh = Inference().infer(law, findings, case.roster, case.refers, closed=closed)
        assert same(fresh, recomputed(determination, law, findings, closed)) == {}
    for subject in (name for name, members in case.roster.items() if members is None):
        roster = {**case.roster, subject: ()}
        fresh = Inference().infer(law, findings, roster, case.refers)
        again = recompute(determination.conclusions, law, findings, closed=False, none=subject)
        assert same(fresh, again) == {}


@examples(30)
@given(st.data())
def test_recompute_equals_assessing_anew_under_another_reading_or_profile(data):
    rulebook = compiled(data.draw(packs()))
    case = case_of(data.draw(case_data(rulebook)), rulebook)
    determination = assess(case, rulebook)
    laws = [with_profile(determination.law, profile) for profile in rulebook.profiles]
    laws += [
        with_reading(determination.law, reading.id, option)
        for reading in rulebook.readings.values()
        for option in reading.options
    ]
    for law in laws:
        anew = assess(case, of_these_defaults(law))
        findings = findings_otherwise(determination, law)
        assert findings == otherwise_found(determination, anew)
        assert same(anew.conclusions, recomputed(determination, law, findings, False)) == {}
        assert same(anew.on_this_record, recomputed(determination, law, findings, True)) == {}


def test_what_a_determination_says_of_other_readings_and_profiles_is_what_assessing_anew_gives(
    rulebook, file_cases, inference
):
    for case in list(file_cases.values())[::12]:
        found = document(assess(case, rulebook, inference=inference))
        for profile in found["profiles"]:
            other = assess(case, rulebook, profile=profile["profile"], inference=inference)
            for change in profile["changes"]:
                if change["outcome"] != "standard.on_this_record":
                    assert (
                        list(named_values(other.outcomes[change["outcome"]])) == change["otherwise"]
                    )
        for reading in found["readings"][:8]:
            for alternative in reading["alternatives"]:
                options = {reading["id"]: alternative["option"]}
                other = assess(case, rulebook, readings=options, inference=inference)
                for change in alternative["changes"]:
                    if change["outcome"] != "standard.on_this_record":
                        assert (
                            list(named_values(other.outcomes[change["outcome"]]))
                            == change["otherwise"]
                        )


# --- order changes nothing ------------------------------------------------------------------------


# Lists whose order a reader sees: the values of a conclusion, the options of a reading, ….


SHOWN_IN_ORDER = frozenset(
    {
        "values", "options", "profiles", "subjects", "sides",
        "sections", "claims", "evidence", "defeaters", "conditions", "duties",
        "attestations", "changes", "views", "gates", "states", "roles", "sign_offs",
    }
)  # fmt: skip


def scattered(folder, target, seed):
    """Write the pack in `folder` again: its entries in another order, over files of other names."""
    order = random.Random(seed)
    entries = []
    for file in sorted(folder.rglob("*.yaml")):
        if "tests" not in file.relative_to(folder).parts:
            for section, body in read(file).data.items():
                if section == "pack":
                    entries.append({section: body})
                elif section == "entries":
                    entries += [
                        {section: {k: {n: e}}}
                        for k, members in body.items()
                        for n, e in members.items()
                    ]
                else:
                    entries += [{section: {name: entry}} for name, entry in body.items()]
    order.shuffle(entries)
    files = [entries[at::5] for at in range(5)]
    for number, content in enumerate(files):
        merged = {}
        for entry in content:
            for section, body in entry.items():
                if section == "entries":
                    for subject, members in body.items():
                        merged.setdefault(section, {}).setdefault(subject, {}).update(members)
                else:
                    merged.setdefault(section, {}).update(body)
        place = target / order.choice(["", "a", "b/c"])
        place.mkdir(parents=True, exist_ok=True)
        shuffled = reordered(merged, order.shuffle, SHOWN_IN_ORDER)
        (place / f"{order.randrange(10**6)}-{number}.yaml").write_text(
            json.dumps(shuffled), "utf-8"
        )


def bytes_of(case, rulebook):
    return canonical(document(assess(case, rulebook)))


@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_rules_and_files_changes_no_byte_of_the_shipped_packs_determinations(
    seed, rulebook, file_cases, tmp_path
):
    scattered(shipped("rules") / rulebook.id, tmp_path, seed)
    other = compile_pack(tmp_path)
    assert other.digest == rulebook.digest
    for file in CASES[seed::9]:
        assert bytes_of(file_case(file, other), other) == bytes_of(
            file_case(file, rulebook), rulebook
        )


@examples(12)
@given(packs(), st.data(), st.randoms(use_true_random=False))
def test_order_of_entries_changes_no_byte_of_a_generated_determination(raw, data, order):
    rulebook, other = compiled(raw), compiled(reordered(raw, order.shuffle, SHOWN_IN_ORDER))
    written = data.draw(case_data(rulebook))
    again = reordered(written, order.shuffle)
    assert other.digest == rulebook.digest
    assert bytes_of(case_of(again, other), other) == bytes_of(case_of(written, rulebook), rulebook)


def test_packs_of_one_digest_give_the_same_bytes_whatever_the_order_of_values_and_options(
    rulebook, tmp_path
):
    """Either the order of values and options is part of the digest, or it does not show."""
    folder, turned = shipped("rules") / rulebook.id, list.reverse
    for file in sorted(folder.rglob("*.yaml")):
        if "tests" not in file.relative_to(folder).parts:
            name = "-".join(file.relative_to(folder).parts)
            (tmp_path / name).write_text(json.dumps(reordered(read(file).data, turned)), "utf-8")
    other = compile_pack(tmp_path)
    case = case_of({"case": "x", "as_of": "2025-06-01", "system": {"autonomy": "strong"}}, rulebook)
    if other.digest == rulebook.digest:
        assert bytes_of(case, other) == bytes_of(case, rulebook)


def test_order_of_a_case_files_members_changes_nothing_but_their_order(rulebook):
    written = {
        "case": "x",
        "as_of": "2025-06-01",
        "system": {"autonomy": "strong", "generality": "strong", "intelligence": "strong"},
        "harm": {"occurred": "yes", "caused_by_system": "yes"},
        "parties": [
            {"id": "a", "roles": ["developer", "operator"]},
            {"id": "b", "roles": ["host"]},
            {"id": "c"},
        ],
        "claims": [
            {"id": "n", "harbor": "narrow", "by": "a", "stage": "claimed"},
            {"id": "w", "harbor": "weak"},
        ],
    }
    turned = json.loads(json.dumps(written))
    turned["parties"].reverse()
    turned["claims"].reverse()
    turned["parties"][2]["roles"].reverse()
    found, other = (
        document(assess(case_of(each, rulebook), rulebook)) for each in (written, turned)
    )
    del found["case"]["digest"], other["case"]["digest"]
    assert unordered(found) == unordered(other)


def unordered(data):
    """Data with every list in one order."""
    if isinstance(data, dict):
        return {key: unordered(value) for key, value in data.items()}
    if isinstance(data, list):
        return sorted(
            (unordered(each) for each in data), key=lambda each: json.dumps(each, sort_keys=True)
        )
    return data
