"""What is seldom asked for, kept packed until it is."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


class Packed(Mapping[str, T]):
    """A mapping that is unpacked when it is first looked into.

    What is remembered on disk with it is read faster by those who do not look.

    >>> held = pickle.loads(pickle.dumps(Packed({"a": (1, 2)})))
    >>> held["a"], list(held)
    ((1, 2), ['a'])
    """

    def __init__(self, held: Mapping[str, T] | bytes) -> None:
        self._held = held

    def _open(self) -> Mapping[str, T]:
        if isinstance(self._held, bytes):
            self._held = pickle.loads(self._held)
        return self._held  # type: ignore[return-value]

    def __getitem__(self, name: str) -> T:
        return self._open()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._open())

    def __len__(self) -> int:
        return len(self._open())

    def __reduce__(self) -> tuple[type[Packed[T]], tuple[bytes]]:
        whole = dict(self._open())
        return Packed, (pickle.dumps(whole, protocol=pickle.HIGHEST_PROTOCOL),)
