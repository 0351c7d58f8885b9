"""Records of what validated forms say: the same fields, immutable, texts in their languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from liability.rulebook.texts import Text
from liability.rulebook.words import Form, InLanguages

Kind = TypeVar("Kind")


def record_of(
    kind: Callable[..., Kind],
    form: Form,
    text: Callable[[InLanguages], Text] = dict,
    /,
    **given: Any,
) -> Kind:
    """Return a record of what a form says.

    The record's annotations say what becomes of a list, of one word where there may be several,
    and of a form inside: a record again, whose `id` is its key, or a mapping of what it says.

    Args:
        kind: a named tuple or a dataclass; its fields are named as those of the form.
        form: a validated form.
        text: gives a text in its languages.
        given: the fields that are not just what the form says.
    """
    said = {
        name: _value(getattr(form, name), hint, text)
        for name, hint in _fields(kind).items()
        if name not in given
    }
    return kind(**said, **given)


@cache
def _fields(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(said: Any, hint: Any, text: Callable[[InLanguages], Text], key: str = "") -> Any:
    if said is None:
        return None
    if isinstance(said, InLanguages):
        return text(said)
    if get_origin(hint) in (Union, UnionType):
        hint = next(each for each in get_args(hint) if each is not NoneType)
    if get_origin(hint) is tuple:
        several = [said] if isinstance(said, str) else said
        return tuple(_value(each, get_args(hint)[0], text) for each in several)
    if get_origin(hint) is Mapping:
        pairs = said.items() if isinstance(said, dict) else said
        inner = get_args(hint)[1]
        return {name: _value(it, inner, text, name) for name, it in pairs if it is not None}
    if isinstance(said, Form):
        return record_of(hint, said, text, **({"id": key} if "id" in _fields(hint) else {}))
    return said
