"""The program's own sentences in the language spoken: gettext catalogs in `templates/languages`.

What a template or a module of `documents` says is written in English where it is said, as
`tr("…")`, and looked up here. The texts of the law are in the catalogs of their pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from liability.language import spoken
from liability.rulebook.packs import shipped


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


@cache
def _sentences(language: str) -> Mapping[str, str]:
    from babel.messages.pofile import read_po

    with (shipped("templates") / "languages" / f"{language}.po").open(encoding="utf-8") as file:
        catalog = read_po(file, locale=language, abort_invalid=True)
    return {str(each.id): str(each.string) for each in catalog if each.id and each.string}
