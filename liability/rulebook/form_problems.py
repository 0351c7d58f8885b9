"""Entries read by their forms; what is wrong is said in the words of the rule language."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from liability.rulebook.condition_format import CONDITION_KEYS, OPERAND_KEYS
from liability.source.commas import TEXT_WITH_COMMA
from liability.source.problems import Problem, ProblemsError, nearest, suggestion
from liability.source.visible import named
from liability.source.yaml import Data, Document, Path_, part_at

Read = TypeVar("Read", bound=BaseModel)

_GUIDE = "docs/rule-language.md"
_CITE = "name the provision it rests on, as in `cites: [P.1]`"
_CONDITION = "write the name of a finding or conclusion, or one of " + ", ".join(
    f"`{key}:`" for key in CONDITION_KEYS
)
_OPERAND = "compare with a figure or a day, or with one of `parameter:`, `fact:`, `as_of:`"


@dataclass(frozen=True, slots=True)
class _Mistake:
    """One error of validation.

    Attributes:
        kind: the validator's name for it.
        steps: where it is, with the tags of the forms passed through.
        given: what is written there.
        told: what the validator says of it.
        form: the form of the entry.
        beside: the mapping that it stands in, or should.
        name: what stands there, or the entry.
        parent: what it stands in.
    """

    kind: str
    steps: tuple[str | int, ...]
    given: Any
    told: dict[str, Any]
    form: type[BaseModel]
    beside: Data
    name: str
    parent: str | int


_Said = tuple[str, str, str]  # code, message, help


def read_form(
    form: type[Read],
    body: Data,
    document: Document,
    path: Path_,
    *,
    kind: str = "rules",
    guide: str = _GUIDE,
) -> Read:
    """Return an entry, validated.

    Args:
        form: what it is validated by.
        body: the entry as it is written.
        document: where it stands.
        path: where in the document.
        kind: what the document holds, which begins the codes.
        guide: the page of the documentation that says how it is written.

    Raises:
        ProblemsError: with each mistake of it once, at its place.
    """
    try:
        return form.model_validate(body)
    except ValidationError as error:
        found = [
            each._replace(
                code=each.code.replace("rules/", f"{kind}/"), help=each.help.replace(_GUIDE, guide)
            )
            for each in _problems(error, form, body, document, path)
        ]
        raise ProblemsError(found) from None


def sound_part(form: type[Read], body: Data, needed: Mapping[str, Data]) -> Read | None:
    """Return what of an entry can be read apart from what is wrong; None where nothing can.

    Args:
        form: what it is validated by.
        body: the entry as it is written.
        needed: what stands in for keys that it has to have.
    """
    while isinstance(body, dict):
        whole: Data = {**needed, **body}
        try:
            return form.model_validate(whole)
        except ValidationError as error:
            wrong = {_there(whole, each["loc"]) for each in error.errors(include_url=False)}
        left = _without(body, wrong)
        if left == body:  # what is wrong is the whole of it, or stands in for a key
            break
        body = left
    return None


def _there(data: Data, path: Path_) -> Path_:
    """Return how far a path leads by keys that there are."""
    for count, step in enumerate(path):
        if not isinstance(data, dict) or step not in data:
            return path[:count]
        data = data[str(step)]
    return path


def _without(data: Data, wrong: Collection[Path_], at: Path_ = ()) -> Data:
    """Return data without what stands at some paths."""
    if not isinstance(data, dict):
        return data
    left = {key: value for key, value in data.items() if (*at, key) not in wrong}
    return {key: _without(value, wrong, (*at, key)) for key, value in left.items()}


def _problems(
    error: ValidationError, form: type[BaseModel], body: Data, document: Document, path: Path_
) -> Iterator[Problem]:
    found = []
    meant: set[tuple[Path_, str]] = set()  # keys that are there, misspelt
    for each in error.errors(include_url=False):
        plain = tuple(
            step for step in each["loc"] if not str(step).startswith("$") and step != "[key]"
        )
        mistake = _mistake(each, plain, form, body, document, path)
        said = _said(mistake)
        found.append((mistake, plain, said))
        if mistake.kind == "extra_forbidden":
            meant |= {(plain[:-1], name) for name in re.findall("mean `(.*)`", said[2])}
    for mistake, plain, (code, message, advice) in found:
        if mistake.kind == "missing" and (plain[:-1], plain[-1]) in meant:
            continue
        inside = _inner_key(mistake)
        key = bool(inside) or mistake.steps[-1:] == ("[key]",) or mistake.kind in _AT_THE_KEY
        place = document.place((*path, *plain, *inside), key=key)
        if not (*path, *plain) and _BY_KIND.get(mistake.kind) is _no_keys:
            advice = f"{_GUIDE} says what it holds"
        yield Problem(code, message, advice, place)


def _mistake(
    told: ErrorDetails,
    plain: Path_,
    form: type[BaseModel],
    body: Data,
    document: Document,
    path: Path_,
) -> _Mistake:
    """Return one error of validation with where it stands: at `plain`, in what is at `path`."""
    whole = (*path, *plain)
    named_by = (step for step in reversed(whole) if isinstance(step, str))
    return _Mistake(
        told["type"],
        told["loc"],
        told["input"],
        told.get("ctx", {}),
        form,
        part_at(body, plain[:-1] if plain else ()),
        next(named_by, "-" if whole else document.file),
        whole[-2] if len(whole) > 1 else "",
    )


def _inner_key(mistake: _Mistake) -> tuple[str, ...]:
    """Return the key inside what is wrong that shows where, if there is one."""
    if mistake.kind in ("not_a_condition", "not_an_operand") and isinstance(mistake.given, dict):
        return tuple(mistake.given)[:1]
    return (mistake.told["key"],) if mistake.told.get("key") else ()


def _said(mistake: _Mistake) -> _Said:
    if mistake.kind in _BY_KIND:
        return _BY_KIND[mistake.kind](mistake)
    if mistake.kind.startswith(("bool_", "int_")):
        whole = mistake.kind.startswith("int_")
        return _cannot_be(mistake, "a whole number" if whole else "`true` or `false`")
    return _cannot_be(mistake, f"something else; {_GUIDE} says what")


def _cannot_be(mistake: _Mistake, instead: str) -> _Said:
    if mistake.given is None:
        return "rules/wrong-value", f"{named(mistake.name)} is empty", f"write {instead}"
    if not isinstance(mistake.given, str):
        kind = "a list" if isinstance(mistake.given, list) else "keys"
        return "rules/wrong-type", f"{named(mistake.name)} holds {kind}", f"write {instead}"
    message = f"{named(mistake.name)} cannot be {named(mistake.given)}"
    return "rules/wrong-value", message, f"write {instead}"


def _told(mistake: _Mistake) -> _Said:
    return mistake.told["code"], mistake.told["message"], mistake.told["help"]


def _missing(mistake: _Mistake) -> _Said:
    key = str(mistake.steps[-1])
    if key == "cites":
        return "rules/missing-citation", "`cites` is missing", _CITE
    where = " here" if isinstance(mistake.parent, int) else f" to {named(mistake.parent)}"
    advice = f"add `{key}:`" + (where if mistake.parent != "" else "")
    return "rules/missing-key", f"`{key}` is missing", advice


def _unknown_key(mistake: _Mistake) -> _Said:
    key = str(mistake.steps[-1])
    given = list(mistake.beside) if isinstance(mistake.beside, dict) else []
    tag = next((each for each in CONDITION_KEYS if each in given and each != key), None)
    if key in CONDITION_KEYS and tag is not None:
        advice = "a condition has one of the two; join two with `all:` or `any:`, one in each part"
        return "rules/unknown-key", f"`{key}` stands beside `{tag}`", advice
    keys = _keys(form_at(mistake.form, mistake.steps[:-1]))
    left = keys - set(given)
    advice = nearest(key, left) or _belongs(key, mistake.form)
    if not advice:
        text = mistake.given is None  # the end of one, behind a comma
        advice = TEXT_WITH_COMMA if text else suggestion(key, left or keys)
    return "rules/unknown-key", f"{named(key)} is not a key here", advice


def _belongs(key: str, form: type[BaseModel]) -> str:
    """Return below which key of an entry one is written, if it is one of a part of it alone."""
    names = _keys(form)
    found = [name for name in names if key in _keys(form_at(form, [name]))]
    return f"write it below `{found[0]}:`" if len(found) == 1 and key not in names else ""


def _keys(form: type[BaseModel] | None) -> set[str]:
    return {info.alias or name for name, info in form.model_fields.items()} if form else set()


def _not_a_word(mistake: _Mistake) -> _Said:
    """Say what a choice of words has instead."""
    words = re.findall(r"'([^']*)'", str(mistake.told.get("expected", "")))
    if mistake.steps[-1:] == ("[key]",):
        message = f"{named(mistake.given)} is not a key here"
        return "rules/unknown-key", message, suggestion(str(mistake.given), words)
    code, message, _ = _cannot_be(mistake, "")
    if isinstance(mistake.given, str):
        return code, message, suggestion(mistake.given, words)
    return code, message, "write one of " + ", ".join(f"`{word}`" for word in words)


def _not_text(mistake: _Mistake) -> _Said:
    return _cannot_be(mistake, "text; in quotes where it holds a comma, a bracket or a colon")


def _not_a_list(mistake: _Mistake) -> _Said:
    given = mistake.given if isinstance(mistake.given, str) and len(mistake.given) < 80 else "…"
    code = "rules/missing-citation" if mistake.name == "cites" else "rules/wrong-type"
    message = f"{named(mistake.name)} is not a list"
    return code, message, f"write `{mistake.name}: [{given}]`"


def _no_keys(mistake: _Mistake) -> _Said:
    how = "is empty" if mistake.given is None else "holds no keys"
    advice = f"indent its keys below it; {_GUIDE} says which"
    return "rules/wrong-type", f"{named(mistake.name)} {how}", advice


def _few(mistake: _Mistake) -> _Said:
    has, least = mistake.told["actual_length"], mistake.told["min_length"]
    if mistake.name == "cites":
        return "rules/missing-citation", "`cites` is empty", _CITE
    how = "is empty" if not has else f"has {has} only"
    return "rules/wrong-value", f"{named(mistake.name)} {how}", f"give at least {least}"


def _many(mistake: _Mistake) -> _Said:
    has, most = len(mistake.given), mistake.told["max_length"]
    advice = f"group them under conclusions of their own, at most {most} each"
    return "rules/too-many", f"{named(mistake.name)} has {has} parts", advice


def _low(mistake: _Mistake) -> _Said:
    return _cannot_be(mistake, f"{mistake.told.get('ge', 0)} or more")


def _empty(mistake: _Mistake) -> _Said:
    advice = "write something there, or remove it where it may be left out"
    if mistake.steps[-1:] == ("[key]",):
        return "rules/wrong-value", f"{named(mistake.parent)} has an empty key", advice
    return "rules/wrong-value", f"{named(mistake.name)} is empty", advice


def _not_a_condition(mistake: _Mistake) -> _Said:
    given, code = mistake.given, "rules/not-a-condition"
    if isinstance(given, list):
        advice = "join the parts with `all:` or `any:`"
        return code, f"{named(mistake.name)} holds a list, which is not a condition", advice
    if not isinstance(given, dict) or not given:
        return code, f"{named(mistake.name)} is empty, and takes a condition", _CONDITION
    key = next(iter(given))
    advice = nearest(key, CONDITION_KEYS) or _CONDITION
    return code, f"{named(key)} does not begin a condition", advice


def _not_an_operand(mistake: _Mistake) -> _Said:
    if not isinstance(mistake.given, dict) or not mistake.given:
        return "rules/wrong-value", f"{named(mistake.name)} is empty", _OPERAND
    key = next(iter(mistake.given))
    advice = nearest(key, OPERAND_KEYS) or _OPERAND
    return "rules/unknown-key", f"{named(key)} is not a key here", advice


_AT_THE_KEY = frozenset({"extra_forbidden", "missing"})
_BY_KIND: dict[str, Callable[[_Mistake], _Said]] = {
    "mistake": _told,
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "literal_error": _not_a_word,
    "string_type": _not_text,
    "string_too_short": _empty,
    "empty": _empty,
    "list_type": _not_a_list,
    "dict_type": _no_keys,
    "model_type": _no_keys,
    "model_attributes_type": _no_keys,
    "too_short": _few,
    "too_long": _many,
    "greater_than_equal": _low,
    "not_a_condition": _not_a_condition,
    "not_an_operand": _not_an_operand,
}


def form_at(form: Any, steps: Sequence[str | int]) -> type[BaseModel] | None:
    """Return the form that describes what stands at `steps` in what `form` describes."""
    for step in steps:
        form = _inside(_bare(form), step)
    form = _bare(form)
    return form if isinstance(form, type) and issubclass(form, BaseModel) else None


def _bare(annotation: Any) -> Any:
    """Take off what only qualifies an annotation."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, UnionType):
            members = [each for each in get_args(annotation) if each is not NoneType]
            if len(members) != 1:
                return annotation
            annotation = members[0]
        else:
            return annotation


def _inside(annotation: Any, step: str | int) -> Any:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return next((each for each in inner if Tag(str(step)) in get_args(each)), None)
    if origin is list:
        return inner[0]
    if origin is dict:
        return inner[1]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        annotation.model_rebuild()  # its fields may name forms that stood below it
        for name, info in annotation.model_fields.items():
            if step in (name, info.alias):
                return info.annotation
    return None
