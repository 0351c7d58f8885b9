"""Texts of a pack in other languages: gettext catalogs in its folder `languages`.

A catalog is a PO file, `ko.po`, from each text in English to the same in Korean. What a rule file
says itself in a language goes before it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO, StringIO
from pathlib import Path

from liability.language import LANGUAGES
from liability.rulebook.model import Rulebook, Text
from liability.rulebook.packs import catalog_files
from liability.rulebook.sources import shown
from liability.source.problems import Place, Problem, ProblemsError, suggestion
from liability.source.text import read_text
from liability.source.visible import short

OTHERS = tuple(each for each in LANGUAGES if each != "en")

_LINE = re.compile(r'(?:(?P<word>msgid|msgstr)\s*)?"(?P<text>(?:[^"\\]|\\.)*)"')

_WRONG = {
    "msgstr": "the `msgstr` has no `msgid` of its own",
    None: "the text has no `msgid` before it",
    "other": "the line is no `msgid`, `msgstr` or text in quotes",
}

Catalogs = Mapping[str, Mapping[str, str]]  # language -> English text -> the same in it


def read_catalogs(folder: Path, report: Callable[[Problem], None]) -> Catalogs:
    """Return the catalogs of a folder; what they leave empty is not in them.

    A catalog that cannot be used is reported and left out.
    """
    found: dict[str, dict[str, str]] = {}
    for language, file in catalog_files(folder).items():
        # a link is followed in naming a file, and one to nothing is named as it stands
        name = shown(file) if file.is_file() else os.fsencode(file).decode("utf-8", "replace")
        if language not in OTHERS:
            message = f"`{short(language)}` is not a language of texts"
            advice = suggestion(language, OTHERS)
            report(Problem("rules/catalog", message, advice, Place(name, 1, 1)))
            continue
        try:
            found[language] = _read(file, name)
        except ProblemsError as error:
            for each in error.problems:
                report(each)
    return found


def _read(file: Path, name: str) -> dict[str, str]:
    from babel.messages.pofile import PoFileError, read_po

    if not file.is_file():  # a pipe would be waited for
        message = f"`{name}` is not a file that can be read"
        advice = "put a file in its place, or remove it"
        raise ProblemsError([Problem("file/unreadable", message, advice, Place(name, 1, 1))])
    text = read_text(file, name)
    if wrong := [_no_catalog(name, why, text, at) for at, why in _wrong_lines(text)]:
        raise ProblemsError(wrong)
    try:
        catalog = read_po(StringIO(text), abort_invalid=True)
    except PoFileError as error:
        why = str(error).removesuffix(f" on {error.lineno}")  # which counts from 0
        raise ProblemsError([_no_catalog(name, why, text, error.lineno)]) from None
    except ValueError as error:  # in the header
        raise ProblemsError([_no_catalog(name, str(error), text, 0)]) from None
    return {
        str(each.id): str(each.string)
        for each in catalog
        if each.id and each.string and not each.fuzzy
    }


def _wrong_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line that Babel would read as something else, counted from 0, and what is wrong.

    It takes a quote that is left open, a text after a quote and a second text of one entry, and
    what a pack has no use for, as plurals and contexts; the text would be lost or another.
    """
    seen: dict[str, int] = {}
    entry: list[str] = []  # at hand: its msgid, then its msgstr
    begun = 0
    for at, line in enumerate([*text.split("\n"), 'msgid ""']):  # which ends the last entry
        part = line.strip()
        if not part or part.startswith("#"):
            continue
        found = _LINE.fullmatch(part)
        if found and found["word"] == "msgid":
            if len(entry) == 1:
                yield begun, "the `msgid` has no `msgstr`"
            entry, begun = [found["text"]], at
        elif found and found["word"] == "msgstr" and len(entry) == 1:
            if entry[0] in seen:
                yield begun, f"the `msgid` stands in line {seen[entry[0]] + 1} too"
            seen.setdefault(entry[0], begun)
            entry.append(found["text"])
        elif found and not found["word"] and entry:
            entry[-1] += found["text"]
        else:
            yield at, _WRONG[found["word"] if found else "other"]
            entry = ["", ""]  # nothing more is to be said of it


