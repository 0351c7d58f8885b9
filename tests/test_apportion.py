"""Sums of cases, whole: what `liability apportion` prints, and how it takes what it is given.

To add one, write a case in `apportionment/NAME.yaml`, or take one of `cases`, and write the command
on the first line of `apportionment/NAME.md`, as `<!-- liability apportion CASE --track B -->`.
`UPDATE_EXPECTED=1 uv run pytest tests/test_apportion.py` writes below that line what the command
prints as Markdown: work the sums out by hand, and read each line against docs/apportionment.md.
"""

from __future__ import annotations

import json
import re
import shlex
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from apportion_runs import (
    FOLDER,
    G27,
    INTENT,
    INTERVALS,
    ROOT,
    TRACKS,
    UNKNOWN_SETTLEMENT,
    refused,
    sums,
)
from cli_runs import run_process
from golden import golden
from in_process import run_line

GOLDENS = sorted((ROOT / FOLDER).glob("*.md"))
COMMAND = re.compile(r"<!-- liability apportion (?P<arguments>.+) -->")
WORKED = sorted(str(each.relative_to(ROOT)) for each in (ROOT / "cases" / "worked").glob("*.yaml"))


def command(file):
    """The arguments on the first line of a golden file."""
    first = file.read_text("utf-8").partition("\n")[0]
    found = COMMAND.fullmatch(first)
    assert found, f"{file.name} must begin with `<!-- liability apportion CASE … -->`"
    return shlex.split(found["arguments"])


ASKED = sorted(
    {tuple(command(each)) for each in GOLDENS if "--lang" not in command(each)}
    | {(each,) for each in WORKED}
)


pytestmark = pytest.mark.usefixtures("at_the_root")


@cache
def json_text(*arguments):
    done = sums(*arguments, "-f", "json")
    assert done.exit_code in (0, 3), done.stderr
    return done.stdout


def as_json(*arguments):
    """The sums of a case that no test changes, each made once."""
    return json.loads(json_text(*map(str, arguments)))


# --- golden files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("file", GOLDENS, ids=lambda file: file.stem)
def test_the_sums_of_a_case_are_exactly_these(file):
    done = sums(*command(file), "-f", "markdown")
    assert done.exit_code in (0, 3), done.stderr
    first = file.read_text("utf-8").partition("\n")[0]
    golden(file, f"{first}\n{done.stdout}")


def test_every_case_in_the_folder_is_summed():
    named = {Path(command(each)[0]).name for each in GOLDENS}
    assert {each.name for each in (ROOT / FOLDER).glob("*.yaml")} <= named


def exact(value):
    return Decimal(str(value))


def parts(figures, name):
    return [each[name]["on_this_record"] for each in figures["parties"]]


@pytest.mark.parametrize("arguments", ASKED, ids=" ".join)
def test_what_is_borne_and_what_is_paid_adds_up_and_lies_within_its_bounds(arguments):
    found = as_json(*arguments)
    parts_add_up_to_the_harm(found)
    payments_add_up_to_what_is_borne(found)
    figures_lie_within_their_bounds(found)


def parts_add_up_to_the_harm(found):
    harm = found["claimant"]["harm"]["on_this_record"]
    left = found["claimant"]["bears"]["on_this_record"]
    borne = parts(found, "bears") + parts(found, "settled")
    if left is None:  # for the harm is, or what some party bears of it
        assert None in [harm, *borne]
    elif None in borne:  # who bears it turns on the shares; that nothing is missing does not
        recoverable = found["claimant"]["recoverable"]["on_this_record"]
        settled = sum(map(exact, parts(found, "settled")))
        assert exact(left) == exact(harm) - exact(recoverable) - settled
        assert not found["payments"]
    else:
        assert sum(map(exact, [*borne, left])) == exact(harm)


def payments_add_up_to_what_is_borne(found):
    claimant = found["claimant"]
    if found["payments"] is None:
        assert None in [claimant["bears"]["on_this_record"], *parts(found, "bears")]
        return
    received = sum(exact(each["amount"]) for each in found["payments"] if each["to"] is None)
    bears = exact(claimant["bears"]["on_this_record"])
    assert received == exact(claimant["harm"]["on_this_record"]) - bears
    collector = next((e for e in found["parties"] if e["id"] == found["collected_from"]), None)
    if collector and collector["contribution"]["barred"] == "met":
        return  # what it may not claim of the others stays with it
    for party in found["parties"]:
        paid = {"from": Decimal(0), "to": Decimal(0)}
        for each in found["payments"]:
            for side in paid:
                if each[side] == party["id"] and each["for"] != "insurance":
                    paid[side] += exact(each["amount"])
        borne = party["bears"]["on_this_record"], party["settled"]["on_this_record"]
        assert paid["from"] - paid["to"] == sum(map(exact, borne))


