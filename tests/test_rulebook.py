"""Bad packs of rules: each gives all its problems at once, named, placed, and with what to do.

To add one, write what is wrong in `packs/bad/NAME/*.yaml`, which is read together with the files
of `packs/base` (a file of the same name takes its place), and where NAME begins with `sums-` with
those of `packs/sums` too; and beside the folder in `packs/bad/NAME.txt` the message that a user
should see. No Python is needed. Without the `.txt` the test fails and shows the message there is.
`UPDATE_EXPECTED=1 uv run pytest tests/test_rulebook.py` writes them anew: read the difference as
the user would.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from in_process import run

from liability.analysis.rule_tests import run_tests
from liability.cli.rules import test_ as rules_test
from liability.rulebook.compile import compile_pack
from liability.rulebook.load import load_rulebook
from liability.rulebook.specialize import law_in_force
from liability.source.problems import ProblemsError

PACKS = Path(__file__).parent / "packs"
BAD = sorted(folder for folder in (PACKS / "bad").iterdir() if folder.is_dir())
BAD_TESTS = sorted((PACKS / "bad-tests").glob("*.yaml"))


@pytest.fixture
def problems(tmp_path, monkeypatch):
    """Return what is wrong with a folder's files, read together with those of the base."""
    monkeypatch.chdir(tmp_path)

    def of(folder):
        below = ["base", "sums"] if folder.name.startswith("sums-") else ["base"]
        for each in (*(PACKS / name for name in below), folder):
            shutil.copytree(each, tmp_path, dirs_exist_ok=True)
        with pytest.raises(ProblemsError) as caught:
            compile_pack(Path())
        return caught.value

    return of


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_a_bad_pack_gives_exactly_this_message(folder, problems):
    message = str(problems(folder))
    expected = folder.with_suffix(".txt")
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(message + "\n", "utf-8")
    assert expected.exists(), f"write {expected.name}; the message now is:\n\n{message}"
    assert message + "\n" == expected.read_text("utf-8")


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_every_problem_of_a_bad_pack_names_the_thing_its_place_and_what_to_do(folder, problems):
    found = problems(folder).problems
    for problem in found:
        assert re.match(r"error\[(rules|file)/[a-z-]+\]: ", str(problem))
        assert "`" in problem.message, f"names nothing: {problem.message}"
        assert problem.place is not None, f"no place: {problem.message}"
        assert problem.place.line >= 1
        assert problem.help, f"no help: {problem.message}"
        name = re.findall(r"`([^`]+)`", problem.message)[0]
        assert problem.help != f"did you mean `{name}`?"
    order = [(each.place.file, each.place.line, each.place.column) for each in found]
    assert order == sorted(order)
    assert len(found) == len({str(each) for each in found}), "one problem is reported twice"


def test_every_expected_message_belongs_to_a_pack():
    assert {file.stem for file in (PACKS / "bad").glob("*.txt")} <= {folder.name for folder in BAD}


@pytest.mark.parametrize("name", ["base", "tiny-regime"])
def test_a_pack_without_mistakes_compiles(name):
    assert compile_pack(PACKS / name).id == name


def test_a_pack_with_sums_and_without_mistakes_compiles(tmp_path):
    for name in ("base", "sums"):
        shutil.copytree(PACKS / name, tmp_path, dirs_exist_ok=True)
    assert compile_pack(tmp_path).apportionment is not None


