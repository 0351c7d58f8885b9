"""What help and documentation promise of the command line: blank cases, examples, codes."""

import importlib
import json
import re

import pytest
from cli_runs import GPT_4, ROOT
from in_process import run_line as run


def test_new_writes_a_case_that_can_be_assessed(tmp_path):
    assert run("new", "matter.yaml", cwd=tmp_path).exit_code == 0
    done = run("assess", "matter.yaml", cwd=tmp_path)
    assert done.exit_code == 3, done.stderr
    again = run("new", "matter.yaml", cwd=tmp_path)
    assert again.exit_code == 2
    assert "exists already" in again.stderr


def test_a_blank_case_is_filled_in_by_taking_away_the_number_signs_alone(tmp_path):
    """Without the `#` before every fact, each answered by `unknown`, it is a case as it stands.

    The keys that name another file stay as they are.
    """
    run("new", "matter.yaml", cwd=tmp_path)
    text = (tmp_path / "matter.yaml").read_text("utf-8")
    text = re.sub(r"(?m)^#(?=  |(?!lineage|safety_case)[a-z])", "", text)
    text = re.sub(r"(?m)^( +\w+:)  # the id of an? \w+$", r"\1 an-id", text)
    text = text.replace("harbor:  # ", "harbor: weak  # ")
    filled = re.sub(r"(?m)^( +\w+:)(?=  # )", r"\1 unknown", text)
    assert filled.count(": unknown") > 100
    (tmp_path / "filled.yaml").write_text(filled, "utf-8")
    done = run("assess", "filled.yaml", cwd=tmp_path)
    assert done.exit_code == 3, done.stderr
    found = json.loads(run("assess", "filled.yaml", "-f", "json", cwd=tmp_path).stdout)
    for key in ("parties", "individuals", "claims"):
        assert [each["id"] for each in found[key]] == ["an-id"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess", "cases/gpt-4.yaml"),
        ("compute", "cases/lineages/shared-ancestry.yaml"),
        ("safety-case", "check", "cases/safety-cases/home-robot.yaml"),
        ("compute", "--table", "models.csv", "--map", "epoch"),
        ("compute", "--table", "models.csv", "--map", "cases/maps/epoch.yaml"),
        ("batch", "cases/portfolios/largest-models.csv", "--map", "largest-models", "--audit", "0"),
    ],
)
def test_the_examples_work_wherever_the_program_is_called(arguments, tmp_path):
    table = ROOT / "tests" / "tables" / "epoch-sample.csv"
    (tmp_path / "models.csv").write_bytes(table.read_bytes())
    done = run(*arguments, cwd=tmp_path)
    assert done.exit_code in (0, 3), done.stderr
    assert "error[" not in done.stderr


def test_a_case_that_ships_is_none_where_the_user_has_a_folder_of_that_name(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "gpt4.yaml").write_text("case: mine\n")
    done = run("assess", "cases/gpt-4.yaml", cwd=tmp_path)
    assert done.exit_code == 2
    assert "did you mean `cases/gpt4.yaml`?" in done.stderr
    assert run("assess", "cases/../pyproject.toml", cwd=tmp_path / "cases").exit_code == 2


def test_help_shows_examples_and_the_exit_statuses():
    done = run("assess", "--help")
    said = " ".join(done.stdout.split())
    assert "Examples" in said
    assert "0 determined (standard, tier and injunction), 3 undetermined, 2 unusable input" in said


def test_every_verb_that_may_end_with_3_is_in_the_table_of_exit_statuses():
    import typer

    from liability.cli.app import VERBS

    app = typer.Typer()
    for name, (module, attribute) in VERBS.items():
        verb = getattr(importlib.import_module(f"liability.cli.{module}"), attribute)
        if isinstance(verb, typer.Typer):
            app.add_typer(verb, name=name)
        else:
            app.command(name)(verb)

    def verbs(command, name):
        for each, below in getattr(command, "commands", {}).items():
            yield from verbs(below, f"{name} {each}".strip())
        yield name, " ".join((command.help or "").split())

    row = re.search(r"(?m)^\| 3 \|.*", (ROOT / "README.md").read_text("utf-8"))[0]
    found = verbs(typer.main.get_command(app), "")
    may = {name.removesuffix(" run") for name, said in found if re.search("[,.:] 3 ", said)}
    assert {"assess", "rules texts", "safety-case check"} < may
    assert {name for name in may if f"`{name}`" not in row} == set()


