"""A query of Polars that is made once, and asked of one frame after another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import polars as pl
from polars.io.plugins import register_io_source

# what else Polars can do for a query takes longer, for one made of columns alone, than it gains
_SHARED = pl.QueryOptFlags.none(comm_subexpr_elim=True)


class Compiled:
    """A query for frames of the same columns: making it takes as long as 100,000 rows do.

    Threads may share it; they take turns.

    Args:
        query: what to do with a frame.
    """

    def __init__(self, query: Callable[[pl.LazyFrame], pl.LazyFrame]) -> None:
        self._query = query
        self._schema: pl.Schema | None = None
        self._made = pl.LazyFrame()
        self._source = _Source()
        self._turn = threading.Lock()

    def __call__(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return what the query makes of a frame."""
        with self._turn:
            if frame.schema != self._schema:
                self._made = self._query(register_io_source(self._source.read, schema=frame.schema))
                self._schema = frame.schema
            self._source.frame = frame
            try:
                # rows by the hundred thousand: to stream them would only divide them further
                return self._made.collect(engine="in-memory", optimizations=_SHARED)
            finally:
                self._source.frame = pl.DataFrame()


class _Source:
    """What the query reads: the frame that it is asked of.

    Apart from the query, which holds it where no garbage collector looks: a query that is read by
    itself would never be freed.
    """

    def __init__(self) -> None:
        self.frame = pl.DataFrame()

    def read(
        self,
        columns: list[str] | None,
        predicate: pl.Expr | None,
        rows: int | None,
        _size: int | None,
    ) -> Iterator[pl.DataFrame]:
        """Yield the frame, as Polars asks for it."""
        frame = self.frame if columns is None else self.frame.select(columns)
        if predicate is not None:
            frame = frame.filter(predicate)
        yield frame if rows is None else frame.head(rows)
