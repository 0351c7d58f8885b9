"""The Python API: cases and frames, with every row back in its place."""

from __future__ import annotations

import operator
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import liability
from liability import assess, assess_frame, load_rulebook
from liability.case.load import load_case
from liability.determination.document import canonical, document
from liability.inference import engine
from liability.inference.infer import Inference
from liability.logic import named_values
from liability.portfolio import facts_in_columns
from liability.rulebook.named import rulebook_named
from liability.rulebook.packs import DEFAULT_PACK, shipped
from liability.source.problems import ProblemsError
from liability.source.yaml import document_of, read

ROOT = Path(__file__).parent.parent
GPT_4 = ROOT / "cases" / "gpt-4.yaml"
TINY = ROOT / "tests" / "packs" / "tiny-regime"
DAY = "2025-06-01"
PROFILES = {"gpt-4": "en", "alphafold": "ko", "home-robot": "ja", "worked/g27": "zh"}


def frame(**columns):
    return pl.DataFrame(
        {name.replace("__", "."): cells for name, cells in columns.items()}, strict=False
    )


def test_importing_the_package_loads_nothing_and_a_case_no_frame_library():
    script = (
        "import sys, liability\n"
        "assert not {m for m in sys.modules if m.startswith('liability.')}\n"
        "from liability import assess\n"
        f"assess({str(GPT_4)!r})\n"
        "assert not {'polars', 'narwhals', 'pandas', 'pyspark'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_what_the_package_does_not_have_is_no_attribute():
    with pytest.raises(AttributeError, match="`asses`"):
        _ = liability.asses
    assert set(liability.__all__) <= set(dir(liability))


def test_what_signatures_name_is_there_to_be_imported():
    assert isinstance(assess(GPT_4), liability.Determination)
    with pytest.raises(liability.ProblemsError):
        assess("nowhere.yaml")


def test_figures_are_set_over_those_of_a_case_as_in_a_frame():
    compute = {"training_compute": 3e27}
    case = {"case": "a", "as_of": DAY, "system": compute, "parameters": {"cap.training": "2e27"}}
    assert assess(case).outcomes["tier"] == "RT-4"
    for figure in ("1e28", 1e28, Decimal("1e28"), "1e28 FLOP"):
        found = assess(case, parameters={"cap.training": figure})
        assert "RT-0" in found.outcomes["tier"]
        assert found.law.set_parameters == {"cap.training": Decimal("1e28")}
    assert assess(case, parameters={"cap.inference": "1e21"}).law.set_parameters == {
        "cap.training": Decimal("2e27"),
        "cap.inference": Decimal("1e21"),
    }
    for wrong in ({"cap": 1}, {"cap.training": "much"}, {"harbor.training": "1e28"}):
        with pytest.raises(ProblemsError):
            assess(case, parameters=wrong)


def test_a_case_is_given_as_a_path_as_data_or_loaded():
    data = {"case": "a", "as_of": DAY, "system": {"training_compute": 3e27, "deployed": True}}
    assert assess(data).outcomes["tier"] == "RT-4"
    loaded = load_case(read(GPT_4), load_rulebook())
    assert assess(GPT_4).outcomes == assess(str(GPT_4)).outcomes == assess(loaded).outcomes


def test_a_case_that_ships_is_found_from_any_folder(tmp_path, monkeypatch):
    expected = assess(GPT_4).outcomes
    monkeypatch.chdir(tmp_path)
    assert assess("cases/gpt-4.yaml").outcomes == assess(Path("cases/gpt-4.yaml")).outcomes
    assert assess("cases/gpt-4.yaml").outcomes == expected
    (tmp_path / "cases").mkdir()
    with pytest.raises(ProblemsError, match="no such file"):
        assess("cases/gpt-4.yaml")


def test_one_case_after_another_compiles_the_law_once(monkeypatch):
    first = assess(GPT_4)

    def compiled(*_):
        raise AssertionError("the law was compiled again")

    monkeypatch.setattr(engine.durable, "create_ruleset", compiled)
    system = {"training_compute": 3e27, "deployed": True}
    other = assess({"case": "a", "as_of": first.law.as_of, "system": system})
    assert other.law is first.law
    assert other.outcomes != first.outcomes


def test_cases_and_frames_in_four_threads_give_what_they_give_one_after_another(monkeypatch):
    given = frame(system__training_compute=["3e27", "2e24", None, "much"])

    def work(name):
        found = assess(ROOT / "cases" / f"{name}.yaml", profile=PROFILES[name])
        return canonical(document(found)), assess_frame(given, as_of=DAY, profile=PROFILES[name])

    with ThreadPoolExecutor(max_workers=4) as pool:
        together = list(pool.map(work, PROFILES))
    for name, (text, graded) in zip(PROFILES, together, strict=True):
        # it remembers nothing of the threads
        monkeypatch.setattr("liability.determination.assess.OF_THE_PROCESS", Inference())
        alone = work(name)
        assert alone[0] == text
        assert alone[1].equals(graded)


def test_a_case_that_was_loaded_is_decided_by_no_other_rules_than_those_it_was_loaded_by():
    tiny = load_rulebook(TINY)
    loaded = load_case(document_of({"case": "a", "pack": str(TINY), "as_of": DAY}, "case"), tiny)
    assert assess(loaded, load_rulebook(TINY)).law.rulebook.digest == tiny.digest
    for rulebook in (None, load_rulebook()):
        with pytest.raises(ProblemsError, match="`a` was loaded by other rules") as error:
            assess(loaded, rulebook)
        assert [each.code for each in error.value.problems] == ["case/other-rules"]


def test_a_folder_of_the_name_of_a_shipped_pack_never_stands_for_it(tmp_path, monkeypatch):
    ours = load_rulebook()
    shutil.copytree(TINY, tmp_path / ours.id)
    monkeypatch.chdir(tmp_path)
    case = {"case": "a", "as_of": DAY, "system": {"training_compute": 3e27}}
    for pack in (load_rulebook(), load_rulebook(ours.id), rulebook_named(ours.id)):
        assert pack.digest == ours.digest
    for named in (case, case | {"pack": ours.id}):
        assert assess(named).law.rulebook.digest == ours.digest
    graded = assess_frame(frame(system__training_compute=["3e27"]), as_of=DAY)
    assert "tier" in graded.columns
    tiny = load_rulebook(TINY).digest
    for folder in (f"./{ours.id}", tmp_path / ours.id, Path(ours.id)):
        assert load_rulebook(folder).digest == tiny
    assert rulebook_named(f"./{ours.id}").digest == tiny


@pytest.mark.parametrize("given", [5, None, ["gpt-4"], b"gpt-4"])
def test_what_is_no_case_is_refused_in_a_sentence_that_says_what_one_is(given):
    kind = type(given).__name__
    said = f"^a case file, its content as data or a loaded case is wanted, not {kind}$"
    with pytest.raises(TypeError, match=said):
        assess(given)


def test_what_is_returned_says_in_a_line_what_it_is():
    """As a notebook shows it, and `print`: not all that the rules say."""
    book = load_rulebook()
    found = assess(GPT_4)
    rules = f"Rulebook(id={book.id!r}, version={book.version!r}, digest={book.digest!r})"
    assert repr(book) == rules
    assert repr(found.law) == f"Law(rulebook={rules}, as_of='2025-06-01', profile='en')"
    assert repr(found) == (
        "Determination(case='gpt-4', standard='fault', tier='RT-1', injunction='UNSUPPORTED', "
        f"digest={found.case.digest!r})"
    )


def test_data_that_cannot_be_used_is_reported_with_its_place():
    with pytest.raises(ProblemsError, match="case/unknown-key") as error:
        assess({"case": "a", "system": {"trainig_compute": 1e26}})
    assert "did you mean `training_compute`?" in str(error.value)


class NoDay(date):
    """As what pandas has in place of a day that is missing."""

    def strftime(self, form):
        raise ValueError("NaTType does not support strftime")

    def __str__(self):
        return "NaT"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"readings": {"Q1": 3}}, "law/no-text]: `readings={'Q1': 3}` is not given as text"),
        ({"readings": {"Q1": ["a"]}}, "law/no-text]"),
        ({"readings": ["Q1"]}, "law/no-text]: `readings=['Q1']`"),
        ({"profile": 3}, "law/no-text]: `profile=3`"),
        ({"as_of": 20260101}, "law/date]: `20260101` is not a date"),
        ({"as_of": NoDay(2025, 6, 1)}, "law/date]: `NaT` is not a date"),
        ({"rulebook": "tiny"}, "law/no-rulebook]: `rulebook='tiny'` is no rulebook"),
        ({"rulebook": Path()}, "law/no-rulebook]"),
        ({"parameters": ["a"]}, "law/no-mapping]: `parameters=['a']` is no mapping"),
    ],
)
def test_what_is_no_text_where_a_name_belongs_is_reported(options, said):
    given = frame(system__training_compute=[3e26])
    for work in (lambda: assess(GPT_4, **options), lambda: assess_frame(given, **options)):
        with pytest.raises(ProblemsError) as error:
            work()
        assert str(error.value).startswith(f"error[{said}")
    with pytest.raises(ProblemsError, match="`side=3`"):
        assess(GPT_4, side=3)
    with pytest.raises(ProblemsError, match="`3` is no figure"):
        assess_frame(given, parameters={3: 1e26})
    with pytest.raises(ProblemsError) as error:
        assess(GPT_4, "", as_of=3, parameters=3)
    codes = {each.code for each in error.value.problems}
    assert codes == {"law/no-rulebook", "law/date", "law/no-mapping"}


