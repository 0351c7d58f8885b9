"""What `liability apportion` says on the screen, hostile text, and why."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from apportion_runs import (
    FOLDER,
    G27,
    INTENT,
    INTERVALS,
    TRACKS,
    UNKNOWN_SETTLEMENT,
    named,
    refused,
    sums,
)
from in_process import run
from rich.cells import cell_len

from liability.cli.why import why, why_not

pytestmark = pytest.mark.usefixtures("at_the_root")

# --- what cannot be collected ---------------------------------------------------------------------


@pytest.mark.parametrize("track", ["A", "C"])
def test_who_pays_for_all_and_may_claim_nothing_takes_what_cannot_be_collected(track, tmp_path):
    """That the developer is relieved of its own part besides is in what each bears."""
    case = tmp_path / "case.yaml"
    host = "  - {id: host, name: Host, roles: [host], comparative_share: 25 %, insolvent: yes}\n"
    said = (
        Path(FOLDER / "willful.yaml")
        .read_text("utf-8")
        .replace("individuals:", f"{host}individuals:")
    )
    case.write_text(said, "utf-8")
    options = ("--collect-from", "operator", "--track", track)
    shown = " ".join(sums(case, *options, columns=200).stdout.split())
    assert "it is borne by: Operator USD 2,000,000 Payments" in shown
    found = json.loads(sums(case, *options, "-f", "json").stdout)
    taken = {each["id"]: each["takes"]["on_this_record"] for each in found["parties"]}
    assert taken == {"developer": 0, "operator": 2_000_000, "host": 0}
    assert found["claimant"]["takes"]["on_this_record"] == 0


def test_what_changes_nothing_once_one_pays_for_all_is_not_asked():
    shown = sums(INTENT, "--track", "Y2K", "--collect-from", "user").stdout
    assert "bears USD 0 in the end" in shown
    assert "would change these sums" not in shown


# --- the screen -----------------------------------------------------------------------------------


SHOWN = ["korean", "japanese", "twelve-parties", "settlement", "interval-amounts", "no-heads"]


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("name", SHOWN)
def test_no_line_of_the_sums_is_wider_than_the_terminal(name, columns):
    case = FOLDER / f"{name}.yaml"
    for done in (sums(case, columns=columns), run(why, case, "exposure", columns=columns)):
        assert done.exit_code in (0, 3), done.stderr
        assert max(cell_len(line) for line in done.stdout.splitlines()) <= columns


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("case", ["cases/worked/g28.yaml", "cases/worked/g31.yaml"])
def test_where_names_can_give_way_no_figure_is_broken(case, columns):
    shown = sums(case, columns=columns).stdout
    assert re.search(r"^  Party +Share +May be asked for +Own part +Bears in the end$", shown, re.M)
    assert re.search(r"^  operator +not known +(100%|30,000,000) +(not known|up to)", shown, re.M)


def test_a_mark_is_explained_once_wherever_it_stands():
    legend = "? something open would change it: the figure is that of this record"
    for case in (INTENT, "cases/worked/g28.yaml", UNKNOWN_SETTLEMENT, INTERVALS):
        for format_ in ("rich", "markdown"):
            shown = sums(case, "-f", format_).stdout
            assert " ?" in shown
            assert shown.count(legend) == 1
    for case in (G27, "cases/worked/g31.yaml", TRACKS, FOLDER / "no-heads.yaml"):
        shown = sums(case).stdout
        assert not re.search(r" \?( |$)", shown, re.M)
        assert legend not in shown


def test_a_claimant_that_settlements_gave_more_than_the_harm_bears_nothing():
    shown = sums(FOLDER / "settlement.yaml", columns=120).stdout
    assert "may claim EUR 8,000,000; receives EUR 1,000,000 more than the harm" in shown
    assert "-1,000,000" not in shown


def test_a_claimant_that_may_be_paid_more_than_the_harm_bears_no_negative_amount(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text(
        """\
case: paid-twice
as_of: 2025-12-01
system:
  {autonomy: strong, generality: strong, intelligence: strong, training_compute: 3e26,
   training_status: completed, deployed: yes}
harm: {occurred: yes, date: 2025-06-10, caused_by_system: yes, currency: USD, claimant_fault: 0}
heads: [{id: h, amount: $100 million, divisible: no}]
parties:
  - {id: dev, roles: [developer], comparative_share: 40%, settled_for: $20 million}
  - {id: host, roles: [host]}