def figures_lie_within_their_bounds(document):
    def figures(found):
        if isinstance(found, dict):
            if "on_this_record" in found and "low" in found:
                yield found
            found = list(found.values())
        if isinstance(found, list):
            for each in found:
                yield from figures(each)

    for figure in figures(document):
        here = figure["on_this_record"]
        if here is not None:
            assert figure["low"] is None or exact(figure["low"]) <= exact(here)
            assert figure["high"] is None or exact(here) <= exact(figure["high"])


@pytest.mark.parametrize("case", ["g28", "g29", "g31"])
def test_where_it_is_not_known_who_bears_the_harm_the_payments_are_not_known_either(case):
    found = as_json(f"cases/worked/{case}.yaml")
    assert None in parts(found, "bears")
    assert found["payments"] is None


@pytest.mark.parametrize("case", ["intent", "willful"])
def test_without_a_claim_for_contribution_what_each_bears_turns_on_the_collector(case):
    found = as_json(FOLDER / f"{case}.yaml")
    assert [(each["bears"]["low"], each["bears"]["high"]) for each in found["parties"]] == [
        (0, 4_000_000),  # all if the other is asked first, and then nothing
        (6_000_000, 10_000_000),
    ]
    assert [each["remark"] for each in found["remarks"]] == ["collector_matters"]


def with_a_willful_executive(tmp_path, said="yes"):
    """An executive pays for an insolvent operator of 40 %, and did wrong willfully."""
    case = (ROOT / FOLDER / "executive-pays.yaml").read_text("utf-8")
    known = "willful_misconduct: no"
    assert known in case
    (tmp_path / "case.yaml").write_text(case.replace(known, f"willful_misconduct: {said}"), "utf-8")
    return tmp_path / "case.yaml"


@pytest.mark.parametrize(("said", "barred"), [("yes", "met"), ("unknown", "undetermined")])
def test_who_pays_willfully_for_one_that_cannot_may_bear_all_that_it_pays(said, barred, tmp_path):
    found = as_json(with_a_willful_executive(tmp_path, said))
    bears = [(each["bears"]["low"], each["bears"]["high"]) for each in found["parties"]]
    assert bears == [(0, 6_000_000), (4_000_000, 10_000_000)]
    assert found["parties"][1]["contribution"]["barred"] == barred


def test_what_is_collected_of_who_pays_willfully_for_another_stays_with_it(tmp_path):
    case = with_a_willful_executive(tmp_path)
    found = as_json(case, "--collect-from", "operator")
    assert [each["bears"]["low"] for each in found["parties"]] == [0, 10_000_000]
    assert [each["from_individuals"] for each in found["payments"]] == [["ceo"]]
    allowed = as_json(case, "--reading", "willful-contribution=allowed")
    assert [each["bears"]["low"] for each in allowed["parties"]] == [6_000_000, 4_000_000]


def test_once_it_is_said_of_whom_the_claimant_collects_what_each_bears_is_determined():
    done = sums(INTENT, "--collect-from", "user", "-f", "json")
    parties = json.loads(done.stdout)["parties"]
    assert [(each["bears"]["low"], each["bears"]["high"]) for each in parties] == [
        (0, 0),
        (10_000_000, 10_000_000),
    ]
    assert done.exit_code == 0


def test_a_settlement_of_unknown_amount_may_take_off_the_whole_claim():
    found = as_json(UNKNOWN_SETTLEMENT, "-r", "settlement-credit=amount")
    assert found["parties"][1]["settled"]["high"] is None  # and more than the harm, as it may
    assert found["claimant"]["bears"]["low"] is None
    recoverable = found["claimant"]["recoverable"]
    assert (recoverable["low"], recoverable["high"]) == (0, 10_000_000)


def test_bounds_are_those_of_all_that_the_record_leaves_open():
    developer = as_json(INTERVALS)["parties"][0]
    named = ("share", "exposure", "own_part")
    assert {each: (developer[each]["low"], developer[each]["high"]) for each in named} == {
        "share": (0.4, 0.666667),  # 50 to 75, 50 to 25
        "exposure": (6_000_000, 10_000_000),
        "own_part": (2_400_000, 6_666_666.66),  # rounded head by head
    }


# --- exit status ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((G27,), 0),
        (("cases/worked/g31.yaml",), 3),
        ((INTERVALS,), 3),
        ((f"{FOLDER}/no-amount.yaml",), 3),
        ((f"{FOLDER}/nobody-answers.yaml",), 0),
        (("nowhere.yaml",), 2),
        ((G27, "--insolvent", "nobody"), 2),
    ],
)
def test_the_exit_status_says_whether_every_figure_is_determined(arguments, status):
    done = run_line("apportion", *arguments)
    assert done.exit_code == status, done.stderr
    assert bool(done.stderr) == (status == 2)


def test_without_a_head_of_harm_nothing_is_determined_though_no_fact_is_open():
    done = sums(FOLDER / "no-heads.yaml")
    assert done.exit_code == 3
    assert as_json(FOLDER / "no-heads.yaml")["open"] == []
    assert "to be seen once heads of harm are entered" in done.stdout


# --- options --------------------------------------------------------------------------------------