def test_data_that_no_file_can_hold_is_reported():
    circle: dict = {"case": "a"}
    circle["system"] = circle
    deep: dict = {}
    for _ in range(20_000):
        deep = {"a": deep}
    for data in ({("a", "b"): 1}, circle, deep, {"case": 10**5000}):
        with pytest.raises(ProblemsError, match="`case` holds what no file can: "):
            assess(data)
        with pytest.raises(ProblemsError, match="`map` holds what no file can: "):
            assess_frame(frame(x=[1]), map=data)


def test_every_row_comes_back_in_its_place_beside_what_it_had():
    given = frame(
        name=["a", "b", "c", "d"],
        system__training_compute=["3e27", "much", None, "2e24 FLOP"],
        system__autonomy=["strong", "strnog", None, "weak"],
    )
    made = assess_frame(given, as_of=DAY)
    assert made.select(given.columns).equals(given)
    assert made["tier"].to_list() == ["RT-4", None, None, None]
    assert made["tier_possible"].is_null().to_list() == [False, True, False, False]
    assert made["error"].is_null().to_list() == [True, False, True, True]
    assert "system.training_compute: `much`" in made["error"][1]
    assert "system.autonomy: `strnog`" in made["error"][1]
    lazy = assess_frame(given.lazy(), as_of=DAY)
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect().equals(made)


