"""`batch --engine spark`: a table comes out as on Polars; what Spark cannot do is said before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

pytestmark = pytest.mark.spark
ROOT = Path(__file__).parent.parent
KITE_ACT = ROOT / "docs" / "examples" / "kite-act" / "rules"
DAY = "2025-06-01"

TABLE = """case,title,system.training_compute,system.autonomy
a,"Vast
and deep",3e27,strong
b,"Odd ""one"", here",1e25 FLOP,weak
c,Cut,1e25
,,,
,
\t,\u3000,,
d,Twice,2e24,weak
d,Again,1,weak
,Unnamed,1,weak
g,=1+1,a lot,
h,Nothing,,
"""


def test_a_table_on_spark_comes_out_as_on_polars(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a table.csv").write_text(TABLE, "utf-8")
    options = ["--as-of", DAY]
    on_polars = run("batch", "a table.csv", "-o", "p.parquet", "--errors", "e.csv", *options)
    there = run("batch", "a table.csv", "--engine", "spark", "-o", "표 s.parquet", *options)
    assert (on_polars.returncode, there.returncode) == (3, 3), there.stderr
    assert "8 rows, 3 graded, 5 with an error" in there.stdout
    results = pl.read_parquet("p.parquet")
    found = pl.read_parquet("표 s.parquet/*.parquet")
    columns = [name for name in results.columns if name in found.columns and name != "title"]
    assert "tier_possible" in columns
    kept = found.filter(pl.col("error").is_null()).rename({"case": "id"})
    columns.append("id")
    assert sorted(kept.select(columns).rows(), key=repr) == sorted(
        results.select(columns).rows(), key=repr
    )
    refused = found.filter(pl.col("error").is_not_null())
    assert sorted(refused["title"].fill_null("")) == ["=1+1", "Again", "Cut", "Twice", "Unnamed"]
    assert refused.select(pl.col("tier_possible").is_not_null().any()).item() is False
    again = run("batch", "a table.csv", "--engine", "spark", "-o", "표 s.parquet", *options)
    assert again.returncode == 2
    assert "`표 s.parquet` exists" in again.stderr


def test_rows_of_parquet_come_out_on_spark_as_on_polars(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    load = [["lights", "blades"], None, [], ["lights,blades"]]
    cells = {"case": [["a", "b"], None, ["c"], ["d"]], "kite.carries": load}
    cells |= {"kite.size": ["large", None, "large", "large"]}
    pl.DataFrame({**cells, "title": ["", " ", None, "x"]}).write_parquet("t.parquet")
    options = ["--rules", str(KITE_ACT)]
    on_polars = run("batch", "t.parquet", "-o", "p.parquet", *options)
    there = run("batch", "t.parquet", "--engine", "spark", "-o", "s.parquet", *options)
    assert (on_polars.returncode, there.returncode) == (3, 3), there.stderr
    assert "3 rows, 2 graded, 1 with an error" in there.stdout
    results = pl.read_parquet("p.parquet")
    assert results["id"].to_list() == ["a;b", "c"]
    found = pl.read_parquet("s.parquet/*.parquet")
    kept = found.filter(pl.col("error").is_null()).with_columns(pl.col("case").list.join(";"))
    columns = ["tier_possible", "standard_possible"]
    assert kept.sort("case").select(columns).rows() == results.select(columns).rows()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["t.csv"], "writes a folder"),
        (["t.csv", "-o", "x.xlsx"], "writes a folder"),
        (["-", "-o", "x.csv"], "reads one table"),
        (["t.csv", "-o", "full"], "does not say how results are to be written"),
        (["t.csv", "-o", "full.csv", "--force"], "no folder that Spark has written"),
        (["t.csv", "-o", "x.csv", "--errors", "e.csv"], "`--errors`, `--explain` and `--case`"),
        (["none.csv", "-o", "x.csv"], "`none.csv` does not exist"),
        (["t.xlsx", "-o", "x.csv"], "no table that Spark can read"),
        (["semicolons.csv", "-o", "x.csv"], "are parted by `;`"),
        (["open.csv", "-o", "x.csv"], "line 3 of `open.csv` begins a row that is no strict CSV"),
    ],
)
def test_what_spark_cannot_do_is_said_before_it_works(tmp_path, monkeypatch, arguments, why):
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(TABLE, "utf-8")
    Path("t.xlsx").write_text("", "utf-8")
    Path("semicolons.csv").write_text("case;title\na;b\n", "utf-8")
    Path("open.csv").write_text('case,title\na,b\nc,"d\ne,f\n', "utf-8")
    Path("full.csv").mkdir()
    Path("full.csv/mine.txt").write_text("mine", "utf-8")
    done = run("batch", *arguments, "--engine", "spark")
    assert done.returncode == 2
    assert why in done.stderr
    assert Path("full.csv/mine.txt").exists()


def test_without_java_it_says_what_to_install(tmp_path, monkeypatch):
    Path(tmp_path, "t.csv").write_text(TABLE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    done = run("batch", "t.csv", "--engine", "spark", "-o", "x.csv")
    assert done.returncode == 2
    assert "error[spark/no-java]" in done.stderr
    assert "help: install Java" in done.stderr


def run(*arguments):
    command = [sys.executable, "-m", "liability", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
