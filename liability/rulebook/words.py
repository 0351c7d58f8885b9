"""The words of a rule file: ids, days, figures, text; each is refused with what to write."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag
from pydantic import WithJsonSchema as Shown
from pydantic_core import PydanticCustomError

from liability.language import Language
from liability.source.days import DATE_HELP, is_date
from liability.source.visible import named

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,119}")
_VALUE = re.compile(r"[A-Za-z0-9_-]{1,120}")
_LONGEST_FIGURE, _LARGEST_POWER = 200, 100  # the same as a case may state
ID_HELP = "begin with a letter, and use letters, digits, `_`, `-` and `.`, at most 120"


class Form(BaseModel):
    """Base of every form: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


def mistake(
    message: str, advice: str, code: str = "wrong-value", key: str | None = None
) -> PydanticCustomError:
    """Return an error that a validator raises, with the whole message; `key` is where it stands."""
    told = {"message": message, "help": advice, "code": f"rules/{code}", "key": key}
    return PydanticCustomError("mistake", "{message}", told)


def is_id(written: str) -> bool:
    """Return whether text can be an id.

    >>> is_id("harbor.training"), is_id("two words")
    (True, False)
    """
    return _ID.fullmatch(written) is not None


def figure(written: str) -> Decimal:
    """Return a figure of the law.

    Raises:
        PydanticCustomError: it is no number, is negative or not finite, or is out of range.

    >>> figure("1e26")
    Decimal('1E+26')
    """
    try:
        value = Decimal(written if written.isascii() and len(written) <= _LONGEST_FIGURE else "?")
    except InvalidOperation:
        raise mistake(f"{named(written)} is not a number", "write it as `1e26`") from None
    if not value.is_finite():
        advice = "write a number; `null` stands for a figure that nobody has set"
        raise mistake(f"{named(written)} is not a finite number", advice)
    if value < 0:
        raise mistake(f"{named(written)} is negative", "a figure of any unit is zero or more")
    if value and not -_LARGEST_POWER <= value.adjusted() <= _LARGEST_POWER:
        raise mistake(f"{named(written)} is out of range", "check the exponent")
    return value


def _an_id(written: str) -> str:
    if is_id(written):
        return written
    raise mistake(f"{named(written)} cannot be an id", ID_HELP, "bad-id")


def _a_value(written: str) -> str:
    if _VALUE.fullmatch(written):
        return written
    raise mistake(f"{named(written)} cannot be a value", "use letters, digits, `-` and `_`")


def _a_node(written: str) -> str:
    if is_id(written):
        return written
    raise mistake(
        f"{named(written)} is not the name of a finding or conclusion",
        "join names with `all: […]` or `any: […]`",
        "not-a-condition",
    )


def _a_day(written: str) -> str:
    if is_date(written):
        return written
    raise mistake(f"{named(written)} is not a date", DATE_HELP, "date")


def _a_figure(written: str) -> str:
    figure(written)
    return written


def _not_empty(written: str) -> str:
    if written.strip():
        return written
    raise PydanticCustomError("empty", "empty")


def _in_english(languages: dict[str, str]) -> dict[str, str]:
    if "en" in languages:
        return languages
    raise mistake("the text in English is missing: `en`", "add `en:` beside the others")


class InLanguages(dict[str, str]):
    """A text as the rule files have it, by language."""


def _in_languages(written: str | dict[str, str]) -> InLanguages:
    return InLanguages({"en": written} if isinstance(written, str) else written)


def tag_of(kinds: dict[type, str]) -> Any:
    """Return what tells the forms of a value apart: the type of what is written."""
    first = next(iter(kinds.values()))
    return Discriminator(lambda value: kinds.get(type(value), first))


_PATTERN = {"type": "string", "pattern": f"^{_ID.pattern}$"}
Identifier = Annotated[str, AfterValidator(_an_id), Shown(_PATTERN)]
NodeName = Annotated[str, AfterValidator(_a_node), Shown(_PATTERN)]
ValueName = Annotated[
    str, AfterValidator(_a_value), Shown({"type": "string", "pattern": f"^{_VALUE.pattern}$"})
]
IsoDate = Annotated[
    str, AfterValidator(_a_day), Shown({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]
Figure = Annotated[str, AfterValidator(_a_figure)]
Words = Annotated[str, AfterValidator(_not_empty), Field(min_length=1)]
Languages = Annotated[dict[Language, Words], AfterValidator(_in_english)]
TextForm = Annotated[
    Annotated[Words, Tag("$text")] | Annotated[Languages, Tag("$languages")],
    tag_of({str: "$text", dict: "$languages"}),
    AfterValidator(_in_languages),  # plain text is English
]