def _no_catalog(name: str, why: str, text: str, at: int) -> Problem:
    lines = text.split("\n")
    line = lines[at].rstrip() if at < len(lines) else ""
    message = f"`{name}` is not a catalog: {why[:1].lower()}{why[1:]}"
    advice = "write it in gettext's PO format: `msgid`, then `msgstr`, each with text in quotes"
    place = Place(name, at + 1, 1, max(1, len(line)), line)
    return Problem("rules/catalog", message, advice, place)


def translated(text: Text, catalogs: Catalogs) -> Text:
    """Return a text with what the catalogs have of it, beside what it has itself."""
    english = text["en"]
    found = {name: each[english] for name, each in catalogs.items() if english in each}
    return {**found, **text}


def catalog_of(rulebook: Rulebook, language: str) -> str:
    """Return the catalog of a rulebook for a language, as a PO file: what is missing is empty."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    made = Catalog(locale=language, project=rulebook.id, fuzzy=False, header_comment="")
    for place, text in texts_of(rulebook):
        made.add(text["en"], text.get(language, ""), locations=[(place, 0)])
    stream = BytesIO()
    write_po(stream, made, width=0, omit_header=True, sort_output=False, include_lineno=False)
    return stream.getvalue().decode("utf-8")


def texts_of(rulebook: Rulebook) -> Iterator[tuple[str, Text]]:
    """Yield every text of a rulebook, and where it stands, as `facts/system.autonomy`."""
    yield "pack", rulebook.title
    yield "pack", rulebook.source
    if rulebook.assumed_by is not None:
        yield "pack", rulebook.assumed_by
    for part in (rulebook.profiles, rulebook.sides):
        yield from (("pack", each) for each in part.values())
    for part in rulebook.outcomes.attributes.values():
        yield from (("pack", each) for each in part.values())
    for section in (
        "subjects",
        "provisions",
        "facts",
        "parameters",
        "readings",
        "findings",
        "conclusions",
        "rules",
    ):
        for name, entry in getattr(rulebook, section).items():
            yield from ((f"{section}/{name}", each) for each in _texts_in(entry))
    for subject, members in rulebook.entries.items():
        for name, entry in members.items():
            yield from ((f"{subject}/{name}", each) for each in _texts_in(entry))
    if rulebook.accounting is not None:
        yield from ((f"accounting/{step}", each) for step, each in rulebook.accounting.says.items())
    if rulebook.apportionment is not None:
        remarks = rulebook.apportionment.remarks
        yield from ((f"apportionment/{name}", each) for name, each in remarks.items())
    for section in ("states", "defeaters", "roles", "gates") if rulebook.safety_cases else ():
        for name, held in getattr(rulebook.safety_cases, section).items():
            text = held if isinstance(held, Mapping) else held.title
            yield f"safety_cases/{section}/{name}", text
    for document in rulebook.claim_documents.values():
        yield from ((f"claim_documents/{document.id}", each) for each in _texts_below(document))


def _texts_in(entry: object) -> Iterator[Text]:
    for field in ("title", "text", "question", "source", "because"):
        found = getattr(entry, field, None)
        if isinstance(found, Mapping):
            yield found
    for _, difference in getattr(entry, "divergences", ()):
        yield difference
    for field in ("values", "options", "asks"):
        found = getattr(entry, field, None)
        if isinstance(found, Mapping):
            yield from (each for each in found.values() if isinstance(each, Mapping))


def _texts_below(entry: tuple[object, ...]) -> Iterator[Text]:
    """Yield every text of a part of a claim document, in the order of its form."""
    for value in entry:
        if isinstance(value, Mapping):
            if isinstance(value.get("en"), str):
                yield value
            else:
                yield from _texts_below(tuple(value.values()))
        elif isinstance(value, tuple):
            yield from _texts_below(value)
