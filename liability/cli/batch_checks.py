"""What goes together on the command line of `batch`, and how the files that it writes are named."""

from __future__ import annotations

from pathlib import Path

from liability.cli.batch_options import Engine, Format
from liability.cli.output import ending, to_file
from liability.language import Language
from liability.source.problems import Problem, ProblemsError

_WRITTEN = {  # in English alone: read by programs, or on the screen
    Format.RICH: "the screen",
    Format.CSV: "CSV",
    Format.JSONL: "JSON lines",
    Format.PARQUET: "Parquet",
    Format.XLSX: "Excel",
}
_NOT_ON_SPARK = Problem(
    "usage/wrong",
    "`--errors`, `--explain` and `--case` are not for `--engine spark`",
    "leave them out: on Spark the column `error` of the results says what is wrong with a row",
)
_ENDINGS = {  # that say what a file holds; a name such as `GPT-4.1` says nothing
    *("csv", "tsv", "json", "jsonl", "ndjson", "yaml", "yml", "parquet", "xlsx", "xls"),
    *("html", "htm", "md", "txt", "svg", "pdf", "docx", "doc", "odt", "rtf", "tex"),
}
_OF_ONE = {  # what is written of one row, and how a file with it may be named
    "--explain": ("JSON", ("json",)),
    "--case": ("a case file as JSON, which is YAML too", ("json", "yaml", "yml")),
}


def checked_form(
    asked: Format | None, output: Path | None, explain: str | None, case: str | None
) -> Format | None:
    """Return the form of the results; None where one row is asked for, in a form of its own.

    Args:
        asked: the form asked for; else the name of the file says it.
        output: the file.
        explain: the row to determine in full.
        case: the row to write as a case file.

    Raises:
        ProblemsError: what is asked for is not written in this form, or under this name.
    """
    if explain is not None and case is not None:
        message = "`--explain` and `--case` are two questions"
        raise ProblemsError([Problem("usage/wrong", message, "give one of them")])
    if explain is None and case is None:
        return _form_of_results(asked, output)
    _check_one_row("--case" if explain is None else "--explain", asked, output)
    return None


def check_together(
    engine: Engine,
    errors: Path | None,
    chosen: Format | None,
    lang: Language,
    sheet: str | None,
    needs: bool | None,
) -> None:
    """Refuse options that do not go together.

    Args:
        engine: what grades.
        errors: where errors are to go.
        chosen: the form of the results; None where one row is asked for.
        lang: the language of a report.
        sheet: of a workbook, the sheet with the table.
        needs: whether results are to say which facts to find out first; None where nobody says.

    Raises:
        ProblemsError: two of them exclude each other.
    """
    if engine is Engine.SPARK and (errors is not None or chosen is None):
        raise ProblemsError([_NOT_ON_SPARK])
    if engine is Engine.SPARK and sheet is not None:
        message = "`--sheet` is for a workbook, which Spark does not read"
        raise ProblemsError([Problem("usage/wrong", message, "leave it, or `--engine`, out")])
    if engine is Engine.SPARK and needs is not None:
        message = f"`--{'' if needs else 'no-'}needs` has no effect on Spark"
        advice = "leave it out: results there never say which facts to find out first"
        raise ProblemsError([Problem("usage/wrong", message, advice)])
    if errors is not None and chosen is None:
        message = "`--errors` is for the rows of a portfolio, and one row is asked for"
        raise ProblemsError([Problem("usage/wrong", message, "leave it out")])
    if lang != "en" and chosen is not Format.HTML:
        written = _WRITTEN[chosen] if chosen is not None else "JSON"
        message = f"`--lang {lang}` has no effect on {written}"
        advice = "leave it out, or write a report with `--format html`"
        raise ProblemsError([Problem("usage/wrong", message, advice)])


def check_case_files(audit: str | None) -> None:
    """Refuse what has no effect on case files.

    Raises:
        ProblemsError: an audit is asked for.
    """
    if audit is not None:
        message = "`--audit` is for a table"
        advice = "leave it out for case files: each is inferred on durable-rules"
        raise ProblemsError([Problem("usage/wrong", message, advice)])


def _check_one_row(option: str, asked: Format | None, output: Path | None) -> None:
    """Refuse a form, or a name of a file, for what is written of one row in a form of its own."""
    written, endings = _OF_ONE[option]
    if asked is not None:
        message = f"`{option}` writes {written}, and `--format {asked.value}` asks for another form"
        raise ProblemsError([Problem("usage/wrong", message, "leave `--format` out")])
    named = ending(output)
    if named in _ENDINGS and named not in endings:
        message = f"`{option}` writes {written}, and `{output}` is named as `{named}`"
        advice = f"let its name end in {' or '.join(f'`.{each}`' for each in endings)}"
        raise ProblemsError([Problem("output/other-format", message, advice)])


def _form_of_results(asked: Format | None, output: Path | None) -> Format:
    named = ending(output)
    found = asked or (Format(named) if named in list(Format) else None)
    if found is None and output is not None and to_file(output):
        message = f"`{output}` does not say how results are to be written"
        advice = "name it .csv, .jsonl, .parquet, .xlsx or .html, or give `--format`"
        raise ProblemsError([Problem("usage/wrong", message, advice)])
    return found or Format.RICH
