"""What verbs show on the screen in another language: whole, and nothing of it in English.

To add one, write the command on the first line of `screens/NAME.txt`, as
`$ liability why cases/gpt-4.yaml tier --lang ko`. UPDATE_EXPECTED=1 writes below it what is shown
at 80 columns; read it as an analyst would.
"""

from __future__ import annotations

import csv
import re
import shlex
from functools import cache
from pathlib import Path

import pytest
import typer
from golden import golden
from in_process import run
from rich.cells import cell_len
from test_sentences import english_left, own

from liability.case.lineage_load import load_lineage
from liability.case.load import load_case
from liability.cli.apportion import apportion
from liability.cli.assess import assess
from liability.cli.batch import batch
from liability.cli.batch_diff import diff
from liability.cli.compute import compute
from liability.cli.memo import memo
from liability.cli.why import why, why_not
from liability.determination.assess import assess as determine
from liability.portfolio.inputs import map_document
from liability.rulebook.catalogs import OTHERS
from liability.rulebook.load import load_rulebook
from liability.source.yaml import read

GOLDENS = sorted((Path(__file__).parent / "screens").glob("*.txt"))
SPOKEN = {
    "why": why,
    "why-not": why_not,
    "apportion": apportion,
    "compute": compute,
    "batch diff": diff,
    "batch": batch,
}
DAY = ("--as-of", "2025-06-01")
GUIDES = re.compile("[│├└─]")
FILE = re.compile(r"-o FILE|(?:[\w.-]+/)*[\w.-]+\.(?:yaml|csv)(?::\d+)?")

pytestmark = pytest.mark.usefixtures("at_the_root")


def shown(*arguments, verb, columns=80):
    done = run(verb, *arguments, columns=columns)
    assert done.exit_code in (0, 3), done.stderr
    assert done.stderr == ""
    return done.stdout


def command(file):
    first = file.read_text("utf-8").partition("\n")[0]
    assert first.startswith("$ liability "), f"{file.name} must begin with `$ liability VERB …`"
    asked = first.removeprefix("$ liability ")
    name = next(each for each in SPOKEN if asked.startswith(f"{each} "))
    return SPOKEN[name], shlex.split(asked.removeprefix(name))


# --- whole ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", GOLDENS, ids=lambda file: file.stem)
def test_the_screen_of_a_verb_is_exactly_this(file):
    verb, arguments = command(file)
    first = file.read_text("utf-8").partition("\n")[0]
    golden(file, f"{first}\n{shown(*arguments, verb=verb)}")


def test_every_verb_that_speaks_has_a_screen_in_korean():
    assert {command(file)[0] for file in GOLDENS} == set(SPOKEN.values())


# --- nothing in English ---------------------------------------------------------------------------


@pytest.fixture
def english(rulebook, monkeypatch):
    """What a verb shows in a language that is in English, on a screen too wide to break a line."""
    monkeypatch.setattr("liability.cli.console._WIDEST", 9000)
    readings = rulebook.readings.items()
    options = [(name, each) for name, reading in readings for each in reading.options]
    taken = [f"{name}{a}{each}{b}" for name, each in options for a, b in ("()", "（）")]

    def english(verb, arguments, language, said):
        text = shown(*arguments, "--lang", language, verb=verb, columns=9000)
        plain = FILE.sub(" ", GUIDES.sub(" ", text))
        return english_left(plain, [*said, *taken], language, rulebook)

    return english


@cache
def said_by(path):
    """What a case itself says."""
    book = load_rulebook()
    return [*own(determine(load_case(read(Path(path)), book), book, as_of="2025-06-01"))]


OF_A_CASE = [
    (why, "cases/gpt-4.yaml"),  # a dispute, evidence
    (why, "cases/alphafold.yaml", "harbors"),  # something to find out
    (why, "cases/worked/executives-of-two.yaml", "individuals"),
    (why, "cases/worked/g22.yaml", "tier"),  # a lineage
    (why, "cases/worked/g56.yaml"),  # nothing known
    (why, "tests/apportionment/tracks.yaml", "exposure"),
    (why, "tests/apportionment/settlement.yaml", "bears"),
    (why, "tests/apportionment/no-heads.yaml", "share"),
    (why, "tests/apportionment/executive-pays.yaml", "exposure"),
    (why_not, "cases/gpt-4.yaml", "standard=strict"),
    (why_not, "cases/worked/g27.yaml", "harbors"),
    (why_not, "cases/worked/g56.yaml", "tier"),
    (why_not, "cases/gpt-4.yaml", "standard=fault"),
    (apportion, "cases/worked/g27.yaml", "--insolvent", "tuner", "--collect-from", "base"),
    (apportion, "cases/worked/g28.yaml"),  # what is open
    (apportion, "cases/worked/executives-of-two.yaml"),
    *((apportion, f"tests/apportionment/{each}.yaml") for each in ("insurance-layers", "willful")),
    *((apportion, f"tests/apportionment/{each}.yaml") for each in ("settlement", "twelve-parties")),
    *((apportion, f"tests/apportionment/{each}.yaml") for each in ("shares-off", "nobody-answers")),
    (apportion, "cases/worked/g27.yaml", "-f", "markdown"),
    (apportion, "tests/apportionment/settled-unknown.yaml", "-f", "markdown"),
]


