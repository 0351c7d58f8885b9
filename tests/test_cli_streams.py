"""The command line: streams, files, terminals, and what is not about a case."""

import json
import os
import subprocess
import sys

import pytest
from cli_runs import CASES, GPT_4, ROOT, run_process
from in_process import run_line as run

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
        ("LIABILITY batch - </proc/$$/mem; exit $?", 2, "`standard input` cannot be read"),
        ("ulimit -f 1; yes a,b | head -c 9999 | LIABILITY batch -", 2, "cannot be written: file"),
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
        done = run_process(*arguments, PYTHONIOENCODING="ascii")
        assert done.returncode == 0, done.stderr
        assert done.stdout.isascii()
    arguments = ("assess", GPT_4, "-f", "json")
    assert run_process(*arguments, PYTHONIOENCODING="ascii").stdout == run(*arguments).stdout


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
    case = tmp_path / "case"
    case.write_text("case: x\n", "utf-8")
    (tmp_path / "link").symlink_to(case)
    for output, says in (
        (case, "is also read"),
        (tmp_path / "link", "is also read"),
        (tmp_path, "is a folder"),
        ("/dev/null", "is no file"),
        (tmp_path / "nowhere" / "x", "cannot be written: no such file or directory"),
        ("x" * 5000, "cannot be written: file name too long"),
    ):
        done = run("assess", str(case), "-o", str(output), "--force")
        assert done.exit_code == 2, output
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
        assert done.exit_code == 0, done.stderr
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
    assert done.exit_code in (0, 3), done.stderr
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
    assert done.exit_code == 2
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
    assert run("new", file, cwd=tmp_path).exit_code == 0
    assert head in (tmp_path / file).read_text("utf-8")
    assert run("assess", file, cwd=tmp_path).exit_code == 3


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
    done = shell("LIABILITY --show-completion; exit $?")  # for the shell that runs it
    assert "_LIABILITY_COMPLETE" in done.stdout
    done = run_process(
        _LIABILITY_COMPLETE="complete_bash", COMP_WORDS="liability why", COMP_CWORD="1"
    )
    assert done.stdout.split() == ["why", "why-not"]


SOUND, FLAWED = CASES / "safety-cases" / "home-robot.yaml", CASES / "safety-cases" / "flawed.yaml"


def test_the_verbs_of_a_safety_case_end_with_the_statuses_that_they_name(tmp_path):
    assert run("safety-case", "check", SOUND).exit_code == 0
    late = run("safety-case", "check", SOUND, "--as-of", "2027-01-01", "-f", "json")
    assert late.exit_code == 3
    assert {each["code"] for each in json.loads(late.stdout)["findings"]} == {
        "safety-case/out-of-date",
        "safety-case/too-old",
    }
    assert run("safety-case", "check", FLAWED).exit_code == 3
    wrong = run("safety-case", "check", CASES / "gpt-4.yaml")
    assert wrong.exit_code == 2
    assert "is a case without a safety case" in wrong.stderr
    assert run("safety-case", "check", SOUND, "--as-of", "soon").exit_code == 2


def test_what_is_made_of_a_safety_case_is_never_written_over_a_file(tmp_path):
    made = {verb: tmp_path / f"{verb}.out" for verb in ("draw", "export", "import")}
    own = tmp_path / "own"  # a name that says no form
    own.write_bytes(SOUND.read_bytes())
    sources = {"draw": own, "export": own, "import": made["export"]}
    for verb, file in made.items():
        first = run("safety-case", verb, sources[verb], "-o", file)
        assert (first.exit_code, first.stdout) == (0, "")
        assert ("note: `sign_offs`" in first.stderr) == (verb == "export")
        again = run("safety-case", verb, sources[verb], "-o", file)
        assert again.exit_code == 2
        assert "exists already" in again.stderr
        over = run("safety-case", verb, sources[verb], "-o", sources[verb], "--force")
        assert "is also read" in over.stderr
    assert run("safety-case", "check", made["import"]).exit_code == 0
