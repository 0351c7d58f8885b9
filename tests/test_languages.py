"""The shipped pack in other languages: no text is missing, and each keeps to its English.

Every text is in the catalogs `languages/LANGUAGE.po` of the pack, and a term of the glossary
`templates/glossary/LANGUAGE.yaml` is always the same word. To translate what is new, fill in what
`liability rules texts LANGUAGE` prints, and put it in place of the catalog.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

from liability.rulebook.catalogs import OTHERS, texts_of

ROOT = Path(__file__).parents[1]
CATALOGS = ROOT / "rules/keep-the-future-human/languages"
GLOSSARIES = ROOT / "templates/glossary"

# What is the same in every language: ids in backticks or bare (`C.2.b`), figures, the unit.
KEPT = re.compile(
    r"`[^`]*`|\b[A-Z]\.\d+(?:\.[a-z\d]+)*|\d+(?:[.,]\d+)*(?:e\d+)?|FLOP",
    re.ASCII,  # a Chinese character beside an id is no part of it
)

# A question ends as one. What it adds in brackets may stand before its end or behind it.
ENDS_AS_QUESTION = {
    "en": re.compile(r"\?( \([^()]*\))?$"),
    "ko": re.compile(r"\?( ?\([^()]*\))?$"),
    "ja": re.compile(r"か(（[^（）]*）)?。(（[^（）]*）)?$"),
    "zh": re.compile(r"？(（[^（）]*）)?$"),
}


def pairs(rulebook, language):
    """Yield each English text with the same in another language, without those that lack it."""
    found = ((text["en"], text[language]) for _, text in texts_of(rulebook) if language in text)
    yield from dict.fromkeys(found)


def is_question(text, language):
    return bool(ENDS_AS_QUESTION[language].search(text))


def forms(term):
    """Return a term in the singular and in each plural that it might have."""
    words = {term, f"{term}s", f"{term}es"}
    if term.endswith("y"):
        words.add(f"{term[:-1]}ies")
    if term.endswith("axis"):
        words.add(f"{term[:-2]}es")
    if " of " in term:
        head, rest = term.split(" of ", 1)
        words.add(f"{head}s of {rest}")
    return words


def whole_word(term):
    either = "|".join(re.escape(each) for each in sorted(forms(term), reverse=True))
    return re.compile(rf"\b(?:{either})\b", re.IGNORECASE)


def glossary(language):
    return yaml.safe_load((GLOSSARIES / f"{language}.yaml").read_text("utf-8"))


def test_each_language_has_a_catalog_and_a_glossary():
    assert {file.stem for file in CATALOGS.glob("*.po")} == set(OTHERS)
    assert {file.stem for file in GLOSSARIES.glob("*.yaml")} == set(OTHERS)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_there(rulebook, language):
    assert [f"{at}: {text['en']}" for at, text in texts_of(rulebook) if language not in text] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalog_has_only_texts_of_the_pack(rulebook, language):
    with (CATALOGS / f"{language}.po").open("rb") as stream:
        catalog = read_po(stream, abort_invalid=True)
    english = {text["en"] for _, text in texts_of(rulebook)}
    assert [each.id for each in catalog if each.id and each.id not in english] == []
    assert list(catalog.obsolete) == []


@pytest.mark.parametrize("language", OTHERS)
def test_figures_ids_and_units_are_kept(rulebook, language):
    lost = [
        f"{', '.join(missing)}: {english} → {other}"
        for english, other in pairs(rulebook, language)
        if (missing := Counter(KEPT.findall(english)) - Counter(KEPT.findall(other)))
    ]
    assert lost == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_question_stays_a_question_and_nothing_else_becomes_one(rulebook, language):
    wrong = [
        f"{english} → {other}"
        for english, other in pairs(rulebook, language)
        if is_question(english, "en") != is_question(other, language)
    ]
    assert wrong == []


def test_a_term_is_found_in_the_plural_and_not_inside_a_word():
    assert {"axes", "authorities", "harbors", "shares of responsibility"} <= {
        each
        for term in ("axis", "authority", "harbor", "share of responsibility")
        for each in forms(term)
    }
    assert whole_word("cap").search("Caps hold")
    assert not whole_word("cap").search("What it is capable of")


@pytest.mark.parametrize("language", OTHERS)
def test_the_glossary_holds(rulebook, language):
    texts = list(pairs(rulebook, language))
    wrong = [
        f"{term} is not {word}: {english} → {other}"
        for term, word in glossary(language).items()
        for english, other in texts
        if whole_word(term).search(english) and word not in other
    ]
    assert wrong == []
