"""Texts of a pack in other languages: gettext catalogs in its folder `languages`.

A catalog is a PO file, `ko.po`, from each text in English to the same in Korean. What a rule file
says itself in a language goes before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import get_args

from liability.rulebook.model import Rulebook, Text
from liability.rulebook.packs import catalog_files
from liability.rulebook.words import Language
from liability.source.problems import Place, Problem, ProblemsError, suggestion

OTHERS = tuple(each for each in get_args(Language) if each != "en")

Catalogs = Mapping[str, Mapping[str, str]]  # language -> English text -> the same in it


def read_catalogs(folder: Path) -> Catalogs:
    """Return the catalogs of a folder; what they leave empty is not in them.

    Raises:
        ProblemsError: a catalog is not a PO file.
    """
    files = catalog_files(folder)
    for language in files.keys() - set(OTHERS):
        message = f"`{language}` is not a language of texts"
        place = Place(str(files[language]), 1, 1)
        advice = suggestion(language, OTHERS)
        raise ProblemsError([Problem("rules/catalog", message, advice, place)])
    return {language: _read(file) for language, file in files.items()}


def _read(file: Path) -> dict[str, str]:
    from babel.messages.pofile import PoFileError, read_po

    try:
        with file.open("rb") as stream:
            catalog = read_po(stream, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        message = f"`{file}` is not a catalog: {error}"
        advice = "write it in gettext's PO format, in UTF-8"
        place = Place(str(file), 1, 1)
        raise ProblemsError([Problem("rules/catalog", message, advice, place)]) from None
    return {
        str(each.id): str(each.string)
        for each in catalog
        if each.id and each.string and not each.fuzzy
    }


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
    for part in (rulebook.profiles, rulebook.sides):
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


def _texts_in(entry: object) -> Iterator[Text]:
    for field in ("title", "text", "question", "note", "source", "because"):
        found = getattr(entry, field, None)
        if isinstance(found, Mapping):
            yield found
    for field in ("values", "options"):
        found = getattr(entry, field, None)
        if isinstance(found, Mapping):
            yield from (each for each in found.values() if isinstance(each, Mapping))
