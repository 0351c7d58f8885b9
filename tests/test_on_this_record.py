"""Where a party or an individual stands if the record closed today, wherever that is open."""

from __future__ import annotations

import json

import pytest
from in_process import run

from liability.cli.assess import assess
from liability.cli.memo import memo

CASE = """\
case: harbored-developer
as_of: 2025-09-01
system:
  autonomy: strong
  generality: strong
  intelligence: {disputed: {claimant: strong, developer: weak}}
  training_compute: 3e26
  inference_rate: 2e18
  training_status: completed
  deployed: yes
  intended_tasks_match_use: yes
harm: {occurred: yes, date: 2025-08-01, caused_by_system: yes, us_forum: no}
parties:
  - {id: dev, name: Dev, roles: [developer]}
  - {id: op, name: Op, roles: [operator], outside_envelope: yes}
  - {id: user, name: User, roles: [end-user]}
individuals:
  - {id: a, name: Ann, party: dev, role: executive, willful_misconduct: yes, had_authority: yes,
     egregious: yes}
  - {id: b, name: Bob, party: op, role: executive, willful_misconduct: yes, had_authority: yes,
     egregious: yes}
  - {id: c, name: Cas, party: op, role: other, gross_negligence: yes, took_part: yes}
claims:
  - {id: w, harbor: weak, by: dev, stage: approved, made_on: 2025-04-20, approver: agency,
     prepared_by_developer: yes, expires: 2026-04-20, covers_system: yes, material_change: no,
     open_defeater: no, open_defeater_today: no, suspended_by_authority: no, falsified: no}
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    file = tmp_path_factory.mktemp("record") / "case.yaml"
    file.write_text(CASE)
    return file


def test_json_has_it_of_parties_and_of_both_answers_on_an_individual(case):
    found = json.loads(run(assess, case, "-f", "json").stdout)
    parties = {each["id"]: (each["liable"], each["on_this_record"]) for each in found["parties"]}
    assert parties == {
        "dev": ("undetermined", "no"),
        "op": ("undetermined", "yes"),
        "user": ("no", "no"),
    }
    people = {each["id"]: each for each in found["individuals"]}
    assert (people["a"]["personal"], people["a"]["refer"]) == ("undetermined", "undetermined")
    assert {name: each["on_this_record"] for name, each in people.items()} == {
        "a": {"personal": "no", "refer": "no"},
        "b": {"personal": "yes", "refer": "yes"},
        "c": {"personal": "no", "refer": "no"},
    }


@pytest.mark.parametrize(
    ("language", "closed", "yes", "no"),
    [
        ("en", "undetermined; if the record closed today: ", "yes", "no"),
        ("ko", "미확정; 오늘 기록이 종결되는 경우: ", "예", "아니요"),
        ("ja", "未確定；本日審理が終結した場合：", "はい", "いいえ"),
        ("zh", "未确定；若举证于今日截止：", "是", "否"),
    ],
)
def test_the_screen_shows_it_behind_each_open_answer(case, language, closed, yes, no):
    lines = run(assess, case, "--lang", language, columns=240).stdout.splitlines()

    def answers(name):
        (line,) = (each for each in lines if each.startswith(f"  {name} "))
        return line.count(closed + yes), line.count(closed + no)

    assert [answers(each) for each in ("Dev", "Op", "User")] == [(0, 1), (1, 0), (0, 0)]
    assert [answers(each) for each in ("Ann", "Bob", "Cas")] == [(0, 2), (2, 0), (0, 0)]


def test_markdown_shows_it_behind_each_open_answer(case):
    lines = run(assess, case, "-f", "markdown").stdout.splitlines()
    said = {each.split(" | ")[0]: each.split(" | ")[1:] for each in lines}
    yes, no = (f"undetermined (if the record closed today: {each})" for each in ("yes", "no"))
    assert [said[f"| {each}"][1] for each in ("Dev", "Op", "User")] == [no, yes, "no"]
    people = [said[f"| {each}"] for each in ("Ann", "Bob", "Cas")]
    assert [each[0] for each in people] == [no, yes, "no"]
    assert [each[2].removesuffix(" |") for each in people] == [no, yes, "no"]


def test_the_memo_says_it_of_individuals(case):
    said = run(memo, case).stdout
    closed = "undetermined (if the record closed today: yes)"
    assert (
        f"- **Bob**: personally liable: {closed}; facts to be referred to the prosecuting "
        f"authority, without any finding of guilt: {closed}.\n"
    ) in said
