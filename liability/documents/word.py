"""Documents for Word: pandoc writes them, with the styles and pages of `templates/docx`."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from liability.documents.markdown import markup_environment
from liability.documents.pandoc import Document, render
from liability.documents.sheet import Sheet

_PARTS = {
    "[Content_Types].xml": "content-types.xml",
    "_rels/.rels": "package-rels.xml",
    "word/_rels/document.xml.rels": "document-rels.xml",
    "word/document.xml": "document.xml.j2",
    "word/styles.xml": "styles.xml.j2",
    "word/numbering.xml": "numbering.xml",
    "word/header1.xml": "header.xml.j2",
    "word/footer1.xml": "footer.xml.j2",
}
_BODY = "word/document.xml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a file in an archive: the same bytes whenever it is made
_ROW = b"<w:tr>"
_ROW_WHOLE = b"<w:tr><w:trPr><w:cantSplit/></w:trPr>"  # no row goes over the end of a page
_LETTER = {"width": 12240, "height": 15840}
_A4 = {"width": 11906, "height": 16838}
# What Word takes for Chinese, Japanese and Korean letters: fonts that come with it.
_FONTS = {
    "ko": {"serif": "Batang", "sans": "Malgun Gothic"},
    "ja": {"serif": "MS Mincho", "sans": "MS Gothic"},
    "zh": {"serif": "SimSun", "sans": "Microsoft YaHei"},
}
_LOCALES = {"ko": "ko-KR", "ja": "ja-JP", "zh": "zh-CN"}


def docx(document: Document, sheet: Sheet) -> bytes:
    """Return a document for Word.

    Args:
        document: the document.
        sheet: what every page says, and the language.
    """
    language = sheet.language
    tree = {**document.tree, "meta": {**document.tree["meta"], "lang": _string(_locale(language))}}
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(_reference(sheet))
        made = render(tree, "docx", [f"--reference-doc={reference}"], sheet.day)
    return _same_each_time(made)


def _locale(language: str) -> str:
    return _LOCALES.get(language, "en-US")


def _string(text: str) -> dict[str, str]:
    return {"t": "MetaString", "c": text}


def _reference(sheet: Sheet) -> bytes:
    """Return the document whose styles, page, header and footer are taken over."""
    templates = markup_environment()
    language = sheet.language
    given = {
        "head": sheet.head,
        "mark": sheet.mark,
        "words": sheet.words,
        "page": _A4 if language in _LOCALES else _LETTER,
        "fonts": _FONTS.get(language, _FONTS["zh"]),
        "lang": {"western": "en-US", "eastern": _LOCALES.get(language, "zh-CN")},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in _PARTS.items():
            text = templates.get_template(f"docx/{file}").render(given)
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), text)
    return made.getvalue()


def _same_each_time(given: bytes) -> bytes:
    """Return a document of Word as an archive without times, its rows kept whole."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == _BODY:
                part = part.replace(_ROW, _ROW_WHOLE)
            new.writestr(zipfile.ZipInfo(name, _EARLIEST), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()
