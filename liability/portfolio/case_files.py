"""A portfolio of case files: each is determined as `assess` does, and comes out as a row."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from glob import escape, glob
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from liability.case.model import Value
from liability.determination.assess import Determination
from liability.determination.needs import Need, needs
from liability.findings.find import facts_of
from liability.portfolio.audit import Disagreement
from liability.portfolio.batch import Done
from liability.portfolio.figures import figures_of_cases, points_of, quantities
from liability.portfolio.grade import CLOSED
from liability.portfolio.named_law import law_in_results
from liability.portfolio.pattern_needs import MOST_NEEDS
from liability.portfolio.patterns import PATTERN
from liability.portfolio.progress import GRADING, Progress
from liability.portfolio.results import ID, JOINT, LAST, NEEDS, ROW, TITLE, asked_of, result_columns
from liability.portfolio.tally import Tally
from liability.portfolio.wanted import Wanted
from liability.portfolio.wrong_rows import ERRORS
from liability.rulebook.model import Rulebook
from liability.rulebook.specialize import law_in_force
from liability.sentences import tr
from liability.source.files_read import note_read
from liability.source.problems import Problem, ProblemsError, suggestion
from liability.source.visible import visible
from liability.source.yaml import read

_SUFFIXES = (".yaml", ".yml", ".json")
_LOCK = ".#"  # how Emacs names a link that says who is editing a file
_AT_ONCE = 50  # cases a chunk
_MOST_NAMED = 5  # files of one id
_FACTS = pl.Schema({ROW: pl.Int64, PATTERN: pl.Int64})  # each file has a pattern of its own


def case_files(paths: Iterable[Path]) -> list[Path]:
    """Return the case files that paths name: files, folders with all below them, and globs.

    Raises:
        ProblemsError: a path names nothing; all are reported.
    """
    found: list[Path] = []
    problems = []
    for path in paths:
        below = named_by(path)
        if (
            below == [path]
            and not path.is_dir()
            and path.suffix
            and path.suffix.lower() not in _SUFFIXES
        ):
            message = f"`{path}` is neither a table nor a case file, by its name"
            advice = "name a table .csv, .tsv, .jsonl, .parquet or .xlsx, and a case file .yaml"
            problems.append(Problem("table/unknown-format", message, advice))
        elif not below:
            message = f"`{path}` names no case file"
            advice = "name a folder with case files, or a table as .csv, .jsonl, .parquet or .xlsx"
            problems.append(Problem("table/no-cases", message, advice))
        found += below
    if problems:
        raise ProblemsError(problems)
    note_read(*found)
    once: dict[str, Path] = {}
    for each in found:
        once.setdefault(_itself(each), each)
    return list(once.values())


def _itself(path: Path) -> str:
    """Return which file a path names, by whatever links; of a link to nothing, the link."""
    try:
        return os.path.realpath(path, strict=True)
    except OSError:
        return os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118


def beside_cases(paths: Iterable[Path], suffixes: Collection[str]) -> list[Path]:
    """Return what lies in the folders that paths name, and is named with one of these suffixes."""
    return sorted(
        each
        for path in paths
        if path.is_dir()
        for _, inside in _folders(path)
        for each in inside or ()
        if each.suffix.lower() in suffixes
    )


def named_by(path: Path) -> list[Path]:
    """Return the files that one path names: itself, case files below it, or what it matches.

    A pattern may be absolute.
    """
    with suppress(OSError):  # a name that is too long, or lies in a closed folder, names none
        if path.is_dir():
            return sorted(_below(path))
        if path.exists():
            return [path]
        return sorted({each for each in _matching(path) if not each.is_dir()})
    return []


def _matching(pattern: Path) -> Iterator[Path]:
    """Yield what a pattern names; of `**`, no folder is looked through twice."""
    parts = pattern.parts
    if "**" not in parts:
        yield from map(Path, glob(str(pattern), include_hidden=True))  # noqa: PTH207
        return
    at = parts.index("**")
    for top in _matching(Path(*parts[:at])) if at else [Path()]:
        for folder, _ in _folders(top):
            yield from _matching(Path(escape(str(folder)), *(parts[at + 1 :] or ["*"])))


def _below(top: Path) -> Iterator[Path]:
    """Yield what is named as a case file below a folder, and each folder that cannot be listed."""
    for folder, inside in _folders(top):
        if inside is None:
            yield folder
        for each in inside or ():
            if each.suffix.lower() in _SUFFIXES and not each.name.startswith(_LOCK):
                yield each


def _folders(top: Path) -> Iterator[tuple[Path, list[Path] | None]]:
    """Yield a folder and those below it, with what is in each but folders; None if not listed.

    Links are followed, after all else, and no folder is listed twice.
    """
    todo, listed = deque([top]), set()
    while todo:
        here = todo.popleft()
        try:
            status = here.stat()
            if (status.st_dev, status.st_ino) in listed:
                continue
            listed.add((status.st_dev, status.st_ino))
            below = list(here.iterdir())
        except OSError:
            yield here, None
            continue
        inside = []
        for each in below:
            if not os.path.isdir(each):  # noqa: PTH112 - of a circle of links too
                inside.append(each)
            elif each.is_symlink():
                todo.append(each)
            else:
                todo.appendleft(each)
        yield here, inside


class CaseFiles:
    """Determines case files one by one, on durable-rules.

    Args:
        files: the files.
        determine: reads and determines one; raises ProblemsError where it cannot be used.
        rulebook: the rulebook that all are under, whose harbors and duties the results have.
        needs: say in each result which facts to find out first.
    """

    def __init__(
        self,
        files: Sequence[Path],
        determine: Callable[[Path], Determination],
        rulebook: Rulebook,
        *,
        needs: bool = True,
    ) -> None:
        self.files = files
        self.law = None  # each case says its own
        self._needs = needs
        self._rulebook = rulebook
        self.tally = Tally(there=len(files))
        self.progress = Progress()
        self.wanted = Wanted()
        self._determine = determine
        self._named: dict[str, list[Path]] | None = None

    @property
    def name(self) -> str:
        """What is graded, in words."""
        if len(self.files) == 1:
            return tr("1 case file")
        return tr("{count} case files", count=f"{len(self.files):,}")

    @property
    def audit(self) -> str:
        """What was inferred on durable-rules, in words."""
        return tr("every case, on durable-rules")

    @property
    def named(self) -> dict[str, list[Path]]:
        """The files by the id of the case in each; those that cannot be read are left out."""
        if self._named is None:
            self._named = {}
            for file in self.files:
                with suppress(ProblemsError):
                    _check_file(file)
                    data = read(file).data
                    if isinstance(data, dict):
                        self._named.setdefault(str(data.get("case")), []).append(file)
        return self._named

    def called(self, name: str) -> Determination:
        """Determine the case of this id.

        Raises:
            ProblemsError: there is none, there are several, or it cannot be used.
        """
        if name not in self.named:
            message = f"`{name}` is the id of no case"
            advice = suggestion(name, self.named, "give the id that the case has in the results")
            raise ProblemsError([Problem("table/no-row", message, advice)])
        found = self._determine(self.named[name][0])
        self._check_once(name)
        return found

    def determination(self, row: Mapping[str, Any]) -> Determination:
        """Determine the file behind a row of `Done.facts` again."""
        return self._determine(self.files[row[ROW] - 1])

    def case_text(self, name: str) -> str:  # noqa: ARG002 - it would be one of a table
        """Refuse to write a case file anew.

        Raises:
            ProblemsError: always.
        """
        message = "`--case` writes a row of a table as a case file, and these are case files"
        raise ProblemsError([Problem("usage/wrong", message, "leave it out")])

    def disagreements(self) -> list[Disagreement]:
        """Return none: there are no columns."""
        return []

    def run(self, size: int = _AT_ONCE) -> Iterator[Done]:
        """Yield what becomes of the files, some at a time, in their order."""
        size = min(size, _AT_ONCE)
        self.progress.begin(GRADING, len(self.files))
        for start in range(0, len(self.files), size):
            done = self._done(start, self.files[start : start + size])
            if start + size >= len(self.files) and not self.tally.graded:
                done = done._replace(results=_no_results(self._rulebook, needs=self._needs))
            yield done

    def _done(self, start: int, files: Sequence[Path]) -> Done:
        rows: list[pl.DataFrame] = []
        stated: list[tuple[int, Mapping[str, Value | None]]] = []
        facts: list[tuple[int, int]] = []
        wanted: list[Sequence[Need]] = []
        errors: list[tuple[int | str, ...]] = []
        for number, file in enumerate(files, start + 1):
            try:
                _check_file(file)
                found = self._determine(file)
                self._check_once(found.case.id)
                self._check_pack(found.law.rulebook)
                asked = needs(found) if self._needs else None
                rows.append(_row(number, found, asked))
                facts.append((number, number))
                stated.append((number, facts_of(found.case, found.side)))
                wanted.append(asked or ())
            except ProblemsError as error:
                for each in error.problems:
                    at = f"{each.place.line}:{each.place.column}" if each.place else ""
                    code = each.code.removeprefix("case/")
                    said = (str(file), at, code, each.message, each.help)
                    errors.append((number, *map(visible, said)))
            self.progress.finish()
        results = pl.concat(rows) if rows else pl.DataFrame()
        wrong = pl.DataFrame(errors, schema=ERRORS, orient="row")
        self.tally = self.tally.plus(len(files), len(rows), wrong)
        figures = figures_of_cases(stated, quantities(self._rulebook))
        for of_case in wanted:
            self.wanted.take(of_case)
        for fact in quantities(self._rulebook):
            asking = [any(each.fact == fact for each in of_case) for of_case in wanted]
            asks = pl.Series(asking, dtype=pl.Boolean)
            self.wanted.take_stated(fact, points_of(figures, fact).filter(asks))
        patterns = pl.DataFrame(facts, schema=_FACTS, orient="row")
        return Done(results, wrong, patterns, figures)

    def _check_pack(self, rulebook: Rulebook) -> None:
        if rulebook.digest != self._rulebook.digest:
            message = f"the case names the pack `{rulebook.id}`, and the results are those of "
            advice = "name its pack with `--rules`, and grade cases of other packs apart"
            problem = Problem("other-pack", f"{message}`{self._rulebook.id}`", advice)
            raise ProblemsError([problem])

    def _check_once(self, name: str) -> None:
        files = self.named[name]
        if len(files) > 1:
            listed = ", ".join(f"`{each}`" for each in files[:_MOST_NAMED])
            more = len(files) - _MOST_NAMED
            listed += f" and {more} more" if more > 0 else ""
            message = f"`{name}` is the id of several cases: {listed}"
            raise ProblemsError([Problem("duplicate-id", message, "give each an id of its own")])


def _check_file(file: Path) -> None:
    """Refuse what is no file: a pipe would be waited for.

    Raises:
        ProblemsError: it is none; what cannot be looked at is left to whoever reads it.
    """
    if os.path.isdir(file):  # noqa: PTH112
        message, advice = f"`{file}` cannot be listed", "get the right to read this folder"
        raise ProblemsError([Problem("file/unreadable", message, advice)])
    if os.path.exists(file) and not os.path.isfile(file):  # noqa: PTH110, PTH113
        message, advice = f"`{file}` is no file", "put a file in its place, or remove it"
        raise ProblemsError([Problem("file/unreadable", message, advice)])


def _row(number: int, determination: Determination, asked: Sequence[Need] | None) -> pl.DataFrame:
    """Return the result of one case; what is to be found out first, where that was asked."""
    possible = {
        **determination.outcomes,
        **{name + CLOSED: each for name, each in determination.closed_outcomes.items()},
    }
    book, case = determination.law.rulebook, determination.case
    head = {ROW: number, ID: case.id, TITLE: case.title or None}
    types = {ROW: pl.Int64, ID: pl.String, TITLE: pl.String}
    outcomes = {name: possible[name] for name in asked_of(book)}
    frame = pl.DataFrame(
        [head | outcomes], schema={**types, **dict.fromkeys(outcomes, pl.String)}, orient="row"
    )
    columns = result_columns(determination.law)
    made: pl.DataFrame = nw.to_native(nw.from_native(frame).select(ROW, ID, TITLE, **columns))
    said = (case.digest, book.digest, law_in_results(determination.law))
    last = dict(zip(LAST, said, strict=True))
    if asked is not None:
        last = {NEEDS: JOINT.join(each.fact for each in asked[:MOST_NEEDS])} | last
    return made.with_columns(pl.lit(each).alias(name) for name, each in last.items())


def _no_results(rulebook: Rulebook, *, needs: bool) -> pl.DataFrame:
    """Return the columns of results, without rows."""
    columns = result_columns(law_in_force(rulebook, rulebook.since))
    texts = (ID, TITLE, *columns, *([NEEDS] if needs else []), *LAST)
    return pl.DataFrame(schema={ROW: pl.Int64, **dict.fromkeys(texts, pl.String)})
