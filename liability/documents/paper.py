"""Documents as PDF: pandoc writes what typst sets. Every letter has a font, or there is no PDF."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NoReturn

from liability.documents.pandoc import Document, Tree, render, replaced
from liability.documents.sheet import Sheet
from liability.rulebook.packs import shipped
from liability.source.problems import Problem, ProblemsError
from liability.source.visible import short, visible_line

# Of PDF for archives, which typst refuses to write with a letter that no font shows.
_STANDARD: Final = "a-2u"
_BOXES = re.compile("([☐☒])")
_DRAWN = {"☐": "#open-box;", "☒": "#ticked-box;"}  # as templates/typst defines them
_NO_GLYPH = re.compile(r'the text `"(.*)"` could not be displayed', re.S)
# What to install for a letter, by how Unicode names it.
_FONTS = {
    "HANGUL": "Noto Serif CJK KR",
    "HIRAGANA": "Noto Serif CJK JP",
    "KATAKANA": "Noto Serif CJK JP",
    "CJK": "Noto Serif CJK SC",
}


def pdf(document: Document, sheet: Sheet, *, system_fonts: bool = True) -> bytes:
    """Return a document as PDF, in the form for archives.

    Args:
        document: the document.
        sheet: what every page says, and the language.
        system_fonts: use the fonts of this machine, beside those that come with typst.

    Raises:
        ProblemsError: typst is not installed, or no font shows a character.
    """
    if find_spec("typst") is None:
        advice = (
            "install it with `pip install '.[pdf]'` in the folder of this project, or choose "
            "`--format docx`"
        )
        message = "`typst`, which writes PDF, is not installed"
        raise ProblemsError([Problem("output/no-typst", message, advice)])
    import typst

    day = datetime.combine(date.fromisoformat(sheet.day), datetime.min.time(), UTC)
    words = sheet.words
    with tempfile.TemporaryDirectory() as folder:  # all that may be read
        alone = Path(folder)
        page = alone / "document.typ"
        page.write_bytes(typst_markup(document))
        try:
            made = typst.compile(
                page,
                root=alone,
                ignore_system_fonts=not system_fonts,
                format="pdf",
                sys_inputs={
                    "title": document.title,
                    "day": sheet.day,
                    "lang": sheet.language,
                    "head": sheet.head,
                    "mark": sheet.mark,
                    "before": words.before,
                    "between": words.between,
                    "after": words.after,
                },
                pdf_standards=_STANDARD,
                package_path=alone,
                package_cache_path=alone,
                timestamp=int(day.timestamp()),
            )
        except typst.TypstError as error:
            _refuse(error)
    return bytes(made)


def typst_markup(document: Document) -> bytes:
    """Return what typst is given: the page of `templates/typst`, then the document.

    Each text of the document is a string of typst and none of its markup. (What pandoc writes for
    text is markup again where it opens a line: `- = x` would become a heading.)
    """
    page = (shipped("templates") / "typst" / "document.typ").read_text("utf-8")
    body = document.tree["blocks"]
    for kind, by in (("Div", _lead), ("Table", _headed), ("Str", _text), ("Code", _code)):
        body = replaced(body, kind, by)
    return (
        page.encode("utf-8")
        + b"\n"
        + render({**document.tree, "meta": {}, "blocks": body}, "typst")
    )


def _lead(held: Any) -> Sequence[Tree]:
    """Return what is to stand on the same page as what comes next."""
    return [_markup("RawBlock", "#block(sticky: true)["), *held[1], _markup("RawBlock", "]")]


def _headed(held: Any) -> Sequence[Tree]:
    """Return a table with its headings in bold."""
    attributes, caption, columns, head, *rest = held
    bold = replaced(head, "Plain", lambda held: [{"t": "Plain", "c": [{"t": "Strong", "c": held}]}])
    return [{"t": "Table", "c": [attributes, caption, columns, bold, *rest]}]


def _text(text: str) -> Sequence[Tree]:
    """Return a text as it stands in typst's markup: as an expression, a string.

    The boxes of a checklist are drawn, since the fonts that come with typst do not have them.
    """
    found = (each for each in _BOXES.split(text) if each)
    return [_markup("RawInline", _DRAWN.get(each) or f"#{_literal(each)};") for each in found]


def _code(held: Any) -> Sequence[Tree]:
    return [_markup("RawInline", f"#raw({_literal(held[1])});")]


def _literal(text: str) -> str:
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


def _markup(kind: str, text: str) -> Tree:
    return {"t": kind, "c": ["typst", text]}


def _refuse(error: Exception) -> NoReturn:
    """Say which letter no font shows; any other error is a fault of the program."""
    found = _NO_GLYPH.search(str(error))
    if found is None:
        raise error
    name = unicodedata.name(found[1][:1], "")
    font = next((font for each, font in _FONTS.items() if name.startswith(each)), "")
    such = f", such as `{font}`" if font else ""
    message = f"no font of this machine shows `{visible_line(short(found[1]))}`"
    advice = f"install a font that has it{such}, or choose `--format docx`"
    raise ProblemsError([Problem("output/no-font", message, advice)]) from None
