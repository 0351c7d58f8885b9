"""The program's own sentences in other languages: none is missing, and none is left in English.

Sentences are said with `tr` and looked up in `templates/languages/LANGUAGE.po`. CONTRIBUTING.md
says how what is new gets there.
"""

from __future__ import annotations

import io
import re
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from rich.cells import cell_len
from rich.console import Console
from test_languages import glossary, whole_word

from liability.case.load import load_case
from liability.case.model import Interval
from liability.determination.assess import assess
from liability.determination.document import Document
from liability.documents.figure_words import interval
from liability.documents.markdown import determination_markdown, environment
from liability.documents.memo import memo_markdown
from liability.documents.screen import screen
from liability.language import speaking
from liability.rulebook.catalogs import OTHERS, texts_of
from liability.rulebook.load import load_rulebook
from liability.sentences import joints
from liability.source.yaml import read

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
CATALOGS = TEMPLATES / "languages"
CASES = (
    "cases/gpt-4.yaml",  # a dispute, evidence
    "cases/alphafold.yaml",  # something to find out
    "cases/worked/executives-of-two.yaml",  # individuals
    "cases/worked/g22.yaml",  # a lineage
    "cases/worked/g27.yaml",  # sums
    "cases/worked/g28.yaml",
    "cases/worked/g43.yaml",
    "cases/worked/g56.yaml",  # nothing known
)
COMMAND = re.compile(r"`[^`]*`")
WORD = re.compile(r"[A-Za-z]{2,}")
# What is the same in every language: options, and codes of currencies and of units.
KEPT = re.compile(r"--format json|--collect-from|\bUSD\b|\bFLOP(?:/s)?\b", re.ASCII)


