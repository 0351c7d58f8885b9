"""CSV that Spark is to read: where it would take several rows for one, it is refused before."""

from __future__ import annotations

import gzip

import pytest
from batch_runs import run
from hostile_tables import refusal

from liability.portfolio.csv_parts import check_all_read, rows_in_parts

OPEN = 'case,title\r\na,"two\r\nlines"\r\nb,"open\r\nc,d\r\n'


def test_a_quote_left_open_is_refused_by_its_line_before_spark_begins(tmp_path):
    (tmp_path / "t.csv").write_text(OPEN, "utf-8", newline="")
    table, folder = tmp_path / "t.csv", tmp_path / "out.csv"
    done = run(str(table), "--engine", "spark", "-o", str(folder))
    assert done.exit_code == 2
    assert f"line 4 of `{table}` begins a row that is no strict CSV" in done.stderr
    assert "or grade the table without `--engine spark`" in done.stderr
    assert not folder.exists()


@pytest.mark.parametrize("cell", ['"a" b', '"a"b,c"', '"' + "x" * 1_000_001 + '"'])
def test_what_spark_would_read_otherwise_is_refused(tmp_path, cell):
    path = tmp_path / "t.csv"
    path.write_text(f"case,title\na,{cell}\nb,c\n", "utf-8")
    assert f"line 2 of `{path}`" in refusal(lambda: rows_in_parts(path))


def test_rows_are_counted_that_hold_anything(tmp_path):
    path = tmp_path / "t.tsv"
    text = '\ufeffcase\ttitle\n\na\t5" long\nb\t"two\n\nlines"\n\t \n\u3000\t\n""\t\n'
    path.write_text(text, "utf-8", newline="")
    assert rows_in_parts(path) == 2


def test_parts_of_a_folder_are_counted_together_also_packed_ones(tmp_path):
    (tmp_path / "t.csv").mkdir()
    (tmp_path / "t.csv" / "1.csv").write_text("case,title\na,b\n", "utf-8")
    (tmp_path / "t.csv" / "empty.csv").write_text("", "utf-8")
    (tmp_path / "t.csv" / "_SUCCESS").write_text("no table", "utf-8")
    (tmp_path / "t.csv" / "2.csv.gz").write_bytes(gzip.compress(b"case,title\nc,d\ne,f\n"))
    assert rows_in_parts(tmp_path / "t.csv") == 3


def test_all_parts_that_cannot_be_used_are_told_at_once(tmp_path):
    folder = tmp_path / "t.csv"
    folder.mkdir()
    (folder / "1.csv").write_text("case,title\na,b\n", "utf-8")
    (folder / "2.csv").write_text("title,case\nb,a\n", "utf-8")
    (folder / "3.csv").write_text('case,title\nb,"a\n', "utf-8")
    (folder / "4.csv.gz").write_bytes(gzip.compress(b"case,title\nc,d\n" * 99)[:40])
    said = refusal(lambda: rows_in_parts(folder))
    assert f"`{folder}/2.csv` has other columns than the parts before it" in said
    assert f"line 2 of `{folder}/3.csv`" in said
    assert f"`{folder}/4.csv.gz` cannot be read" in said


def test_that_spark_reads_another_number_of_rows_is_refused(tmp_path):
    check_all_read(tmp_path, 2, 2)
    said = refusal(lambda: check_all_read(tmp_path, 2, 1))
    assert "Spark reads 1 rows" in said
    assert "one kind of line end" in said
