"""A portfolio of case files: each is determined as `assess` does, and comes out as a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import narwhals as nw
import polars as pl

from liability.determination.assess import Determination
from liability.determination.needs import needs
from liability.inference.infer import Inference
from liability.portfolio.batch import ERRORS, ID, ROW, TITLE, Done, Tally
from liability.portfolio.grade import CLOSED
from liability.portfolio.patterns import MOST_NEEDS
from liability.portfolio.results import JOINT, asked_of, result_columns
from liability.source.problems import Problem, ProblemsError

_SUFFIXES = (".yaml", ".yml", ".json")
_AT_ONCE = 50  # cases a chunk


def case_files(paths: Iterable[Path]) -> list[Path]:
    """Return the case files that paths name: files, folders with all below them, and globs.

    Raises:
        ProblemsError: a path names nothing; all are reported.
    """
    found: list[Path] = []
    problems = []
    for path in paths:
        if path.is_dir():
            below = [each for each in sorted(path.rglob("*")) if each.suffix in _SUFFIXES]
        elif path.exists():
            below = [path]
        else:
            below = sorted(each for each in Path().glob(str(path)) if each.is_file())
        if not below:
            message = f"`{path}` names no case file"
            advice = "name a folder with case files, or a table as .csv, .jsonl, .parquet or .xlsx"
            problems.append(Problem("table/no-cases", message, advice))
        found += below
    if problems:
        raise ProblemsError(problems)
    return list(dict.fromkeys(found))


class CaseFiles:
    """Determines case files one by one, on durable-rules.

    Args:
        files: the files.
        determine: reads and determines one; raises ProblemsError where it cannot be used.
    """

    def __init__(
        self, files: Sequence[Path], determine: Callable[[Path, Inference], Determination]
    ) -> None:
        self.files = files
        self.tally = Tally()
        self._determine = determine
        self._inference = Inference()
        self._first: dict[str, Path] = {}

    @property
    def name(self) -> str:
        """What is graded, in words."""
        return f"{len(self.files):,} case files"

    @property
    def rows(self) -> int | None:
        """How many there are."""
        return len(self.files)

    @property
    def audit(self) -> str:
        """What was inferred on durable-rules, in words."""
        return "every case, on durable-rules"

    def run(self) -> Iterator[Done]:
        """Yield what becomes of the files, some at a time, in their order."""
        for start in range(0, len(self.files), _AT_ONCE):
            yield self._done(start, self.files[start : start + _AT_ONCE])

    def _done(self, start: int, files: Sequence[Path]) -> Done:
        rows: list[pl.DataFrame] = []
        errors: list[tuple[int, str, str, str, str, str]] = []
        for number, file in enumerate(files, start + 1):
            try:
                found = self._determine(file, self._inference)
                self._once(found.case.id, file)
                rows.append(_row(number, found))
            except ProblemsError as error:
                for each in error.problems:
                    at = f"{each.place.line}:{each.place.column}" if each.place else ""
                    code = each.code.removeprefix("case/")
                    errors.append((number, str(file), at, code, each.message, each.help))
        results = pl.concat(rows) if rows else pl.DataFrame()
        wrong = pl.DataFrame(errors, schema=ERRORS, orient="row")
        firsts = wrong.unique(ROW, keep="first", maintain_order=True)
        self.tally.read += len(files)
        self.tally.graded += len(rows)
        self.tally.refused += firsts.height
        self.tally.by_code.update(firsts["code"])
        return Done(results, wrong, pl.DataFrame())

    def _once(self, name: str, file: Path) -> None:
        if name in self._first:
            message = f"`{name}` is the id of `{self._first[name]}` too"
            raise ProblemsError([Problem("duplicate-id", message, "give one of them another id")])
        self._first[name] = file


def _row(number: int, determination: Determination) -> pl.DataFrame:
    """Return the result of one case."""
    said = {
        **determination.outcomes,
        **{name + CLOSED: each for name, each in determination.closed_outcomes.items()},
    }
    book, case = determination.law.rulebook, determination.case
    head = {ROW: number, ID: case.id, TITLE: case.title or None}
    types = {ROW: pl.Int64, ID: pl.String, TITLE: pl.String}
    asked = {name: said[name] for name in asked_of(book)}
    frame = pl.DataFrame(
        [head | asked], schema={**types, **dict.fromkeys(asked, pl.String)}, orient="row"
    )
    columns = result_columns(determination.law)
    made: pl.DataFrame = nw.to_native(nw.from_native(frame).select(ROW, ID, TITLE, **columns))
    first = JOINT.join(each.fact for each in needs(determination)[:MOST_NEEDS])
    return made.with_columns(
        pl.lit(first).alias("needs"),
        pl.lit(case.digest).alias("case_digest"),
        pl.lit(book.digest).alias("rulebook_digest"),
    )