def test_rows_that_are_graded_in_parts_keep_their_order():
    figures = [3e27 if each % 7 < 3 else 1e20 for each in range(120_000)]
    made = assess_frame(frame(system__training_compute=figures), as_of=DAY)
    assert made["system.training_compute"].to_list() == figures
    assert (made["tier"] == "RT-4").fill_null(False).to_list() == [each > 1e27 for each in figures]


def test_a_frame_agrees_with_the_engine_of_one_case():
    given = frame(
        **{"system.training_compute low": [1e25, 2e27], "system.autonomy": ["strong"] * 2}
    )
    made = assess_frame(given, as_of=DAY, audit="all")
    for row in made.iter_rows(named=True):
        system = {
            "training_compute": {"low": row["system.training_compute low"]},
            "autonomy": "strong",
        }
        found = assess({"case": "x", "as_of": DAY, "system": system})
        assert "|".join(named_values(found.outcomes["tier"])) == row["tier_possible"]


def test_nan_of_polars_is_an_error_and_null_is_not_known():
    made = assess_frame(frame(system__training_compute=[float("nan"), None]), as_of=DAY)
    assert made["error"].is_null().to_list() == [False, True]


def test_a_frame_without_rows_comes_back_with_its_columns():
    made = assess_frame(frame(system__training_compute=[1e25]).clear(), as_of=DAY)
    assert made.height == 0
    assert {"tier", "error"} <= set(made.columns)


def test_a_map_is_a_file_or_its_content():
    data = {
        "table": "of a lab",
        "facts": {"system.training_compute": "flop", "system.autonomy": {"value": "strong"}},
        "refuse": {"column": "use", "values": ["no"]},
    }
    given = frame(flop=["3e27", "1e22"], use=["yes", "no"])
    made = assess_frame(given, map=data, as_of=DAY)
    assert made["tier"].to_list() == ["RT-4", None]
    assert made["error"].to_list() == [None, "use: `use` says `no`"]
    with pytest.raises(ProblemsError, match="`flop` is not a column of `frame`"):
        assess_frame(frame(other=[1]), map=data)
    with pytest.raises(ProblemsError, match="`nowhere` is no map"):
        assess_frame(given, map="nowhere")


