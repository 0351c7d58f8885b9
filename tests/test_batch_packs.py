"""Portfolios under other packs than the shipped one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import polars as pl
import pytest
from batch_runs import rows_of, run

from liability import assess, assess_frame, load_rulebook
from liability.case.figures import figures_set
from liability.source.problems import ProblemsError

BASE = Path(__file__).parent / "packs" / "base"
KITE = Path(__file__).parent.parent / "docs" / "examples" / "kite-act"
RULES = ["--rules", KITE / "rules"]
HARVEST = KITE / "case.yaml"


@pytest.fixture
def kites(tmp_path):
    table = tmp_path / "kites.csv"
    table.write_text("case,kite.pull,kite.size\nlarge,0.4,large\nsmall,0.9,small\nbad,x,small\n")
    return table


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_pack_that_asks_for_no_training_compute_grades_tables(form, kites, tmp_path):
    out = tmp_path / f"out.{form}"
    assert run(kites, *RULES, "-o", out).exit_code == 3
    readers = {"csv": pl.read_csv, "jsonl": pl.read_ndjson, "parquet": pl.read_parquet}
    rows = readers[form](out)
    assert rows["id"].to_list() == ["large", "small"]
    assert rows["tier_on_this_record"].to_list() == ["large", "small"]


def test_the_report_of_a_pack_leaves_out_training_compute_and_lists_what_it_compares(
    kites, tmp_path
):
    html = tmp_path / "out.html"
    assert run(kites, *RULES, "-o", html).exit_code == 3
    page = html.read_text()
    assert 'href="#outcomes-title"' in page
    for absent in ("compute-title", "<figure"):
        assert absent not in page
    near = page[page.index('<section id="near">') : page.index('<section id="rows">')]
    assert re.findall(r'<td class="text">(\w+)</td><td class="number">([\d.]+)<', near) == [
        ("large", "0.8"),
        ("small", "1.8"),
    ]


def test_a_folder_of_cases_is_graded_under_a_pack_that_asks_for_no_training_compute(tmp_path):
    shutil.copy(HARVEST, tmp_path)
    out = tmp_path / "out.csv"
    assert run(tmp_path, *RULES, "-o", out).exit_code == 0
    (row,) = rows_of(out.read_bytes())
    assert row["tier"] == assess(HARVEST, load_rulebook(KITE / "rules")).outcomes["tier"] == "large"


def test_a_figure_of_money_is_set_as_a_case_file_writes_it_and_names_no_currency():
    base = load_rulebook(BASE)
    assert figures_set(base, {"ceiling": "5M"}) == {"ceiling": 5_000_000}
    for written, says in (("EUR 5M", "`EUR 5M` names a currency"), ("5 x", "`x` is neither")):
        with pytest.raises(ProblemsError, match=says):
            figures_set(base, {"ceiling": written})
    with pytest.raises(ProblemsError, match="give `5000000` if the cases are in that currency"):
        figures_set(base, {"ceiling": "EUR 5M"})


@pytest.mark.parametrize(
    "map_",
    [None, {"table": "t", "facts": {"system.price": {"column": "system.price", "unit": "USD"}}}],
)
def test_an_amount_of_money_whose_currency_would_be_lost_is_taken_from_no_frame(map_):
    frame = pl.DataFrame({"system.price": ["USD 4", "KRW 6000000"], "system.kind": ["big", "big"]})
    with pytest.raises(ProblemsError, match=r"`system\.price` is an amount of money") as raised:
        assess_frame(frame, load_rulebook(BASE), as_of="2025-06-01", map=map_)
    assert [each.code for each in raised.value.problems] == ["table/money"]


def test_a_frame_is_graded_under_a_pack_that_asks_for_no_training_compute():
    frame = pl.DataFrame({"kite.size": ["large"], "name": ["a"]})
    graded = assess_frame(frame, load_rulebook(KITE / "rules"))
    assert graded["tier_on_this_record"].to_list() == ["large"]