@pytest.mark.parametrize("track", ["b", "B", " B "])
def test_a_track_is_known_in_either_case(track):
    assert sums(TRACKS, "--track", track).stdout == sums(TRACKS, "-t", "B").stdout


def test_a_track_is_short_for_a_reading():
    by_reading = as_json(TRACKS, "--reading", "forum-track=Y2K")
    assert as_json(TRACKS, "--track", "y2k") == by_reading
    assert by_reading["rules"]["track"] == "Y2K"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--track", "F"), "`F` is not a track\n  help: known names: `A`, `B`, `C`, `D`, `E`"),
        (("--track", "Y3K"), "`Y3K` is not a track\n  help: did you mean `Y2K`?"),
        (("--track", ""), "`''` is not a track"),
        (("--track", "B", "-r", "forum-track=B"), "`--track` and `--reading forum-track=…`"),
        (("--insolvent", "tunner"), "`tunner` is not a party of the case\n  help: did you mean"),
        (("--insolvent", "Fine-tuner"), "`Fine-tuner` is not a party of the case"),
        (("--insolvent", ""), "`''` is not a party of the case"),
        (("--insolvent", "x", "--insolvent", "y"), "`y` is not a party of the case"),
        (("--collect-from", "bse"), "`bse` is not a party of the case\n  help: did you mean"),
        (("--collect-from", "\x1b[31m"), "is not a party of the case"),
    ],
)
def test_an_option_that_names_nothing_is_refused_with_what_there_is(arguments, says):
    said = refused(G27, *arguments)
    assert says in said
    assert "\x1b" not in said


def test_to_suppose_that_one_cannot_pay_who_does_not_answer_changes_no_sum():
    plain, supposed = as_json(G27), as_json(G27, "--insolvent", "user")
    assert supposed["supposed"] == ["user"]
    for found in (plain, supposed):
        found["parties"] = [each for each in found["parties"] if each["id"] != "user"]
    assert supposed["parties"] == plain["parties"]
    assert supposed["payments"] == plain["payments"]


def test_one_that_is_supposed_insolvent_twice_is_named_once():
    shown = sums(G27, "--insolvent", "tuner", "--insolvent", "tuner", columns=200).stdout
    assert shown.splitlines()[1].count("supposing that Fine-tuner cannot pay") == 1


@pytest.mark.parametrize("party", ["user", "operator"])
def test_nothing_is_collected_from_who_does_not_answer_or_cannot_pay(party):
    said = refused(G27, "--collect-from", party)
    assert f"nothing more can be collected from `{party}`" in said
    assert "help: known names: `base`, `tuner`" in said


def test_what_is_not_determined_is_not_collected():
    said = refused("cases/worked/g31.yaml", "--collect-from", "developer")
    assert "what `developer` bears is not determined on this record" in said


def test_a_pack_that_says_nothing_of_sums_is_refused(tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text(f"case: x\npack: {ROOT}/tests/packs/tiny-regime\nkeepers: [{{id: a}}]\n")
    assert "the pack `tiny-regime` does not say how sums are made" in refused(case)


def test_a_case_without_parties_is_refused_and_told_to_list_them(tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text("case: x\nas_of: 2025-06-01\n")
    assert "`x` lists nobody under `parties`" in refused(case)


# --- files and bytes ------------------------------------------------------------------------------


def test_output_goes_to_a_file_and_over_none_unless_forced(tmp_path):
    target = tmp_path / "sums.md"
    written = sums(G27, "-f", "markdown").stdout
    assert sums(G27, "-f", "markdown", "-o", target).stdout == ""
    assert target.read_text("utf-8") == written
    assert "exists already" in refused(G27, "-t", "B", "-f", "markdown", "-o", target)
    assert target.read_text("utf-8") == written
    assert sums(G27, "-t", "B", "-f", "markdown", "-o", target, "--force").exit_code == 0
    assert target.read_text("utf-8") == sums(G27, "-t", "B", "-f", "markdown").stdout
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("wrong", [("--track", "F"), ("--insolvent", "x"), ("--collect-from", "x")])
def test_where_an_option_is_wrong_no_file_is_written_or_touched(wrong, tmp_path):
    target = tmp_path / "sums.md"
    refused(G27, *wrong, "-o", target)
    assert list(tmp_path.iterdir()) == []
    target.write_text("mine")
    refused(G27, *wrong, "-o", target, "--force")
    assert target.read_text() == "mine"


def test_the_case_is_not_overwritten_by_its_sums(tmp_path):
    case = tmp_path / "case.txt"
    case.write_text((ROOT / G27).read_text("utf-8"), "utf-8")
    assert "is also read" in refused(case, "-o", case, "--force")
    assert case.read_text("utf-8") == (ROOT / G27).read_text("utf-8")


def test_json_is_canonical_and_the_same_bytes_every_time():
    line = ("apportion", TRACKS, "-f", "json")
    first = run_process(*line, PYTHONHASHSEED="1").stdout
    assert run_process(*line, PYTHONHASHSEED="2", LC_ALL="C").stdout == first
    found = json.loads(first)
    again = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert first == again
