"""Checklists, whole: what `liability checklist` drafts, and that it counts and approves nothing.

To add one, write the command on the first line of `checklists/NAME.md`, as `<!-- liability
checklist CASE --tier -->`; of a table, in `checklists/NAME.txt` beside `NAME.csv`.
`UPDATE_EXPECTED=1 uv run pytest tests/test_checklist.py` writes the rest: read it line by line.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import get_args

import pytest
import yaml
from golden import golden
from in_process import run

from liability.case.load import load_case
from liability.case.safety_gates import _Gates, measure
from liability.case.safety_read import read_safety_case
from liability.cli.checklist import checklist as checklist_verb
from liability.determination.assess import assess
from liability.documents.checklist import Asked, checklist_csv, checklist_markdown
from liability.inference.infer import Inference
from liability.language import LANGUAGES, speaking
from liability.logic import possible_values
from liability.rulebook.load import load_rulebook
from liability.rulebook.safety_cases_format import Check
from liability.source.yaml import parse, read

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "checklists"
GOLDENS = sorted(FOLDER.glob("*.md"))
TABLES = sorted(FOLDER.glob("*.txt"))
COMMAND = re.compile(r"<!-- liability checklist (?P<arguments>.+) -->")
CASES = sorted(
    str(each.relative_to(ROOT))
    for folder in ("cases", "cases/worked")
    for each in (ROOT / folder).glob("*.yaml")
)
ROBOT = "cases/safety-cases/home-robot.yaml"
ITEM = re.compile(r"^- \[(?P<box>[ x])\] `(?P<id>[^`]+)` (?P<rest>.+)$", re.M)
HOSTILE = "=HYPERLINK(1) | {{ 7*7 }} <script> `x` [^1]\n# no\n- [x] `y` **done**"


pytestmark = pytest.mark.usefixtures("at_the_root")


checklist = partial(run, checklist_verb)


def drafted(*arguments):
    done = checklist(*arguments)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def rows(*arguments):
    return list(csv.DictReader(io.StringIO(drafted(*arguments, "-f", "csv"))))


@pytest.mark.parametrize("file", GOLDENS, ids=lambda file: file.stem)
def test_the_checklist_of_a_case_is_exactly_this(file):
    first = file.read_text("utf-8").partition("\n")[0]
    found = COMMAND.fullmatch(first)
    assert found, f"{file.name} must begin with `<!-- liability checklist CASE … -->`"
    written = drafted(*shlex.split(found["arguments"]))
    golden(file, f"{first}\n{written}")


@pytest.mark.parametrize("file", TABLES, ids=lambda file: file.stem)
def test_the_table_of_a_case_is_exactly_this(file, tmp_path):
    command = file.read_text("utf-8").strip()
    made = tmp_path / "made.csv"
    drafted(*shlex.split(command.removeprefix("liability checklist ")), "-o", made)
    golden(file.with_suffix(".csv"), made.read_bytes().decode("utf-8"))


@cache
def remembered():
    return load_rulebook(), Inference()


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_its_checklist_in_every_language(case):
    book, inference = remembered()
    determination = assess(
        load_case(read(ROOT / case), book), book, as_of="2025-06-01", inference=inference
    )
    harbors = tuple(book.entries["harbor"])
    argued = {each.harbor: each for each in determination.case.safety_cases}
    asked, without_tier = Asked(harbors, True, argued, None), Asked((), False, argued, None)
    marks = set()
    for language in LANGUAGES:
        with speaking(language):
            text, table = (
                checklist_markdown(determination, asked),
                checklist_csv(determination, asked),
            )
            bare = checklist_markdown(determination, without_tier)
        bare_ids = {each["id"] for each in ITEM.finditer(bare)}
        found = list(ITEM.finditer(text))
        listed = list(csv.DictReader(io.StringIO(table)))
        assert [each["id"] for each in listed] == [each["id"] for each in found]
        assert all(each["section"] and each["item"] and each["state"] for each in listed)
        assert bare_ids <= {each["id"] for each in found}
        assert "\n\n\n" not in bare
        marks.add(tuple((each["id"], each["box"]) for each in found))
        assert "\n\n\n" not in text
    assert len(marks) == 1, "the boxes differ by language"


def test_it_counts_nothing_and_approves_nothing():
    for arguments in (("cases/gpt-4.yaml", "--tier"), ("cases/siri.yaml", "--safety-case", ROBOT)):
        text = drafted(*arguments)
        assert "a score of nothing" in text
        assert not re.search(r"\d ?%|\b\d+ (?:of|/) \d+\b|\bscore of \d", text)
        assert "APPROVED" not in text
        assert "this program approves nothing" in text or "--safety-case" not in arguments


def test_a_box_is_ticked_only_where_something_is_there(tmp_path):
    without = {each["id"] for each in rows("cases/siri.yaml", "--harbor", "passive")}
    text = drafted("cases/siri.yaml", "--harbor", "passive", "--safety-case", ROBOT)
    boxes = {each["id"]: each["box"] for each in ITEM.finditer(text)}
    assert without <= set(boxes) | {"contradicts"}
    assert boxes["evidence-current"] == boxes["rubber-stamp"] == boxes["red-team"] == "x"
    assert boxes["elicitation-argued"] == boxes["open-weights"] == boxes["approver"] == " "
    late = tmp_path / "late.yaml"
    late.write_text((ROOT / ROBOT).read_text("utf-8").replace("state: refuted", "state: open"))
    given = ("--harbor", "passive", "--safety-case", late, "--as-of", "2028-01-01")
    text = drafted("cases/siri.yaml", *given)
    found = {each["id"]: each["rest"] for each in ITEM.finditer(text)}
    assert "**open**" in found["rubber-stamp"]
    assert "**out of date**" in found["human-study"]
    assert "**FAILED**" in found["evidence-current"]
    assert "older than 365 days" in found["evidence-current"]


@pytest.mark.parametrize(("day", "box"), [("2025-06-01", "x"), ("2027-01-01", " ")])
def test_a_safety_case_is_held_to_the_day_of_the_case_where_that_is_later(day, box, tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text(f"case: x\nas_of: {day}\nsafety_case: {ROOT / ROBOT}\n")
    text = drafted(case, "--harbor", "passive")
    assert {each["id"]: each["box"] for each in ITEM.finditer(text)}["evidence-current"] == box


def test_evidence_that_is_dated_after_the_check_is_not_gathered():
    given = ("--harbor", "passive", "--safety-case", ROBOT)
    for day, state in (("2025-09-01", "gathered"), ("2025-04-01", "date or version to be settled")):
        text = drafted("cases/siri.yaml", *given, "--as-of", day)
        found = {each["id"]: each["rest"] for each in ITEM.finditer(text)}
        assert f": {state} (" in found["human-study"].replace("**", ""), day


def test_the_harbors_are_those_claimed_or_available_unless_they_are_named():
    named = {each["section"].split(" / ")[0] for each in rows("cases/alphafold.yaml")}
    assert named == {
        "Safe harbor: Compute threshold",
        "Safe harbor: Narrow",
        "Safe harbor: Passive",
        "Safe harbor: Guaranteed safe",
    }
    weak = rows("cases/alphafold.yaml", "--harbor", "weak", "--harbor", "narrow")
    assert {each["section"].split(" / ")[0] for each in weak} == {
        "Safe harbor: Weak",
        "Safe harbor: Narrow",
    }
    wrong = checklist("cases/alphafold.yaml", "--harbor", "week", "--harbor", "narow")
    assert wrong.exit_code == 2
    assert "did you mean `weak`?" in wrong.stderr
    assert "did you mean `narrow`?" in wrong.stderr


def test_what_is_wrong_with_options_is_said_at_once(tmp_path):
    given = ("--harbor", "week", "--safety-case", "no.yaml", "--safety-case", "nor.yaml")
    said = checklist("cases/alphafold.yaml", *given).stderr
    assert said.count("error[") == 3
    file = tmp_path / "list.csv"
    done = checklist("cases/alphafold.yaml", "-f", "html", "-o", file)
    assert "error[output/other-format]" in done.stderr
    done = checklist("cases/alphafold.yaml", "-f", "csv", "-o", tmp_path / "list.html")
    assert "error[output/other-format]" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_tier_that_is_not_determined_is_listed_for_each_that_it_may_be():
    sections = [each["section"] for each in rows("cases/alphafold.yaml", "--tier")]
    assert "Risk tier, if it is RT-1 / Duties" in sections
    assert "Risk tier, if it is RT-2 / To prepare" in sections
    assert not any("RT-3" in each for each in sections)
    assert any(each.startswith("Risk tier: RT-") for each in map(_section, rows(G41, "--tier")))


def test_what_a_tier_asks_is_said_by_the_pack_alone(rulebook):
    weak = {"autonomy": "weak", "generality": "weak", "intelligence": "weak"}
    weak |= {"training_compute": "1e20", "inference_rate": "1e10", "output_compute": "1e10"}
    case = parse(json.dumps({"case": "x", "as_of": "2025-06-01", "system": weak}), "case.yaml")
    documents = rulebook.claim_documents.items()
    silent = replace(rulebook, claim_documents={k: v for k, v in documents if v.tier is None})
    said, unsaid = (
        checklist_markdown(assess(load_case(case, book), book), Asked((), True, {}, None))
        .partition("## Risk tier: RT-0\n")[2]
        .partition("\n#")[0]
        for book in (rulebook, silent)
    )
    assert said.strip() == "This tier asks for no safety case, audit or plan."
    assert unsaid.strip() == "The rules list nothing for this tier alone."


G41 = "cases/gpt-4.yaml"


def _section(row):
    return row["section"]


def test_every_duty_of_the_determination_is_in_the_list_once_below_each_tier_that_asks_for_it(
    rulebook,
):
    tiers = [each for each in rulebook.claim_documents.values() if each.tier]
    for case in CASES:
        determination = assess(load_case(read(ROOT / case), rulebook), rulebook, as_of="2025-06-01")
        table = checklist_csv(determination, Asked((), True, {}, None))
        listed = [each["id"] for each in csv.DictReader(io.StringIO(table))]
        for duty in rulebook.entries["obligation"]:
            applies = determination.outcomes[f"obligations.{duty}"] != "none"
            possible = possible_values(determination.outcomes["tier"])
            asking = sum(duty in each.duties for each in tiers if each.tier in possible)
            assert listed.count(duty) == (max(1, asking) if applies else 0), (case, duty)


def hostile_case():
    argued = {
        "safety_case": "s",
        "harbor": "passive",
        "state": "DRAFT",
        "system": {"name": HOSTILE, "version": HOSTILE},
        "claims": {"d1": {"text": HOSTILE, "supported_by": ["e"]}},
        "evidence": {"e": {"text": HOSTILE, "producer": HOSTILE, "source": HOSTILE}},
        "defeaters": {
            "refusals": {
                "text": HOSTILE,
                "against": ["d1"],
                "state": "refuted",
                "resolution": HOSTILE,
                "by": HOSTILE,
            }
        },
        "sign_offs": [{"role": "approver", "by": HOSTILE, "organization": HOSTILE}],
    }
    return {"case": "hostile", "title": HOSTILE, "as_of": "2025-06-01", "safety_case": argued}


def test_values_of_a_case_are_text_in_markdown_and_in_a_table(tmp_path):
    file = tmp_path / "hostile.yaml"
    file.write_text(json.dumps(hostile_case()), "utf-8")
    text = drafted(file, "--harbor", "passive")
    assert "\n# no" not in text
    assert "`y`" not in [each[0] for each in re.findall(r"^- \[x\] (\S+)", text, re.M)]
    assert not re.search(r"(?<!\\)<", text)
    assert "\\{\\{ 7\\*7 \\}\\}" in text
    table = rows(file, "--harbor", "passive")
    approver = next(each for each in table if each["id"] == "approver")
    assert approver["who"].startswith("'=HYPERLINK")
    for row in table:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


def test_who_signed_is_named_with_their_organization(tmp_path):
    signed = [{"role": "approver", "by": "Ann Bo", "organization": "Test House"}]
    signed.append({"role": "approver", "by": "Cy Do"})
    case = hostile_case()
    case["safety_case"]["sign_offs"] = signed
    file = tmp_path / "signed.yaml"
    file.write_text(json.dumps(case), "utf-8")
    (approver,) = (each for each in rows(file, "--harbor", "passive") if each["id"] == "approver")
    assert approver["who"] == "Ann Bo (Test House), Cy Do"


def test_a_table_is_as_rfc_4180_has_it():
    for table in TABLES:
        written = table.with_suffix(".csv").read_bytes()
        assert written.startswith(b"section,id,item,state,why,who,cites\r\n")
        assert written.endswith(b"\r\n")
        assert written.count(b"\n") == written.count(b"\r\n")


def test_a_safety_case_of_the_case_is_used_and_one_that_is_given_goes_before_it(tmp_path):
    own = yaml.safe_load((ROOT / ROBOT).read_text("utf-8"))
    own["safety_case"], own["as_of"] = "own", "2025-09-01"
    file = tmp_path / "case.yaml"
    body = {"case": "x", "as_of": "2025-06-01", "claims": "none", "safety_case": own}
    file.write_text(yaml.safe_dump(json.loads(json.dumps(body, default=str))), "utf-8")
    text = drafted(file)
    assert "Safety case own, of Home robot" in text
    assert "no claim of the case is: **contradiction**" in text
    assert "Safety case home-robot" in drafted(file, "--safety-case", ROBOT)
    twice = checklist(file, "--safety-case", ROBOT, "--safety-case", ROBOT)
    assert twice.exit_code == 2
    assert "are both for `passive`" in twice.stderr


def test_files_are_named_by_their_endings_and_replaced_only_when_forced(tmp_path):
    for ending, first in (
        ("csv", b"section,"),
        ("md", b"# Draft"),
        ("docx", b"PK"),
        ("html", b"<!"),
    ):
        target = tmp_path / f"list.{ending}"
        assert checklist("cases/gpt-4.yaml", "--harbor", "weak", "-o", target).exit_code == 0
        assert target.read_bytes().startswith(first)
        again = checklist("cases/gpt-4.yaml", "--harbor", "weak", "-o", target)
        assert again.exit_code == 2
        assert "exists already" in again.stderr


def test_every_check_that_a_pack_can_name_is_made(rulebook):
    case = read_safety_case(parse((ROOT / ROBOT).read_text("utf-8"), "x"), rulebook)
    gates = _Gates(case, measure(rulebook, date(2025, 9, 1), {}))
    assert set(gates.checks) == set(get_args(Check))


def test_every_harbor_that_is_none_is_named_at_once():
    done = checklist("cases/gpt-4.yaml", "--harbor", "pasive", "--harbor", "wek")
    assert done.exit_code == 2
    assert done.stderr.count("error[law/unknown-harbor]") == 2


def test_a_safety_case_for_a_harbor_that_is_not_asked_for_is_refused():
    found = checklist("cases/gpt-4.yaml", "--harbor", "weak", "--safety-case", ROBOT)
    assert found.exit_code == 2
    assert "error[safety-case/other-harbor]" in found.stderr
    assert "is for `passive`" in found.stderr
    assert "add `--harbor passive`" in found.stderr
