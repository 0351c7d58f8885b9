"""Reading YAML with the place of every key and value.

The schema is YAML's failsafe schema plus null: a scalar is text until the declaration of what it
stands for types it. So `1e26`, `no`, `1:30` and `2025-03-05` arrive as they were typed, and the
rulebook's declared type decides what they mean (see docs/decisions/0003-yaml.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from liability.source.commas import torn_amount
from liability.source.document import Data as Data
from liability.source.document import Document as Document
from liability.source.document import Path_ as Path_
from liability.source.document import Span
from liability.source.document import digest as digest
from liability.source.document import kind_of as kind_of
from liability.source.document import part_at as part_at
from liability.source.problems import Problem, ProblemsError
from liability.source.slips import slip_of
from liability.source.text import MAX_BYTES as MAX_BYTES
from liability.source.text import lines_of, place_at, read_text, text_of_data
from liability.source.visible import short

MAX_DEPTH = 40
MAX_NODES = 200_000
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")  # as JSON has it
_WEIGHT = 100  # characters of text that count as one value
_TAG = re.compile(r"![^\s,\[\]{}]*")
_BARE_QUERY = re.compile(r"\?\s*(?=$|[#,}\]])")  # it begins a key, to YAML
_QUERY_BEFORE = re.compile(r"(?:^|[\s,{\[])\?[\s,}\]]*$")
_OF_A_QUERY = ("`?` stands without quotes", "put `?` in quotes, or write `unknown`")
_REPEATED, _TAGGED = _NEEDLESS = ("file/duplicate-key", "file/tag")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path, shown: str | None = None, needless: list[Problem] | None = None) -> Document:
    """Read a YAML or JSON file.

    Args:
        path: the file.
        shown: how messages name it; the path itself when left out.
        needless: takes what can be left out, and is then: keys given again, and tags.

    Raises:
        ProblemsError: the file is missing, unreadable, too large, binary, not YAML, nested too
            deeply, expands to too much through aliases, or repeats a key.
    """
    name = shown or str(path)
    document = parse(read_text(path, name), name, needless)
    document.folder = path.parent
    return document


def parse(text: str, name: str, needless: list[Problem] | None = None) -> Document:
    r"""Parse YAML text that messages will name `name`; see `read` for what is refused.

    >>> parse("compute: 1e26\nharm: no", "x.yaml").data
    {'compute': '1e26', 'harm': 'no'}
    """
    if text.lstrip()[:1] in ("{", "["):
        text = _PAIR.sub(lambda pair: json.loads(f'"{pair[0]}"'), text)
    builder = _Builder(name, lines_of(text))
    odd = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if odd is not None:
        message = f"`U+{ord(odd[0]):04X}` is a character that YAML does not allow"
        place = place_at(text, odd.start(), name)
        advice = "take it away; the mark \N{REPLACEMENT CHARACTER} shows where it stands"
        raise ProblemsError([Problem("file/not-yaml", message, advice, place)])
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, builder) from None
    return builder.finish(needless)


def document_of(data: Mapping[str, Any], name: str) -> Document:
    """Return data as the document that a file with the same content would be.

    >>> document_of({"case": "a", "system": {"training_compute": 1e26, "deployed": True}}, "x").data
    {'case': 'a', 'system': {'training_compute': '1e+26', 'deployed': 'true'}}
    """
    return parse(text_of_data(data, name), name)


def _syntax_error(error: yaml.MarkedYAMLError, builder: _Builder) -> ProblemsError:
    """Say what is wrong with the YAML, beside what was found before it."""
    name = builder.document.file
    opened = builder.stack[-1][2] if builder.stack else (0, 0, 1)
    slip = slip_of(error, builder.document.lines, opened, builder.last)
    message, advice = f"`{name}` is not valid YAML: {slip.message}", slip.help
    place = builder.document._place(slip.span)
    if _BARE_QUERY.match(place.text, place.column - 1):
        message, advice = _OF_A_QUERY
    return ProblemsError([*builder.problems, Problem("file/not-yaml", message, advice, place)])


class _Builder:
    """Turns parser events into data, iteratively, so that depth costs no stack."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.document = Document(name, None, _lines=lines)
        self.problems: list[Problem] = []
        self.stack: list[tuple[Data, Path_, Span, str | None]] = []
        self.key: str | None = None  # a mapping key that waits for its value
        self.last: yaml.Event | None = None
        self.documents = 0
        self.nodes = 0
        self.anchors: dict[str, Data] = {}
        self.torn: set[tuple[int, int]] = set()  # where amounts begin that commas took apart

    def take(self, event: yaml.Event) -> None:
        self.last = event
        if isinstance(event, yaml.DocumentStartEvent):
            self._start(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)

    def finish(self, needless: list[Problem] | None) -> Document:
        if needless is not None and all(each.code in _NEEDLESS for each in self.problems):
            needless += self.problems
        elif self.problems:
            raise ProblemsError(self.problems)
        return self.document

    def _start(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self._problem(
                "file/several-documents",
                "`---` starts a second document in the file",
                _span(event, 1),
                "keep one case or rule file to a file; take this line and what follows away",
            )
            raise ProblemsError(self.problems)

    def _tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Refuse a tag: what a value means is for the rulebook to say."""
        if event.tag is None:
            return
        line, column, _ = _span(event, 1)
        written = _TAG.search(self.document._lines[line], column)
        tag = written[0] if written else "!"
        at = written.start() if written else column
        self._problem(
            _TAGGED,
            f"`{short(tag)}` is a YAML tag, which says nothing here",
            (line, at, len(tag)),
            "take it away; put text that starts with `!` in quotes",
        )

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        span = _span(event, len(event.value) or 1)
        self._tag(event)
        plain = event.implicit[0] and not event.style
        value = None if plain and event.value in _NULLS else event.value
        if self._awaits_key():
            if plain and (value is None or value == "<<"):
                self._no_key(event.value, span)
            if not (plain and self._is_torn(event.value, span)):
                self._take_key(event.value, span)
        else:
            self._place_value(value, span)
            self._remember(event.anchor, value)

    def _is_torn(self, key: str, span: Span) -> bool:
        """Report an amount that its commas take apart, once, and return whether a key is of one."""
        found = torn_amount(self.document._lines[span[0]], span[1]) if key[:1].isdigit() else None
        if found is None:
            return False
        at, amount = found
        if (span[0], at) not in self.torn:
            self.torn.add((span[0], at))
            message = f"`{short(amount)}` is taken apart at its commas"
            advice = f"put an amount with commas in quotes: `'{short(amount)}'`"
            self._problem("file/commas", message, (span[0], at, len(amount)), advice)
        self.key = key
        return True

    def _alias(self, event: yaml.AliasEvent) -> None:
        anchor = event.anchor or ""
        span = _span(event, len(anchor) + 1)
        if anchor not in self.anchors:
            self._problem(
                "file/bad-alias",
                f"alias `*{anchor}` names no finished anchor",
                span,
                "write the value out; an alias must follow the anchor it names",
            )
            raise ProblemsError(self.problems)
        value = self.anchors[anchor]
        if self._awaits_key():
            self._take_key(value if isinstance(value, str) else f"*{anchor}", span)
            if not isinstance(value, str):
                self._no_key(f"*{anchor}", span)
        else:
            self._place_value(value, span)
            self._count(_size(value, MAX_NODES - self.nodes + 1), span)

    def _open(
        self,
        value: dict[str, Data] | list[Data],
        event: yaml.MappingStartEvent | yaml.SequenceStartEvent,
    ) -> None:
        span = _span(event, 1)
        self._tag(event)
        if self._awaits_key():
            written = "{…}" if isinstance(value, dict) else "[…]"
            self._problem(
                "file/complex-key",
                f"`{written}` stands where a key must be plain text",
                span,
                "fill in what a template left open, or put the text in quotes",
            )
            raise ProblemsError(self.problems)
        path = self._place_value(value, span)
        self.stack.append((value, path, span, event.anchor))
        if len(self.stack) > MAX_DEPTH:
            self._problem(
                "file/too-deep",
                f"`{self.document.file}` is nested deeper than {MAX_DEPTH} levels",
                span,
                "a case or rule file needs far fewer; check the indentation",
            )
            raise ProblemsError(self.problems)

    def _close(self) -> None:
        value, _, _, anchor = self.stack.pop()
        self._remember(anchor, value)

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0], dict) and self.key is None

    def _no_key(self, written: str, span: Span) -> None:
        """Refuse what cannot be a key."""
        place = self.document._place(span)
        if written == "<<":
            message, advice = "`<<` merges nothing here", "write out the keys, or a whole value"
        elif not written and _QUERY_BEFORE.search(place.text[: place.column - 1]):
            self._problem("file/bad-key", _OF_A_QUERY[0], span, _OF_A_QUERY[1])
            raise ProblemsError(self.problems)
        elif not written:
            message, advice = "`:` stands without a key before it", "write it, or take `:` away"
        else:
            message, advice = f"`{written}` cannot be a key", "write a name, in quotes if meant"
        self._problem("file/bad-key", message, span, advice)

    def _take_key(self, text: str, span: Span) -> None:
        parent, path, _, _ = self.stack[-1]
        assert isinstance(parent, dict)
        if text in parent:
            first = self.document.place((*path, text), key=True)
            self._problem(
                _REPEATED,
                f"`{short(text)}` is given twice",
                span,
                f"it stands first on line {first.line}; keep one of the two",
            )
            self.document.repeated.append((*path, text))
        else:
            self.document._keys[(*path, text)] = span
        self.key = text

    def _place_value(self, value: Data, span: Span) -> Path_:
        self._count(1, span)
        if not self.stack:
            self.document.data = value
            return ()
        parent, path, _, _ = self.stack[-1]
        if isinstance(parent, dict):
            assert self.key is not None
            here: Path_ = (*path, self.key)
            parent.setdefault(self.key, value)
            self.key = None
        else:
            assert isinstance(parent, list)
            here = (*path, len(parent))
            parent.append(value)
        self.document._values.setdefault(here, span)
        return here

    def _remember(self, anchor: str | None, value: Data) -> None:
        if anchor is not None:
            self.anchors[anchor] = value

    def _count(self, nodes: int, span: Span) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            self._problem(
                "file/too-many-values",
                f"`{self.document.file}` holds more than {MAX_NODES:,} values, aliases written out",
                span,
                "write out the few values that are meant, without `*` aliases",
            )
            raise ProblemsError(self.problems)

    def _problem(self, code: str, message: str, span: Span, advice: str) -> None:
        self.problems.append(Problem(code, message, advice, self.document._place(span)))


def _span(event: yaml.Event, length: int) -> Span:
    start, end = event.start_mark, event.end_mark
    assert start is not None
    assert end is not None
    if end.line == start.line and end.column > start.column:
        length = end.column - start.column
    return (start.line, start.column, length)


def _size(value: Data, limit: int) -> int:
    """Count the values below `value`, giving up once past `limit`."""
    todo: list[Data] = [value]
    count = 0
    while todo and count <= limit:
        each = todo.pop()
        count += 1 + (len(each) // _WEIGHT if isinstance(each, str) else 0)
        if isinstance(each, dict):
            todo.extend(each.values())
        elif isinstance(each, list):
            todo.extend(each)
    return count
