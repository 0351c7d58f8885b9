"""Documents in each format: the same words in all of them, and no value of a case changes one."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from documents_read import G27, SHEET, run

from liability.case.load import load_case
from liability.determination.assess import assess
from liability.documents import paper
from liability.documents.formats import FORMATS, written
from liability.documents.memo import memo_markdown
from liability.documents.pandoc import read
from liability.documents.sheet import sheet_of
from liability.source.yaml import parse
from liability.source.yaml import read as read_yaml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LITERAL = re.compile(r'#(?:raw\()?"((?:[^"\\]|\\.)*)"\)?;', re.S)
VALUES = [
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x")',
    r"\input{/etc/passwd}",
    '#let x = read("/etc/passwd")',
    '"; #read("/etc/passwd")',
    "![x](http://x/y.png)",
    "[x](http://x)",
    "<http://x>",
    "[^1]",
    "[^1]: note",
    "a | b",
    "= heading",
    "# heading",
    "- - item",
    "+ item",
    "/ term: x",
    "1. item",
    "---",
    "</w:t></w:r>",
    "&lt;b&gt; &amp;",
    "$x$ @label `code` ``` ~~x~~ **b** _e_",
    "// comment /* comment */",
    "<!-- conclusion:tier -->",
    "[x] task",
    "::: {.class} :::",
    "back\\",
    "a\u202eb\x00c\x1b[31md\ufffee",
    "line\n\n# break\x0cpage",
]
PLAIN = "Plainly named"
SHORT = "# Memo\n\n**DRAFT**\n\n## One\n\nWords[^1] and `an-id`.\n\n[^1]: C.1.\n"


@pytest.fixture(scope="module")
def g27(rulebook):
    determination = assess(load_case(read_yaml(G27), rulebook), rulebook)
    return memo_markdown(determination, traced=False), sheet_of(determination)


def shown(value):
    """How a value of a case shows: on one line, with a mark for what could steer."""
    line = re.sub(r"\s+", " ", value).strip()
    return re.sub("[\x00-\x1f\u202e\ufffe]", "\N{REPLACEMENT CHARACTER}", line)


def hostile_case(values):
    """A case with a party, a source and a note of each of these values."""
    text = json.dumps(
        {
            "case": "x",
            "as_of": "2025-06-01",
            "title": " ".join(values),
            "notes": values[0],
            "sources": {f"s{at}": value for at, value in enumerate(values)},
            "system": {"autonomy": {"value": "strong", "note": values[-1]}},
            "parties": [
                {"id": f"p{at}", "name": value, "roles": ["developer"]}
                for at, value in enumerate(values)
            ],
        }
    )
    return parse(text, "x.yaml")


@cache
def drafted(rulebook, values):
    determination = assess(load_case(hostile_case(values), rulebook), rulebook)
    return memo_markdown(determination, traced=False), sheet_of(determination)


def parts(made):
    """Each part of a document of Word, which is to be well-formed XML."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}


def words_of(tree):
    """The text of each paragraph of a part of a document of Word."""
    for paragraph in tree.iter(f"{W}p"):
        yield "".join(each.text or "" for each in paragraph.iter(f"{W}t"))