@cache
def said():
    """Every sentence that is marked to be in the catalogs, and the files that say it."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"tr": None, "marked": None}
    found = {}
    for folder in ("liability", "templates"):
        each_method = [(pattern.partition("/")[2], how) for pattern, how in methods]
        each_options = {key.partition("/")[2]: value for key, value in options.items()}
        for file, _, message, _, _ in extract_from_dir(
            ROOT / folder, each_method, each_options, keywords=keywords
        ):
            found.setdefault(message, set()).add(f"{folder}/{file}")
    return found


@cache
def catalog(language):
    with (CATALOGS / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def pairs(language):
    return [(each.id, each.string) for each in catalog(language) if each.id and each.string]


def placeholders(text):
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


# --- the catalogs ---------------------------------------------------------------------------------


def test_sentences_are_found_in_modules_and_in_templates():
    files = set().union(*said().values())
    assert {"templates/memo.md.j2", "liability/documents/words.py"} <= files
    assert len(said()) > 200


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_there(language):
    there = {english for english, _ in pairs(language)}
    assert {each: files for each, files in said().items() if each not in there} == {}


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalog_has_only_sentences_that_are_said(language):
    assert [each.id for each in catalog(language) if each.id and each.id not in said()] == []
    assert list(catalog(language).obsolete) == []
    assert [each.id for each in catalog(language) if each.id and each.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_values_are_put_into_a_sentence_in_every_language(language):
    wrong = [
        f"{english} → {other}"
        for english, other in pairs(language)
        if placeholders(english) != placeholders(other)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_glossary_holds_in_sentences_too(language):
    wrong = [
        f"{term} is not {word}: {english} → {other}"
        for term, word in glossary(language).items()
        for english, other in pairs(language)
        if whole_word(term).search(COMMAND.sub("", english)) and word not in other
    ]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_term_of_the_glossary_is_in_use(language, rulebook):
    english = [*(text["en"] for _, text in texts_of(rulebook)), *said()]
    unused = [term for term in glossary(language) if not any(map(whole_word(term).search, english))]
    assert unused == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_has_no_words_of_another_script(language):
    """No Hangul in Japanese or Chinese, no Kana in Korean or Chinese, no Han in Korean."""
    foreign = {
        "ko": r"[\u3040-\u30ff\u4e00-\u9fff：，。；（）]",
        "ja": r"[\uac00-\ud7a3，]|[:;,](?!\*)(?=\s|$)",
        "zh": r"[\uac00-\ud7a3\u3040-\u30ff]|[:;,](?!\*)(?=\s|$)",
    }[language]
    assert [other for _, other in pairs(language) if re.search(foreign, other)] == []


# --- what is left in English ----------------------------------------------------------------------


@cache
def assessed(path):
    book = load_rulebook()
    return assess(load_case(read(ROOT / path), book), book, as_of="2025-06-01")


def own(determination):
    """Yield what the case itself says, in its own language."""
    case = determination.case
    yield from (case.id, case.title, case.notes, *case.names.values())
    yield from (each for entry in case.sources.items() for each in entry)
    for stated in case.facts.values():
        yield from (stated.note, *stated.evidence)
        if isinstance(stated.value, str) and stated.value not in ("true", "false"):
            yield stated.value
    for members in case.roster.values():
        yield from members or ()
    if case.lineage:
        lineage = case.lineage
        yield lineage.id
        yield from (*lineage.networks, *lineage.data)
        yield from (run.id for run in lineage.maker.values())


def ids(book):
    """Yield the names under which a rulebook has its things."""
    for reading in book.readings.values():
        yield from (f"{reading.id}={option}" for option in reading.options)
    for each in (book.provisions, book.facts, book.parameters, book.readings, book.findings):
        yield from each
    yield from (*book.conclusions, *book.rules, book.id)
    yield from (subject.key for subject in book.subjects.values() if subject.key)
    for subject in book.subjects.values():
        yield from (f"{subject.id}.{key}" for key in subject.refers_to)


def without(text, parts):
    """Return a text without these parts of it, the longest first."""
    found = sorted({" ".join(each.split()) for each in parts if each}, key=len, reverse=True)
    for each in found:
        if each in text:  # to compile an expression takes longer than to look
            text = re.sub(rf"(?<![A-Za-z]){re.escape(each)}(?![A-Za-z])", " ", text)
    return text


def english_left(written, own_words, language, rulebook):
    """The words of a text that are in English, but for names, ids and what the case itself says."""
    plain = " ".join(re.sub(r"\\([^\sA-Za-z0-9])", r"\1", written).split())
    plain = re.sub(r"`[^`]*`|\[[^\]]*[A-Z]\.[^\]]*\]", " ", plain)
    of_pack = [text[language] for _, text in texts_of(rulebook) if WORD.search(text[language])]
    left = without(plain, [*own_words, *of_pack, *ids(rulebook)])
    return WORD.findall(KEPT.sub(" ", left))


def on_screen(determination, width=4000):
    out = Console(file=io.StringIO(), width=width, force_terminal=False)
    out.print(screen(determination, Document(determination), width))
    return out.file.getvalue()


DOCUMENTS = {
    "screen": on_screen,
    "markdown": lambda each: determination_markdown(each, Document(each)),
    "memo": partial(memo_markdown, traced=False),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("path", CASES)
@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left(language, path, kind, rulebook):
    determination = assessed(path)
    with speaking(language):
        written = DOCUMENTS[kind](determination)
    assert english_left(written, own(determination), language, rulebook) == []


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", OTHERS)
def test_the_screen_keeps_to_its_width(language, width):
    with speaking(language):
        lines = on_screen(assessed("cases/worked/g27.yaml"), width).splitlines()
    assert [line for line in lines if cell_len(line.rstrip()) > width] == []


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("language", ["ja", "zh"])
def test_no_line_of_the_screen_begins_with_what_closes_a_phrase(language, width):
    with speaking(language):
        lines = on_screen(assessed("cases/worked/g27.yaml"), width).splitlines()
    assert [each for each in lines if re.match(r" *[、。，：；）」】]", each)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_ends_twice(language):
    for path in CASES:
        with speaking(language):
            written = memo_markdown(assessed(path))
        assert re.findall(r".{20}(?:。。|。\.|\.。|？。|か。か|：：).{5}", written) == []


def english_in(template):
    """Yield the words of a template that are said without `tr`."""
    source = re.sub(r"<!--.*?-->", "", template, flags=re.S)
    made = environment()
    for _, kind, value in made.lex(source):
        if kind == "data" and WORD.search(value):
            yield value.strip()
    for output in made.parse(source).find_all(nodes.Output):
        yield from (word for each in output.nodes for word in shown(each))


def shown(node):
    """Yield the words among what an expression comes to, where it is no call and no lookup."""
    match node:
        case nodes.Const(value=str() as value) if WORD.search(value):
            yield value
        case nodes.CondExpr(expr1=first, expr2=second):
            yield from (*shown(first), *shown(second))
        case nodes.Concat(nodes=parts):
            yield from (word for each in parts for word in shown(each))
        case nodes.Filter(node=inner):
            yield from shown(inner)


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.j2")), ids=lambda file: file.name)
def test_a_template_says_no_words_past_the_catalogs(file):
    assert list(english_in(file.read_text("utf-8"))) == []


def test_words_said_past_the_catalogs_are_noticed():
    assert isinstance(environment(), Environment)
    template = "## Facts\n{{ tr('Known') }}{{ 'yes' if a == 'met' else b['no'] }}{{ c ~ ' or ' }}"
    assert list(english_in(template)) == ["## Facts", "yes", " or "]


# --- how values are said --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "3e19 to 3e20, best estimate 1e20 FLOP"),
        ("ko", "3e19~3e20, 최선 추정치 1e20 FLOP"),
        ("ja", "3e19～3e20、最良の推定値 1e20 FLOP"),
        ("zh", "3e19至3e20，最佳估计1e20 FLOP"),
    ],
)
def test_an_interval_is_said_in_each_language(language, expected):
    value = Interval(Decimal("3e19"), Decimal("1e20"), Decimal("3e20"))
    with speaking(language):
        assert interval(value, behind=" FLOP") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "at most 5 FLOP"), ("ko", "5 FLOP 이하"), ("ja", "5 FLOP以下"), ("zh", "不超过5 FLOP")],
)
def test_a_bound_is_said_with_its_unit(language, expected):
    with speaking(language):
        assert interval(Interval(None, None, Decimal(5)), behind=" FLOP") == expected


def test_alternatives_that_hold_an_or_or_a_comma_are_parted_by_more_than_that():
    assert joints(["a", "b", "c"]) == ["", ", ", " or "]
    assert joints(["a or b", "c", "d"]) == ["", "; ", "; or "]
    assert joints(["a, b", "c"]) == ["", "; or "]
