"""Documents from Jinja2 templates. Values of a case reach them as text and change nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from liability.determination.assess import Determination
from liability.determination.json_values import Json
from liability.documents.words import (
    NOTICE,
    Named,
    assumed,
    excluded,
    grounds,
    has_sums,
    known,
    roles_of,
    stated,
    value_label,
)
from liability.rulebook.model import say
from liability.rulebook.packs import shipped
from liability.source.visible import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~^$&@]|^[-+=])|^(\d+)([.)])(?=\s|$)")
_SPACE = re.compile(r"\s+")


def escaped(value: object) -> str:
    r"""Return text so that Markdown shows it as it is, on one line.

    >>> print(escaped("<script> | {{ 7*7 }}"))
    \<script\> \| \{\{ 7\*7 \}\}
    >>> print(escaped("1. first"), escaped("0.1.0"))
    1\. first 0.1.0
    """
    return _SPECIAL.sub(_escape, visible(_SPACE.sub(" ", str(value)).strip()))


def _escape(match: re.Match[str]) -> str:
    """Escape a special character; of the number that would open a list, what follows it."""
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"


def environment() -> SandboxedEnvironment:
    """Return what templates are read with; a name that is not given is an error."""
    made = SandboxedEnvironment(
        loader=FileSystemLoader(shipped("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        finalize=_finalize,
    )
    made.filters["md"] = escaped
    return made


def markup_environment() -> SandboxedEnvironment:
    """Return what templates of XML and HTML are read with: each value is escaped for them."""
    made = SandboxedEnvironment(
        loader=FileSystemLoader(shipped("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    made.filters["css"] = css_string
    return made


def css_string(value: str) -> str:
    r"""Return text as a string of a style sheet, which nothing in it can end.

    >>> print(css_string('a"</style>'))
    "a\22 \3c \2f style\3e "
    """
    inner = "".join(
        each if each.isascii() and each.isalnum() else f"\\{ord(each):x} " for each in value
    )
    return Markup(f'"{inner}"')


def render(template: str, determination: Determination, found: Json, **more: Any) -> str:
    """Return a document in Markdown.

    Args:
        template: file name under `templates/`.
        determination: the determination.
        found: the same as JSON, from `determination.document`.
        more: what this template needs beside what all are given.
    """
    book, named = determination.law.rulebook, Named(determination)

    def label(conclusion: str, value: str) -> str:
        return value_label(book.conclusions[conclusion], value)

    def labels(outcome: str, values: Sequence[str]) -> str:
        return " or ".join(named.label(outcome, value) for value in values)

    return (
        environment()
        .get_template(template)
        .render(
            found=found,
            book=book,
            label=label,
            labels=labels,
            named=named,
            ground=lambda outcome: "; ".join(grounds(found, outcome)),
            facts=list(_facts(determination)),
            say=say,
            names=book.outcomes,
            roles=lambda party: roles_of(determination, party),
            assumed=assumed,
            excluded=excluded,
            counted=_counted(determination),
            sums=_sums(determination, found),
            stated=lambda key: stated(determination, key),
            case=determination.case,
            law=determination.law,
            today=determination.today,
            notice=NOTICE,
            **more,
        )
    )


def _facts(determination: Determination) -> Iterator[tuple[str, str, str]]:
    """Yield each fact of the case: its title, what is stated, and the evidence."""
    case, book = determination.case, determination.law.rulebook
    for key, given in case.facts.items():
        name, _, member = key.partition("@")
        if fact := book.facts.get(name):
            about = case.names.get(f"{fact.subject}@{member}", member)
            title = say(fact.title) + (f" ({about})" if member else "")
            yield title, known(given.value, fact), ", ".join(given.evidence)


def _counted(determination: Determination) -> list[str]:
    """Return what there is to say of the lineage of the case."""
    if determination.account is None:
        return []
    from liability.documents.ledger_words import counted_lines

    return list(counted_lines(determination))


def _sums(determination: Determination, found: Json) -> Json | None:
    """Return what there is to say of the sums, where heads of harm are entered and some answer."""
    if not has_sums(found):
        return None
    from liability.documents.sums_words import HEADS, LEGEND, SumsWords, is_open

    sums = found["apportionment"]
    legend = LEGEND if is_open(sums) else ""
    return {"words": SumsWords(sums, determination.law), "heads": HEADS, "legend": legend}


def _finalize(value: Any) -> Any:
    return "" if value is None else value
