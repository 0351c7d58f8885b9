"""Notes of several paragraphs, and simple lists in them, in Markdown."""

from __future__ import annotations

import re

from liability.documents.markdown import escaped

_ITEM = re.compile(r"(?P<marker>[-*]|(?P<number>\d{1,2})[.)])\s+(?=\S)")


def paragraphs(text: str) -> list[str]:
    r"""Return the paragraphs of a text and the items of its lists, as Markdown that shows them.

    An item is a line that begins with `-`, `*` or the next number. Other lines run on, as one does
    that is broken in the middle of a sentence. Nothing else in the text is taken for Markdown.

    >>> paragraphs("First,\nrun on.\n\nIn\n2024. Then:\n- *one*\n  of two\n- another\n1. a\n2. b")
    ['First, run on.', 'In 2024. Then:', '- \\*one\\* of two', '- another', '1. a', '2. b']
    """
    found: list[tuple[str, list[str]]] = []  # the marker of each, and its lines
    number, runs_on = 0, False
    for line in (each.strip() for each in text.splitlines()):
        item = _ITEM.match(line)
        if item and item["number"] and int(item["number"]) not in (1, number + 1):
            item = None
        if item:
            number = int(item["number"] or 0)
            found.append((f"{number}. " if number else "- ", [line[item.end() :]]))
        elif line and runs_on:
            found[-1][1].append(line)
        elif line:
            number = 0
            found.append(("", [line]))
        runs_on = bool(line)
    return [marker + escaped(" ".join(lines)) for marker, lines in found]