claims: none
""",
        "utf-8",
    )
    shown = sums(file, "--track", "A", columns=120).stdout
    claimant = next(line for line in shown.splitlines() if line.startswith("Claimant"))
    assert "may receive up to USD 20,000,000 more than the harm" in shown, claimant
    assert "-" not in claimant


def test_who_settled_is_shown_with_what_it_settled_for():
    shown = sums(FOLDER / "settlement.yaml").stdout
    assert re.search(r"^  Host +20% +0 +2,000,000 +settled for 3,000,000$", shown, re.M)


def left_out(tmp_path):
    """The sums of a case of which a host that does not answer has settled."""
    said = (FOLDER / "settlement.yaml").read_text("utf-8").replace("[host]", "[end-user]")
    (tmp_path / "case.yaml").write_text(said, "utf-8")
    return tmp_path / "case.yaml"


def test_a_settlement_of_one_who_does_not_answer_is_said_to_be_left_out(tmp_path):
    shown = sums(left_out(tmp_path), columns=200).stdout
    said = "what Host paid in settlement is left out, since nothing can be claimed of it"
    assert re.search(rf"^Settlements  {said}$", shown, re.M)
    assert shown.count(said) == 1
    assert re.search(r"^  Host +does not answer +settled for 3,000,000$", shown, re.M)


def test_json_has_the_settlement_of_one_who_does_not_answer_and_that_it_is_left_out(tmp_path):
    found = json.loads(sums(left_out(tmp_path), "-f", "json").stdout)
    host = next(each for each in found["parties"] if each["id"] == "host")
    assert (host["answers"], host["has_settled"]) == ("no", "yes")
    assert host["settled"]["on_this_record"] == 3_000_000
    assert {"remark": "settlement_without_answer", "parties": ["host"]} in found["remarks"]
    assert "host" not in [each["from"] for each in found["payments"]]


# --- who pays in place of a party -----------------------------------------------------------------


def test_who_pays_for_one_that_cannot_is_named_wherever_it_pays():
    shown = sums(FOLDER / "executive-pays.yaml").stdout
    assert re.search(r"^  Operator .* Chief executive bears 4,000,000$", shown, re.M)
    assert "  - Chief executive pays the claimant USD 4,000,000\n" in shown
    assert "  - Developer: USD 4,000,000 from Chief executive\n" in shown
    why_it = run(why, FOLDER / "executive-pays.yaml", "bears@operator").stdout
    assert "Chief executive bears USD 4,000,000\n" in why_it


@pytest.mark.parametrize("figure", ["share", "bears", "own_part"])
def test_a_figure_of_parties_alone_is_not_said_of_an_individual(figure):
    asked = run(why, FOLDER / "executive-pays.yaml", f"{figure}@ceo")
    assert asked.exit_code == 2
    assert f"`{figure}@ceo` is a figure of parties, and `ceo` is an individual" in asked.stderr
    assert "help: ask about `exposure@ceo`" in asked.stderr
    assert (
        "Chief executive: USD 10,000,000"
        in run(why, FOLDER / "executive-pays.yaml", "exposure@ceo").stdout
    )


@pytest.mark.parametrize("case", ["executive-pays", "executive-not-released"])
def test_json_names_the_individuals_who_make_a_payment(case):
    found = json.loads(sums(FOLDER / f"{case}.yaml", "-f", "json").stdout)
    who = {(each["from"], each["for"]): each["from_individuals"] for each in found["payments"]}
    backed = next(each["id"] for each in found["parties"] if each["backed_by"])
    assert who.pop((backed, "harm")) == ["ceo"]
    assert not any(who.values())


def test_json_names_the_individuals_to_whom_contribution_is_paid():
    case = FOLDER / "executive-pays.yaml"
    found = json.loads(sums(case, "--collect-from", "operator", "-f", "json").stdout)
    contributed = next(each for each in found["payments"] if each["for"] == "contribution")
    assert (contributed["to"], contributed["to_individuals"]) == ("operator", ["ceo"])


# --- hostile text ---------------------------------------------------------------------------------


HOSTILE = [
    "{{ 7*7 }} {% for x in y %}",
    "<script>alert(1)</script> <!-- -->",
    "a | b \\| c `d` [e](f) ~~g~~ $h$",
    "a\nb\r\n- c\n# d",
    "\x1b[31m\x1b]0;x\x07\x9b2J red [bold]b[/bold] :smile:",
    "\u202egnp.exe\u2066 \u2028 \ufeff",
    " ? Who pays ?",
    "-1 + =1",
]


@pytest.fixture(scope="module")
def plainly(tmp_path_factory):
    """The sums of the worked case in a format, with a plain word for every name."""
    case = named("Plain", tmp_path_factory.mktemp("plain"), "case.yaml")
    return cache(lambda format_: sums(case, "-f", format_, columns=400))


@pytest.mark.parametrize("format_", ["rich", "json", "markdown", "svg"])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_steers_the_terminal_or_changes_the_form(name, format_, tmp_path, plainly):
    hostile = sums(named(name, tmp_path, "a.yaml"), "-f", format_, columns=400)
    plain = plainly(format_)
    assert hostile.exit_code == plain.exit_code == 0, hostile.stderr
    shown = hostile.stdout
    assert not set("\x1b\x07\x9b\u202e\u2066\u2028\x00") & set(shown)
    if format_ == "json":
        found = json.loads(shown)
        assert {each["name"] for each in found["parties"]} == {name}
        for each in (*found["parties"], *found["heads"]):
            each["name"] = "Plain"
        for party in found["parties"]:
            for each in party["insurance"]:
                each["name"] = "Plain"
        assert found == json.loads(plain.stdout)
        return
    assert "<script>" not in shown or format_ == "rich"
    assert format_ == "svg" or shown.count("49") == plain.stdout.count("49")
    if format_ == "markdown":
        lines = [each.splitlines() for each in (shown, plain.stdout)]
        assert len(lines[0]) == len(lines[1])
        for line, other in zip(*lines, strict=True):
            assert re.match(r"[#|*\-\d]*", line)[0] == re.match(r"[#|*\-\d]*", other)[0]
            assert len(re.findall(r"(?<!\\)\|", line)) == len(re.findall(r"(?<!\\)\|", other))


# --- why ------------------------------------------------------------------------------------------


def test_why_gives_the_steps_from_the_harm_to_the_exposure_each_with_its_law():
    shown = run(why, TRACKS, "exposure@operator", columns=160).stdout
    steps = shown.partition("\n\n")[0].splitlines()
    assert [each.lstrip("├└│─ ") for each in steps] == [
        "Operator may be asked for USD 80,000,000",
        "it answers to the claimant: yes",
        "Loss of business, USD 60,000,000: each for the whole  [C.2.b, R3A.10, R3A.17]",
        "Distress, USD 40,000,000: each for the whole  [C.2.b, R3A.10, R3A.17]",
        "settlements: none is entered",
        "claimant's fault: USD 20,000,000; it takes its share off the claim  [R3A.7]",
        "its share is 15%, by their shares of responsibility  [R3A.8]",
        "its own part is USD 15,000,000",
        "Host cannot pay USD 15,000,000 of its part  [R3A.17]; it is borne by: Developer "
        "USD 11,538,461.54, Operator USD 3,461,538.46",
        "in the end it bears USD 18,461,538.46",
    ]


def test_why_of_a_figure_of_nobody_in_particular_explains_it_for_each_party():
    shown = run(why, TRACKS, "share").stdout
    for name in ("Developer", "Host", "Operator"):
        assert f"{name} may be asked for" in shown
        assert f"Answers to the claimant, on whatever ground ({name}): yes" in shown
    assert "How far each party answers for this head" not in shown


def test_a_share_that_is_not_stated_is_named_and_the_others_are_not_taken_in_proportion():
    remarks = sums(FOLDER / "share-missing.yaml", columns=200).stdout.partition("To know")[2]
    assert "come to 75%; not stated, or not as one figure, is the share of: Host" in remarks
    assert "in proportion" not in remarks


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (
            "10 %",
            "the shares stated, with the claimant's own, come to 85%: the claimant's 10% comes "
            "first, and the parties divide the rest in proportion to theirs",
        ),
        ("0", "the shares stated, without the claimant's own, come to 75%: they are taken in pro"),
        (
            "{low: 30 %, high: 60 %}",
            "the shares stated, without the claimant's own, come to 75%: they are taken in pro",
        ),
    ],
)
def test_shares_that_are_not_the_whole_are_said_to_be_taken_as_they_are(fault, says, tmp_path):
    assert says in shares_off(tmp_path, ("claimant_fault: 0", f"claimant_fault: {fault}"))


def shares_off(folder, *changes):
    """What there is to know of the sums of a case, changed, whose shares are not the whole."""
    case = folder / "case.yaml"
    given = Path(FOLDER / "shares-off.yaml").read_text("utf-8")
    for before, after in changes:
        assert before in given
        given = given.replace(before, after)
    case.write_text(given, "utf-8")
    return sums(case, columns=200).stdout.partition("To know")[2]


@pytest.mark.parametrize("fault", ["{low: 10 %, high: 60 %}", "unknown"])
def test_shares_that_may_be_the_whole_with_the_claimants_own_are_not_said_to_be_off(
    fault, tmp_path
):
    assert "come to" not in shares_off(tmp_path, ("claimant_fault: 0", f"claimant_fault: {fault}"))
    more = ("comparative_share: 50 %", "comparative_share: 80 %")
    found = shares_off(tmp_path, more, ("claimant_fault: 0", f"claimant_fault: {fault}"))
    assert "the shares stated, without the claimant's own, come to 105%: they are taken" in found


def test_shares_that_are_the_whole_but_for_their_last_digit_are_not_said_to_be_off(tmp_path):
    thirds = (
        ("comparative_share: 50 %", "comparative_share: 66.6667 %"),
        ("comparative_share: 25 %", "comparative_share: 33.3332 %"),
    )
    assert "come to" not in shares_off(tmp_path, *thirds)


@pytest.mark.parametrize(("share", "falls"), [("0", False), ("10 %", True)])
def test_a_share_of_who_does_not_answer_falls_on_the_others_unless_it_is_none(
    share, falls, tmp_path
):
    user = (
        f"  - {{id: user, name: User, roles: [end-user], comparative_share: {share}, at_fault: no, "
        "intended_harm: no}\nindividuals: none"
    )
    found = shares_off(tmp_path, ("individuals: none", user))
    assert ("a share is stated of User, of whom nothing can be claimed" in found) == falls


def test_a_share_that_is_not_stated_is_named_also_where_the_others_are_the_whole(tmp_path):
    host = (
        "  - {id: host, name: Host, roles: [host], at_fault: no, intended_harm: no, insolvent: no}"
        "\nindividuals: none"
    )
    more = ("comparative_share: 50 %", "comparative_share: 75 %")
    found = shares_off(tmp_path, more, ("individuals: none", host))
    assert "come to 100%; not stated, or not as one figure, is the share of: Host" in found


def test_what_several_cannot_pay_is_said_once_to_be_borne_by_others():
    shown = sums(FOLDER / "twelve-parties.yaml", columns=200).stdout
    missed = shown.partition("What cannot be collected")[2].partition("Payments")[0]
    items = re.findall(r"^  - (.*)", missed, re.M)
    assert all(" cannot pay USD " in each for each in items[:-1])
    assert len(items) > 2
    assert items[-1].startswith("what they cannot pay is borne by: Party 1 USD ")


def test_contribution_is_claimed_from_whoever_pays_it():
    assert "  - Developer of the base: USD 34,285,714.29 from Fine-tuner\n" in sums(G27).stdout


def test_why_says_in_words_what_is_not_known():
    shown = run(why, FOLDER / "no-heads.yaml", "exposure@developer").stdout
    assert "What Developer may be asked for is not known" in shown
    assert "what it bears in the end is not known" in shown


@pytest.mark.parametrize(
    ("verb", "name", "says"),
    [
        (why, "exposure@hots", "`hots` is not a party of the case\n  help: did you mean `host`?"),
        (why, "exposrue", "help: did you mean `exposure`?"),
        (why_not, "exposure@host", "`exposure@host` is a figure of the sums, not a conclusion"),
    ],
)
def test_why_suggests_what_there_is(verb, name, says):
    assert says in refused(TRACKS, name, verb=verb)


def test_why_of_a_figure_without_sums_says_how_there_would_be_some(tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text("case: x\nas_of: 2025-06-01\n")
    said = refused(case, "exposure", verb=why)
    assert "`exposure` is a figure of the sums, and there are none" in said
    assert "list the parties and the heads of harm" in said
