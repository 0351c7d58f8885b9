"""In which form a file is written: as the user asks, or as its name ends."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from liability.cli.output import check_output, check_outputs, ending
from liability.language import Language
from liability.source.problems import Gathered, Problem, ProblemsError

Form = TypeVar("Form", bound=str)
KNOWN = {  # endings that say what a file holds; a name such as `GPT-4.1` says nothing
    *("csv", "tsv", "json", "jsonl", "ndjson", "yaml", "yml", "parquet", "ods", "xls", "xlsx"),
    *("doc", "docx", "epub", "htm", "html", "markdown", "md", "odt", "pdf", "rtf", "svg", "tex"),
    *("odp", "ppt", "pptx", "gif", "jpeg", "jpg", "png", "webp", "gz", "zip"),
}
_ENDINGS = {"markdown": "md", "rich": "txt", "text": "txt"}  # of forms that are called otherwise
_MEANT = {"md": ["markdown"], "jsonl": ["json"], "ndjson": ["jsonl", "json"], "yml": ["yaml"]}
_IN_ENGLISH = {"json": "JSON", "csv": "CSV", "svg": "a picture"}  # forms written in it alone


def form_named(output: Path | None, forms: Iterable[Form]) -> Form | None:
    """Return the form that files named so have; None where the name says none of these.

    >>> form_named(Path("memo.DOCX"), ["md", "docx"]), form_named(Path("memo.txt"), ["md"])
    ('docx', None)
    """
    named = ending(output)
    return next((each for each in forms if each in (named, *_MEANT.get(named, ()))), None)


def form_of(
    asked: Form | None, output: Path | None, forms: Iterable[Form], otherwise: Form
) -> Form:
    """Return the form asked for, else the one that the name of the file says.

    Args:
        asked: the form asked for; None where the name decides.
        output: the file; standard output when None or `-`.
        forms: those that are written.
        otherwise: the form of standard output, and of a file whose name says none.

    Raises:
        ProblemsError: the name says another form, or one that is not written.
    """
    _check_written(output, forms)
    _check_same(asked, output, forms)
    return asked or form_named(output, forms) or otherwise


def check_ending(asked: str | None, output: Path | None, forms: Iterable[str]) -> None:
    """Check that a document is not named as one of another form than it is written in.

    Where a form is asked for, names of forms that are not written are left to the user: Word also
    opens a `.doc` that is a `.docx`.

    Raises:
        ProblemsError: it is, and programs would take it for what it is not.
    """
    if asked is None:
        _check_written(output, forms)
    _check_same(asked, output, forms)


def check_one_form(output: Path | None, form: str, *, force: bool) -> None:
    """Check that what is written in one form alone may be written to a file.

    Raises:
        ProblemsError: it is named as one of another form, or may not be written.
    """
    gathered = Gathered()
    with gathered.of_check():
        check_ending(None, output, [form])
    with gathered.of_check():
        check_output(output, force=force)
    gathered.report()


def form_to_write(
    asked: Form | None,
    output: Path | None,
    forms: Iterable[Form],
    otherwise: Form,
    lang: Language,
    errors: Path | None = None,
    *,
    force: bool,
) -> Form:
    """Return the form as `form_of` does, after checking the language and where all is to go.

    Args:
        asked: the form asked for.
        output: the file.
        forms: those that are written.
        otherwise: the form where nothing says one.
        lang: the language asked for.
        errors: the file for what is refused, if any is asked for.
        force: files may be replaced.

    Raises:
        ProblemsError: with all that is wrong with the form, the language and the files.
    """
    gathered = Gathered()
    with gathered.of_check():
        form = form_of(asked, output, forms, otherwise)
        check_language(lang, form, forms)
    with gathered.of_check():
        check_outputs(output, errors, force=force)
    gathered.report()
    return form


def check_language(lang: Language, form: str, forms: Iterable[str]) -> None:
    """Refuse another language for what is in English always: the same case gives the same bytes.

    Args:
        lang: the language asked for.
        form: the form to write.
        forms: all that could be written.

    Raises:
        ProblemsError: the language has no effect on this form.
    """
    if lang != "en" and form in _IN_ENGLISH:
        message = f"`--lang {lang}` has no effect on {_IN_ENGLISH[form]}"
        others = [f"`--format {each}`" for each in forms if each not in _IN_ENGLISH]
        advice = f"leave it out, or write with {' or '.join(others)}"
        raise ProblemsError([Problem("usage/wrong", message, advice)])


def _check_written(output: Path | None, forms: Iterable[str]) -> None:
    named = ending(output)
    if named in KNOWN and form_named(output, forms) is None:
        message = f"`{output}` is named as `{named}`, which is not written here"
        advice = f"let its name end in {' or '.join(map(_ended, forms))}"
        raise ProblemsError([Problem("output/other-format", message, advice)])


def _check_same(asked: str | None, output: Path | None, forms: Iterable[str]) -> None:
    named = ending(output)
    if asked is not None and form_named(output, forms) not in (None, asked):
        message = f"`{output}` is named as `{named}`, and `--format {asked}` asks for another"
        advice = f"leave `--format` out, or name the file so that it ends in {_ended(asked)}"
        raise ProblemsError([Problem("output/other-format", message, advice)])


def _ended(form: str) -> str:
    return f"`.{_ENDINGS.get(form, form)}`"