@pytest.mark.parametrize("asked", OF_A_CASE, ids=lambda asked: " ".join(asked[1:]))
@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_what_is_said_of_a_case(language, asked, english):
    verb, path, *options = asked
    said = [*said_by(path), *filter(str.isalpha, options)]
    assert english(verb, [path, *options, *DAY], language, said) == []


def words_of(lineage):
    """What a lineage itself says."""
    things = (lineage.networks, lineage.data, lineage.runs, lineage.deployments)
    yield from (lineage.id, *(text for each in lineage.sources.items() for text in each))
    for thing in (each for things_ in things for each in things_.values()):
        yield from (getattr(thing, name, "") for name in ("id", "title", "by", "note"))
    for made in lineage.runs.values():
        yield made.compute.precision if made.compute else ""
        cut = [edge.cut_off.decision for edge in made.edges if edge.cut_off]
        for each in filter(None, (made.discarded, *cut)):
            yield from (each.by, each.because)


LINEAGES = (
    *(Path("cases/lineages").glob("*.yaml")),
    *(Path("tests/lineages").glob("*.yaml")),
)


@pytest.mark.parametrize("path", LINEAGES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_a_ledger(language, path, english):
    said = [*words_of(load_lineage(read(path)))]
    for form in ("rich", "markdown"):
        assert english(compute, [path, "-f", form, *DAY], language, said) == []


TABLE = "cases/portfolios/largest-models.csv"


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_what_is_said_of_a_table_of_models(language, english):
    with Path(TABLE).open(encoding="utf-8") as file:
        said = {cell for row in csv.DictReader(file) for cell in row.values()}
    said |= {part for cell in said for part in re.split("[- ,]", cell)}  # where a line may break
    said |= {map_document("largest-models").data["table"], "no-bound"}
    arguments = ["--table", TABLE, "--map", "largest-models", *DAY]
    assert english(compute, arguments, language, said) == []


MIXED = "tests/portfolios/mixed.csv"
CHANGED = ("--reading", "Q1=any_advanced", "--parameter", "cap.training=1e25")


@pytest.fixture
def of_mixed(rulebook, tmp_path):
    """What a table says itself, ids, and messages about its rows, which are in English always."""
    errors = tmp_path / "errors.csv"
    shown(MIXED, *DAY, "--errors", errors, verb=batch)
    with errors.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    said = {row[each] for row in rows for each in ("id", "code", "column")}
    said |= {re.sub("`[^`]*`", " ", row["reason"]) for row in rows}
    with Path(MIXED).open(encoding="utf-8", errors="replace") as file:
        said |= {cell for row in csv.reader(file) for cell in row[:2]}
    entries = {each for ids in rulebook.entries.values() for each in ids}
    return {*said, *filter(re.compile("[-_]").search, entries), "durable-rules", "any_advanced"}


@pytest.mark.parametrize("options", [(), CHANGED])
@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_what_is_shown_of_a_portfolio(language, options, english, of_mixed):
    assert english(batch, [MIXED, *DAY, *options], language, of_mixed) == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_what_is_shown_of_case_files(language, english):
    files = ["cases/gpt-4.yaml", "cases/worked/g27.yaml", "cases/worked/g56.yaml"]
    said = [each for file in files for each in said_by(file)]
    assert english(batch, files, language, [*said, "durable-rules"]) == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_what_changes(language, english, of_mixed, tmp_path):
    asked = [MIXED, *DAY, "--old-as-of", "2025-06-01", *CHANGED]
    notation = {"not ordinary-liability"}  # of rules, the same as in a file of changes
    assert english(diff, asked, language, {*of_mixed, *notation}) == []


# --- how it stands there --------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("language", OTHERS)
def test_no_line_is_too_wide_or_begins_with_what_closes_a_phrase(language, columns):
    for verb, *arguments in (
        (why, "cases/gpt-4.yaml", "tier"),
        (why, "tests/apportionment/tracks.yaml", "exposure"),
        (apportion, "cases/worked/g28.yaml"),
        (compute, "cases/lineages/deepseek.yaml"),
        (batch, MIXED),
        (diff, MIXED, *CHANGED),
    ):
        lines = shown(*arguments, "--lang", language, verb=verb, columns=columns).splitlines()
        assert [each for each in lines if cell_len(each) > columns] == []
        if language != "ko":
            closing = re.compile(r"[ │]*[、。，：；）」】]")
            assert [each for each in lines if closing.match(each)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_figure_stands_below_its_head(language):
    """Wide letters in a head take two columns, and what is below it is moved with them."""
    lines = shown("cases/worked/g27.yaml", "--lang", language, verb=apportion).splitlines()
    first = next(at for at, line in enumerate(lines) if "Developer of the base" in line)
    ends = {cell_len(line) for line in lines[first - 1 : first + 3]}
    assert len(ends) == 1


# --- the option -----------------------------------------------------------------------------------


def option(verb):
    app = typer.Typer()
    app.command()(verb)
    return next(each for each in typer.main.get_command(app).params if each.name == "lang")


@pytest.mark.parametrize("verb", [*SPOKEN.values(), memo], ids=lambda verb: verb.__name__)
def test_the_language_is_the_same_option_of_every_verb(verb):
    one, other = option(verb), option(assess)
    for name in ("opts", "help", "default", "show_default", "metavar"):
        assert getattr(one, name) == getattr(other, name)
    assert one.type.choices == other.type.choices


BARE = """
case: bare
as_of: 2025-06-01
system: {autonomy: strong, generality: weak, intended_tasks_level: above, best_tasks_level: below}
harm: {occurred: no}
individuals: [{id: ceo, name: The chief, role: executive}]
"""


def test_what_a_case_leaves_out_or_contradicts_is_said_in_words(tmp_path):
    (tmp_path / "bare.yaml").write_text(BARE)
    shown = " ".join(run(assess, tmp_path / "bare.yaml").stdout.split())
    assert (
        "not stated: Who made, changed, provided, operated or used the system? [parties]" in shown
    )
    assert "answer under ordinary law is not decided here: The chief." in shown
    assert (
        "Weak at the tasks it does best, compared with human experts. These disagree, so it stays "
        "undetermined: " in shown
    )
    assert "[weak_at_best_tasks]" in shown


@pytest.mark.parametrize(
    ("verb", "arguments", "said"),
    [
        (apportion, ["cases/worked/g27.yaml", "-f", "json"], "JSON"),
        (apportion, ["cases/worked/g27.yaml", "-o", "sums.svg"], "a picture"),
        (compute, ["cases/lineages/merge.yaml", "-f", "json"], "JSON"),
        (compute, ["--table", TABLE, "--map", "epoch", "-f", "csv"], "CSV"),
        (diff, [MIXED, "-o", "-"], "CSV"),
        (batch, [MIXED, "-f", "csv"], "CSV"),
    ],
)
def test_a_language_is_refused_for_what_is_in_english_always(verb, arguments, said):
    done = run(verb, *arguments, "--lang", "ko", columns=200)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"`--lang ko` has no effect on {said}" in done.stderr


def test_results_in_a_file_are_in_english_whatever_the_screen_speaks(tmp_path):
    files = [tmp_path / "en.csv", tmp_path / "ko.csv"]
    shown(MIXED, *DAY, "-o", files[0], verb=batch)
    screen = shown(MIXED, *DAY, "-o", files[1], "--lang", "ko", verb=batch)
    assert screen == shown(MIXED, *DAY, "--lang", "ko", verb=batch)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_what_is_wrong_is_said_in_english_in_every_language():
    for verb, *arguments in (
        (why, "cases/gpt-4.yaml", "nothing"),
        (apportion, "cases/worked/g27.yaml", "--track", "Q"),
        (compute, "cases/lineages/merge.yaml", "--model", "nothing"),
        (diff, "nowhere.csv"),
    ):
        here, there = run(verb, *arguments), run(verb, *arguments, "--lang", "ko")
        assert (here.exit_code, here.stderr) == (there.exit_code, there.stderr)
        assert here.exit_code == 2


def test_a_title_that_is_asked_for_is_known_in_any_language():
    for title in ("Risk tier", "위험 등급"):
        done = run(why, "cases/gpt-4.yaml", title, "--lang", "ko", columns=200)
        assert "that is the title of `tier`" in done.stderr


def test_an_abbreviation_keeps_its_capitals_where_a_head_stands_before_its_value():
    shown = run(compute, "cases/lineages/deepseek-r1-distill.yaml").stdout
    assert "    adds, in FLOP      6.1e23\n" in shown
