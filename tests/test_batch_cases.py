"""A folder of case files as a portfolio: each as `assess` has it, and what another law changes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from batch_runs import run

from liability.portfolio import case_files
from liability.rulebook.load import load_rulebook

ROOT = Path(__file__).parent.parent
SMALL = {"training_compute": "2e24", "inference_rate": "1e16"}


def case(folder, name, /, file=None, **system):
    content = {"case": name, "as_of": "2025-06-01", "system": system}
    (folder / f"{file or name}.yaml").write_text(json.dumps(content))


def changes(file):
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_case_file_is_explained_with_the_bytes_of_assess(tmp_path):
    case(tmp_path, "small", file="other", **SMALL)
    for format_ in ("rich", "json", "markdown"):
        explained = run(tmp_path, "--explain", "small", "-f", format_)
        assert explained.exit_code == 0, explained.stderr
        assessed = run(tmp_path / "other.yaml", "-f", format_, verb="assess")
        assert explained.stdout_bytes == assessed.stdout_bytes


def test_an_id_that_no_case_file_has_is_named_with_what_is_near(tmp_path):
    case(tmp_path, "small")
    done = run(tmp_path, "--explain", "smal")
    assert done.exit_code == 2
    assert "`smal` is the id of no case" in done.stderr
    assert "did you mean `small`?" in done.stderr


def test_what_to_find_out_first_is_left_out_of_case_files_as_of_a_table(tmp_path, monkeypatch):
    case(tmp_path, "small", **SMALL)
    (with_needs,) = csv.DictReader(io.StringIO(run(tmp_path, "-f", "csv").stdout))
    assert with_needs["needs"]

    def asked(_):
        raise AssertionError("needs were worked out")

    monkeypatch.setattr(case_files, "needs", asked)
    (without,) = csv.DictReader(io.StringIO(run(tmp_path, "--no-needs", "-f", "csv").stdout))
    del with_needs["needs"]
    assert without == with_needs
    assert "among the first facts" not in run(tmp_path, "--no-needs").stdout
    assert "To find out first" not in run(tmp_path, "--no-needs", "-f", "html").stdout
    (tmp_path / "small.yaml").write_text("case: [")
    empty = run(tmp_path, "--no-needs", "-f", "csv").stdout.splitlines()[0]
    assert empty.split(",") == [*without]


def test_case_files_of_one_id_are_all_refused(tmp_path):
    case(tmp_path, "twin", file="one")
    case(tmp_path, "twin", file="two")
    case(tmp_path, "other")
    done = run(tmp_path, "-o", tmp_path / "r.csv", "--errors", tmp_path / "e.csv")
    assert done.exit_code == 3
    assert [each["id"] for each in changes(tmp_path / "r.csv")] == ["other"]
    wrong = changes(tmp_path / "e.csv")
    assert [Path(each["id"]).name for each in wrong] == ["one.yaml", "two.yaml"]
    assert {each["code"] for each in wrong} == {"duplicate-id"}
    files = " and ".join(f"`{tmp_path / each}.yaml`" for each in ("one", "two"))
    assert {each["reason"].replace(", ", " and ") for each in wrong} == {
        f"`twin` is the id of several cases: {files}"
    }
    for number in range(5):
        case(tmp_path, "twin", file=f"u{number}")
    run(tmp_path, "-o", tmp_path / "r2.csv", "--errors", tmp_path / "e2.csv")
    (reason,) = {each["reason"] for each in changes(tmp_path / "e2.csv")}
    assert reason.endswith("u2.yaml` and 2 more")
    assert reason.count(".yaml") == 5


def test_a_figure_that_is_set_goes_before_that_of_each_case_file(tmp_path):
    case(tmp_path, "small", **SMALL)
    setting = ["--parameter", "cap.training=1e24 FLOP"]
    done = run(tmp_path, "-o", tmp_path / "r.jsonl", *setting)
    assert done.exit_code == 0, done.stderr
    assert json.loads((tmp_path / "r.jsonl").read_text())["tier"] == "RT-4"


def test_another_figure_changes_the_case_files_it_lies_between(tmp_path):
    case(tmp_path, "small", **SMALL)
    case(tmp_path, "smaller", **{**SMALL, "training_compute": "1e20"})
    setting = ["--parameter", "cap.training=1e24"]
    done = run("diff", tmp_path, *setting, "-o", tmp_path / "c.csv")
    assert done.exit_code == 0, done.stderr
    made = changes(tmp_path / "c.csv")
    assert {each["id"] for each in made} == {"small"}
    tier = next(each for each in made if each["outcome"] == "tier_possible")
    assert tier["to"] == "RT-4"
    assert tier["rules"] == "tier-4"
    assert tier["findings"] == "training_above_cap"


def test_a_reading_changes_worked_cases_with_parties_and_claims(tmp_path):
    made = tmp_path / "c.csv"
    done = run("diff", ROOT / "cases/worked", "--reading", "Q1=any_advanced", "-o", made)
    assert done.exit_code == 0, done.stderr
    g01 = [each for each in changes(made) if each["id"] == "g01"]
    assert [(each["outcome"], each["from"], each["to"], each["rules"]) for each in g01] == [
        ("standard_possible", "fault", "strict", "strict-liability"),
        (
            *("injunction_possible", "UNSUPPORTED", "AVAILABLE|UNSUPPORTED"),
            "injunction-unsupported?; injunction-available?",
        ),
        ("standard_on_this_record", "fault", "strict", "strict-liability"),
    ]


def test_a_case_file_that_is_refused_under_both_laws_is_counted(tmp_path):
    case(tmp_path, "small", **SMALL)
    case(tmp_path, "misspelt", autonmy="weak")
    done = run("diff", tmp_path, "--parameter", "cap.training=1e24")
    assert done.exit_code == 3
    shown = done.stdout
    assert "Rows in both   1, of which 1 changes" in shown
    assert "Not in either  1 refused under both laws" in shown


def test_a_case_file_that_only_the_new_law_refuses_is_in_the_old_alone(tmp_path):
    case(tmp_path, "small", **SMALL)
    (tmp_path / "pack.yaml").write_text(json.dumps({"case": "own", "pack": "no-such-pack"}))
    out = tmp_path / "c.csv"
    rules = load_rulebook().id
    done = run("diff", tmp_path, "--old-rules", rules, "-o", out)
    assert done.exit_code == 3, done.stderr
    (only,) = changes(out)
    assert (only["id"], only["outcome"], only["from"], only["to"]) == ("own", "row", "there", "")


def test_a_law_that_cannot_be_is_refused_at_once(tmp_path):
    case(tmp_path, "small")
    for option in ("--as-of", "--old-as-of"):
        done = run("diff", tmp_path, option, "1990-01-01")
        assert done.exit_code == 2
        assert "`1990-01-01` is before the first day" in done.stderr


def test_a_table_on_standard_input_is_compared_under_two_laws(tmp_path):
    table = b"case,system.training_compute,system.inference_rate\nsmall,2e24,1e16\n"
    days = ["--as-of", "2025-06-01", "--old-as-of", "2025-06-01"]
    done = run("diff", "-", *days, "--parameter", "cap.training=1e24", given=table
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "Rows in both  1, of which 1 changes" in done.stdout


def test_a_case_under_another_pack_is_refused_with_how_to_grade_it(tmp_path):
    case(tmp_path, "small", **SMALL)
    pack = ROOT / "tests" / "packs" / "tiny-regime"
    (tmp_path / "other.yaml").write_text(json.dumps({"case": "other", "pack": str(pack)}))
    done = run(tmp_path, "-o", tmp_path / "r.csv", "--errors", tmp_path / "e.csv")
    assert done.exit_code == 3, done.stderr
    assert [each["id"] for each in changes(tmp_path / "r.csv")] == ["small"]
    (wrong,) = changes(tmp_path / "e.csv")
    assert wrong["code"] == "other-pack"
    assert "`--rules`" in wrong["help"]


def test_a_map_is_for_a_table(tmp_path):
    case(tmp_path, "small")
    done = run(tmp_path, "--map", "epoch")
    assert done.exit_code == 2
    assert "`--map` is for a table" in done.stderr
