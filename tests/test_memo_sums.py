"""What a memorandum says of the sums: who pays how much, and only the law of the steps taken."""

from __future__ import annotations

import json
import re

import pytest
from apportion_runs import FOLDER, G27, sums
from in_process import run

from liability.cli.memo import memo as memo_verb

CASE = """\
case: sums
title: {title}
as_of: 2026-06-30
system: {{autonomy: strong, generality: strong, intelligence: strong}}
claims: none
harm: {{occurred: yes, caused_by_system: yes, currency: USD, claimant_fault: {fault}}}
individuals: none
insurance: {insurance}
parties:
  - {{id: a, name: Alpha, roles: [developer], comparative_share: 20 %, at_fault: no, willful: no,
     intended_harm: no, insolvent: {insolvent}{settled}}}
  - {{id: b, name: Beta, roles: [operator], comparative_share: 80 %, at_fault: no, willful: no,
     intended_harm: no, insolvent: no}}
heads:
  - {{id: l, amount: 100 million, kind: economic, divisible: no}}
"""
PLAIN = {"title": "A case", "fault": "0", "insurance": "none", "insolvent": "no", "settled": ""}
LAYER = "[{id: i, insured: a, attaches_at: 0, limit: 5 million}]"

pytestmark = pytest.mark.usefixtures("at_the_root")


@pytest.fixture
def case(tmp_path):
    def written(**said):
        file = tmp_path / "case.yaml"
        file.write_text(CASE.format(**{**PLAIN, **said}), "utf-8")
        return file

    return written


def text_of(file, *options):
    return re.sub(r"\\(.)", r"\1", run(memo_verb, file, *options).stdout)


def short_answer(file, *options):
    return text_of(file, *options).partition("## Short answer")[2].partition("## Facts")[0]


def cited(file, *options):
    """What the note on the sums cites; each is among the authorities."""
    text = text_of(file, *options)
    found = re.search(r"from the answers above by arithmetic\.\[\^(\d+)\]", text)
    note = re.search(rf"^\[\^{found[1]}\]: (.*)\.$", text, re.M)[1].split(", ")
    authorities = text.partition("## Authorities")[2]
    assert all(f"- **{each}** " in authorities for each in note)
    return set(note)


# --- the law of the steps -------------------------------------------------------------------------


def test_where_all_are_jointly_liable_and_can_pay_no_law_of_another_step_is_cited(case):
    found = cited(case())
    assert found == {"C.2.a", "C.2.b", "R3A.8", "R3A.10", "R3A.17", "R3A.23"}
    authorities = text_of(case()).partition("## Authorities")[2]
    assert not re.findall(r"\*\*(PA\.2210|R3A\.16|R3A\.11|R3A\.7)\*\*", authorities)


@pytest.mark.parametrize(
    ("said", "cites"),
    [
        ({"settled": ", settled_for: $3 million"}, {"R3A.16"}),
        ({"settled": ", settled_for: unknown"}, {"R3A.16"}),
        ({"fault": "10 %"}, {"R3A.7"}),
        ({"fault": "unknown"}, {"R3A.7"}),
        ({"insolvent": "yes"}, set()),  # by R3A.17, on which the track rests too
        ({"insolvent": "yes", "insurance": LAYER}, {"PA.2210"}),
        ({"insolvent": "unknown", "insurance": LAYER}, {"PA.2210"}),
        ({"insurance": LAYER}, set()),  # what insures one that can pay bears on nobody else
    ],
)
def test_a_step_that_is_or_may_be_taken_is_cited(said, cites, case):
    assert cited(case(**said)) - cited(case()) == cites


def test_the_extent_of_liability_rests_on_the_rules_of_the_track(case):
    options = ("--reading", "forum-track=B")
    assert cited(case(), *options) == {"C.2.a", "C.2.b", "R3A.8", "R3A.11", "R3A.17"}


def test_json_names_the_steps_that_are_taken():
    found = json.loads(sums(G27, "-f", "json").stdout)["cites"]
    assert set(found) == {"exposure", "shares", "uncollectible", "contribution", "ordinary"}
    assert json.loads(sums(FOLDER / "no-heads.yaml", "-f", "json").stdout)["cites"] == {}


# --- the short answer -----------------------------------------------------------------------------


def test_the_short_answer_says_who_pays_how_much(case):
    said = short_answer(case(fault="10 %", insolvent="yes"))
    assert (
        "- **Who pays**: Harm: USD 100,000,000. Claimant: may claim USD 90,000,000; bears "
        "USD 10,000,000 in the end.\n"
        "    - Alpha: may be asked for USD 90,000,000; bears USD 0 in the end.\n"
        "    - Beta: may be asked for USD 90,000,000; bears USD 90,000,000 in the end.\n"
        "    - What cannot be collected: Alpha cannot pay USD 18,000,000 of its part [R3A.17]; it "
        "is borne by: Beta USD 18,000,000.\n"
    ) in said


