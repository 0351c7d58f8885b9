"""Texts of cells come back from a workbook as they went into it."""

from __future__ import annotations

import zipfile
from xml.sax.saxutils import escape

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.xml.constants import SHARED_STRINGS

from liability.portfolio import excel_text
from liability.portfolio.tables import open_table
from liability.portfolio.write import writer

NOT_HELD = {*map(chr, (*range(9), 11, 12, *range(14, 32))), "\ufffe", "\uffff"}
ODD = st.text(st.sampled_from([*"_x005Fd14A\r\n\t \x85\x9b\u2028é😀", *NOT_HELD]), max_size=20)
ESCAPES = st.lists(st.sampled_from(["_x0041_", "_x005F_", "_", "x005F_", "a", "_xD800_"]))
SHARED = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'


@given(st.text(st.characters(exclude_categories=["Cs"])) | ODD | ESCAPES.map("".join))
def test_what_a_workbook_stores_is_read_as_what_was_written(text):
    held = "".join("\ufffd" if each in NOT_HELD else each for each in text)
    assert excel_text.read(excel_text.stored(text)) == held
    assert "\r" not in excel_text.stored(text)


@pytest.fixture
def written(tmp_path):
    """Write texts to a workbook, as results are."""

    def made(texts):
        path = tmp_path / "t.xlsx"
        with path.open("wb") as stream, writer("xlsx", stream) as out:
            out.write(pl.DataFrame({"case": texts}))
        return path

    return made


def texts_of(path):
    frames = (chunk.frame for chunk in open_table(path, path.name).read(9, ["case"]))
    return [text for frame in frames for text in frame["case"]]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a\ufffeb\uffffc\x1bd", "a\ufffdb\ufffdc\ufffdd"),
        ("m_x0041_", "m_x0041_"),
        ("_x005F_x0041_", "_x005F_x0041_"),
        ("max005F_", "max005F_"),
        ("a\rb\r\nc", "a\rb\r\nc"),
        (" _x000D__x000d_ ", " _x000D__x000d_ "),
        ("_xD800_ 😀", "_xD800_ 😀"),
    ],
)
def test_a_text_that_is_written_to_a_workbook_is_read_from_it(written, text, held):
    path = written([text, "b"])
    assert texts_of(path) == [held, "b"]
    openpyxl.load_workbook(path)  # which is no broken one


def test_a_column_is_named_in_a_workbook_as_in_other_forms(tmp_path):
    path = tmp_path / "t.xlsx"
    with path.open("wb") as stream, writer("xlsx", stream) as out:
        out.write(pl.DataFrame({"harbor_x1234_y": ["a"]}))
    assert open_table(path, "t.xlsx").header == ["harbor_x1234_y"]


def sharing(path, texts):
    """Let the cells of a workbook name its texts, as Excel does, in place of holding them."""
    with zipfile.ZipFile(path) as file:
        parts = {each: file.read(each).decode() for each in file.namelist()}
    stored = ["case", *texts]
    rows = "".join(
        f'<row r="{at + 1}"><c r="A{at + 1}" t="s"><v>{at}</v></c></row>'
        for at, _ in enumerate(stored)
    )
    sheet = parts["xl/worksheets/sheet1.xml"]
    begins, ends = sheet.index("<sheetData>"), sheet.index("</sheetData>")
    parts["xl/worksheets/sheet1.xml"] = f"{sheet[:begins]}<sheetData>{rows}{sheet[ends:]}"
    shared = "".join(f'<si><t xml:space="preserve">{escape(each)}</t></si>' for each in stored)
    parts["xl/sharedStrings.xml"] = SHARED.format(shared)
    named = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/></Types>'
    types = "[Content_Types].xml"
    parts[types] = parts[types].replace("</Types>", named)
    with zipfile.ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)


def test_a_text_that_cells_share_is_read_as_what_it_stands_for(written):
    stored = ["1e25_x000D_", "m_x005F_x0041_", "max005F_", "_x0041__x005f_", "a &amp; b"]
    path = written([str(each) for each, _ in enumerate(stored)])
    sharing(path, stored)
    assert texts_of(path) == ["1e25\r", "m_x0041_", "max005F_", "A_", "a &amp; b"]


def test_a_text_that_a_formula_gave_is_read_as_what_it_stands_for(written):
    path = written(["b"])
    with zipfile.ZipFile(path) as file:
        parts = {each: file.read(each) for each in file.namelist()}
    cell = b'<c r="A2" t="str"><f>B2</f><v>1e25_x000D_</v></c>'
    sheet = "xl/worksheets/sheet1.xml"
    head, _, rest = parts[sheet].partition(b'<c r="A2"')
    parts[sheet] = head + cell + rest.partition(b"</c>")[2]
    with zipfile.ZipFile(path, "w") as file:
        for name, part in parts.items():
            # as whoever has worked the formulas out saves it
            file.writestr(name, part.replace(b'fullCalcOnLoad="1"', b""))
    assert texts_of(path) == ["1e25\r"]
