"""The command line, as a user runs it: its output, its exit status."""

import json
import re
from pathlib import Path

import pytest
from cli_runs import CASES, GPT_4, ROOT, run_process
from in_process import run_line as run

LINEAGES = CASES / "lineages"
NO_CASES = ("maps", "safety-cases")  # what `assess` and `compute` do not read
SHOWN = sorted(each for each in CASES.rglob("*.yaml") if each.parent.name not in NO_CASES)
SHOWN_BY = [  # which verb shows which files at once
    ("assess", [str(each) for each in SHOWN if each.parent != LINEAGES]),
    *(("compute", [str(each)]) for each in SHOWN if each.parent == LINEAGES),
]
OPEN_CASE = str(CASES / "worked" / "g56.yaml")
BAD = ROOT / "tests" / "bad"


def test_what_settles_nothing_alone_is_asked_by_its_weight_and_said_to_be_that(tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text("case: x\nas_of: 2025-06-01\nsystem: {autonomy: strong}\n")
    needs = json.loads(run("assess", str(case), "-f", "json").stdout)["needs"]
    rest = [each["fact"] for each in needs if not each["settles"]]
    # Upon the axes turns the standard as well as the tier; upon compliance the injunction alone.
    axes = rest.index("system.wide_scope")
    assert axes < rest.index("system.deployed") < rest.index("compliance.alignment")
    assert axes < rest.index("system.controllable")  # by the provisions, not by name
    lines = run("assess", str(case), COLUMNS="200").stdout.split("Unknown, and would matter")[1]
    first, _, behind = lines.partition("None of these settles an outcome alone, only together")
    assert "settles" in first
    assert "settles" not in behind.partition("…")[0]
    assert re.search(r"(?m)^ +… and \d+ more", lines)


def test_a_determined_case_exits_0_and_says_the_outcome_first():
    done = run("assess", GPT_4)
    assert done.exit_code == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    outcome = [line for line in lines[:8] if line.startswith("Standard of liability")]
    assert outcome
    assert "fault" in outcome[0]


def test_an_undetermined_case_exits_3_and_lists_what_to_ask():
    done = run("assess", OPEN_CASE)
    assert done.exit_code == 3, done.stderr
    assert "undetermined" in done.stdout
    assert "ask in this order" in done.stdout


def test_unusable_input_exits_2_with_the_place_and_without_a_traceback():
    files = sorted(BAD.glob("*.yaml"))
    for some in (files[at : at + 8] for at in range(0, len(files), 8)):
        done = run("assess", *map(str, some))
        assert done.exit_code == 2, some
        assert done.stderr.startswith("error["), some
        assert [each for each in some if each.name not in done.stderr] == []
        assert "Traceback" not in done.stderr
        assert done.stdout == ""


def test_a_bad_case_among_several_does_not_keep_the_others_from_being_assessed(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("case: [", "utf-8")
    done = run("assess", str(broken), GPT_4, "--format", "json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["case"]["id"] == "gpt-4"


def test_json_is_canonical_and_the_same_bytes_every_time():
    first, *more = (each("assess", GPT_4, "--format", "json") for each in (run_process, run, run))
    assert [each.stdout for each in more] == [first.stdout] * 2
    found = json.loads(first.stdout)
    assert found["schema"] == "liability/determination/1"
    again = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert first.stdout == again


def test_json_is_the_same_whatever_the_hash_seed_and_locale():
    plain = run_process("assess", OPEN_CASE, "--format", "json", PYTHONHASHSEED="1")
    other = run_process("assess", OPEN_CASE, "--format", "json", PYTHONHASHSEED="2", LC_ALL="C")
    assert plain.stdout == other.stdout


def test_several_cases_give_one_json_line_each():
    done = run("assess", GPT_4, OPEN_CASE, "--format", "json")
    assert [json.loads(line)["case"]["id"] for line in done.stdout.splitlines()] == ["gpt-4", "g56"]
    assert done.exit_code == 3


def test_a_case_comes_from_standard_input():
    done = run_process("assess", "-", "--format", "json", stdin=Path(GPT_4).read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["case"]["id"] == "gpt-4"


def test_output_goes_to_a_file_and_over_none_unless_forced(tmp_path):
    target = tmp_path / "out.json"
    assert run("assess", GPT_4, "-f", "json", "-o", str(target)).exit_code == 0
    written = target.read_text("utf-8")
    assert json.loads(written)["case"]["id"] == "gpt-4"
    refused = run("assess", OPEN_CASE, "-f", "json", "-o", str(target))
    assert refused.exit_code == 2
    assert "exists already" in refused.stderr
    assert target.read_text("utf-8") == written
    assert run("assess", OPEN_CASE, "-f", "json", "-o", str(target), "--force").exit_code == 3
    assert json.loads(target.read_text("utf-8"))["case"]["id"] == "g56"
    assert [each.name for each in tmp_path.iterdir()] == ["out.json"]


def test_nothing_is_written_when_a_case_is_unusable(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("", "utf-8")
    target = tmp_path / "out.md"
    done = run("assess", GPT_4, str(broken), "-f", "markdown", "-o", str(target))
    assert done.exit_code == 2
    assert not target.exists()


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize(("verb", "files"), SHOWN_BY, ids=lambda each: each)
def test_no_line_is_wider_than_the_terminal(verb, files, columns):
    from rich.cells import cell_len

    done = run(verb, *files, COLUMNS=columns)
    assert done.exit_code in (0, 3), done.stderr
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


def test_what_a_closed_record_gives_is_said_in_the_same_words_everywhere():
    case = str(ROOT / "cases" / "alphafold.yaml")
    for verb, *more in (("assess",), ("assess", "-f", "markdown"), ("memo",)):
        said = " ".join(run(verb, case, *more).stdout.split())
        assert "if the record closed today: " in said
        assert "on this record" not in said


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
    assert done.exit_code in (0, 3), done.stderr
    assert [line for line in done.stdout.splitlines() if "None" in line] == []
    last = "## How it was counted" if verb == "compute" else "## Provisions relied on"
    assert done.stdout.count(f"\n{last}\n") == len(files)


def test_why_explains_with_rules_facts_and_provisions():
    done = run("why", GPT_4, "tier")
    assert done.exit_code == 0, done.stderr
    assert "Risk tier: RT-1" in done.stdout
    assert "D.RT-1.trigger" in done.stdout
    assert "GPT-4" in done.stdout


def test_why_not_says_what_stands_in_the_way():
    done = run("why-not", GPT_4, "standard=strict")
    assert done.exit_code == 0, done.stderr
    assert "it is not so" in done.stdout
    assert "Strong autonomy: not met" in done.stdout


def test_why_of_an_unknown_conclusion_suggests_one():
    done = run("why", GPT_4, "standart")
    assert done.exit_code == 2
    assert "did you mean `standard`?" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--profile", "fr"), "`fr` is not a profile"),
        (("--reading", "Q99=x"), "`Q99` is not a reading"),
        (("--reading", "Q29=maybe"), "`maybe` is not an option of `Q29`"),
        (("--reading", "Q29"), "`--reading Q29=OPTION`; `liability rules show Q29`"),
        (("--as-of", "1999-01-01"), "`1999-01-01` is before the first day"),
        (("--as-of", "yesterday"), "`yesterday` is not a date"),
        (("--facts-of", "nobody"), "`nobody` is not a side"),
        (("--rules", "no-such-pack"), "`no-such-pack` is not a pack"),
    ],
)
def test_a_bad_option_is_named_and_exits_2(arguments, says):
    done = run("assess", GPT_4, *arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_rules_check_list_show_and_test_the_shipped_pack():
    assert "no problems" in run("rules", "check").stdout
    assert "C.4.a" in run("rules", "list", "--provisions").stdout
    assert "presumed" in run("rules", "show", "Q29").stdout
    assert run("rules", "show", "Q2999").exit_code == 2
    done = run("rules", "test")
    assert done.exit_code == 0, done.stdout
    assert ", 0 failed" in done.stdout


def test_version_is_printed():
    from liability import __version__

    assert run_process("--version").stdout.strip() == __version__


# --- options and names ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--rules", "."), "error[rules/no-pack]: `.` is not a pack of rules"),
        (("--rules", "../tests"), "error[rules/no-pack]: `../tests` is not a pack of rules"),
        (("--as-of", ""), "error[law/date]: `--as-of` is given nothing"),
        (("--as-of", "20250601"), "error[law/date]: `20250601` is not a date"),
        (("--as-of", "2025-W23-1"), "error[law/date]: `2025-W23-1` is not a date"),
        (("--as-of", "2151-01-01"), "error[law/date]: `2151-01-01` is out of range"),
        (("--profile", ""), "`--profile` is given nothing"),
        (("--facts-of", " "), "`--facts-of` is given nothing"),
        (("--rules", ""), "`--rules` is given nothing"),
        (("-r", "Q1=any_advanced", "-r", "Q1=triple_proved"), "`Q1` is given 2 times"),
        (("-r", "Q1="), "`Q1` is given no option"),
        (("--nope",), "`--nope` is not an option"),
        (("--forc",), "did you mean `--force`?"),
        (("-f", "xml"), "`xml` is not one of"),
        (("-", "-"), "`-` is given more than once"),
    ],
)
def test_an_option_that_is_empty_twice_or_unknown_is_a_usage_error(arguments, says, tmp_path):
    done = run("assess", GPT_4, *arguments, given="", cwd=tmp_path)
    assert done.exit_code == 2
    assert done.stderr.startswith("error[")
    assert says in done.stderr
    assert "  help: " in done.stderr


def test_a_pack_is_the_one_that_ships_or_a_folder_beside_the_case(tmp_path):
    folder = tmp_path / "keep-the-future-human"
    folder.mkdir()
    (folder / "pack.yaml").write_text("nonsense", "utf-8")
    case = tmp_path / "x.yaml"
    case.write_text("case: x\npack: keep-the-future-human\n", "utf-8")
    assert run("assess", "x.yaml", cwd=tmp_path).exit_code == 3
    case.write_text("case: x\npack: ./keep-the-future-human\n", "utf-8")
    done = run("assess", str(case))
    assert done.exit_code == 2
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
    ],
)
def test_why_knows_every_name_of_the_rulebook(name, says):
    done = run("why", GPT_4, name)
    assert says in done.stdout + done.stderr
    assert done.exit_code == (2 if "`" in says else 0)


def test_why_not_says_so_where_nothing_is_left_to_explain():
    done = run("why-not", GPT_4, "axis_undisputedly_weak")
    assert done.exit_code == 0, done.stderr
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
    assert done.exit_code == 3, done.stderr
    assert "claimant" in done.stdout
