"""Reading YAML with the place of every key and value.

The schema is YAML's failsafe schema plus null: a scalar is text until the declaration of what it
stands for types it. So `1e26`, `no`, `1:30` and `2025-03-05` arrive as they were typed, and the
rulebook's declared type decides what they mean (see docs/decisions/0003-yaml.md).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

from liability.source.problems import Place, Problem, ProblemsError

Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"
Path_: TypeAlias = "tuple[str | int, ...]"

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 200_000
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")  # as JSON has it
_WEIGHT = 100  # characters of text that count as one value
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_Span: TypeAlias = "tuple[int, int, int]"  # line, column, length; from 0


@dataclass(slots=True)
class Document:
    """One YAML file: its data and where each part of it stands.

    Attributes:
        file: the file as the user named it.
        data: text, null, lists and mappings; never numbers, booleans or dates.
    """

    file: str
    data: Data
    _lines: list[str] = field(default_factory=list, repr=False)
    _values: dict[Path_, _Span] = field(default_factory=dict, repr=False)
    _keys: dict[Path_, _Span] = field(default_factory=dict, repr=False)

    def place(self, path: Path_, *, key: bool = False) -> Place:
        """Return where `path` stands, or the nearest enclosing part that does.

        Args:
            path: mapping keys and list positions from the root.
            key: the place of the key rather than of its value.
        """
        while path:
            span = (self._keys if key else self._values).get(path) or self._values.get(path)
            if span is not None:
                return self._place(span)
            path = path[:-1]
        return self._place((0, 0, 1))

    def _place(self, span: _Span) -> Place:
        line, column, length = span
        text = self._lines[line] if line < len(self._lines) else ""
        return Place(self.file, line + 1, column + 1, length, text)


def read(path: Path, shown: str | None = None) -> Document:
    """Read a YAML or JSON file.

    Args:
        path: the file.
        shown: how messages name it; the path itself when left out.

    Raises:
        ProblemsError: the file is missing, unreadable, too large, binary, not YAML, nested too
            deeply, expands to too much through aliases, or repeats a key.
    """
    name = shown or str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _failure("file/unreadable", f"`{name}` cannot be read: {reason}", name) from None
    if len(raw) > MAX_BYTES:
        raise _failure(
            "file/too-large",
            f"`{name}` is larger than {MAX_BYTES // 1024**2} MB",
            name,
            "a case or rule file is a few hundred lines; name the file you meant",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _failure(
            "file/not-text",
            f"`{name}` is not UTF-8 text (byte {error.start + 1})",
            name,
            "save the file as UTF-8, or name the YAML file you meant",
        ) from None
    return parse(text, name)


def parse(text: str, name: str) -> Document:
    r"""Parse YAML text that messages will name `name`; see `read` for what is refused.

    >>> parse("compute: 1e26\nharm: no", "x.yaml").data
    {'compute': '1e26', 'harm': 'no'}
    """
    if "\0" in text:
        raise _failure("file/not-text", f"`{name}` holds a NUL byte: it is not text", name)
    if text.lstrip()[:1] in ("{", "["):
        text = _PAIR.sub(lambda pair: json.loads(f'"{pair[0]}"'), text)
    builder = _Builder(name, text.split("\n"))
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = builder.document._place((mark.line, mark.column, 1)) if mark else None
        message = f"`{name}` is not valid YAML: {(error.problem or 'syntax error').lower()}"
        raise ProblemsError([Problem("file/not-yaml", message, _yaml_help(error), place)]) from None
    except yaml.reader.ReaderError as error:
        message = f"`{name}` holds a character that YAML does not allow"
        raise _failure("file/not-yaml", message, name, str(error.reason)) from None
    return builder.finish()


def _yaml_help(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    if "cannot start any token" in problem:
        return "indent with spaces, and put text that starts with a special character in quotes"
    if "mapping values are not allowed" in problem:
        return "put text that holds a colon and a space in quotes"
    return "check the indentation and the quotes at this place"


def _failure(code: str, message: str, name: str, advice: str = "") -> ProblemsError:
    return ProblemsError([Problem(code, message, advice, Place(name, 1, 1))])


class _Builder:
    """Turns parser events into data, iteratively, so that depth costs no stack."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.document = Document(name, None, lines)
        self.problems: list[Problem] = []
        self.stack: list[tuple[Data, Path_, _Span, str | None]] = []
        self.path: Path_ = ()
        self.key: str | None = None  # a mapping key that waits for its value
        self.roots = 0
        self.nodes = 0
        self.anchors: dict[str, Data] = {}

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)

    def finish(self) -> Document:
        if self.roots > 1:
            self._problem(
                "file/several-documents",
                "the file holds more than one YAML document",
                (0, 0, 1),
                "keep one case or rule file to a file; remove the `---` lines",
            )
        if self.problems:
            raise ProblemsError(self.problems)
        return self.document

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        span = _span(event, len(event.value) or 1)
        plain = event.implicit[0] and not event.style
        value = None if plain and event.value in _NULLS else event.value
        if self._awaits_key():
            self._take_key(value, span)
        else:
            self._place_value(value, span)
            self._remember(event.anchor, value)

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
            self._take_key(value if isinstance(value, str) else None, span)
        else:
            self._place_value(value, span)
            self._count(_size(value, MAX_NODES - self.nodes + 1), span)

    def _open(
        self,
        value: dict[str, Data] | list[Data],
        event: yaml.MappingStartEvent | yaml.SequenceStartEvent,
    ) -> None:
        span = _span(event, 1)
        if self._awaits_key():
            self._problem(
                "file/complex-key",
                "a key must be plain text",
                span,
                "`{{ … }}` or `[…]` as a key is a template left unfilled; quote it",
            )
            raise ProblemsError(self.problems)
        path = self._place_value(value, span)
        self.stack.append((value, path, span, event.anchor))
        if len(self.stack) > MAX_DEPTH:
            self._problem(
                "file/too-deep",
                f"nested deeper than {MAX_DEPTH} levels",
                span,
                "a case or rule file needs far fewer; check the indentation",
            )
            raise ProblemsError(self.problems)

    def _close(self) -> None:
        value, _, _, anchor = self.stack.pop()
        self._remember(anchor, value)

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0], dict) and self.key is None

    def _take_key(self, key: Data, span: _Span) -> None:
        text = key if isinstance(key, str) else ""
        parent, path, _, _ = self.stack[-1]
        assert isinstance(parent, dict)
        if text in parent:
            first = self.document.place((*path, text), key=True)
            self._problem(
                "file/duplicate-key",
                f"`{text}` is given twice",
                span,
                f"it stands first on line {first.line}; keep one of the two",
            )
        else:
            self.document._keys[(*path, text)] = span
        self.key = text

    def _place_value(self, value: Data, span: _Span) -> Path_:
        self._count(1, span)
        if not self.stack:
            self.roots += 1
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

    def _count(self, nodes: int, span: _Span) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            self._problem(
                "file/too-many-values",
                f"more than {MAX_NODES} values once aliases are written out",
                span,
                "write the values out without `*` aliases",
            )
            raise ProblemsError(self.problems)

    def _problem(self, code: str, message: str, span: _Span, advice: str) -> None:
        self.problems.append(Problem(code, message, advice, self.document._place(span)))


def _span(event: yaml.Event, length: int) -> _Span:
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
