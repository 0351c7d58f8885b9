"""Immutable records that are quick to define: named tuples that equal only their own kind.

A frozen dataclass takes half a millisecond to define, which is more than most parts of an
assessment take; see docs/decisions/0006-start-up.md.
"""

from __future__ import annotations

from typing import TypeVar

Kind = TypeVar("Kind", bound=type)


def record(kind: Kind) -> Kind:
    """Make a named tuple differ from tuples, and from other records, of the same content.

    >>> from typing import NamedTuple
    >>> @record
    ... class Met(NamedTuple):
    ...     node: str
    >>> Met("a") == Met("a"), Met("a") == ("a",), len({Met("a"), Met("a")})
    (True, False, 1)
    """
    for name, method in (("__eq__", _equal), ("__ne__", _unequal), ("__hash__", tuple.__hash__)):
        setattr(kind, name, method)
    return kind


def _equal(self: tuple[object, ...], other: object) -> bool:
    return type(self) is type(other) and tuple.__eq__(self, other)


def _unequal(self: tuple[object, ...], other: object) -> bool:
    return not _equal(self, other)