def test_where_the_files_lie_and_what_they_are_called_does_not_matter(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    shutil.copy(PACKS / "base" / "law.yaml", tmp_path / "deep" / "er" / "z.yaml")
    shutil.copy(PACKS / "base" / "money.yaml", tmp_path / "deep" / "m.yaml")
    shutil.copy(PACKS / "base" / "pack.yaml", tmp_path / "a.yaml")
    assert compile_pack(tmp_path).digest == compile_pack(PACKS / "base").digest


def test_files_of_a_folder_tests_are_no_rules(tmp_path):
    shutil.copytree(PACKS / "base", tmp_path / "pack")
    (tmp_path / "pack" / "tests").mkdir()
    (tmp_path / "pack" / "tests" / "x.yaml").write_text("- {not: rules}\n", "utf-8")
    assert compile_pack(tmp_path / "pack").id == "base"


def test_a_changed_file_is_read_anew_and_not_from_the_cache(tmp_path):
    shutil.copytree(PACKS / "base", tmp_path / "pack")
    law = tmp_path / "pack" / "law.yaml"
    before = load_rulebook(tmp_path / "pack")
    assert load_rulebook(tmp_path / "pack").digest == before.digest
    law.write_text(law.read_text("utf-8").replace("1e26", "1e27"), "utf-8")
    after = load_rulebook(tmp_path / "pack")
    assert after.digest != before.digest
    assert str(after.parameters["limit"].values[0][1]) == "1E+27"


def cached(folder):
    return [file for file in Path(os.environ["XDG_CACHE_HOME"]).rglob("*") if file.is_file()]


@pytest.mark.parametrize("content", [b"", b"torn", b"\x80\x04N.", b"cos\nsystem\n(S'exit 3'\ntR."])
def test_a_torn_or_foreign_file_in_the_cache_is_as_good_as_none(content, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    before = load_rulebook(PACKS / "base")
    (file,) = cached(tmp_path)
    if content.startswith(b"cos"):
        file.write_bytes(content)
        file.chmod(0o666)  # another user could have written it: it is not even opened
    else:
        file.write_bytes(content)
    assert load_rulebook(PACKS / "base").digest == before.digest


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert load_rulebook(PACKS / "base").id == "base"


# --- the law in force -----------------------------------------------------------------------------


def figure(rulebook, day):
    return law_in_force(rulebook, day).findings["heavy"].test.operand


def test_a_figure_is_the_one_in_force_on_the_day():
    rulebook = compile_pack(PACKS / "tiny-regime")
    found = {
        day: figure(rulebook, day)
        for day in ("2020-01-01", "2023-12-31", "2024-01-01", "2030-01-01")
    }
    assert {day: (int(each.value), each.since) for day, each in found.items()} == {
        "2020-01-01": (100, "2020-01-01"),
        "2023-12-31": (100, "2020-01-01"),
        "2024-01-01": (200, "2024-01-01"),
        "2030-01-01": (200, "2024-01-01"),
    }


def test_a_reading_is_the_one_set_or_the_profiles_or_the_default():
    rulebook = compile_pack(PACKS / "tiny-regime")
    taken = {
        (profile, chosen): law_in_force(
            rulebook, "2025-01-01", profile, {"over-people": chosen} if chosen else {}
        ).readings["over-people"]
        for profile in ("en", "ko")
        for chosen in ("", "above", "beside")
    }
    assert taken == {
        ("en", ""): "above",
        ("en", "above"): "above",
        ("en", "beside"): "beside",
        ("ko", ""): "beside",
        ("ko", "above"): "above",
        ("ko", "beside"): "beside",
    }


# --- what a message must get right ----------------------------------------------------------------


def named_in(error):
    return {
        name for problem in error.problems for name in re.findall(r"`([^`]+)`", problem.message)
    }


def test_a_misspelt_key_deep_inside_a_condition_is_shown_where_it_stands(problems):
    found = problems(PACKS / "bad" / "misspelt-key-deep-inside").problems
    places = {problem.place.line for problem in found if problem.code == "rules/unknown-key"}
    assert places == {13, 14, 15}


def test_every_name_of_the_determination_is_checked_for_what_it_names(problems):
    found = problems(PACKS / "bad" / "a-determination-with-names-of-another-kind")
    assert {"position", "party.rolls", "clam", "nothing", "failing", "standard"} <= named_in(found)


def test_an_id_that_no_condition_could_name_is_refused(problems):
    found = problems(PACKS / "bad" / "bad-ids")
    wrong = {problem.message for problem in found.problems if problem.code != "rules/unreachable"}
    assert {name for message in wrong for name in re.findall(r"`([^`]+)`", message)} >= {
        "two words",
        "1st",
        "a value",
    }


@pytest.mark.parametrize("name", ["safe port", "항구", "a/b"])
def test_an_id_of_an_entry_that_the_engine_cannot_carry_is_refused(
    name, tmp_path_factory, problems
):
    folder = tmp_path_factory.mktemp("bad")
    (folder / "bad.yaml").write_text(
        f"entries: {{harbor: {{'{name}': {{title: X, cites: [P.2]}}}}}}\n", "utf-8"
    )
    assert name in named_in(problems(folder))


def test_a_mistake_in_one_entry_is_not_reported_again_wherever_it_is_named(problems):
    """A finding that cannot be read is there all the same: naming it is no mistake."""
    found = problems(PACKS / "bad" / "misspelt-key-deep-inside").problems
    assert "`g` is not a finding or conclusion" not in {problem.message for problem in found}


# --- files that are none of a pack's --------------------------------------------------------------


def copy_of_base(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PACKS / "base", tmp_path / "pack")
    return tmp_path / "pack"


def refused(pack):
    with pytest.raises(ProblemsError) as caught:
        load_rulebook(pack)
    return [str(problem) for problem in caught.value.problems]


def test_a_file_that_would_be_ignored_for_its_name_is_reported(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    load_rulebook(pack)  # so that the cache has it
    (pack / "more.yml").write_text("rules: {}\n", "utf-8")
    (found,) = refused(pack)
    assert "more.yml` would not be read" in found
    assert "help: name it `more.yaml`" in found


@pytest.mark.parametrize("name", ["locked.yaml", "tests/x.yaml"])
def test_a_folder_named_as_a_file_is_a_folder(name, tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    (pack / name).mkdir(parents=True)
    assert load_rulebook(pack).id == "base"


def test_a_link_to_nothing_and_a_pipe_are_reported_and_not_waited_for(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    (pack / "gone.yaml").symlink_to(pack / "nowhere")
    os.mkfifo(pack / "pipe.yaml")
    gone, pipe = refused(pack)
    assert "gone.yaml` is not a file that can be read" in gone
    assert "pipe.yaml` is not a file that can be read" in pipe


def test_a_file_too_large_is_a_problem(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    (pack / "large.yaml").write_bytes(b"#" * 5_000_000)
    (found,) = refused(pack)
    assert found.startswith("error[file/too-large]")


def test_a_file_name_that_is_not_text_does_no_harm(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    odd = Path(os.fsdecode(os.fsencode(pack) + b"/\xff\xfe.yaml"))
    try:
        odd.write_text("rules: {}\n", "utf-8")
    except OSError:
        pytest.skip("the file system takes names of text only")
    assert load_rulebook(pack).id == "base"
    odd.write_text("ruls: {}\n", "utf-8")
    (found,) = refused(pack)
    assert "did you mean `rules`?" in found


def test_thousands_of_mistakes_flood_no_screen_and_take_no_minutes(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    lines = [
        f"  r{n}: {{title: R, cites: [P.1], when: l{n}, concludes: caution}}" for n in range(5000)
    ]
    (pack / "many.yaml").write_text("\n".join(["rules:", *lines]), "utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_rulebook(pack)
    assert len(caught.value.problems) > 5000
    assert len(str(caught.value).splitlines()) < 1000
    assert "more" in str(caught.value).splitlines()[-1]


def test_a_name_of_ten_thousand_characters_is_cut(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    (pack / "long.yaml").write_text(f"rules: {{{'x' * 10_000}: {{}}}}\n", "utf-8")
    (found,) = refused(pack)
    assert len(found) < 1000


@pytest.mark.parametrize("day", ["20250601", "2025-W23-1", "2025-6-1", " 2025-06-01"])
def test_a_day_is_written_one_way_only(day):
    with pytest.raises(ProblemsError):
        law_in_force(compile_pack(PACKS / "base"), day)


# --- rule tests -----------------------------------------------------------------------------------


@pytest.mark.parametrize("file", BAD_TESTS, ids=lambda file: file.stem)
def test_a_bad_rule_test_gives_exactly_this_message(file, tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    if file.name.startswith("sums-"):
        shutil.copytree(PACKS / "sums", pack, dirs_exist_ok=True)
    shutil.copytree(PACKS / "cases", tmp_path / "cases")
    (pack / "tests").mkdir()
    shutil.copy(file, pack / "tests")
    with pytest.raises(ProblemsError) as caught:
        list(run_tests(load_rulebook(pack), Path("pack")))
    message = str(caught.value)
    for problem in caught.value.problems:
        assert problem.place is not None, f"no place: {problem.message}"
        assert problem.help, f"no help: {problem.message}"
    expected = file.with_suffix(".txt")
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(message + "\n", "utf-8")
    assert message + "\n" == expected.read_text("utf-8")


def test_a_good_rule_test_beside_it_passes(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    shutil.copytree(PACKS / "cases", tmp_path / "cases")
    (pack / "tests").mkdir()
    (pack / "tests" / "good.yaml").write_text(
        "- name: All of it\n"
        "  case: ../../cases/plain.yaml\n"
        "  with: {facts: {claims.c1.made: no, system.kind: big}, facts_of: claimant}\n"
        "  expect: {standard: strict, on_record: strict, obligations: {tell: applies},\n"
        "    parties: {acme: {liable: 'yes'}}, cautions: [caution], relies_on: ['P.*']}\n",
        "utf-8",
    )
    (result,) = run_tests(load_rulebook(pack), pack)
    assert not result.mismatches


def test_a_failed_rule_test_says_where_it_stands_and_whether_rules_disagree(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    (pack / "more.yaml").write_text(
        "rules:\n"
        "  fault: {title: Fault, cites: [P.1], when: large, concludes: {standard: fault}}\n",
        "utf-8",
    )
    shutil.copytree(PACKS / "cases", tmp_path / "cases")
    (pack / "tests").mkdir()
    (pack / "tests" / "two.yaml").write_text(
        "- name: They disagree\n"
        "  case: &case ../../cases/plain.yaml\n"
        "  with: &with {facts: {system.open: no}}\n"
        "  expect: {standard: conflict, on_record: conflict}\n"
        "- name: It is open\n"
        "  case: *case\n"
        "  with: *with\n"
        "  expect: {standard: [strict, fault], on_record: strict}\n",
        "utf-8",
    )
    done = run(rules_test, pack, columns=200)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "failed: It is open",
        f"  --> {pack}/tests/two.yaml:5:9",
        "  standard: expected strict or fault; found a conflict between strict and fault",
        "  standard on record: expected strict; found a conflict between strict and fault",
        "rule tests: 1 passed, 1 failed",
    ]


def test_a_figure_that_is_not_as_expected_is_shown_beside_what_it_is(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    shutil.copytree(PACKS / "sums", pack, dirs_exist_ok=True)
    (tmp_path / "case.yaml").write_text(
        "case: x\nas_of: 2025-06-01\nsystem: {compute: 1e27, own_fault: 0}\n"
        "heads: [{id: h, amount: 900}]\n"
        "parties:\n"
        "  - {id: a, roles: [maker], share: 2 %, slight: no}\n"
        "  - {id: b, roles: [maker], share: 1 %, slight: no}\n",
        "utf-8",
    )
    (pack / "tests").mkdir()
    (pack / "tests" / "sums.yaml").write_text(
        "- name: Wrong figures\n"
        "  case: ../../case.yaml\n"
        "  expect:\n"
        "    parties: {a: {exposure: '900', own_part: '500', bears: 600 ?}, b: {own_part: 300 ?}}\n"
        "    claimant: {recoverable: undetermined}\n",
        "utf-8",
    )
    (result,) = run_tests(load_rulebook(pack), pack)
    found = {(each.what, each.expected, each.found) for each in result.mismatches}
    assert found == {
        ("parties.a.own_part", "500", "600"),
        ("parties.b.own_part", "300 ?", "300"),
        ("claimant.recoverable", "undetermined", "900"),
    }
