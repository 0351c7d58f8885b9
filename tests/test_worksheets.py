"""Sheets of Excel: cells that are merged, percentages, and names of rows that cannot be read."""

from __future__ import annotations

import json
import zipfile

import openpyxl
import pytest
from batch_runs import graded

from liability.portfolio.batch import Batch
from liability.portfolio.inputs import plan_with
from liability.portfolio.tables import open_table

COMPUTE, DEPLOYED = "system.training_compute", "system.deployed"


@pytest.fixture
def opened(tmp_path, law):
    """Write a sheet, and open it as a portfolio."""

    def made(rows, merged=(), formats=(), map_=None):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in rows:
            sheet.append(row)
        for each in merged:
            sheet.merge_cells(each)
        for cell, form in formats:
            sheet[cell].number_format = form
        book.save(tmp_path / "t.xlsx")
        table = open_table(tmp_path / "t.xlsx", "t.xlsx")
        plan = plan_with(table.header, law.rulebook, "t.xlsx", map_, table.strays, table.line)
        return Batch(table, plan, law, audit=0, needs=False, digests=False)

    return made


HEAD = ["case", COMPUTE, DEPLOYED]


def test_a_row_below_the_first_of_merged_cells_is_refused(opened):
    rows = [HEAD, ["a", 1e25, "yes"], ["b", None, "no"], ["c"], ["d", 2e27, "yes"]]
    names, errors = graded(opened(rows, ["B2:B4"]))
    assert names == ["a", "d"]
    assert errors.select("row", "id", "code").rows() == [(3, "b", "merged"), (4, "c", "merged")]
    assert errors["reason"][0] == f"`{COMPUTE}` is merged with other cells, as B2:B4"
    assert "unmerge them" in errors["help"][0]


def test_a_row_whose_cells_are_merged_with_one_beside_them_is_refused(opened):
    names, errors = graded(opened([HEAD, ["Group A"], ["a", 1e25, "yes"]], ["A2:C2"]))
    assert (names, errors.select("row", "id", "code").rows()) == (["a"], [(2, "Group A", "merged")])


def test_merged_cells_that_hold_nothing_or_that_no_column_reads_refuse_nothing(opened):
    rows = [[*HEAD, None], ["a", None, "yes"], ["b", None, "no"], ["c", 1e25]]
    merged = ["B2:B3", "C4:D4", "C1:D1", "D2:D3", "A5:C6"]  # the headings too, and beyond the last
    names, errors = graded(opened(rows, merged))
    assert (names, errors.height) == (["a", "b", "c"], 0)
    map_ = {"table": "t", "id": "case", "facts": {DEPLOYED: DEPLOYED}}
    rows = [HEAD, ["a", 1e25, "yes"], ["b", None, "no"]]
    names, errors = graded(opened(rows, ["B2:B3"], map_=map_))
    assert (names, errors.height) == (["a", "b"], 0)


def test_a_row_that_merged_cells_hold_whole_is_none(opened):
    rows = [HEAD, ["a", 1e25, "yes"], [], ["b", 1e25, "no"]]
    names, errors = graded(opened(rows, ["A2:A3", "B2:B3", "C2:C3"]))
    assert (names, errors.height) == (["a", "b"], 0)


def test_a_percentage_is_what_the_sheet_shows(opened):
    share = "system.estimate_error"
    rows = [["case", COMPUTE, share], ["a", 25, 0.07], ["b", 25, 0.07], ["c", 25]]
    formats = [("B2", "0%"), ("B3", '0.0 "%"'), ("B4", r"[Red]0.00\%"), ("C4", "0%")]
    found = opened(rows, formats=[*formats, ("C2", "0.0%"), ("C3", "0%;[Red]-0%")])
    names, errors = graded(found)
    assert names == ["b", "c"]
    assert errors.select("row", "id", "column").rows() == [(2, "a", COMPUTE)]
    assert errors["reason"][0] == "`2500%` is not a quantity in FLOP"
    system = json.loads(found.case_text("b"))["system"]
    assert system == {"training_compute": "2.5E+1", "estimate_error": "7E-2"}


def test_a_map_names_a_percentage_by_value(opened):
    rows = [["case", COMPUTE, "k"], ["a", 1e25, 0.25], ["b", 1e25, 0.5]]
    facts = {COMPUTE: COMPUTE}
    map_ = {"table": "t", "id": "case", "refuse": {"column": "k", "values": ["0.25"]}}
    formats = [("C2", "0%"), ("C3", "0%")]
    assert graded(opened(rows, formats=formats, map_={**map_, "facts": facts}))[0] == ["b"]


def test_a_row_is_refused_whose_compute_cannot_be_read_for_its_lineage(opened):
    map_ = {"table": "t", "columns": {"model": "case", "total": COMPUTE}}
    rows = [["case", COMPUTE], ["a", "=1e28"], ["b", 1e25], ["c"], ["d", 2e25]]
    names, errors = graded(opened(rows, ["B3:B4"], map_=map_))
    assert names == ["b", "d"]
    assert errors.select("row", "code").rows() == [(2, "formula"), (4, "merged")]


def test_a_row_with_a_formula_without_a_value_has_its_name(opened):
    names, errors = graded(opened([HEAD, ["a", "=1+1", "yes"], ["b", 1, "no", "x"], ["=1", 1]]))
    assert names == []
    named = errors.select("row", "id", "code").rows()
    assert named == [(2, "a", "formula"), (3, "b", "cells"), (4, None, "formula")]


@pytest.mark.parametrize(
    ("asks", "taken", "refused"), [("1", [], [(2, "formula")]), ("0", ["a"], [])]
)
def test_a_formula_has_a_value_where_the_workbook_does_not_ask_for_all_to_be_worked_out(
    opened, tmp_path, asks, taken, refused
):
    """As programs do that write 0 for what they do not work out."""
    batch = opened([HEAD, ["a", "=5e26*2", "yes"]])
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path) as given:
        parts = {each: given.read(each) for each in given.namelist()}
    asking = f'fullCalcOnLoad="{asks}"'.encode()
    with zipfile.ZipFile(path, "w") as out:
        for each, part in parts.items():
            part = part.replace(b"</f><v />", b"</f><v>0</v>")
            out.writestr(each, part.replace(b'fullCalcOnLoad="1"', asking))
    names, errors = graded(batch)
    assert (names, errors.select("row", "code").rows()) == (taken, refused)
