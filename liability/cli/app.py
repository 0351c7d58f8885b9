"""The verbs of `liability`, put together, and what happens when they cannot go on."""

from __future__ import annotations

import errno
import importlib
import os
import re
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated, Any

import click
import typer

from liability import __version__
from liability.cli.console import FAULT, NARROWEST, READER_GONE, UNUSABLE, report
from liability.cli.output import leave_stream, unwritable_stream, write
from liability.source.problems import Problem, ProblemsError

TRACEBACK = "LIABILITY_TRACEBACK"
_EXTRA = re.compile(r"^(Got unexpected extra arguments?) \((.*)\)$", re.DOTALL)
_STREAM_ERRORS = (errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT)

VERBS = {
    "assess": ("assess", "assess"),
    "why": ("why", "why"),
    "why-not": ("why", "why_not"),
    "apportion": ("apportion", "apportion"),
    "memo": ("memo", "memo"),
    "claim": ("claim", "claim"),
    "checklist": ("checklist", "checklist"),
    "compute": ("compute", "compute"),
    "batch": ("batch", "app"),
    "safety-case": ("safety_case", "app"),
    "new": ("new", "new"),
    "schema": ("schema", "schema"),
    "rules": ("rules", "app"),
}
"""Each verb, and where it is: the module of `liability.cli`, and the function or group in it."""

app = typer.Typer(
    name="liability",
    help="Say who answers for the harm an AI system does, and why.\n\n"
    "A research aid, not legal advice.",
    epilog="Start with: liability assess CASE, or liability new FILE for a blank case. "
    "Exit status: 0 done, 2 unusable input; each verb's --help has its own.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        write(f"{__version__}\n", None)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def _add_verbs(arguments: list[str]) -> None:
    """Add the verb that is asked for; all of them where help, completion or a guess is."""
    asked = [each for each in arguments if not each.startswith("-")][:1]
    for name in asked if asked and asked[0] in VERBS else VERBS:
        module, attribute = VERBS[name]
        verb = getattr(importlib.import_module(f"liability.cli.{module}"), attribute)
        if isinstance(verb, typer.Typer):
            app.add_typer(verb, name=name)
        else:
            app.command(name)(verb)


def main() -> int:
    """Run the program on the arguments of the process, and return its exit status."""
    completing = "_LIABILITY_COMPLETE" in os.environ
    _add_verbs([] if completing else sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    _settle_help()
    return run(_command())


def run(command: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Run a command, say why where it cannot go on, and return an exit status that README lists.

    Args:
        command: a verb, or all of them.
        arguments: what it is given; what the process is given, where None.
    """
    try:
        status = _run(command, arguments)
        write("", None) if sys.stdout is not None else None
    except ProblemsError as error:
        report(error)
        status = UNUSABLE
    except typer.Exit as ended:
        status = ended.exit_code
    return status


class _Name(click.Path):
    """The name of a file; an empty one is none, and does not name the folder at hand."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the name.

        Raises:
            BadParameter: it is empty.
        """
        return super().convert(value, param, ctx) if value else self.fail("it is empty", param, ctx)


def _command() -> click.Command:
    """Return the verbs, which refuse a file without a name, and one value given twice."""
    made = typer.main.get_command(app)
    todo = [made]
    while todo:
        command = todo.pop()
        todo += command.commands.values() if isinstance(command, click.Group) else ()
        _refuse_twice(command)
        for each in command.params:
            if isinstance(each.type, click.Path):
                each.type = _Name()
    return made


def _refuse_twice(command: click.Command) -> None:
    """Let a command refuse options that take one value, where they are given more than once.

    Click takes the last, and what stood before would be ignored.
    """
    made = command.make_parser

    def make_parser(context: click.Context) -> Any:
        parser = made(context)
        parse = parser.parse_args

        def parse_args(args: list[str]) -> Any:
            try:
                options, rest, order = parse(args)
            except click.UsageError as error:
                error.ctx = error.ctx or context  # whose help says more
                raise
            twice = [
                each
                for each in dict.fromkeys(order)
                if isinstance(each, click.Option) and not (each.multiple or each.is_flag)
                if order.count(each) > 1
            ]
            if twice and not context.resilient_parsing:
                raise ProblemsError(
                    Problem("usage/twice", f"`{each.opts[0]}` is given twice", "give it once")
                    for each in twice
                )
            return options, rest, order

        parser.parse_args = parse_args  # type: ignore[method-assign]
        return parser

    command.make_parser = make_parser  # type: ignore[assignment, method-assign]


def _settle_help() -> None:
    """Let help be as wide at least as all else, and plain where all else is."""
    if (sys.stdout is None or not sys.stdout.isatty()) and "FORCE_COLOR" not in os.environ:
        os.environ.setdefault("_TYPER_FORCE_DISABLE_TERMINAL", "1")
    width = os.environ.get("COLUMNS", "")
    if width.isascii() and width.isdecimal() and int(width) < NARROWEST:
        os.environ.setdefault("TERMINAL_WIDTH", str(NARROWEST))


def _run(command: click.Command, arguments: Sequence[str] | None) -> int:
    """Run a command, and return the exit status."""
    try:
        return command(arguments, prog_name="liability", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
        return UNUSABLE
    except click.ClickException as error:
        report(ProblemsError([_usage(error)]))
        return UNUSABLE
    except SystemExit as ended:
        if not isinstance(ended.__context__, BrokenPipeError):
            raise
        if isinstance(sys.stdout, click.utils.PacifyFlushWrapper):
            sys.stdout = sys.__stdout__
        leave_stream()
        return READER_GONE
    except ProblemsError:
        raise
    except OSError as error:
        if error.filename is not None or error.errno not in _STREAM_ERRORS:
            return _failed(error)
        raise unwritable_stream(error) from None  # help, which is written by typer
    except Exception as error:  # noqa: BLE001 - whatever it is, the user is told in a sentence
        return _failed(error)


def _failed(error: Exception) -> int:
    """Say that the program, and not the user, is at fault."""
    if os.environ.get(TRACEBACK):
        import traceback

        traceback.print_exception(error)
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    message = f"`liability` {__version__} failed by an error of its own: {said}"
    advice = (
        f"please report it with the case and the command; {TRACEBACK}=1 shows where it happened"
    )
    report(ProblemsError([Problem("program/fault", message, advice)]))
    return FAULT


def _usage(error: click.ClickException) -> Problem:
    """Return how the command line is wrong, in the form of every other problem."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else "liability"
    advice = f"`{path} --help` shows what can be given"
    if isinstance(error, click.NoSuchOption):
        near = error.possibilities
        advice = f"did you mean `{near[0]}`?" if near else advice
        return Problem("usage/wrong", f"`{error.option_name}` is not an option", advice)
    said = error.format_message().strip().replace("'", "`")
    said = _EXTRA.sub(r"\1 `\2`", said)
    message, asks, near_name = said.partition(" Did you mean ")
    message = message.rstrip(".")
    return Problem(
        "usage/wrong",
        message[:1].lower() + message[1:],
        f"did you mean {near_name}" if asks else advice,
    )
