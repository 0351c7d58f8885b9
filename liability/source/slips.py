"""What is wrong with text that is no YAML: where a person has to mend it, and how."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from liability.source.document import Span
from liability.source.visible import short

_COLON = re.compile(r":(?:\s|$)")
_OF_LINE = re.compile(r"\s*(?:-\s+)*([^:]+?)\s*:(?:\s|$)")  # the key that a line begins with
_NO_SPACE = re.compile(r"[^\W\d][\w.-]*:(?=[^\s:/])")
_SPECIAL = (
    "cannot start any token",
    "node content",
    "comment or",
    "indentation indicators",  # this line and the one above: of a `>` or `|`
    "alphabetic or numeric",
    "mapping keys are not allowed",
)
_CLOSES = {"[": "]", "{": "}"}
_DASHED = re.compile(r"\s*-[^\s-]")
_OF_WHAT_BEGINS = ("a block scalar", "an alias", "an anchor", "a directive", "a tag")
_TEXT_WITH_COLON = "text that holds a colon and a space in quotes"
_QUOTES = ("'", '"')


class Slip(NamedTuple):
    """A slip of the keys.

    Attributes:
        message: what is wrong.
        help: what to do.
        span: where.
    """

    message: str
    help: str
    span: Span


def slip_of(
    error: yaml.MarkedYAMLError, lines: list[str], opened: Span, last: yaml.Event | None
) -> Slip:
    """Return what a person did that made text no YAML.

    Args:
        error: what the parser says, of the place where it could not go on.
        lines: the text.
        opened: where the innermost mapping or list begins that is not closed.
        last: the last event before the error.
    """
    return _Slips(error, lines, opened, last).slip()


def with_space(text: str) -> str:
    """Return text with the space that its colon wants to end a key; nothing where that is no slip.

    >>> with_space("generality:weak"), with_space("https://x.org"), with_space("10:30")
    ('generality: weak', '', '')
    """
    found = _NO_SPACE.match(text)
    return f"{found[0]} {text[found.end() :]}" if found else ""


class _Slips:
    def __init__(
        self,
        error: yaml.MarkedYAMLError,
        lines: list[str],
        opened: Span,
        last: yaml.Event | None,
    ) -> None:
        self.lines = [*lines, ""]
        self.said = (error.problem or "syntax error").lower()
        self.while_ = error.context or ""
        mark = error.problem_mark or error.context_mark
        self.line, self.column = (mark.line, mark.column) if mark else (0, 0)
        begun = error.context_mark or mark
        self.begun = (begun.line, begun.column) if begun else (0, 0)
        self.opened = opened
        self.last = last

    @property
    def text(self) -> str:
        """The line where the parser stopped, from there."""
        return self.lines[self.line][self.column :].rstrip()

    @property
    def before(self) -> str:
        """The same line up to there."""
        return self.lines[self.line][: self.column].rstrip()

    def slip(self) -> Slip:
        said, stands = self.said, self.while_
        if "quoted scalar" in stands:
            return self._escape() if "escape" in said else self._open_quote()
        if "found a tab" in said or self.lines[self.line][self.column :][:1] == "\t":
            return self._here("a tab stands where spaces belong", "indent with spaces")
        if "a flow" in stands and not "".join([self.text, *self.lines[self.line + 1 :]]).strip():
            return self._open_bracket()
        if "',' or" in said:
            return self._in_brackets()
        if any(each in said for each in _SPECIAL) or stands.endswith(("a directive", "a tag")):
            return self._special()
        if "mapping values are not allowed" in said:
            return self._colon()
        if "could not find expected ':'" in said:
            return self._no_key(*self.begun)
        if "sequence entries are not allowed" in said and self._in_flow():
            return self._open_bracket()
        if "sequence entries are not allowed" in said:
            advice = "begin the list on the next line, each entry with `- `; or put it in `[…]`"
            return self._here("a list begins on the line of its key", advice)
        if "<document start>" in said:
            return self._behind_the_end()
        if "a block collection" in stands:
            return self._no_entry()
        if "a block mapping" in stands:
            return self._in_block()
        return self._here(said, "check the indentation and the quotes at this place")

    def _here(self, message: str, advice: str, length: int = 1) -> Slip:
        return Slip(message, advice, (self.line, self.column, length))

    def _escape(self) -> Slip:
        advice = "in double quotes `\\` begins a character of another kind; use single quotes"
        written = self.text.lstrip("\\")[:1]
        return self._here(f"`\\{written}` stands for nothing", advice)

    def _open_quote(self) -> Slip:
        line, column = self.begun
        quote = self.lines[line][column]
        advice = f"put `{quote}` behind the text that it begins, or take it away"
        return Slip(f"`{quote}` is not closed", advice, (line, column, 1))

    def _in_flow(self) -> bool:
        line, column, _ = self.opened
        return self.lines[line][column : column + 1] in _CLOSES

    def _open_bracket(self) -> Slip:
        line, column = self.begun
        if self.lines[line][column : column + 1] not in _CLOSES:
            line, column, _ = self.opened
        bracket = self.lines[line][column : column + 1]
        advice = f"put `{_CLOSES.get(bracket, ']')}` behind what it holds"
        return Slip(f"`{bracket}` is not closed", advice, (line, column, 1))

    def _in_brackets(self) -> Slip:
        """Say what stands where a comma or the end of `{…}` or `[…]` belongs."""
        line, column = self.begun
        opened, closes = self.lines[line], _CLOSES.get(self.lines[line][column], "]")
        below = self.line > line and _indented(self.lines[self.line]) <= _indented(opened)
        if below and column > _indented(opened):
            return self._open_bracket()
        if self.text[:1] in ("]", "}"):
            message = f"`{self.text[0]}` stands where `{closes}` belongs"
            advice = f"close `{opened[column]}` of line {line + 1} with `{closes}`"
            return self._here(message, advice)
        if self.text[:1] == ":":
            advice = f"put a comma before the key, or {_TEXT_WITH_COLON}"
            return self._here("`:` stands where a comma belongs", advice)
        if self.before.endswith(_QUOTES) and not self.text.startswith(_QUOTES):
            return self._behind_a_quote()
        advice = f"put a comma between what stands in `{opened[column]}…{closes}`"
        return self._here(f"`{_first_word(self.text)}` has no comma before it", advice)

    def _special(self) -> Slip:
        """Say which character begins text, or what is to be text, and cannot."""
        if any(each in self.while_ for each in _OF_WHAT_BEGINS):
            self.line, self.column = self.begun
        first = self.text[:1]
        written = "a backtick" if first == "`" else f"`{first}`"
        advice = f"put text that begins with {written} in quotes"
        if first in (",", "]", "}"):
            advice += f", or take {written} away"
        if first == "%" and self.before.endswith("{"):
            advice = "fill in what a template left open, or put the text in quotes"
        return self._here(f"{written} cannot begin text that stands without quotes", advice)

    def _colon(self) -> Slip:
        """Say why a colon stands where none can: here, or from what is above it."""
        if _COLON.search(self.before + " "):
            return self._here(
                "a second `:` stands in text without quotes", f"put {_TEXT_WITH_COLON}"
            )
        above = self._above()
        begins = next((at for at in above if _COLON.search(self.lines[at])), None)
        between = [at for at in above if begins is None or at > begins]
        if between and (begins is None or self.lines[begins].rstrip().endswith(":")):
            return self._no_key(between[-1], _indented(self.lines[between[-1]]))
        if begins is None:
            return self._here(self.said, f"put {_TEXT_WITH_COLON}")
        if _DASHED.match(self.lines[begins]):
            return self._no_key(begins, _indented(self.lines[begins]))
        start = _indented(self.lines[self.line])
        key = _OF_LINE.match(self.lines[begins])
        told = f"`{short(key[1])}` of line {begins + 1}" if key else f"line {begins + 1}"
        return Slip(
            f"`{short(self.before.strip())}` is indented as text that goes on from {told}",
            f"indent it as far as that key, or put {_TEXT_WITH_COLON}",
            (self.line, start, max(1, self.column - start)),
        )

    def _above(self) -> list[int]:
        """Return the lines above that say something, the nearest first."""
        said = (at for at in range(self.line) if self.lines[at].strip())
        return [at for at in reversed([*said]) if not self.lines[at].lstrip().startswith("#")]

    def _no_key(self, line: int, column: int) -> Slip:
        """Say what is missing from a line that is no `key: value`."""
        text = self.lines[line][column:].rstrip()
        span = (line, column, max(1, len(text)))
        if _DASHED.match(text):
            return Slip("`-` has no space behind it", f"write `- {short(text[1:])}`", span)
        spaced = with_space(text)
        if spaced:
            return Slip("`:` has no space behind it", f"write `{short(spaced)}`", span)
        advice = "write `key: value`; indent text that goes on from the line above further"
        return Slip(f"`{short(text)}` stands where a key belongs", advice, span)

    def _behind_the_end(self) -> Slip:
        above = self._above()
        if any(self.lines[at].startswith("...") for at in above):
            return self._here("`...` ends the file above this line", "take `...` away")
        if above and _indented(self.lines[above[-1]]) > self.column:
            advice = "begin the keys of the file all in one column"
            return self._here(f"this is indented less than line {above[-1] + 1}", advice)
        return self._here("this stands behind the end", "keep one mapping of keys to a file")

    def _no_entry(self) -> Slip:
        """Say what stands in a list and begins no entry."""
        if _DASHED.match(self.text):
            return self._no_key(self.line, self.column)
        word = _first_word(self.text)
        message = f"`{word}` stands where an entry of the list, `- …`, belongs"
        advice = f"indent it as the keys of the entry above; line {self.begun[0] + 1} has the first"
        return self._here(message, advice, len(word))

    def _in_block(self) -> Slip:
        """Say what stands among keys and is none, and what stands behind a value."""
        first = self.text[:1]
        if first in ("]", "}"):
            return self._here(f"`{first}` closes nothing", f"take `{first}` away")
        if self.before.endswith(_QUOTES):
            return self._behind_a_quote()
        if self.before:
            advice = f"put the whole text in quotes where it holds `{self.before[-1]}`"
            return self._here(f"text stands behind `{self.before[-1]}`", advice)
        if first == "-":
            advice = "begin the list below a key of its own, or take `-` away"
            return self._here("`-` begins an entry of a list among keys", advice)
        if first == ":":
            return self._here("`:` stands without a key before it", "write the key")
        word, advice = _first_word(self.text), "indent it as far as the lines that it goes with"
        return self._here(f"`{word}` is indented like no key above it", advice, len(word))

    def _behind_a_quote(self) -> Slip:
        """Say that text goes on behind a quote, and where that began if on a line above."""
        quote = self.before[-1]
        begun = getattr(self.last, "start_mark", None)
        if getattr(self.last, "style", None) == quote and begun and begun.line < self.line:
            return Slip(
                f"`{quote}` is not closed on its line, but on line {self.line + 1}",
                f"put `{quote}` behind the text that it begins",
                (begun.line, begun.column, 1),
            )
        other = '"' if quote == "'" else "'"
        advice = f"put the whole text in `{other}`, or double each `{quote}` inside"
        if quote == '"':
            advice = f"put the whole text in `{other}`, or write `\\{quote}` inside"
        return self._here(f"text stands behind the closing `{quote}`", advice)


def _indented(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _first_word(text: str) -> str:
    return short(re.split(r":\s|:$|[\s,\]}]", text, maxsplit=1)[0] or text)