class Page(HTMLParser):
    """The tags, their attributes and the text of a web page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.given, self.text = Counter(), [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.given += attrs

    def handle_data(self, data):
        self.text += data


def unescaped(literal):
    return re.sub(r"\\(.)", r"\1", literal)


def structure_and_text(markdown, sheet, format_):
    """What a document is made of, without its text; and its text."""
    if format_ == "pdf":
        markup = paper.typst_markup(read(markdown)).decode("utf-8")
        body = markup.partition("given.title))")[2]
        bare = re.sub(r"columns: \(.*?\)|\s", "", LITERAL.sub("", body))
        text = re.sub(LITERAL, lambda found: unescaped(found[1]), body)
        return Counter(bare), text
    made = written(markdown, format_, sheet)
    if format_ == "docx":
        found = parts(made)
        text = [
            line
            for each in ("document", "footnotes")
            for line in words_of(found[f"word/{each}.xml"])
        ]
        counted = (f"{W}p", f"{W}tc", f"{W}pStyle", f"{W}footnoteReference", f"{W}hyperlink")
        all_tags = Counter(each.tag for each in found["word/document.xml"].iter())
        others = set(all_tags) - {f"{W}br"}
        return {
            "parts": set(found),
            "tags": others,
            **{tag: all_tags[tag] for tag in counted},
        }, "\n".join(text)
    page = Page(made.decode("utf-8"))
    return page.tags, page.text


@pytest.mark.parametrize("format_", ["docx", "html", "pdf"])
def test_no_value_of_a_case_changes_a_document_and_each_shows_as_typed(format_, rulebook):
    plain = tuple(f"{PLAIN} {at}" for at in range(len(VALUES)))
    benign, _ = structure_and_text(*drafted(rulebook, plain), format_)
    found, text = structure_and_text(*drafted(rulebook, tuple(VALUES)), format_)
    assert found == benign
    text = re.sub(r"\s+", " ", text)
    for value in VALUES:
        assert text.count(shown(value)) >= 2, value
    for each in "\x00\x1b\u202e\ufffe\x0c":
        assert each not in text


def test_no_value_of_a_case_reaches_a_file_or_the_network(rulebook):
    markdown, sheet = drafted(rulebook, tuple(VALUES))
    page = Page(written(markdown, "html", sheet).decode("utf-8"))
    reaching = [value for name, value in page.given if name in ("src", "href", "srcset", "action")]
    assert all(value.startswith("#fn") for value in reaching)
    assert "script" not in page.tags
    relations = parts(written(markdown, "docx", sheet))["word/_rels/document.xml.rels"]
    assert not [each for each in relations if each.get("TargetMode") == "External"]
    assert written(markdown, "pdf", sheet).startswith(b"%PDF-")


def test_the_head_of_a_page_shows_a_hostile_name_as_typed():
    for value in VALUES:
        sheet = SHEET._replace(case=value)
        head = parts(written(SHORT, "docx", sheet))["word/header1.xml"]
        assert list(words_of(head)) == [sheet.head + "DRAFT"]
        text = written(SHORT, "html", sheet).decode("utf-8")
        assert text.count("</style>") == 1
        page = Page(text)
        assert page.tags == Page(written(SHORT, "html", SHEET).decode("utf-8")).tags
        assert sheet.head in page.text


def test_what_could_leave_a_document_is_refused():
    for markdown in ("[x](http://x)", "![x](/etc/passwd)", "a <b>c</b>", "<p>\n", "<http://x>"):
        with pytest.raises(ValueError, match="a document holds"):
            read(markdown)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_document_gives_the_same_bytes(format_, monkeypatch):
    first = written(SHORT, format_, SHEET)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("TZ", "Asia/Seoul")
    assert written(SHORT, format_, SHEET) == first


def test_a_document_for_word_is_one_of_a_law_office(g27):
    markdown, sheet = g27
    found = parts(written(markdown, "docx", sheet))
    body = found["word/document.xml"]
    styles = Counter(each.get(f"{W}val") for each in body.iter(f"{W}pStyle"))
    assert styles["Title"] == 1
    assert styles["Heading1"] == 8
    assert styles["Heading2"] == markdown.count("\n### ")
    assert styles["Heading3"] == markdown.count("\n#### ")
    defined = {each.get(f"{W}styleId") for each in found["word/styles.xml"].iter(f"{W}style")}
    assert set(styles) <= defined

    notes = [each.get(f"{W}id") for each in body.iter(f"{W}footnoteReference")]
    assert len(set(notes)) == len(notes) == len(re.findall(r"^\[\^\d+\]:", markdown, re.M))
    headed = [each for each in body.iter(f"{W}tbl") if each.find(f".//{W}tblHeader") is not None]
    assert len(headed) == 2  # the facts, the sums
    for table in body.iter(f"{W}tbl"):
        assert 9300 <= sum(int(each.get(f"{W}w")) for each in table.iter(f"{W}gridCol")) <= 9360
        for row in table.iter(f"{W}tr"):
            [properties] = row.findall(f"{W}trPr")
            assert properties.find(f"{W}cantSplit") is not None

    assert list(words_of(found["word/header1.xml"])) == [sheet.head + "DRAFT"]
    assert list(words_of(found["word/footer1.xml"])) == ["Page 1 of 1"]
    fields = [each.get(f"{W}instr") for each in found["word/footer1.xml"].iter(f"{W}fldSimple")]
    assert fields == [" PAGE ", " NUMPAGES "]
    assert "2025-06-01T00:00:00Z" in ElementTree.tostring(found["docProps/core.xml"], "unicode")


def test_a_heading_loses_the_number_that_its_place_gives_it_and_no_other():
    headings = [
        "".join(each["c"] if each["t"] == "Str" else " " for each in block["c"][2])
        for block in read("# T\n\n## 1. One\n\n## 3. of May\n\n## Three\n\n### 4. Part\n").tree[
            "blocks"
        ]
    ]
    assert headings == ["One", "3. of May", "Three", "4. Part"]


def test_headings_are_numbered_by_their_styles_and_the_title_is_not():
    found = parts(written(SHORT, "docx", SHEET))
    numbered = {
        each.get(f"{W}styleId")
        for each in found["word/styles.xml"].iter(f"{W}style")
        if each.find(f".//{W}numPr") is not None
    }
    assert numbered == {"Heading1", "Heading2", "Heading3", "Heading4"}
    levels = [
        (each.find(f"{W}pStyle").get(f"{W}val"), each.find(f"{W}lvlText").get(f"{W}val"))
        for each in found["word/numbering.xml"].iter(f"{W}lvl")
        if each.find(f"{W}pStyle") is not None
    ]
    assert levels[:3] == [("Heading1", "%1."), ("Heading2", "%1.%2"), ("Heading3", "%1.%2.%3")]
    assert "1. One" not in "".join(words_of(found["word/document.xml"]))


@pytest.mark.parametrize(
    ("language", "font", "locale", "mark"),
    [
        ("ko", "Batang", "ko-KR", "초안"),
        ("ja", "MS Mincho", "ja-JP", "草案"),
        ("zh", "SimSun", "zh-CN", "草稿"),
    ],
)
def test_a_document_has_the_fonts_and_the_language_it_is_written_in(language, font, locale, mark):
    sheet = SHEET._replace(language=language)
    found = parts(written("# 제목\n\n본문\n", "docx", sheet))
    defaults = found["word/styles.xml"].find(f"{W}docDefaults")
    assert defaults.find(f".//{W}rFonts").get(f"{W}eastAsia") == font
    assert defaults.find(f".//{W}lang").get(f"{W}eastAsia") == locale
    assert list(words_of(found["word/header1.xml"])) == ["A case" + mark]
    page = written(SHORT, "html", sheet).decode("utf-8")
    assert f'<html lang="{language}">' in page
    assert mark in page


def test_a_web_page_needs_nothing_else_and_runs_nothing(g27):
    page = Page(written(g27[0], "html", g27[1]).decode("utf-8"))
    given = dict(page.given)
    assert given["lang"] == "en"
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.given
    assert not set(page.tags) & {"script", "img", "link", "iframe", "object", "form"}
    assert not [name for name, _ in page.given if name.startswith("on")]
    ids = {value for name, value in page.given if name == "id"}
    links = [value for name, value in page.given if name == "href"]
    assert links
    assert {each.removeprefix("#") for each in links} <= ids


def test_no_comment_that_names_a_node_shows():
    traced = "# Memo\n\n<!-- rule:x -->\n\nOne.\n"
    for format_ in ("docx", "html", "pdf"):
        text = structure_and_text(traced, SHEET, format_)[1]
        assert "One." in text
        assert "rule:x" not in text
    shown = run(G27, "--format", "html").stdout
    assert "rule:" not in shown
    assert "<!--" not in shown


def test_a_pdf_in_english_takes_no_font_of_the_machine(g27):
    made = paper.pdf(read(g27[0]), g27[1], system_fonts=False)
    assert made.startswith(b"%PDF-")
    assert b"LibertinusSerif" in made
