"""Documents for Word: pandoc writes them, with the styles and pages of `templates/docx`."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path

from liability.documents.markdown import markup_environment
from liability.documents.pandoc import Document, render
from liability.documents.sheet import Sheet

_PARTS = {
    "[Content_Types].xml": "content-types.xml",
    "_rels/.rels": "package-rels.xml",
    "docProps/app.xml": "app.xml",
    "word/_rels/document.xml.rels": "document-rels.xml",
    "word/document.xml": "document.xml.j2",
    "word/styles.xml": "styles.xml.j2",
    "word/numbering.xml": "numbering.xml",
    "word/header1.xml": "header.xml.j2",
    "word/footer1.xml": "footer.xml.j2",
}
_BODY = "word/document.xml"
_SETTINGS = "word/settings.xml"
_PROPERTIES = "docProps/core.xml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a file in an archive: the same bytes whenever it is made
_ROW = re.compile(rb"<w:tr>(?:<w:trPr>(.*?)</w:trPr>)?", re.S)
_ROW_WHOLE = rb"<w:tr><w:trPr><w:cantSplit/>\1</w:trPr>"  # no row goes over the end of a page
_COLUMN = re.compile(rb'<w:gridCol w:w="(\d+)" />')
_PANDOC_WIDTH = 7920  # of the text, as pandoc takes it to be; in twentieths of a point, as below
_MARGINS = 2880
_NO_TIME = b"1970-01-01T00:00:00Z"  # pandoc may not look at the clock
_RSIDS = b"<w:rsids>"
# Without this, Word opens a document as one of an old version.
_COMPATIBLE = (
    b'<w:compat><w:compatSetting w:name="compatibilityMode" '
    b'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)
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
    return _finished(made, sheet)


def _locale(language: str) -> str:
    return _LOCALES.get(language, "en-US")


def _page(language: str) -> dict[str, int]:
    return _A4 if language in _LOCALES else _LETTER


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
        "page": _page(language),
        "margins": _MARGINS,
        "fonts": _FONTS.get(language, _FONTS["zh"]),
        "lang": {"western": "en-US", "eastern": _LOCALES.get(language, "zh-CN")},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in _PARTS.items():
            text = templates.get_template(f"docx/{file}").render(given)
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), text)
    return made.getvalue()


def _finished(given: bytes, sheet: Sheet) -> bytes:
    """Return a document of Word as an archive without times, with what pandoc leaves open."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == _BODY:
                part = _tables(part, _page(sheet.language)["width"] - _MARGINS)
            elif name == _SETTINGS:
                part = part.replace(_RSIDS, _COMPATIBLE + _RSIDS)
            elif name == _PROPERTIES:
                part = part.replace(_NO_TIME, f"{sheet.day}T00:00:00Z".encode())
            new.writestr(zipfile.ZipInfo(name, _EARLIEST), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _tables(body: bytes, width: int) -> bytes:
    """Return the body with columns that fill the width of the text, and rows kept whole.

    Values hold none of the markup looked for: in XML theirs is escaped.
    """
    whole = _ROW.sub(_ROW_WHOLE, body)
    return _COLUMN.sub(
        lambda found: b'<w:gridCol w:w="%d" />' % (int(found[1]) * width // _PANDOC_WIDTH), whole
    )
