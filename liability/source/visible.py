"""Text made safe to show: nothing in it can steer a terminal or turn letters around."""

from __future__ import annotations

import json
import re
import unicodedata

# Control characters but tab and line feed, the two other line ends of Unicode, what overrides or
# isolates the direction of text, halves of surrogate pairs, and what XML does not allow.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_BREAKS = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]")
_LONGEST = 60


def visible(text: str) -> str:
    r"""Return text with a mark in place of each character that a terminal might obey.

    >>> visible("a\x1b[31mb")
    'a�[31mb'
    """
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def visible_line(text: str) -> str:
    r"""Return the same on one line, character by character.

    >>> visible_line("a\tb\nc")
    'a b c'
    """
    return visible(_BREAKS.sub(" ", text))


def visible_json(text: str) -> str:
    r"""Return JSON in which such characters stand as escapes; what it says is the same.

    >>> print(visible_json('{"a":"\x7f"}'))
    {"a":"\u007f"}
    """
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], text)


def short(text: str) -> str:
    """Return text cut to fit a message; `''` for none.

    >>> short("x" * 100) == "x" * 60 + "…", short("")
    (True, "''")
    """
    return (text if len(text) <= _LONGEST else text[:_LONGEST] + "…") or "''"


def unseen(text: str) -> str:
    r"""Return which characters of a text do not show, or as a space; nothing where there are none.

    >>> unseen("1e25\u200b"), unseen("1 e\n25")
    (' (with U+200B, which does not show)', '')
    """
    found = {
        f"U+{ord(each):04X}": None
        for each in text
        if each not in " \t\n\r" and unicodedata.category(each) in ("Cc", "Cf", "Zs")
    }
    verb = "do" if len(found) > 1 else "does"
    return f" (with {', '.join(found)}, which {verb} not show)" if found else ""


def named(name: object) -> str:
    """Return a name as a message says it.

    >>> named("limit"), named("")
    ('`limit`', "`''`")
    """
    return "`" + (str(name).replace("`", "'") or "''") + "`"
