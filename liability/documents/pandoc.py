"""Markdown to the tree of a document, and the tree to markup: pandoc, kept away from all else."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from liability.documents.columns import with_widths
from liability.record import record
from liability.source.problems import Problem, ProblemsError

# Just what templates use: no TeX, mathematics or attributes, whatever a value holds.
_MARKDOWN = "commonmark+pipe_tables+footnotes+task_lists"
# Nothing else may come of a document; above all no link, no picture, and no markup as it stands.
_BLOCKS = "BlockQuote BulletList CodeBlock Header HorizontalRule OrderedList Para Plain Table"
_INLINES = "Code Emph LineBreak Note SoftBreak Space Str Strong"
_ALLOWED = frozenset(f"{_BLOCKS} {_INLINES}".split())
# How lists are numbered and columns stand: no elements, though they look like such.
_KINDS = re.compile("Align|ColWidth|Default|Decimal|Lower|Upper|Period|OneParen|TwoParens")
_COMMENT = re.compile(r"<!-- (?:(?!-->).)* -->")
_BODY = "blocks"
_INTRODUCED = ("BulletList", "OrderedList", "Table")

LEAD = "lead"
"""The class of what has to stand on the same page as what comes next."""

Tree = dict[str, Any]
"""A document as pandoc has it in JSON."""


@record
class Document(NamedTuple):
    """A document that has been read.

    Attributes:
        title: its first heading, as plain text.
        tree: the document, its title apart from the body and the other headings a level higher.
    """

    title: str
    tree: Tree


def read(markdown: str) -> Document:
    """Return a document of Markdown, its tables with the widths that their cells need.

    Comments between its paragraphs are left out.

    Raises:
        ProblemsError: pandoc is not there.
        ValueError: a template uses what no document may hold, such as a link or HTML.
    """
    options = [f"--from={_MARKDOWN}", "--to=json", "--shift-heading-level-by=-1"]
    tree: Tree = json.loads(_pandoc(markdown.encode("utf-8"), options))
    tree[_BODY] = [each for each in tree[_BODY] if not _is_comment(each)]
    strange = {each["t"] for each in elements(tree[_BODY])} - _ALLOWED
    if strange:
        raise ValueError(f"a document holds {sorted(strange)}")
    tree[_BODY] = list(_kept(list(_unnumbered(tree[_BODY]))))
    title = tree["meta"].get("title", {"c": []})["c"]
    return Document(_plain(title), with_widths(tree, _plain))


def _is_comment(block: Tree) -> bool:
    return block["t"] == "RawBlock" and _COMMENT.fullmatch(block["c"][1].strip()) is not None


def _unnumbered(blocks: Sequence[Tree]) -> Iterator[Tree]:
    """Yield blocks, the highest headings without the number that they get by their place.

    A template may write `## 1. Caption`, for those who read the Markdown. Any other number is text.
    """
    count = 0
    for block in blocks:
        if block["t"] != "Header" or block["c"][0] != 1:
            yield block
            continue
        count += 1
        level, attributes, inlines = block["c"]
        if inlines[:1] == [{"t": "Str", "c": f"{count}."}]:
            inlines = inlines[2:]
        yield {"t": "Header", "c": [level, attributes, inlines]}


def _kept(blocks: Sequence[Tree]) -> Iterator[Tree]:
    """Yield blocks, marking those that a page must not end with.

    These are paragraphs in bold from end to end, and what introduces a list or a table.
    """
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        inlines = block["c"] if block["t"] == "Para" else []
        bold = bool(inlines) and all(each["t"] in ("Strong", "Note") for each in inlines)
        if bold or (inlines and after and after["t"] in _INTRODUCED):
            yield {"t": "Div", "c": [["", [LEAD], [["custom-style", "Lead"]]], [block]]}
        else:
            yield block


def render(tree: Tree, to: str, options: Sequence[str] = (), day: str = "1980-01-01") -> bytes:
    """Return what pandoc makes of a tree.

    Args:
        tree: the document.
        to: the name that pandoc has for what is to come out.
        options: further options.
        day: the day that the document says it was made on.
    """
    given = json.dumps(tree).encode("utf-8")
    return _pandoc(given, ["--from=json", f"--to={to}", "--wrap=none", *options], day)


def elements(part: Any) -> Iterator[Tree]:
    """Yield each block and inline of a part of a tree, those in footnotes and tables too."""
    for each in _nodes(part):
        if not _KINDS.match(each["t"]):
            yield each


def _nodes(part: Any) -> Iterator[Tree]:
    if isinstance(part, list):
        for each in part:
            yield from _nodes(each)
    elif isinstance(part, dict):
        if "t" in part:
            yield part
        yield from _nodes(list(part.values()))


def replaced(part: Any, of: str, by: Callable[[Any], Sequence[Tree]]) -> Any:
    """Return a part of a tree with other elements in place of those of a kind.

    Args:
        part: the part.
        of: the kind, as `Str`.
        by: gives what takes the place of one, from what it holds.
    """
    if isinstance(part, list):
        made: list[Any] = []
        for each in part:
            if isinstance(each, dict) and each.get("t") == of:
                made += by(each["c"])
            else:
                made.append(replaced(each, of, by))
        return made
    if isinstance(part, dict):
        return {key: replaced(value, of, by) for key, value in part.items()}
    return part


def _plain(part: Any) -> str:
    """Return the text of a part of a tree, without its footnotes."""
    if isinstance(part, list):
        return "".join(_plain(each) for each in part)
    match part:
        case {"t": "Str", "c": text}:
            return str(text)
        case {"t": "Code", "c": [_, text]}:
            return str(text)
        case {"t": "Space" | "SoftBreak" | "LineBreak"}:
            return " "
        case {"t": "Note"}:
            return ""
        case {"c": inner}:
            return _plain(inner)
    return ""


def _pandoc(given: bytes, options: Sequence[str], day: str = "1980-01-01") -> bytes:
    """Return what pandoc writes. It reads what it is given, and its options, and nothing else."""
    epoch = str(_seconds(day))
    with tempfile.TemporaryDirectory() as empty:
        command = [str(_program()), "--sandbox", f"--data-dir={empty}", *options, "--output=-"]
        try:
            done = subprocess.run(
                command,
                input=given,
                capture_output=True,
                check=False,
                cwd=empty,
                env={**os.environ, "SOURCE_DATE_EPOCH": epoch},
            )
        except OSError as error:
            _absent(f"`pandoc` cannot be run: {(error.strerror or str(error)).lower()}")
    if done.returncode:
        raise RuntimeError(f"pandoc: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout


def _seconds(day: str) -> int:
    from datetime import UTC, datetime

    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def _program() -> Path:
    """Return where the pandoc is that comes with the program; not the user's own, if any."""
    found = find_spec("pypandoc")
    folders = found.submodule_search_locations if found else None
    path = shutil.which("pandoc", path=str(Path(folders[0]) / "files")) if folders else None
    if path is None:
        _absent("`pandoc` is not installed with this program")
    return Path(path)


def _absent(message: str) -> NoReturn:
    advice = "install `pypandoc_binary` again, or choose `--format md`"
    raise ProblemsError([Problem("output/no-pandoc", message, advice)]) from None
