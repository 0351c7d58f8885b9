"""Problems in what a user wrote, and how they are shown.

A problem is one lower-case sentence that names the thing in backticks, the place it was found,
and a separate help line that says what to do. All problems of a file are collected before any
is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from liability.record import record
from liability.source.visible import visible_line

MOST_SHOWN = 100


@record
class Place(NamedTuple):
    """Where in a file something stands.

    Attributes:
        file: the file as the user named it.
        line: line number, from 1.
        column: column in characters, from 1.
        length: how many characters the caret line underlines, at least 1.
        text: the source line, without its line break.
    """

    file: str
    line: int
    column: int
    length: int = 1
    text: str = ""


@record
class Problem(NamedTuple):
    """One thing that is wrong, where it is, and what to do about it.

    Attributes:
        code: a stable code such as `case/unknown-key`.
        message: one lower-case sentence, the thing named in backticks.
        help: what to do; empty where there is nothing to add.
        place: where it stands, or None for a problem of no single place.
    """

    code: str
    message: str
    help: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        lines = [f"error[{self.code}]: {_sentence(self.message)}"]
        if self.place is not None:
            lines.extend(_excerpt(self.place))
        if self.help:
            lines.append(f"  help: {_sentence(self.help)}")
        return "\n".join(lines)


class ProblemsError(Exception):
    """What the user gave cannot be used; carries every problem found.

    Attributes:
        problems: the problems, ordered by file and place. As text, the first `MOST_SHOWN`.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=_order))
        shown = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        left = len(self.problems) - len(shown)
        if left:
            shown.append(f"… and {left} more; mend these first")
        super().__init__("\n\n".join(shown))


class Gathered:
    """Problems of several checks, none of which waits for another.

    >>> gathered = Gathered()
    >>> for each in ("one", "two"):
    ...     with gathered.of_check():
    ...         raise ProblemsError([Problem("usage/wrong", each, "mend it")])
    >>> gathered.report()
    Traceback (most recent call last):
    liability.source.problems.ProblemsError: error[usage/wrong]: one
      help: mend it
    <BLANKLINE>
    error[usage/wrong]: two
      help: mend it
    """

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    @contextmanager
    def of_check(self) -> Iterator[None]:
        """Take the problems that are raised inside."""
        try:
            yield
        except ProblemsError as error:
            self._problems += error.problems

    def take(self, problems: Iterable[Problem]) -> None:
        """Take problems that are not raised."""
        self._problems += problems

    def any(self) -> bool:
        """Return whether there are any so far."""
        return bool(self._problems)

    def report(self) -> None:
        """Report the problems so far.

        Raises:
            ProblemsError: there are any; each once.
        """
        if self._problems:
            raise ProblemsError(dict.fromkeys(self._problems))


def suggestion(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a help line for a misspelt name: the nearest known name, or the names there are.

    Args:
        name: the name.
        known: the names there are.
        otherwise: what to say rather than begin to list very many names.

    >>> suggestion("trainig_compute", ["training_compute", "autonomy"])
    'did you mean `training_compute`?'
    >>> suggestion("zzz", ["b", "a"])
    'known names: `a`, `b`'
    >>> suggestion("zzz", [])
    ''
    """
    names = sorted(known)
    close = nearest(name, names)
    if close:
        return close
    if not names:
        return ""
    if otherwise and len(names) > _SHOWN:
        return otherwise
    shown = ", ".join(f"`{each}`" for each in names[:_SHOWN])
    return f"known names: {shown}" + (", …" if len(names) > _SHOWN else "")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a help line with the nearest known name; nothing where none is close.

    >>> nearest("autonmy", ["training_compute", "autonomy"]), nearest("zzz", ["b", "a"])
    ('did you mean `autonomy`?', '')
    """
    close = nearest_names(name, known)
    return f"did you mean `{close[0]}`?" if close else ""


def nearest_names(name: str, known: Iterable[str], most: int = 1) -> Sequence[str]:
    """Return the known names nearest to one, whatever is in capitals, the nearest first.

    >>> nearest_names("gpt-4o", ["GPT-4o", "Gemini"])
    ['GPT-4o']
    """
    from rapidfuzz import process  # only where something is misspelt
    from rapidfuzz.distance import Indel

    names = sorted(known)
    close = process.extract(
        name,
        names,
        scorer=Indel.normalized_similarity,
        processor=str.casefold,
        limit=most,
        score_cutoff=_ALIKE,
    )
    return [each for each, *_ in close]


def typed_amiss(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that one is a slip of the keys from; another word is none.

    One letter too many, missing, other or swapped with the next; two in a long name that begins
    alike; none in a name of three. Of several that are as near, none is meant more than another.

    >>> typed_amiss("develper", ["operator", "developer"]), typed_amiss("Weka", ["weak"])
    ('developer', 'weak')
    >>> typed_amiss("deployer", ["developer"]), typed_amiss("RT-5", ["RT-0", "RT-1"])
    (None, None)
    """
    from rapidfuzz.distance import OSA  # only where something is misspelt

    written, found = name.casefold(), []
    for each in known:
        folded = each.casefold()
        alike = len(written) >= _LONG and written[0] == folded[:1]
        allowed = _MOST_SLIPS if alike else int(len(written) > _SHORT)
        slips = OSA.distance(written, folded, score_cutoff=allowed)
        found += [(slips, each)] if slips <= allowed else []
    as_near = {each for slips, each in found if slips == min(found)[0]}
    return as_near.pop() if len(as_near) == 1 else None


_ALIKE = 0.6  # of two names, the share of letters that they have in common in one order
_MOST_SLIPS = 2
_SHORT = 3  # letters of a name that is another with any other letter
_LONG = 8  # letters of a name that may hold two slips
_SHOWN = 12
_WIDEST_LINE = 160
_LONG_NAME = re.compile("`([^`]{80})[^`]{41,}`")
_LONGEST_SENTENCE = 1000


def _order(problem: Problem) -> tuple[str, int, int, str]:
    place = problem.place
    if place is None:
        return ("", 0, 0, problem.code)
    return (place.file, place.line, place.column, problem.code)


def _excerpt(place: Place) -> Sequence[str]:
    header = f"  --> {visible_line(place.file)}:{place.line}:{place.column}"
    if not place.text.strip():
        return [header]
    start = place.column - 1
    shift = (
        max(0, start + place.length + 20 - _WIDEST_LINE) if len(place.text) > _WIDEST_LINE else 0
    )
    shift = min(shift, start)
    text = visible_line(place.text[shift : shift + _WIDEST_LINE])
    start -= shift
    length = max(1, min(place.length, len(text) - start))
    gutter = " " * len(str(place.line))
    return [
        header,
        f" {gutter} |",
        f" {place.line} | {text}",
        f" {gutter} | {_blank(text[:start])}{'^' * max(1, _width(text[start : start + length]))}",
    ]


def _sentence(text: str) -> str:
    """Return a message on one line, the names in it cut where someone made them very long."""
    text = _LONG_NAME.sub(r"`\1…`", " ".join(text.splitlines()))
    return text if len(text) <= _LONGEST_SENTENCE else text[:_LONGEST_SENTENCE] + "…"


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _blank(text: str) -> str:
    return " " * _width(text)
