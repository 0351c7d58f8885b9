"""What results are written to: a file, put in its place whole, or standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_SET, BufferedWriter, RawIOBase, UnsupportedOperation
from pathlib import Path
from typing import IO, TYPE_CHECKING

from liability.cli.output import FULL, check_stream, no_room, put_in_place, to_file, unwritable

if TYPE_CHECKING:
    import polars as pl
    from _typeshed import ReadableBuffer

    from liability.portfolio.write import Format, Writer


class Sink(RawIOBase):
    """Writes to a file or a stream, and keeps the error where that fails: nobody else meets it.

    What writes Parquet and Excel would say it in words of its own, or try once more at its end.

    Args:
        stream: where to.
        output: how messages name it; None for standard output.
    """

    def __init__(self, stream: IO[bytes], output: Path | None) -> None:
        self._stream = stream
        self._output = output
        self._failure: OSError | None = None
        self._place = 0  # kept here: once a write has failed, the stream's is no use

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, unless that has failed before; take it in any case."""
        size = memoryview(data).nbytes
        if self._failure is None:
            try:
                size = self._stream.write(data)
            except OSError as error:
                self._failure = error
        self._place += size
        return size

    def check(self) -> None:
        """Report that writing has failed.

        Raises:
            ProblemsError: it has.
            Exit: whoever reads standard output has enough.
        """
        if self._failure is not None:
            with unwritable(self._output):
                raise self._failure

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def seekable(self) -> bool:
        """Return whether it is a file that is written from its start."""
        return self._output is not None

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place of the file.

        Raises:
            UnsupportedOperation: it is standard output.
        """
        if not self.seekable():
            raise UnsupportedOperation("seek")
        failed = self._failure is not None and whence == SEEK_SET
        self._place = offset if failed else self._stream.seek(offset, whence)
        return self._place

    def tell(self) -> int:
        """Return how much was taken, or the place in the file."""
        return self._place


class _Checked:
    """Takes rows, and says where they cannot be written."""

    def __init__(self, writer: Writer, stream: IO[bytes], sink: Sink) -> None:
        self._writer, self._stream, self._sink = writer, stream, sink

    def write(self, frame: pl.DataFrame) -> None:
        """Take some more rows.

        Raises:
            ProblemsError: they cannot be written, there or in the folder of temporary files.
            Exit: whoever reads standard output has enough.
        """
        try:
            self._writer.write(frame)
            self._stream.flush()
        except OSError as error:
            raise no_room(error) from None
        self._sink.check()


@contextmanager
def results_to(format_: Format, output: Path | None, *, force: bool) -> Iterator[Writer]:
    """Take rows, and write them in a form of results, whole or not at all.

    Raises:
        ProblemsError: the file exists, or it cannot be written.
        Exit: whoever reads standard output has enough.
    """
    if output is None or not to_file(output):
        check_stream()
        with _written(format_, sys.stdout.buffer, None) as writer:
            yield writer
        return
    with (
        put_in_place(output, force=force) as temporary,
        temporary.open("wb", 0) as file,
        _written(format_, file, output) as writer,
    ):
        yield writer


@contextmanager
def _written(format_: Format, raw: IO[bytes], output: Path | None) -> Iterator[Writer]:
    from liability.portfolio.write import writer

    sink = Sink(raw, output)
    stream = BufferedWriter(sink)
    shown = output is None and sys.stdout.isatty()
    try:
        with writer(format_, stream, shown=shown) as made:
            yield _Checked(made, stream, sink)
        stream.flush()
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise no_room(error) from None
    sink.check()
    with unwritable(output):
        raw.flush()