def test_every_code_of_a_problem_begins_as_the_documentation_says():
    source = "\n".join(each.read_text("utf-8") for each in (ROOT / "liability").rglob("*.py"))
    used = set(re.findall(r"Problem\(\s*f?\"([a-z-]+)/", source))
    table = (ROOT / "docs" / "case-file.md").read_text("utf-8").partition("| code begins |")[2]
    listed = re.findall(r"`([a-z-]+)/`", table.partition("\n\n")[0])
    assert sorted(used - {*listed}) == []


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (("claim", GPT_4, "--harbor", "weak", "--harbor", "narrow"), ["--harbor"]),
        (("memo", GPT_4, "-o", "a.md", "-o", "b.md"), ["--output"]),
        (("apportion", GPT_4, "--track", "A", "--track=B"), ["--track"]),
        (
            ("assess", GPT_4, "-f", "json", "-f", "json", "-p", "en", "--profile=ko"),
            ["--format", "--profile"],
        ),
        (("batch", GPT_4, "--audit", "1", "--audit", "2"), ["--audit"]),
    ],
)
def test_an_option_of_one_value_that_is_given_twice_is_refused(arguments, options, tmp_path):
    done = run(*arguments, cwd=tmp_path)
    assert done.exit_code == 2
    said = [f"error[usage/twice]: `{each}` is given twice" for each in options]
    assert [line for line in done.stderr.splitlines() if "error" in line] == said
    assert list(tmp_path.iterdir()) == []


def test_options_that_may_be_repeated_and_flags_are_not_refused(tmp_path):
    done = run("assess", GPT_4, "-r", "Q1=any_advanced", "-r", "Q16=model", "-f", "json")
    assert done.exit_code in (0, 3)
    out = str(tmp_path / "a.md")
    for _ in range(2):
        done = run("memo", GPT_4, "--force", "--force", "-o", out)
        assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "form"),
    [
        (("new", "x.docx"), "yaml"),
        (("new", "x.json"), "yaml"),
        (("schema", "case", "-o", "x.csv"), "json"),
        (("rules", "texts", "ko", "-o", "x.json"), "po"),
    ],
)
def test_what_has_one_form_is_not_written_under_the_name_of_another(arguments, form, tmp_path):
    done = run(*arguments, cwd=tmp_path)
    assert done.exit_code == 2
    assert "error[output/other-format]" in done.stderr
    assert f"let its name end in `.{form}`" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_blank_case_has_every_key_of_the_head_with_an_example(tmp_path):
    from liability.rulebook.model import CASE_HEAD

    lines = run("new", "-").stdout.split("\n\n")[0].splitlines()
    keys = [line.lstrip("#").partition(":")[0] for line in lines if not line.startswith("# ")]
    assert set(keys) - {"  a-source"} == set(CASE_HEAD)
    head = "\n".join(
        line.removeprefix("#")
        for line in lines
        if not line.startswith(("# ", "#lineage", "#safety_case"))
    )
    (tmp_path / "x.yaml").write_text(head, "utf-8")
    done = run("assess", "x.yaml", cwd=tmp_path)
    assert done.exit_code == 3, done.stderr


def test_a_blank_case_asks_in_the_order_of_the_author_a_sub_test_below_its_question():
    lines = run("new", "-").stdout.splitlines()
    asked = [line.strip("# ").partition(":")[0] for line in lines if line.startswith("#  ")]
    of_system = asked[asked.index("autonomy") :]
    assert of_system.index("acts_unsupervised") < of_system.index("generality")
    assert of_system.index("wide_scope") < of_system.index("intelligence")
