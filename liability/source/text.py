"""The bytes of a file, or of standard input, to text; or what is wrong with them."""

from __future__ import annotations

import codecs
import difflib
import json
import re
from pathlib import Path

from liability.source.files_read import note_read
from liability.source.problems import Place, Problem, ProblemsError

MAX_BYTES = 4 * 1024 * 1024
_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_SAVE = "save the file as UTF-8, or name the file you meant"


def read_text(path: Path, name: str, most: int = MAX_BYTES) -> str:
    """Return the text of a file, which messages call `name`.

    Args:
        path: the file.
        name: what to call it.
        most: how many bytes it may have.

    Raises:
        ProblemsError: the file is missing, unreadable, too large, or not UTF-8 text.
    """
    note_read(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        advice = _advice(path, error)
        message = f"`{name}` cannot be read: {reason}"  # it has no line to show
        raise ProblemsError([Problem("file/unreadable", message, advice)]) from None
    return text_of(raw, name, most)


def text_of(raw: bytes, name: str, most: int = MAX_BYTES) -> str:
    """Return bytes as text.

    Raises:
        ProblemsError: they are too many, or not UTF-8 text.
    """
    if len(raw) > most:
        small = "a case or rule file is a few hundred lines; name the file you meant"
        advice = small if most == MAX_BYTES else "split it, or name the file you meant"
        message = f"`{name}` is larger than {most // 1024**2} MB"
        raise _failure("too-large", message, name, advice)
    encoding = next((each for mark, each in _OTHER_ENCODINGS if raw.startswith(mark)), None)
    if encoding is None and raw[:1] and 0 in raw[:2]:
        encoding = "UTF-16"
    if encoding:
        raise _failure("not-text", f"`{name}` is {encoding} text, not UTF-8", name, _SAVE)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf_8(raw, name, error.start) from None
    found = text.find("\0")
    if found >= 0:
        raise ProblemsError(
            [
                Problem(
                    "file/not-text",
                    f"`{name}` holds a NUL byte",
                    _SAVE,
                    place_at(text, found, name),
                )
            ]
        )
    return text


def text_of_data(data: object, name: str) -> str:
    """Return the text of a JSON file with this content; what JSON lacks, as its text.

    Raises:
        ProblemsError: no file can hold it: a key is no text, or it contains itself.
    """
    try:
        return json.dumps(data, ensure_ascii=False, indent=1, default=str)
    except (TypeError, ValueError, RecursionError) as error:
        message = f"`{name}` holds what no file can: {str(error).lower()}"
        advice = "give mappings with texts as keys, lists, and plain values"
        raise ProblemsError([Problem("file/no-data", message, advice)]) from None


def is_file(path: Path) -> bool:
    """Return whether there is a file of this name; no name is too long or too odd to ask about.

    >>> is_file(Path(__file__)), is_file(Path("x" * 10_000))
    (True, False)
    """
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def lines_of(text: str) -> list[str]:
    r"""Return the lines of a text, ended as YAML ends them.

    >>> lines_of("a\r\nb\x85c")
    ['a', 'b', 'c']
    """
    return _LINE_END.split(text)


def place_at(text: str, position: int, name: str) -> Place:
    """Return the place of one character of a text."""
    before = lines_of(text[:position])
    line, column = len(before), len(before[-1])
    return Place(name, line, column + 1, 1, lines_of(text)[line - 1])


def _not_utf_8(raw: bytes, name: str, start: int) -> ProblemsError:
    """Say at which byte; show its line unless the file is no text at all."""
    message = f"`{name}` is not UTF-8 text (byte {start + 1})"
    if 0 in raw:
        return _failure("not-text", message, name, _SAVE)
    text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
    position = len(raw[:start].decode("utf-8", "replace").removeprefix("\ufeff"))
    return ProblemsError([Problem("file/not-text", message, _SAVE, place_at(text, position, name))])


def _advice(path: Path, error: Exception) -> str:
    """Say what to do about a file that cannot be read."""
    if isinstance(error, IsADirectoryError):
        return "name a file in this folder"
    if isinstance(error, PermissionError):
        return "get the right to read it, or name another file"
    try:
        there = [each.name for each in path.parent.iterdir() if each.name != path.name]
    except (OSError, ValueError):
        there = []
    close = difflib.get_close_matches(path.name, there, n=1, cutoff=0.7)
    return (
        f"did you mean `{path.with_name(close[0])}`?" if close else "check the name and the folder"
    )


def _failure(code: str, message: str, name: str, advice: str) -> ProblemsError:
    return ProblemsError([Problem(f"file/{code}", message, advice, Place(name, 1, 1))])
