"""The command line, run as a user runs it: a process, its output, its exit status."""

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CASES = ROOT / "cases"
LINEAGES = CASES / "lineages"
NO_CASES = ("maps", "safety-cases")  # what `assess` and `compute` do not read
SHOWN = sorted(each for each in CASES.rglob("*.yaml") if each.parent.name not in NO_CASES)
SHOWN_BY = [  # which verb shows which files at once
    ("assess", [str(each) for each in SHOWN if each.parent != LINEAGES]),
    *(("compute", [str(each)]) for each in SHOWN if each.parent == LINEAGES),
]
GPT_4 = str(CASES / "gpt-4.yaml")
OPEN_CASE = str(CASES / "worked" / "g56.yaml")
BAD = ROOT / "tests" / "bad"


def run(*arguments, cwd=None, stdin=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "liability", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd or ROOT,
        input=stdin,
        env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
    )


def test_what_settles_nothing_alone_is_asked_by_its_weight_and_said_to_be_that(tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text("case: x\nas_of: 2025-06-01\nsystem: {autonomy: strong}\n")
    needs = json.loads(run("assess", str(case), "-f", "json").stdout)["needs"]
    rest = [each["fact"] for each in needs if not each["settles"]]
    # Upon the axes turns the standard as well as the tier; upon compliance the injunction alone.
    axes = rest.index("system.wide_scope")
    assert axes < rest.index("system.deployed") < rest.index("compliance.alignment")
    assert axes < rest.index("system.designed_for_scope")  # by the provisions, not by name
    lines = run("assess", str(case), COLUMNS="200").stdout.split("Unknown, and would matter")[1]
    first, _, behind = lines.partition("None of these settles an outcome alone, only together")
    assert "settles" in first
    assert "settles" not in behind.partition("…")[0]
    assert re.search(r"(?m)^ +… and \d+ more", lines)


def test_a_determined_case_exits_0_and_says_the_outcome_first():
    done = run("assess", GPT_4)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    outcome = [line for line in lines[:8] if line.startswith("Standard of liability")]
    assert outcome
    assert "fault" in outcome[0]


def test_an_undetermined_case_exits_3_and_lists_what_to_ask():
    done = run("assess", OPEN_CASE)
    assert done.returncode == 3, done.stderr
    assert "undetermined" in done.stdout
    assert "ask in this order" in done.stdout


def test_unusable_input_exits_2_with_the_place_and_without_a_traceback():
    files = sorted(BAD.glob("*.yaml"))
    for some in (files[at : at + 8] for at in range(0, len(files), 8)):
        done = run("assess", *map(str, some))
        assert done.returncode == 2, some
        assert done.stderr.startswith("error["), some
        assert [each for each in some if each.name not in done.stderr] == []
        assert "Traceback" not in done.stderr
        assert done.stdout == ""


def test_a_bad_case_among_several_does_not_keep_the_others_from_being_assessed(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("case: [", "utf-8")
    done = run("assess", str(broken), GPT_4, "--format", "json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["case"]["id"] == "gpt-4"


def test_json_is_canonical_and_the_same_bytes_every_time():
    first, second = (run("assess", GPT_4, "--format", "json") for _ in range(2))
    assert first.stdout == second.stdout
    found = json.loads(first.stdout)
    assert found["schema"] == "liability/determination/1"
    again = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert first.stdout == again


def test_json_is_the_same_whatever_the_hash_seed_and_locale():
    plain = run("assess", OPEN_CASE, "--format", "json", PYTHONHASHSEED="1")
    other = run("assess", OPEN_CASE, "--format", "json", PYTHONHASHSEED="2", LC_ALL="C")
    assert plain.stdout == other.stdout


def test_several_cases_give_one_json_line_each():
    done = run("assess", GPT_4, OPEN_CASE, "--format", "json")
    assert [json.loads(line)["case"]["id"] for line in done.stdout.splitlines()] == ["gpt-4", "g56"]
    assert done.returncode == 3


def test_a_case_comes_from_standard_input():
    done = run("assess", "-", "--format", "json", stdin=Path(GPT_4).read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["case"]["id"] == "gpt-4"


def test_output_goes_to_a_file_and_over_none_unless_forced(tmp_path):
    target = tmp_path / "out.json"
    assert run("assess", GPT_4, "-f", "json", "-o", str(target)).returncode == 0
    written = target.read_text("utf-8")
    assert json.loads(written)["case"]["id"] == "gpt-4"
    refused = run("assess", OPEN_CASE, "-f", "json", "-o", str(target))
    assert refused.returncode == 2
    assert "exists already" in refused.stderr
    assert target.read_text("utf-8") == written
    assert run("assess", OPEN_CASE, "-f", "json", "-o", str(target), "--force").returncode == 3
    assert json.loads(target.read_text("utf-8"))["case"]["id"] == "g56"
    assert [each.name for each in tmp_path.iterdir()] == ["out.json"]


def test_nothing_is_written_when_a_case_is_unusable(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("", "utf-8")
    target = tmp_path / "out.md"
    done = run("assess", GPT_4, str(broken), "-f", "markdown", "-o", str(target))
    assert done.returncode == 2
    assert not target.exists()


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize(("verb", "files"), SHOWN_BY, ids=lambda each: each)
def test_no_line_is_wider_than_the_terminal(verb, files, columns):
    from rich.cells import cell_len

    done = run(verb, *files, COLUMNS=columns)
    assert done.returncode in (0, 3), done.stderr
    assert [line for line in done.stdout.splitlines() if cell_len(line) > int(columns)] == []


def test_colors_respect_no_color():
    assert "\x1b[" in run("assess", GPT_4, FORCE_COLOR="1").stdout
    assert "\x1b[3" not in run("assess", GPT_4, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_markdown_shows_values_of_a_case_as_text(tmp_path):
    hostile = tmp_path / "hostile.yaml"
    hostile.write_text(
        "case: hostile\ntitle: '{{ 7*7 }} <script>alert(1)</script> | a'\n"
        "parties:\n  - {id: p, name: '=HYPERLINK(\"x\") | {{ 7*7 }}', roles: [developer]}\n",
        "utf-8",
    )
    done = run("assess", str(hostile), "-f", "markdown")
    assert done.stdout.splitlines()[0].startswith("# \\{\\{ 7\\*7 \\}\\}")
    assert "<script>" not in done.stdout
    row = next(line for line in done.stdout.splitlines() if "HYPERLINK" in line)
    assert row.replace("\\|", "").count("|") == 5


def test_each_determined_outcome_names_the_rules_that_give_it_and_what_they_cite():
    both = str(ROOT / "cases" / "worked" / "g25b.yaml")
    shown = run("assess", both, COLUMNS="120").stdout
    assert "Above a compute cap  [D.RT-4.trigger]" in shown
    assert "A duty of the third tier is breached  [C.6, " in shown
    assert "A prohibition is breached, or about to be  [C.6, " in shown
    row = next(
        line
        for line in run("assess", GPT_4, "-f", "markdown").stdout.splitlines()
        if line.startswith("| Risk tier")
    )
    assert row == "| Risk tier | RT-1 | Strong in one axis \\[D.RT-1.trigger\\] |"


def test_an_undetermined_outcome_has_no_ground():
    done = run("assess", str(ROOT / "cases" / "alphafold.yaml"), "-f", "markdown")
    row = next(line for line in done.stdout.splitlines() if line.startswith("| Risk tier"))
    assert row.endswith("|  |")


def test_markdown_says_titles_in_place_of_ids():
    done = run("assess", str(ROOT / "cases" / "worked" / "g25b.yaml"), "-f", "markdown")
    said = done.stdout.partition("## Where another")[2].partition("## Assumptions")[0]
    assert "Liable for the harm under the regime (developer): yes or no rather than yes" in said
    assert "State of the harbor (Weak): available (unclaimed) or fails" in said
    assert not re.search(r"not_met|harbors\.|parties\.|cautions\.|obligations\.", said)
    assert "appendices C and D 0.1.0" in done.stdout


@pytest.mark.parametrize(("verb", "files"), SHOWN_BY, ids=lambda each: each)
def test_markdown_is_complete_for_every_case_and_lineage(verb, files):
    done = run(verb, *files, "-f", "markdown")
    assert done.returncode in (0, 3), done.stderr
    assert [line for line in done.stdout.splitlines() if "None" in line] == []
    last = "## How it was counted" if verb == "compute" else "## Provisions relied on"
    assert done.stdout.count(f"\n{last}\n") == len(files)


def test_why_explains_with_rules_facts_and_provisions():
    done = run("why", GPT_4, "tier")
    assert done.returncode == 0, done.stderr
    assert "Risk tier: RT-1" in done.stdout
    assert "D.RT-1.trigger" in done.stdout
    assert "GPT-4" in done.stdout


def test_why_not_says_what_stands_in_the_way():
    done = run("why-not", GPT_4, "standard=strict")
    assert done.returncode == 0, done.stderr
    assert "it is not so" in done.stdout
    assert "Strong autonomy: not met" in done.stdout


def test_why_of_an_unknown_conclusion_suggests_one():
    done = run("why", GPT_4, "standart")
    assert done.returncode == 2
    assert "did you mean `standard`?" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--profile", "fr"), "`fr` is not a profile"),
        (("--reading", "Q99=x"), "`Q99` is not a reading"),
        (("--reading", "Q29=maybe"), "`maybe` is not an option of `Q29`"),
        (("--reading", "Q29"), "`Q29` is not a reading"),
        (("--as-of", "1999-01-01"), "`1999-01-01` is before the first day"),
        (("--as-of", "yesterday"), "`yesterday` is not a date"),
        (("--facts-of", "nobody"), "`nobody` is not a side"),
        (("--rules", "no-such-pack"), "`no-such-pack` is not a pack"),
    ],
)
def test_a_bad_option_is_named_and_exits_2(arguments, says):
    done = run("assess", GPT_4, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_new_writes_a_case_that_can_be_assessed(tmp_path):
    assert run("new", "matter.yaml", cwd=tmp_path).returncode == 0
    done = run("assess", "matter.yaml", cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    again = run("new", "matter.yaml", cwd=tmp_path)
    assert again.returncode == 2
    assert "exists already" in again.stderr


def test_a_blank_case_is_filled_in_by_taking_away_the_number_signs_alone(tmp_path):
    """Without the `#` before every fact, each answered by `unknown`, it is a case as it stands."""
    run("new", "matter.yaml", cwd=tmp_path)
    text = (tmp_path / "matter.yaml").read_text("utf-8")
    text = re.sub(r"(?m)^#(?=  |[a-z])", "", text)
    text = re.sub(r"(?m)^( +\w+:)  # the id of an? \w+$", r"\1 an-id", text)
    text = text.replace("harbor:  # ", "harbor: weak  # ")
    filled = re.sub(r"(?m)^( +\w+:)(?=  # )", r"\1 unknown", text)
    assert filled.count(": unknown") > 100
    (tmp_path / "filled.yaml").write_text(filled, "utf-8")
    done = run("assess", "filled.yaml", cwd=tmp_path)
    assert done.returncode == 3, done.stderr
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
    assert done.returncode in (0, 3), done.stderr
    assert "error[" not in done.stderr


def test_a_case_that_ships_is_none_where_the_user_has_a_folder_of_that_name(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "gpt4.yaml").write_text("case: mine\n")
    done = run("assess", "cases/gpt-4.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean `cases/gpt4.yaml`?" in done.stderr
    assert run("assess", "cases/../pyproject.toml", cwd=tmp_path / "cases").returncode == 2


def test_rules_check_list_show_and_test_the_shipped_pack():
    assert "no problems" in run("rules", "check").stdout
    assert "C.4.a" in run("rules", "list", "--provisions").stdout
    assert "presumed" in run("rules", "show", "Q29").stdout
    assert run("rules", "show", "Q2999").returncode == 2
    done = run("rules", "test")
    assert done.returncode == 0, done.stdout
    assert ", 0 failed" in done.stdout


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


def test_version_is_printed():
    from liability import __version__

    assert run("--version").stdout.strip() == __version__


# --- options and names ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--rules", "."), "error[rules/no-pack]: `.` is not a pack of rules"),
        (("--rules", "../tests"), "error[rules/no-pack]: `../tests` is not a pack of rules"),
        (("--as-of", ""), "error[law/date]: `--as-of` is given nothing"),
        (("--as-of", "20250601"), "error[law/date]: `20250601` is not a date"),
        (("--as-of", "2025-W23-1"), "error[law/date]: `2025-W23-1` is not a date"),
        (("--profile", ""), "`--profile` is given nothing"),
        (("--facts-of", " "), "`--facts-of` is given nothing"),
        (("--rules", ""), "`--rules` is given nothing"),
        (("-r", "Q1=any_advanced", "-r", "Q1=triple_proved"), "`Q1` is given 2 times"),
        (("-r", "Q1="), "`Q1=` is not a reading"),
        (("--nope",), "`--nope` is not an option"),
        (("--forc",), "did you mean `--force`?"),
        (("-f", "xml"), "`xml` is not one of"),
        (("-", "-"), "`-` is given more than once"),
    ],
)
def test_an_option_that_is_empty_twice_or_unknown_is_a_usage_error(arguments, says, tmp_path):
    done = run("assess", GPT_4, *arguments, stdin="", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error[")
    assert says in done.stderr
    assert "  help: " in done.stderr


def test_a_pack_is_the_one_that_ships_or_a_folder_beside_the_case(tmp_path):
    folder = tmp_path / "keep-the-future-human"
    folder.mkdir()
    (folder / "pack.yaml").write_text("nonsense", "utf-8")
    case = tmp_path / "x.yaml"
    case.write_text("case: x\npack: keep-the-future-human\n", "utf-8")
    assert run("assess", "x.yaml", cwd=tmp_path).returncode == 3
    case.write_text("case: x\npack: ./keep-the-future-human\n", "utf-8")
    done = run("assess", str(case))
    assert done.returncode == 2
    assert "keep-the-future-human/pack.yaml" in done.stderr
    case.write_text("case: x\npack: ''\n", "utf-8")
    done = run("assess", str(case))
    assert "error[rules/no-pack]: `''` is not a pack of rules" in done.stderr
    assert "x.yaml:2:7" in done.stderr


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("autonomy_strong", "Strong autonomy: not met"),
        ("party_in", "(Microsoft)"),
        ("liable", "(OpenAI)"),
        ("parties.openai", "(OpenAI)"),
        ("harbor_status", "Narrow"),
        ("strict-liability", "`strict-liability` is a rule, not a conclusion"),
        ("harbor.training", "`harbor.training` is a parameter, not a conclusion"),
        ("system.autonomy", "`system.autonomy` is a fact, not a conclusion"),
        ("C.4.a", "`C.4.a` is a provision, not a conclusion"),
        ("Q29", "`Q29` is a reading, not a conclusion"),
        ("individuals", "`individuals` is not a conclusion of this case"),
        ("", "`''` is not a conclusion of this case"),
    ],
)
def test_why_knows_every_name_of_the_rulebook(name, says):
    done = run("why", GPT_4, name)
    assert says in done.stdout + done.stderr
    assert done.returncode == (2 if "`" in says else 0)


def test_why_not_says_so_where_nothing_is_left_to_explain():
    done = run("why-not", GPT_4, "axis_undisputedly_weak")
    assert done.returncode == 0, done.stderr
    assert "No other value is left to explain" in " ".join(done.stdout.split())


def test_a_member_goes_by_the_name_of_its_own_subject(tmp_path):
    case = tmp_path / "x.yaml"
    case.write_text(
        "case: x\nas_of: 2025-06-01\nparties: [{id: a, name: The party, roles: [developer]}]\n"
        "individuals: [{id: a, name: The person, party: a}]\n",
        "utf-8",
    )
    assert "(The party)" in run("why", str(case), "liable").stdout
    shown = run("why", str(case), "individuals.a.personal").stdout
    assert "(The person)" in shown.splitlines()[0]


@pytest.mark.parametrize("format_", ["rich", "json", "markdown"])
def test_roles_may_be_disputed(format_, tmp_path):
    case = tmp_path / "x.yaml"
    case.write_text(
        "case: x\nas_of: 2025-06-01\nparties: [{id: a, roles: "
        "{disputed: {claimant: [developer], developer: [provider]}}}]\n",
        "utf-8",
    )
    done = run("assess", str(case), "-f", format_, COLUMNS="120")
    assert done.returncode == 3, done.stderr
    assert "claimant" in done.stdout


# --- streams and files ----------------------------------------------------------------------------


def shell(line, **environment):
    program = f"{sys.executable} -m liability"
    return subprocess.run(
        ["bash", "-c", line.replace("LIABILITY", program, 1)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", **environment},
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "status", "says"),
    [
        ("LIABILITY assess - <&-", 2, "`standard input` is closed"),
        (f"LIABILITY assess {GPT_4} >&-", 2, "`standard output` is closed"),
        (f"LIABILITY assess {GPT_4} >&- 2>&-", 2, ""),
        (f"LIABILITY assess {GPT_4} >/dev/full", 2, "no space left on device"),
        (f"LIABILITY assess {GPT_4} -f json >/dev/full", 2, "no space left on device"),
        ("LIABILITY --help >/dev/full", 2, "no space left on device"),
        ("LIABILITY assess nowhere.yaml 2>/dev/full", 2, ""),
        (f"LIABILITY assess {GPT_4} -f json | true; exit ${{PIPESTATUS[0]}}", 141, ""),
        ("LIABILITY --help | true; exit ${PIPESTATUS[0]}", 141, ""),
    ],
)
def test_a_stream_that_is_closed_full_or_broken_ends_in_a_sentence_or_quietly(line, status, says):
    done = shell(line)
    assert done.returncode == status, done.stderr
    assert says in done.stderr
    assert done.stderr.count("error[") == bool(says)
    assert "Traceback" not in done.stderr


def test_output_that_cannot_be_encoded_is_written_with_escapes_and_json_in_utf_8():
    for arguments in (("assess", GPT_4), ("why", GPT_4, "tier"), ("new", "-")):
        done = run(*arguments, PYTHONIOENCODING="ascii")
        assert done.returncode == 0, done.stderr
        assert done.stdout.isascii()
    arguments = ("assess", GPT_4, "-f", "json")
    assert run(*arguments, PYTHONIOENCODING="ascii").stdout == run(*arguments).stdout


def test_an_interrupt_exits_130_and_leaves_no_file(tmp_path):
    code = (
        "import sys; from liability.cli import main, output\n"
        "def stop(*_, **__): raise KeyboardInterrupt\n"
        "output._put = stop\n"
        f"sys.argv = ['liability', 'assess', {GPT_4!r}, '-o', 'out.txt']\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("asked", ["", "1"])
def test_an_error_of_the_program_is_said_to_be_one_and_exits_70(asked):
    code = (
        "import sys; from liability.cli import main, given\n"
        "def fail(*_, **__): raise KeyError('x')\n"
        "given.load_case = fail\n"
        f"sys.argv = ['liability', 'assess', {GPT_4!r}]\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "LIABILITY_TRACEBACK": asked},
        check=False,
    )
    assert done.returncode == 70
    assert "error[program/fault]: `liability`" in done.stderr
    assert "please report it" in done.stderr
    assert ("Traceback" in done.stderr) == bool(asked)


def test_a_file_is_written_through_links_with_the_rights_it_should_have(tmp_path):
    (tmp_path / "link").symlink_to("target")
    shell(f"umask 027; LIABILITY assess {GPT_4} -o {tmp_path}/link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").stat().st_mode & 0o777 == 0o640
    (tmp_path / "target").chmod(0o604)
    shell(f"LIABILITY assess {GPT_4} -o {tmp_path}/link --force")
    assert (tmp_path / "target").stat().st_mode & 0o777 == 0o604
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link", "target"]


def test_no_input_is_overwritten_and_nothing_that_is_no_file(tmp_path):
    case = tmp_path / "x.yaml"
    case.write_text("case: x\n", "utf-8")
    (tmp_path / "link.yaml").symlink_to(case)
    for output, says in (
        (case, "is also read"),
        (tmp_path / "link.yaml", "is also read"),
        (tmp_path, "is a folder"),
        ("/dev/null", "is no file"),
        (tmp_path / "nowhere" / "x", "cannot be written: no such file or directory"),
        ("x" * 5000, "cannot be written: file name too long"),
    ):
        done = run("assess", str(case), "-o", str(output), "--force")
        assert done.returncode == 2, output
        assert says in done.stderr
        assert len(done.stderr) < 400
    assert case.read_text("utf-8") == "case: x\n"


def test_output_to_a_hyphen_is_standard_output(tmp_path):
    done = run("assess", GPT_4, "-o", "-", cwd=tmp_path)
    assert done.stdout.startswith("GPT-4")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_is_no_hindrance(tmp_path):
    done = shell(
        f"mkdir {tmp_path}/x; cd {tmp_path}/x; rmdir {tmp_path}/x; LIABILITY assess {GPT_4}"
    )
    assert done.returncode == 0, done.stderr


# --- terminals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", ["1", "20", "40", "57", "400", "9999", "junk"])
def test_no_width_of_the_terminal_loses_a_letter(columns):
    def letters(arguments, columns):
        done = run(*arguments, COLUMNS=columns)
        assert done.returncode == 0, done.stderr
        return sorted(done.stdout.replace("\n", "").replace(" ", "").replace("─", "").lower())

    arguments = ("assess", GPT_4)
    wide, narrow = letters(arguments, "200"), letters(arguments, columns)
    assert set("".join(wide)) == set("".join(narrow))
    for word in ("D.RT-1.deployment", "any_advanced", "harbor.training"):
        shown = run(*arguments, COLUMNS=columns).stdout
        assert word in shown.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize(
    "what", ["rules", "provisions", "facts", "parameters", "readings", "findings"]
)
def test_lists_of_rules_break_no_id_at_80_columns(what, rulebook):
    shown = run("rules", "list", *([] if what == "rules" else [f"--{what}"])).stdout
    assert max(map(len, shown.splitlines())) <= 80
    words = set(shown.split())
    assert not [each for each in getattr(rulebook, what) if each not in words]


HOSTILE = "\x1b[31m\x1b]0;x\x07\x9b2J\u202egnp.exe\u2066\x00 [bold]b[/bold] {{ 7*7 }} <b>|`x`"


@pytest.mark.parametrize("format_", ["rich", "json", "markdown", "why"])
def test_no_value_of_a_case_steers_the_terminal_or_the_format(format_, tmp_path):
    case = tmp_path / "x.yaml"
    evil = json.dumps(HOSTILE)
    case.write_text(
        f'{{"case": "x", "as_of": "2025-06-01", "title": {evil}, "notes": {evil},'
        f'"sources": {{{evil}: {evil}}},'
        f'"system": {{"version": {evil}, "deployed": {{"value": "yes", "evidence": [{evil}],'
        f'"note": {evil}}}}},'
        f'"parties": [{{"id": "a", "name": {evil}, "roles": ["developer"]}}]}}',
        "utf-8",
    )
    arguments = (
        ("why", str(case), "liable") if format_ == "why" else ("assess", str(case), "-f", format_)
    )
    done = run(*arguments, FORCE_COLOR="")
    assert done.returncode in (0, 3), done.stderr
    for character in "\x1b\x07\x9b\u202e\u2066\x00":
        assert character not in done.stdout
    if format_ == "json":
        assert json.loads(done.stdout)["case"]["title"] == HOSTILE
    elif format_ == "markdown":
        assert "<b>" not in done.stdout
        assert "49" not in done.stdout.splitlines()[0]
    else:
        assert "[bold]b[/bold]" in done.stdout.replace("\n", "")


def test_what_is_echoed_of_a_case_does_not_steer_the_terminal(tmp_path):
    case = tmp_path / "x.yaml"
    case.write_text('case: x\n"a\\e[31m\\u202e\\0b": 1\n', "utf-8")
    done = run("assess", str(case))
    assert done.returncode == 2
    assert not {"\x1b", "\u202e", "\x00"} & set(done.stderr)


# --- new, help, completion ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "head"),
    [
        ("my matter (2).yaml", "case: my-matter-2\ntitle: 'my matter (2)'\n"),
        ("matter.v2.yaml", "case: matter-v2\ntitle: ''\n"),
        ("사건.yaml", "case: my-case\ntitle: '사건'\n"),
        ("it's.yaml", "case: it-s\ntitle: 'it''s'\n"),
        ("__x__.yaml", "case: x\ntitle: ''\n"),
        ("x" * 120 + ".yaml", f"case: {'x' * 80}\ntitle: ''\n"),
    ],
)
def test_new_makes_an_id_and_a_title_of_the_name_of_the_file(file, head, tmp_path):
    assert run("new", file, cwd=tmp_path).returncode == 0
    assert head in (tmp_path / file).read_text("utf-8")
    assert run("assess", file, cwd=tmp_path).returncode == 3


def test_new_gives_an_example_that_can_be_written(rulebook):
    from liability.case.money import parse_money
    from liability.case.quantity import examples, parse_quantity

    shown = run("new", "-").stdout
    for unit in {fact.unit for fact in rulebook.facts.values() if fact.unit}:
        assert f"{unit}, as {examples(unit).replace('`', '')}" in shown
        for example in examples(unit).split(" or "):
            written = example.strip("`")
            parse_money(written) if unit == "money" else parse_quantity(written, unit)


VERBS = ["assess", "why", "why-not", "new", "schema"]
VERBS += ["rules check", "rules list", "rules show", "rules test"]
VERBS += ["safety-case check", "safety-case draw"]
VERBS += ["safety-case export", "safety-case import"]


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_each_verb_has_an_example_and_the_exit_statuses(verb):
    said = " ".join(run(*verb.split(), "--help").stdout.split())
    assert f"liability {verb}" in said.partition("Examples:")[2]
    assert "Exit status: 0" in said


def test_completion_is_printed_and_completes():
    done = run("--show-completion", "bash", SHELL="/bin/bash")
    assert "_LIABILITY_COMPLETE" in done.stdout
    done = run(_LIABILITY_COMPLETE="complete_bash", COMP_WORDS="liability why", COMP_CWORD="1")
    assert done.stdout.split() == ["why", "why-not"]


SOUND, FLAWED = CASES / "safety-cases" / "home-robot.yaml", CASES / "safety-cases" / "flawed.yaml"


def test_the_verbs_of_a_safety_case_end_with_the_statuses_that_they_name(tmp_path):
    assert run("safety-case", "check", SOUND).returncode == 0
    late = run("safety-case", "check", SOUND, "--as-of", "2027-01-01", "-f", "json")
    assert late.returncode == 3
    assert {each["code"] for each in json.loads(late.stdout)["findings"]} == {
        "safety-case/out-of-date",
        "safety-case/too-old",
    }
    assert run("safety-case", "check", FLAWED).returncode == 3
    wrong = run("safety-case", "check", CASES / "gpt-4.yaml")
    assert wrong.returncode == 2
    assert "is a case without a safety case" in wrong.stderr
    assert run("safety-case", "check", SOUND, "--as-of", "soon").returncode == 2


def test_what_is_made_of_a_safety_case_is_never_written_over_a_file(tmp_path):
    made = {verb: tmp_path / f"{verb}.out" for verb in ("draw", "export", "import")}
    sources = {"draw": SOUND, "export": SOUND, "import": made["export"]}
    for verb, file in made.items():
        first = run("safety-case", verb, sources[verb], "-o", file)
        assert (first.returncode, first.stdout) == (0, "")
        assert ("note: `sign_offs`" in first.stderr) == (verb == "export")
        again = run("safety-case", verb, sources[verb], "-o", file)
        assert again.returncode == 2
        assert "exists already" in again.stderr
        own = run("safety-case", verb, sources[verb], "-o", sources[verb], "--force")
        assert "is also read" in own.stderr
    assert run("safety-case", "check", made["import"]).returncode == 0
