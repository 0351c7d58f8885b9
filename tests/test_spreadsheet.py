"""What a spreadsheet would take for a formula stays text, whoever writes the file."""

from __future__ import annotations

import unicodedata

import polars as pl
import pytest

from liability.source.spreadsheet import FORMULA, GUARDED, guarded

LETTERS = [chr(each) for each in range(0x110000) if not 0xD800 <= each < 0xE000]
SIGNS = [each for each in LETTERS if unicodedata.normalize("NFKC", each)[:1] in tuple("=+-−@")]
PASSED_OVER = [each for each in LETTERS if each.isspace() or unicodedata.category(each) == "Cf"]


@pytest.mark.parametrize("sign", SIGNS)
def test_what_begins_with_a_sign_of_any_width_is_guarded(sign):
    assert guarded(f"{sign}1+1") == f"'{sign}1+1"
    assert guarded(f"1{sign}1") == f"1{sign}1"


def test_a_sign_behind_what_is_passed_over_is_guarded():
    assert [each for each in PASSED_OVER if guarded(f"{each}=1") != f"'{each}=1"] == []


def test_other_text_stays_as_it_is():
    plain = [each for each in LETTERS if each not in SIGNS and each not in "\t\r"]
    assert [each for each in plain if guarded(each) != each] == []


def test_polars_guards_the_same_text_and_takes_the_apostrophe_off_again():
    cells = [*LETTERS, *(f"{each}=1" for each in PASSED_OVER), *(f" {each}x" for each in SIGNS)]
    cells += ["'=x", "''=x", "'\t", "'x", "''"]
    assert len({*map(guarded, cells)}) == len(cells)
    column = pl.Series("cell", cells)
    shown = pl.Series("cell", map(guarded, cells))
    assert column.str.contains(FORMULA).to_list() == (shown != column).to_list()
    assert shown.str.replace(GUARDED, "$1").to_list() == cells
