"""Where output goes: standard output, or a file written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer

from liability.cli.console import READER_GONE
from liability.source.files_read import was_read
from liability.source.problems import Gathered, Problem, ProblemsError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
STANDARD_STREAM = "-"  # as the name of a file: standard input, or standard output


def to_file(output: Path | None) -> bool:
    """Return whether the user asked for a file."""
    return output is not None and str(output) != STANDARD_STREAM


def ending(output: Path | None) -> str:
    """Return how the name of a file ends, in lower case; nothing for standard output.

    >>> ending(Path("memo.DOCX")), ending(Path("-")), ending(None)
    ('docx', '', '')
    """
    return output.suffix.lower().removeprefix(".") if output and to_file(output) else ""


def check_output(output: Path | None, *, force: bool) -> None:
    """Check that a file may be written: before anything is worked out, and when it is written.

    Raises:
        ProblemsError: it exists and is not to be replaced, has been read, or is no file.
    """
    if output is None or not to_file(output):
        return
    try:
        mode = output.stat().st_mode
        if stat.S_ISDIR(mode):
            _refuse("not-a-file", f"`{output}` is a folder", "name a file in it")
        if not stat.S_ISREG(mode):
            _refuse("not-a-file", f"`{output}` is no file", "`-o -` writes to standard output")
        if was_read(output):
            _refuse("is-input", f"`{output}` is also read", "name another file to write")
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        _unwritable(output, error)
    if not force:
        _exists(output)


def check_outputs(output: Path | None, errors: Path | None, *, force: bool) -> None:
    """Refuse to write over a file, results and errors into one place, or errors but as CSV.

    Raises:
        ProblemsError: one of these was asked for.
    """
    gathered = Gathered()
    for each in (output, errors):
        with gathered.of_check():
            check_output(each, force=force)
    with gathered.of_check():
        if (
            output is not None
            and errors is not None
            and os.path.realpath(output) == os.path.realpath(errors)
        ):
            message = f"`{output}` is named for results and for errors"
            raise ProblemsError([Problem("usage/wrong", message, "name two files")])
        if output is None and str(errors) == STANDARD_STREAM:
            message = "`--errors -` is standard output, where the results go too"
            advice = "name a file for one of them, with `-o` or `--errors`"
            raise ProblemsError([Problem("usage/wrong", message, advice)])
    with gathered.of_check():
        named = ending(errors)
        if named not in ("", "csv"):
            message = f"`--errors` writes CSV, and `{errors}` is named as `{named}`"
            advice = "let its name end in `.csv`"
            raise ProblemsError([Problem("output/other-format", message, advice)])
    gathered.report()


def write(
    text: str | bytes, output: Path | None, *, force: bool = False, utf_8: bool = False
) -> None:
    """Write to standard output, or to a file: whole or not at all, over none unless forced.

    A symbolic link is followed. A new file gets the rights that the umask leaves, one that is
    replaced keeps its own.

    Args:
        text: what to write; bytes as they are.
        output: the file; standard output when None or `-`.
        force: replace the file if it exists.
        utf_8: write standard output in UTF-8 too, whatever the locale says.

    Raises:
        ProblemsError: the file exists, or cannot be written.
    """
    if output is None or not to_file(output):
        _write_stream(text, utf_8=utf_8)
        return
    with put_in_place(output, force=force) as temporary, unwritable(output):
        temporary.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


@contextmanager
def put_in_place(output: Path, *, force: bool) -> Iterator[Path]:
    """Give an empty file to write to; when it is done, put it in the place of `output`.

    What fails before that leaves nothing behind. See `write`.

    Raises:
        ProblemsError: the file exists, or cannot be written.
    """
    check_output(output, force=force)
    with unwritable(output):
        target = Path(os.path.realpath(output))  # which names a place in any case
        mode = target.stat().st_mode & 0o777 if target.exists() else None
    temporary = target.with_name(f".liability-{os.urandom(8).hex()}")
    try:
        with unwritable(output):
            os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        yield temporary
        check_output(output, force=force)  # by now, all that it is made from was read
        with unwritable(output):
            if mode is not None:
                temporary.chmod(mode)
            _put(temporary, target, force=force)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def unwritable(output: Path | None) -> Iterator[None]:
    """Report what fails inside as a failure to write `output`; standard output, where it is None.

    Raises:
        ProblemsError: in place of an error of the system.
        Exit: whoever reads standard output has enough.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        if output is not None and isinstance(error, FileExistsError):
            _exists(output)
        if output is not None:
            _unwritable(output, error)
        if isinstance(error, BrokenPipeError):  # whoever reads the pipe has enough
            leave_stream()
            raise typer.Exit(READER_GONE) from None
        raise unwritable_stream(error) from None


def _put(temporary: Path, target: Path, *, force: bool) -> None:
    """Give the finished file its name; over none that came to be meanwhile, unless forced."""
    if not force:
        try:
            target.hardlink_to(temporary)
            return
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if target.exists():
                raise FileExistsError from None
    temporary.replace(target)


def _write_stream(text: str | bytes, *, utf_8: bool) -> None:
    check_stream()
    stream = sys.stdout
    with unwritable(None):
        if isinstance(text, bytes) or utf_8:
            stream.flush()
            stream.buffer.write(text if isinstance(text, bytes) else text.encode("utf-8"))
        else:
            stream.write(text)
        stream.flush()


def check_stream() -> None:
    """Check that there is a standard output.

    Raises:
        ProblemsError: it is closed.
    """
    if sys.stdout is None:
        _refuse("unwritable", "`standard output` is closed", "name a file with `-o FILE`")


def unwritable_stream(error: Exception) -> ProblemsError:
    """Return that standard output cannot be written, and turn away from it."""
    leave_stream()
    reason = _reason(error)
    message = f"`standard output` cannot be written: {reason}"
    advice = "make room, or name a file elsewhere with `-o FILE`"
    return ProblemsError([Problem("output/unwritable", message, advice)])


def no_room(error: OSError) -> ProblemsError:
    """Return that the folder of temporary files cannot be written."""
    import tempfile

    message = f"`{tempfile.gettempdir()}` cannot be written: {_reason(error)}"
    advice = "make room there, or let `TMPDIR` name a folder that has some"
    return ProblemsError([Problem("output/unwritable", message, advice)])


def leave_stream() -> None:
    """Turn away from a standard output that cannot be written, so that ending does not fail."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _exists(output: Path) -> NoReturn:
    advice = "name another file, or give `--force` to replace it"
    _refuse("exists", f"`{output}` exists already", advice)


def _unwritable(output: Path, error: Exception) -> NoReturn:
    full = isinstance(error, OSError) and error.errno in FULL
    where = "name a file in a folder that exists and that you may write to"
    advice = "make room, or name a file elsewhere" if full else where
    _refuse("unwritable", f"`{output}` cannot be written: {_reason(error)}", advice)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()


def _refuse(code: str, message: str, advice: str) -> NoReturn:
    raise ProblemsError([Problem(f"output/{code}", message, advice)]) from None