def test_the_short_answer_gives_the_range_of_what_is_open(case):
    said = short_answer(case(insolvent="unknown"))
    assert (
        "Beta: may be asked for USD 100,000,000; bears USD 80,000,000 to USD 100,000,000 (if the "
        "record closed today: USD 80,000,000) in the end."
    ) in said
    assert "?" not in said


def test_the_short_answer_says_who_settled_and_for_how_much(case):
    said = short_answer(case(settled=", settled_for: $3 million"))
    assert "- Alpha: settled for USD 3,000,000.\n" in said


def test_the_short_answer_names_who_may_be_asked_in_person():
    said = short_answer(FOLDER / "executive-settled.yaml")
    assert (
        "    - May be asked for in person: Chief executive: up to USD 90,000,000, beside Developer."
    ) in said


def test_the_short_answer_says_who_bears_what_a_party_cannot_pay():
    said = short_answer(FOLDER / "executive-pays.yaml")
    assert (
        "    - Operator: may be asked for USD 10,000,000; Chief executive bears USD 4,000,000.\n"
    ) in said


def test_the_memorandum_says_whose_settlement_is_left_out(case):
    said = case(settled=", settled_for: $3 million").read_text("utf-8")
    file = case()
    file.write_text(said.replace("roles: [developer]", "roles: [end-user]"), "utf-8")
    left_out = (
        "Settlements: what Alpha paid in settlement is left out, since nothing can be claimed "
        "of it."
    )
    assert f"- **Who pays**: Harm: USD 100,000,000. {left_out} Claimant: " in short_answer(file)
    assert f"- {left_out}\n" in text_of(file)
    assert "| Alpha |  | does not answer |  | settled for 3,000,000 |" in text_of(file)


def test_without_sums_the_short_answer_says_nothing_of_who_pays():
    assert "Who pays" not in short_answer("cases/gpt-4.yaml")


@pytest.mark.parametrize(
    ("language", "quoted"),
    [("en", "“{}”"), ("ko", "「{}」"), ("ja", "「{}」"), ("zh", "“{}”")],
)
def test_a_title_that_is_a_sentence_stands_in_the_question_as_a_quotation(language, quoted, case):
    title = "An agent moves a client's money"
    text = text_of(case(title=title), "--lang", language)
    question = text.split("\n## ")[1]
    assert quoted.format(title) in question


# --- what the sums come from ----------------------------------------------------------------------


def the_sums(file, *options):
    return text_of(file, *options).partition("#### The sums")[2].partition("## What is")[0]


def test_the_sums_say_who_cannot_pay_who_takes_it_and_what_insurance_pays(case):
    said = the_sums(case(insolvent="yes", insurance=LAYER))
    assert (
        "- What cannot be collected: Alpha cannot pay USD 15,000,000 ? of its part [R3A.17]; it is "
        "borne by: Beta USD 15,000,000 ?.\n"
        "- Payments on this record: i pays USD 5,000,000 ? for Alpha.\n"
    ) in said
    assert "Payments" not in the_sums(case(insurance=LAYER))
    assert "cannot" not in the_sums(case())


def test_the_sums_say_by_what_shares_they_go_that_do_not_come_to_the_whole(case):
    said = the_sums(case(fault="10 %"))
    assert (
        "- To know: the shares stated, with the claimant's own, come to 110%: the claimant's 10% "
        "comes first, and the parties divide the rest in proportion to theirs.\n"
    ) in said
    assert "To know" not in the_sums(case())


def test_nobody_but_who_caused_a_head_alone_is_said_to_bear_what_cannot_be_collected(case):
    file = case(insolvent="yes")
    caused = file.read_text("utf-8").replace("divisible: no", "divisible: yes, caused_by: a")
    file.write_text(caused, "utf-8")
    text = text_of(file, "--reading", "forum-track=C")
    assert "Who bears what cannot be collected (l): those who answer for the whole; else" in text
    assert "nobody else takes up what cannot be collected (l). This rule applies." in text
    assert "Who bears what cannot be collected (l): the other parties" not in text
    assert "it is borne by: the claimant USD 100,000,000." in text


# --- shares ---------------------------------------------------------------------------------------


def test_shares_are_told_as_percentages(case):
    text = text_of(case(fault="{low: 5 %, best: 10 %, high: 12.5 %}"))
    assert "| The claimant's own share of responsibility | 5% to 12.5%, best estimate 10% |" in text
    assert "| Share of responsibility (Alpha) | 20% |" in text
