"""Bad case files: each gives all its problems at once, named, placed, and with what to do.

To add one, write `bad/NAME.yaml`, and beside it in `bad/NAME.txt` the message that a user should
see; no Python is needed. Without the `.txt` the test fails and shows the message there is. Where
messages were changed on purpose, `UPDATE_EXPECTED=1 uv run pytest tests/test_bad_input.py` writes
them anew: read the difference as the user would.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from generated_cases import case_of
from golden import golden

from liability.case.load import load_case
from liability.cli.given import given
from liability.determination.assess import assess
from liability.rulebook.load import load_rulebook
from liability.source.problems import Gathered, ProblemsError
from liability.source.yaml import MAX_BYTES, parse, read

BAD = Path(__file__).parent / "bad"
FILES = sorted(BAD.glob("*.yaml"))
HEADER = re.compile(r"^error\[([a-z-]+/[a-z-]+)\]: (.+)$", re.MULTILINE)


def message_of(use):
    with pytest.raises(ProblemsError) as caught:
        use()
    return str(caught.value)


def assess_file(name):
    """What the command line does with a case file."""
    given(Gathered()).determination(Path(name))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_bad_case_file_gives_exactly_this_message(file, monkeypatch):
    monkeypatch.chdir(BAD)
    message = message_of(lambda: assess_file(file.name))
    golden(file.with_suffix(".txt"), message + "\n")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_problem_of_a_bad_case_file_names_the_thing_its_place_and_what_to_do(
    file, monkeypatch
):
    monkeypatch.chdir(BAD)
    with pytest.raises(ProblemsError) as caught:
        assess_file(file.name)
    places = []
    for problem in caught.value.problems:
        assert HEADER.match(str(problem))
        assert "`" in problem.message, f"names nothing: {problem.message}"
        assert problem.message[:1] == problem.message[:1].lower()
        assert problem.place is not None, f"no place: {problem.message}"
        assert f"  --> {file.name}:{problem.place.line}:{problem.place.column}" in str(problem)
        assert "\n  help: " in str(problem), f"no help: {problem.message}"
        places.append((problem.place.line, problem.place.column))
    assert places == sorted(places)


def test_what_the_help_says_to_write_is_accepted(rulebook):
    """The example of a reading is one that the pack has, and that of a source is one source."""
    message = message_of(
        lambda: case_of({"case": "x", "readings": ["x"], "sources": ["x"]}, rulebook)
    )
    for example in re.findall(r"help: write it as `(.+)`", message):
        written = parse(f"case: x\n{example}", "x.yaml")
        load_case(written, rulebook)
        for section in ("readings", "sources"):
            assert len(written.data.get(section, {"": ""})) == 1


def test_every_expected_message_belongs_to_a_file():
    assert {file.stem for file in BAD.glob("*.txt")} <= {file.stem for file in FILES}


# --- what no file in the folder can be ------------------------------------------------------------


def assert_shown(message, code, name):
    assert message.startswith(f"error[{code}]: `")
    assert f"  --> {name}:1:1" in message
    assert "  help: " in message


def test_what_cannot_be_read_is_a_problem_that_says_what_to_do_and_names_no_line(tmp_path):
    for name in (str(tmp_path / "nowhere.yaml"), str(tmp_path)):
        message = message_of(lambda name=name: assess_file(name))
        assert message.startswith(f"error[file/unreadable]: `{name}` cannot be read: ")
        assert "-->" not in message
        assert "\n  help: " in message


def test_a_name_too_long_for_any_file_is_a_problem():
    assert message_of(lambda: assess_file("x" * 5000)).startswith("error[file/unreadable]")


def test_a_file_of_50_mb_is_a_problem_and_is_not_read_to_its_end(tmp_path):
    file = tmp_path / "large.yaml"
    with file.open("wb") as stream:
        stream.write(b"case: x\n# ")
        stream.truncate(50 * 1024 * 1024)
    assert_shown(message_of(lambda: assess_file(str(file))), "file/too-large", str(file))


def test_a_file_may_be_as_large_as_the_limit(tmp_path, rulebook):
    file = tmp_path / "large.yaml"
    file.write_text("case: x\n#" + "x" * (MAX_BYTES - 9), "utf-8")
    assert load_case(read(file), rulebook).id == "x"


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path, rulebook):
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbfcase: x\r\nsystem:\r\n  autonomy: stron\r\n")
    message = message_of(lambda: load_case(read(file, "x.yaml"), rulebook))
    assert "--> x.yaml:3:13" in message
    assert "\r" not in message
    assert "\N{REPLACEMENT CHARACTER}" not in message


# --- what is given on the command line ------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "code", "named"),
    [
        ({"profile": "kr"}, "law/unknown-profile", "kr"),
        ({"readings": {"Q1a": "x"}}, "law/unknown-reading", "Q1a"),
        ({"readings": {"Q1": "triple_presumed"}}, "law/unknown-option", "triple_presumed"),
        ({"side": "defendant"}, "law/unknown-side", "defendant"),
        ({"as_of": "2025-02-30"}, "law/date", "2025-02-30"),
        ({"as_of": "2024-12-31"}, "law/date", "2024-12-31"),
        ({"as_of": "tomorrow"}, "law/date", "tomorrow"),
        ({"as_of": "2025-W23-1"}, "law/date", "2025-W23-1"),
        ({"as_of": "20250601"}, "law/date", "20250601"),
        ({"as_of": "9999-99-99"}, "law/date", "9999-99-99"),
        ({"as_of": "2151-01-01"}, "law/date", "2151-01-01"),
    ],
)
def test_what_is_given_beside_the_case_is_checked_and_the_problem_says_what_to_do(
    given, code, named, rulebook
):
    case = case_of({"case": "x", "as_of": "2025-06-01"}, rulebook)
    message = message_of(lambda: assess(case, rulebook, **given))
    assert message.startswith(f"error[{code}]: `{named}`")
    assert "  help: " in message


def test_a_day_that_is_asked_for_is_refused_also_where_no_law_is_applied():
    gathered = Gathered()
    given(gathered, as_of="2151-01-01")
    message = message_of(gathered.report)
    assert message.startswith("error[law/date]: `2151-01-01` is out of range")


def test_several_things_given_beside_the_case_are_all_reported(rulebook):
    case = case_of({"case": "x"}, rulebook)
    message = message_of(
        lambda: assess(
            case, rulebook, as_of="2024-01-01", profile="kr", readings={"Q1a": "x", "Q2": "x"}
        )
    )
    assert {code for code, _ in HEADER.findall(message)} == {
        "law/date",
        "law/unknown-profile",
        "law/unknown-reading",
        "law/unknown-option",
    }


@pytest.mark.parametrize(
    "pack", ["keep-the-future-humane", "", "/nowhere", ".", "../tests", "a\0b"]
)
def test_what_is_no_pack_is_a_problem_that_names_the_packs_there_are(pack, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    message = message_of(lambda: load_rulebook(pack))
    shown = pack or "''"
    assert message.startswith(f"error[rules/no-pack]: `{shown}` is not a pack of rules")
    assert "`keep-the-future-human`" in message
