"""The program's own sentences in the language spoken: gettext catalogs in `templates/languages`.

What a template or a module says to a reader of a document is written in English where it is said,
as `tr("…")`, and looked up here. The texts of the law are in the catalogs of their pack.

A sentence is translated whole, since languages order their words differently: what varies in it
is a value with a name, and never the half of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from liability.language import spoken
from liability.rulebook.packs import shipped

_WITHOUT_SPACE = ("ja", "zh")
_BRACKETS = ("[", "\\[")  # the second in Markdown
_NO_ABBREVIATION = re.compile(r"\b(?![A-Z]{2,}\b)\w+")
_COMMAS = (",", "\N{IDEOGRAPHIC COMMA}", "\N{FULLWIDTH COMMA}")
_PARTING = (", ", *_COMMAS[1:])  # not that of a figure


def tr(message: str, /, **values: object) -> str:
    """Return a sentence in the language spoken, with values in place of its `{names}`.

    A value is text: braces in one mean nothing.

    Args:
        message: the sentence in English, written out where it is said, so that it can be found.
        values: what to put in.

    >>> tr("{name} turns on this:", name="{x}")
    '{x} turns on this:'
    """
    said = message if spoken() == "en" else _sentences(spoken()).get(message, message)
    return said.format_map(values) if values else said


def marked(message: str) -> str:
    """Return a sentence as it is, marked to be in the catalogs: `tr` is to be given it later."""
    return message


def either(said: Iterable[str]) -> str:
    """Return alternatives, of which one is so; those with commas of their own stay apart.

    >>> either(["RT-0", "RT-1", "RT-2"]), either(["strict, joint and several", "fault"])
    ('RT-0, RT-1 or RT-2', 'strict, joint and several; or fault')
    """
    words = list(said)
    return "".join(part for pair in zip(joints(words), words, strict=True) for part in pair)


def joints(said: Sequence[str]) -> list[str]:
    """Return what stands before each of several alternatives: nothing before the first.

    >>> joints(["strict, joint and several", "fault"])
    ['', '; or ']
    """
    last, between = tr(" or "), tr(", ")
    if any(mark in each for each in said for mark in (*_COMMAS, last)):
        last, between = tr("; or "), tr("; ")
    before = ["", *[between] * (len(said) - 2), last]
    return before[: len(said)]


def listing(said: Iterable[str]) -> str:
    """Return what stands side by side, parted by semicolons where one has a comma.

    >>> listing(["10,000", "20,000"]), listing(["Operator, insolvent", "User"])
    ('10,000, 20,000', 'Operator, insolvent; User')
    """
    listed = list(said)
    if any(mark in each for each in listed for mark in _PARTING):
        return parted(listed)
    return tr(", ").join(listed)


def parted(said: Iterable[str]) -> str:
    """Return what stands one behind the other, and may itself have commas."""
    return tr("; ").join(said)


def run_on(*sentences: str) -> str:
    """Return sentences one behind the other; Japanese and Chinese put no space between them.

    What stands in brackets of half width, such as provisions, has one before it in any language.

    >>> run_on("It rains.", "", "It pours.")
    'It rains. It pours.'
    >>> from liability.language import speaking
    >>> with speaking("ja"):
    ...     run_on("A.", "B.", "[C.1]")
    'A.B. [C.1]'
    """
    gap = "" if spoken() in _WITHOUT_SPACE else " "
    said = [each for each in sentences if each]
    behind = [f"{' ' if each.startswith(_BRACKETS) else gap}{each}" for each in said[1:]]
    return "".join([*said[:1], *behind])


def of(title: str, about: str) -> str:
    """Return a title, and whom or what it is about, where it is about anyone.

    >>> of("Roles", "The maker"), of("Roles", "")
    ('Roles (The maker)', 'Roles')
    """
    return tr("{title} ({about})", title=title, about=about) if about else title


def lowered(title: str) -> str:
    """Return a title as it stands within a sentence: in English in lower case, but for `FLOP`.

    >>> lowered("Adds, in FLOP/s"), lowered("A change to RT-3")
    ('adds, in FLOP/s', 'a change to RT-3')
    """
    if spoken() != "en":
        return title
    return _NO_ABBREVIATION.sub(lambda found: found[0].lower(), title)


@cache
def _sentences(language: str) -> Mapping[str, str]:
    from babel.messages.pofile import read_po

    with (shipped("templates") / "languages" / f"{language}.po").open(encoding="utf-8") as file:
        catalog = read_po(file, locale=language, abort_invalid=True)
    return {str(each.id): str(each.string) for each in catalog if each.id and each.string}
