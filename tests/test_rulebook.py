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
import yaml
from base_pack import PACKS, copy_of_base
from golden import golden

from liability.case.load import load_case
from liability.determination.assess import assess
from liability.determination.document import Document, document
from liability.logic import FAILS, HOLDS, OPEN, truth
from liability.rulebook.compile import compile_pack
from liability.rulebook.condition_format import SufficesForm
from liability.rulebook.load import _loaded_once, load_rulebook
from liability.rulebook.packs import shipped
from liability.rulebook.specialize import law_in_force
from liability.rulebook.translate import condition
from liability.source.problems import ProblemsError
from liability.source.remembered import recall, remember
from liability.source.yaml import read

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
    golden(folder.with_suffix(".txt"), message + "\n")


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


def test_the_order_in_which_a_pack_lists_what_safety_cases_go_through_is_in_its_digest(
    tmp_path, rulebook
):
    shutil.copytree(shipped("rules") / rulebook.id, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "pack.yaml"
    pack = yaml.safe_load(file.read_text("utf-8"))
    cases = pack["pack"]["safety_cases"]

    def digest():
        file.write_text(yaml.safe_dump(pack, sort_keys=False, allow_unicode=True), "utf-8")
        return compile_pack(tmp_path).digest

    before = {digest()}
    for part in ("states", "defeaters", "roles", "gates"):
        cases[part] = dict(reversed(cases[part].items()))
        after = digest()
        assert after not in before, part
        before.add(after)


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
    _loaded_once.cache_clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    before = load_rulebook(PACKS / "base")
    (file,) = cached(tmp_path)
    _loaded_once.cache_clear()  # as in another process
    if content.startswith(b"cos"):
        file.write_bytes(content)
        file.chmod(0o666)  # another user could have written it: it is not even opened
    else:
        file.write_bytes(content)
    assert load_rulebook(PACKS / "base").digest == before.digest


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    _loaded_once.cache_clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert load_rulebook(PACKS / "base").id == "base"


def test_as_many_as_are_asked_for_are_kept_the_newest_of_their_kind(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    remember("other", 1, 2)
    for when, key in enumerate("abcd"):
        remember(key, key, 2)
        (file,) = (each for each in cached(tmp_path) if each.name == key)
        os.utime(file, (when, when))
    assert {file.name for file in cached(tmp_path)} == {"other", "c", "d"}
    assert [recall(str, key) for key in "abcd"] == [None, None, "c", "d"]


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


@pytest.mark.parametrize(("part", "way"), [(HOLDS, HOLDS), (OPEN, OPEN), (FAILS, OPEN)])
def test_a_way_that_suffices_shows_a_thing_and_never_the_contrary(part, way):
    assert truth(condition(SufficesForm(suffices="tested")), lambda _: part) == way


def test_a_misspelt_key_deep_inside_a_condition_is_shown_where_it_stands(problems):
    found = problems(PACKS / "bad" / "misspelt-key-deep-inside").problems
    places = {problem.place.line for problem in found if problem.code == "rules/unknown-key"}
    assert places == {13, 14, 15}


def test_every_name_of_the_determination_is_checked_for_what_it_names(problems):
    found = problems(PACKS / "bad" / "a-determination-with-names-of-another-kind")
    named = {"position", "party.rolls", "clam", "nothing", "failing", "standard", "caution"}
    assert named <= named_in(found)


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


def test_a_slot_that_turns_on_a_reading_asks_only_for_the_option_taken(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    laws = (pack / "law.yaml").read_text("utf-8")
    whole, choice = (
        "{elements: open}",
        "{elements: {reading: R1, options: {one: open, two: large}}}",
    )
    assert whole in laws
    (pack / "law.yaml").write_text(laws.replace(whole, choice), "utf-8")
    rulebook = load_rulebook(pack)
    case = load_case(read(PACKS / "cases" / "plain.yaml"), rulebook)
    for option, element in (("one", "open"), ("two", "large")):
        (harbor,) = Document(assess(case, rulebook, readings={"R1": option}))["harbors"]
        assert [each["id"] for each in harbor["elements"]] == [element]


def test_an_assumption_is_set_by_whom_the_pack_names(tmp_path, monkeypatch):
    pack = copy_of_base(tmp_path, monkeypatch)
    laws = (pack / "law.yaml").read_text("utf-8")
    whole = "values: {2025-01-01: 1e26}, cites: [P.1]}"
    assert whole in laws
    (pack / "law.yaml").write_text(laws.replace(whole, f"{whole[:-1]}, assumption: yes}}"), "utf-8")
    head = (pack / "pack.yaml").read_text("utf-8")
    for said, name in (("", "the pack"), ("  assumed_by: the ministry\n", "the ministry")):
        (pack / "pack.yaml").write_text(head.replace("  profiles:", f"{said}  profiles:"), "utf-8")
        rulebook = load_rulebook(pack)
        case = load_case(read(PACKS / "cases" / "plain.yaml"), rulebook)
        (found,) = document(assess(case, rulebook))["assumptions"]
        assert (found["parameter"], found["set_by"]) == ("limit", name)


# --- files that are none of a pack's --------------------------------------------------------------


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