def test_law_and_figures_are_those_that_are_asked_for():
    given = frame(system__training_compute=[3e26])
    other = assess_frame(given, as_of=DAY, parameters={"cap.training": 1e26})
    assert other["tier"].to_list() == ["RT-4"]
    assert assess_frame(given, as_of=DAY)["tier"].to_list() == [None]
    with pytest.raises(ProblemsError, match="law/date"):
        assess_frame(given, as_of="1999-01-01")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"as_of": ""}, "error[law/date]: `''` is not a date"),
        ({"profile": ""}, "error[law/unknown-profile]: `''` is not a profile"),
    ],
)
def test_an_empty_day_or_profile_is_refused_and_never_taken_as_left_out(options, said):
    given = frame(system__training_compute=[3e26])
    for work in (lambda: assess(GPT_4, **options), lambda: assess_frame(given, **options)):
        with pytest.raises(ProblemsError) as error:
            work()
        assert str(error.value).startswith(said)


def test_a_figure_of_a_case_without_a_day_is_held_to_the_ceiling_of_the_day_asked_for(tmp_path):
    pack = shutil.copytree(shipped("rules") / DEFAULT_PACK, tmp_path / "pack")
    file = pack / "parameters.yaml"
    once, later = "{2025-03-05: 1e27}", "{2025-03-05: 1e27, 2100-01-01: 1e28}"
    assert file.read_text("utf-8").count(once) == 1
    file.write_text(file.read_text("utf-8").replace(once, later), "utf-8")
    book = load_rulebook(pack)
    case = {"case": "a", "parameters": {"harbor.training": "5e26"}}
    found = assess(case, book, as_of="2100-01-01")
    assert found.law.set_parameters == {"harbor.training": Decimal("5e26")}
    for given, as_of in (({}, None), ({}, "2025-06-01"), ({"as_of": "2025-06-01"}, None)):
        with pytest.raises(ProblemsError, match=r"`harbor\.training` is 5e26 FLOP, above the most"):
            assess({**case, **given}, book, as_of=as_of)


def test_a_figure_above_its_ceiling_is_held_against_the_figures_that_go_before_those_of_the_case():
    case = {"case": "a", "parameters": {"harbor.training": "5e26"}}
    found = assess(case, parameters={"cap.training": "1e28"})
    assert found.law.set_parameters["harbor.training"] == Decimal("5e26")


@pytest.mark.parametrize("day", [date(2025, 6, 1), datetime(2025, 6, 1, 12, tzinfo=UTC)])
def test_a_day_may_be_given_as_one(day):
    given = frame(system__training_compute=[3e26])
    assert assess_frame(given, as_of=day).equals(assess_frame(given, as_of=DAY))
    assert assess(GPT_4, as_of=day).law.as_of == DAY


def test_an_audit_of_what_is_no_number_and_not_all_is_refused():
    given = frame(system__training_compute=[3e26])
    for audit in (-3, None, True, "All", 2.0, 2**32):
        with pytest.raises(ProblemsError) as raised:
            assess_frame(given.lazy(), as_of=DAY, audit=audit)
        (problem,) = raised.value.problems
        assert problem.message.startswith(f"`audit={audit!r}` is neither a number of fact patterns")
        assert problem.help.endswith('or "all"')


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"tier": ["x"], "system.autonomy": ["weak"]}, "`tier` has the name of a result"),
        ({"system.autonmy": ["weak"]}, "did you mean `system.autonomy`"),
        ({"name": ["x"]}, "no column is a fact"),
    ],
)
def test_columns_that_cannot_be_used_are_refused(columns, why):
    with pytest.raises(ProblemsError, match=why):
        assess_frame(pl.DataFrame(columns), as_of=DAY)


def test_another_kind_of_frame_is_refused():
    with pytest.raises(TypeError, match="not dict"):
        assess_frame({"system.autonomy": ["weak"]})


@pytest.mark.usefixtures("columns_made_anew")
def test_where_columns_and_engine_disagree_nothing_is_returned(monkeypatch):
    defect = facts_in_columns.COMPARE | {"above": operator.lt}
    monkeypatch.setattr(facts_in_columns, "COMPARE", defect)  # in the columns alone
    with pytest.raises(ProblemsError, match="batch/audit"):
        assess_frame(frame(system__training_compute=[3e27]), as_of=DAY)
