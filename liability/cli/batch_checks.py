"""What goes together on the command line of `batch`, and how the files that it writes are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from liability.cli.assess import FORMATS as EXPLAINED
from liability.cli.assess import Format as Explained
from liability.cli.batch_options import OF_RESULTS, Engine, Format, Results
from liability.cli.forms import KNOWN, check_language, form_of
from liability.cli.output import check_outputs, ending, to_file
from liability.language import Language
from liability.record import record
from liability.source.problems import Gathered, Problem, ProblemsError

_WRITTEN = {  # in English alone, since programs read it
    "csv": "CSV",
    "jsonl": "JSON lines",
    "parquet": "Parquet",
    "xlsx": "Excel",
}
_NOT_ON_SPARK = Problem(
    "usage/wrong",
    "`--errors`, `--explain` and `--case` are not for `--engine spark`",
    "leave them out: on Spark the column `error` of the results says what is wrong with a row",
)
_CASE = "a case file as JSON, which is YAML too"
_CASE_ENDINGS = ("json", "yaml", "yml")


@record
class Asked(NamedTuple):
    """What the user asks for of a portfolio.

    Attributes:
        map_: which column is which fact: a file, or a map that ships.
        sheet: of a workbook, the sheet with the table.
        form: the form of the results; None where the name of the file says it.
        errors: the file for rows that are refused.
        explain: the row to determine in full.
        case: the row to write as a case file.
        audit: how many fact patterns to audit, as written; None where nobody says.
        needs: whether results are to say which facts to find out first; None where nobody says.
        engine: what grades.
        lang: the language of the screen, of a report, or of one row.
        output: the file for results, or for one row.
        force: replace files that exist.
    """

    map_: str | None
    sheet: str | None
    form: Format | None
    errors: Path | None
    explain: str | None
    case: str | None
    audit: str | None
    needs: bool | None
    engine: Engine
    lang: Language
    output: Path | None
    force: bool

    @property
    def one_row(self) -> bool:
        """Whether one row is asked for."""
        return self.explain is not None or self.case is not None

    @property
    def shows(self) -> bool:
        """Whether the screen is free to show what came of the rows, beside the files written."""
        to_files = to_file(self.output) and (self.errors is None or to_file(self.errors))
        return to_files and not self.one_row


def checked_form(asked: Asked) -> Format | None:
    """Return the form of the results, or of a row explained; None for a row as a case file.

    Raises:
        ProblemsError: it is not written in this form, or under this name; or options exclude each
            other. All are reported.
    """
    chosen, gathered = None, Gathered()
    gathered.take(_given_nothing({"explain": asked.explain, "case": asked.case}, "ID"))
    gathered.take(_given_nothing({"sheet": asked.sheet}, "NAME"))
    with gathered.of_check():
        chosen = _form(asked)
    with gathered.of_check():
        _check_together(asked)
    with gathered.of_check():
        _check_lang(asked, chosen)
    with gathered.of_check():
        if asked.engine != "spark":
            check_outputs(asked.output, asked.errors, force=asked.force)
    gathered.report()
    return chosen


def _given_nothing(options: Mapping[str, str | None], example: str) -> Iterator[Problem]:
    """Yield each option that is given, and empty."""
    for option, given in options.items():
        if given is not None and not given.strip():
            advice = f"write `--{option} {example}`, or leave it out"
            yield Problem("usage/wrong", f"`--{option}` is given nothing", advice)


def _form(asked: Asked) -> Format | None:
    if asked.explain is not None and asked.case is not None:
        message = "`--explain` and `--case` are two questions"
        raise ProblemsError([Problem("usage/wrong", message, "give one of them")])
    if asked.explain is not None:
        return _form_explained(asked.form, asked.output)
    if asked.case is None:
        return _form_of_results(asked.form, asked.output)
    _check_case(asked.form, asked.output)
    return None


def _check_together(asked: Asked) -> None:
    """Refuse options that do not go together."""
    problems: list[Problem] = []
    if asked.engine == "spark":
        problems += _not_on_spark(asked)
    elif asked.one_row:
        needs = "needs" if asked.needs else "no-needs"
        given = {"errors": asked.errors, "audit": asked.audit, needs: asked.needs}
        for option in (name for name, value in given.items() if value is not None):
            message = f"`--{option}` is for the rows of a portfolio, and one row is asked for"
            problems.append(Problem("usage/wrong", message, "leave it out"))
    if problems:
        raise ProblemsError(problems)


def _check_lang(asked: Asked, chosen: Format | None) -> None:
    """Refuse another language where it has no effect; `chosen` is None also where none is found."""
    lang = asked.lang
    if asked.explain is not None and chosen is not None:
        check_language(lang, chosen, EXPLAINED)
    elif lang != "en" and not asked.shows and (asked.case or chosen in _WRITTEN):
        written = _WRITTEN[chosen] if chosen is not None else "JSON"
        message = f"`--lang {lang}` has no effect on {written}"
        advice = "leave it out, or write a report with `--format html`"
        raise ProblemsError([Problem("usage/wrong", message, advice)])


def _not_on_spark(asked: Asked) -> Iterator[Problem]:
    """Yield what is given and not done on Spark."""
    if asked.errors is not None or asked.one_row:
        yield _NOT_ON_SPARK
    if asked.sheet is not None:
        message = "`--sheet` is for a workbook, which Spark does not read"
        yield Problem("usage/wrong", message, "leave it, or `--engine`, out")
    if asked.needs is not None:
        message = f"`--{'' if asked.needs else 'no-'}needs` has no effect on Spark"
        advice = "leave it out: results there never say which facts to find out first"
        yield Problem("usage/wrong", message, advice)


def check_case_files(map_: str | None, sheet: str | None, audit: str | None = None) -> None:
    """Refuse what has no effect on case files.

    Raises:
        ProblemsError: a map, a sheet or an audit is given.
    """
    advice = "leave it out for case files"
    audited = f"{advice}: each is inferred on durable-rules"
    problems = [
        Problem("usage/wrong", message, help_)
        for given, message, help_ in (
            (map_, "`--map` is for a table", advice),
            (sheet, "`--sheet` is for a workbook of Excel", advice),
            (audit, "`--audit` is for a table", audited),
        )
        if given is not None
    ]
    if problems:
        raise ProblemsError(problems)


def _form_explained(asked: Format | None, output: Path | None) -> Explained:
    """Return the form in which one row is explained: the one in which `assess` would write it."""
    gathered = Gathered()
    with gathered.of_check():
        if asked not in (None, *EXPLAINED):
            message = f"`--explain` writes as `assess` does, and `--format {asked}` is another form"
            advice = "write `--format rich`, `json` or `markdown`"
            raise ProblemsError([Problem("usage/wrong", message, advice)])
    with gathered.of_check():
        written = asked if asked in EXPLAINED else None
        found = form_of(written, output, EXPLAINED, "rich")
    gathered.report()
    return found


def _check_case(asked: Format | None, output: Path | None) -> None:
    """Refuse a form, or a name of a file, for a row as a case file."""
    problems = []
    if asked is not None:
        message = f"`--case` writes {_CASE}, and `--format {asked}` asks for another form"
        problems.append(Problem("usage/wrong", message, "leave `--format` out"))
    named = ending(output)
    if named in (*KNOWN, "txt") and named not in _CASE_ENDINGS:
        message = f"`--case` writes {_CASE}, and `{output}` is named as `{named}`"
        advice = f"let its name end in {' or '.join(f'`.{each}`' for each in _CASE_ENDINGS)}"
        problems.append(Problem("output/other-format", message, advice))
    if problems:
        raise ProblemsError(problems)


def _form_of_results(asked: Format | None, output: Path | None) -> Results:
    if asked is not None and asked not in OF_RESULTS:
        message = f"`--format {asked}` is for one row, with `--explain ID`"
        advice = f"write one of {', '.join(f'`{each}`' for each in OF_RESULTS)}"
        raise ProblemsError([Problem("usage/wrong", message, advice)])
    files = [each for each in OF_RESULTS if each != "rich"]
    found = form_of(asked, output, files, "rich")
    if asked is None and found == "rich" and output is not None and to_file(output):
        message = f"`{output}` does not say how results are to be written"
        advice = "name it .csv, .jsonl, .parquet, .xlsx or .html, or give `--format`"
        raise ProblemsError([Problem("usage/wrong", message, advice)])
    return found
