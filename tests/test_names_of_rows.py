"""The names of rows: however Unicode writes them, and what a row without one is called."""

from __future__ import annotations

import json
import unicodedata

import pytest

from liability.portfolio.batch import Batch
from liability.portfolio.inputs import law_with, plan_with
from liability.portfolio.tables import open_table
from liability.rulebook.load import load_rulebook
from liability.source.problems import ProblemsError

DAY = "2025-06-01"
COMPUTE = "system.training_compute"
NFC, NFD = (unicodedata.normalize(form, "Modèle") for form in ("NFC", "NFD"))
LINEAGES = {"model": "m", "total": "t", "base": "b", "increment": "i"}


def batch_of(folder, text, map_=None):
    path = folder / "t.csv"
    path.write_text(text, "utf-8")
    table = open_table(path, path.name)
    law = law_with(load_rulebook(), DAY, None, None, None)
    return Batch(table, plan_with(table.header, law.rulebook, table.name, map_), law, needs=False)


def test_a_base_and_a_row_asked_for_are_found_in_whichever_form_unicode_has_their_name(tmp_path):
    text = f"m,t,b,i\n{NFD},1e25,,\nb,,{NFC},1e24\n"
    batch = batch_of(tmp_path, text, {"table": "t", "columns": LINEAGES})
    system = json.loads(batch.case_text("b"))["system"]
    assert system == {"training_compute": "1.1E+25"}
    for name in (NFC, NFD):
        assert json.loads(batch.case_text(name))["title"] == NFD  # as it is written
    (done,) = batch.run()
    assert done.results["id"].to_list() == [NFD, "b"]


@pytest.mark.parametrize("map_", [None, {"table": "t", "columns": {"model": "case"}}])
def test_rows_whose_names_differ_by_the_form_of_unicode_alone_share_a_name(map_, tmp_path):
    batch = batch_of(tmp_path, f"case,{COMPUTE}\n{NFD},1e25\n{NFC},1e24\nb,1e24\n", map_)
    (done,) = batch.run()
    assert done.results["id"].to_list() == ["b"]
    reasons = [f"`{each}` is the name of several rows" for each in (NFD, NFC)]
    assert done.errors["reason"].to_list() == reasons
    with pytest.raises(ProblemsError, match="is the name of the rows on lines 2 and 3"):
        batch.case_text(NFC)


def test_a_row_is_asked_for_by_the_id_of_its_case_too(tmp_path):
    unnamed = batch_of(tmp_path, f"{COMPUTE}\n1e25\n2e25\n")
    for name in ("3", "row-3"):
        assert json.loads(unnamed.case_text(name))["case"] == "row-3"
    named = batch_of(tmp_path, f"case,{COMPUTE}\nCedar XL,1e25\nb,2e25\nrow-2,3e25\n,1e25\n")
    assert json.loads(named.case_text("row-2"))["title"] == "row-2"  # a name goes before
    for name, says in (("row-3", "is no row"), ("row-5", "has no name")):
        with pytest.raises(ProblemsError, match=says):
            named.case_text(name)
    named = batch_of(tmp_path, f"case,{COMPUTE}\nCedar XL,1e25\n")
    assert json.loads(named.case_text("row-2"))["title"] == "Cedar XL"
