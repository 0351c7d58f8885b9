"""Documents from Jinja2 templates. Values of a case reach them as text and change nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from liability.determination.assess import Determination
from liability.determination.edition import edition
from liability.determination.json_values import Found, Json
from liability.documents.claim_now import claim_now
from liability.documents.decided_otherwise import foremost
from liability.documents.facts_told import facts_in_order
from liability.documents.turning_on import open_duties
from liability.documents.whose_duties import whose_duties
from liability.documents.words import (
    NOTICE,
    Named,
    answered,
    assumed,
    called,
    cautions,
    excluded,
    fact_titled,
    grounds,
    has_sums,
    possible_words,
    roles_of,
    stated,
    value_label,
    version,
    word,
)
from liability.rulebook.model import say
from liability.rulebook.packs import shipped
from liability.sentences import either, listing, lowered, of, parted, run_on, tr
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


@cache
def environment() -> SandboxedEnvironment:
    """Return what templates are read with, each once; a name that is not given is an error."""
    made = SandboxedEnvironment(
        loader=FileSystemLoader(shipped("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        finalize=_finalize,
    )
    made.filters |= {"md": escaped, "edition": edition}
    made.filters |= {"lowered": lowered, "word": word, "listing": listing, "parted": parted}
    made.globals |= {"tr": tr, "of": of, "run_on": run_on, "either": either}
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


def determination_markdown(determination: Determination, found: Found) -> str:
    """Return a determination, and the same as JSON, in Markdown."""
    sums = sums_said(determination, found)
    return render("determination.md.j2", determination, found, sums=sums)


def render(template: str, determination: Determination, found: Found, **more: Any) -> str:
    """Return a document in Markdown.

    Args:
        template: file name under `templates/`.
        determination: the determination.
        found: the same as JSON, from `determination.document`.
        more: what this template needs beside what all are given.
    """
    return (
        environment()
        .get_template(template)
        .render(
            found=found,
            case=determination.case,
            law=determination.law,
            book=determination.law.rulebook,
            names=determination.law.rulebook.outcomes,
            today=determination.today,
            facts=list(_facts(determination)),
            counted=_counted(determination),
            notice=tr(NOTICE),
            version=version(determination.law),
            **_words(determination),
            **more,
        )
    )


def _words(determination: Determination) -> dict[str, Any]:
    """Return what a template puts parts of a determination into words with."""
    book, named = determination.law.rulebook, Named(determination)

    def label(conclusion: str, *values: str) -> str:
        return either(value_label(book.conclusions[conclusion], value) for value in values)

    def possible(conclusion: str, part: Json, key: str = "possible") -> str:
        declared, conflict = book.conclusions[conclusion], "conflict" in part
        return possible_words(declared, part[key], conflict=conflict)

    def changes(of_: Json, most: int | None = None) -> Iterator[str]:
        for each in foremost(of_["changes"])[:most]:
            yield tr(
                "{outcome}: {otherwise} rather than {taken}",
                outcome=named.title(each["outcome"]),
                otherwise=named.labels(each["outcome"], each["otherwise"]),
                taken=named.labels(each["outcome"], each["taken"]),
            )
        if of_["sums"]:
            yield tr("Sums on this record: otherwise")

    return {
        "say": say,
        "label": label,
        "possible": possible,
        "named": named,
        "changes": lambda each, most=None: parted(changes(each, most)),
        "ground": lambda outcome: parted(grounds(determination, outcome)),
        "roles": lambda party: roles_of(determination, party),
        "supposed": _supposed,
        "answered": answered,
        "excluded": excluded,
        "claim_now": lambda harbor: claim_now(determination, harbor),
        "cautions": cautions,
        "open_duties": open_duties,
        "whose_duties": lambda found: whose_duties(determination, found),
        "stated": lambda key: stated(determination, key),
        "side": called(determination.side, book.sides) if determination.side else "",
    }


def _supposed(each: Json) -> str:
    """Return an assumed figure in Markdown: what it is, who set it, and why, where a pack says."""
    said = {
        "title": escaped(each["title"]),
        "value": escaped(assumed(each["value"], each["unit"])),
        "parameter": escaped(each["parameter"]),
        "who": escaped(word(each["set_by"])),
    }
    if not each["source"]:
        return tr("{title}: {value} ({parameter}, set by {who}).", **said)
    source = escaped(each["source"])
    return tr("{title}: {value} ({parameter}, set by {who}; {source}).", source=source, **said)


def _facts(determination: Determination) -> Iterator[tuple[str, str, str]]:
    """Yield each fact of the case: its title, what is stated, and the evidence."""
    for key in facts_in_order(determination):
        evidence = listing(determination.case.facts[key].evidence)
        yield fact_titled(determination, key), stated(determination, key), evidence


def _counted(determination: Determination) -> list[str]:
    """Return what there is to say of the lineage of the case."""
    if determination.account is None:
        return []
    from liability.documents.ledger_words import counted_lines

    return list(counted_lines(determination))


def sums_said(determination: Determination, found: Found) -> Json | None:
    """Return what there is to say of the sums, where heads of harm are entered and some answer."""
    if not has_sums(found):
        return None
    from liability.documents.sums_figures import LEGEND, is_open
    from liability.documents.sums_in_short import SumsInShort
    from liability.documents.sums_words import HEADS, SumsWords

    sums = found["apportionment"]
    legend = tr(LEGEND) if is_open(sums) else ""
    heads = [tr(each) for each in HEADS]
    return {
        "words": SumsWords(sums, determination.law),
        "short": SumsInShort(sums, determination.law),
        "heads": heads,
        "legend": legend,
    }


def _finalize(value: Any) -> Any:
    return "" if value is None else value
