"""Text on the screen that breaks lines as Japanese and Chinese do."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import get_character_cell_size as cells
from rich.console import Console, JustifyMethod, OverflowMethod
from rich.containers import Lines
from rich.text import Text

from liability.language import spoken

_BETWEEN_SIGNS = ("ja", "zh")  # written without spaces: a line may end between any two signs
_WIDE = 2  # columns of such a sign
_NOT_FIRST = frozenset(
    "、。，．：；？！）」』】〉》〕］｝”’…—・ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.:;?!)]}%"
)
_NOT_LAST = frozenset("（「『【〈《〔［｛“‘([{")


class _Flowing(Text):
    """Text of which no line begins with what closes, or ends with what opens."""

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        if no_wrap:
            return super().wrap(console, width, justify=justify, overflow=overflow, no_wrap=True)
        lines = Lines()
        for line in self.split(allow_blank=True):
            line.expand_tabs(tab_size)
            made = line.divide(list(breaks(line.plain, width)))
            for each in made:
                each.rstrip()
            if justify:
                made.justify(console, width, justify=justify, overflow="fold")
            lines.extend(made)
        return lines


def flowing(text: Text | str) -> Text:
    """Return text for the screen; in Japanese and Chinese it keeps signs with what they close."""
    given = Text(text) if isinstance(text, str) else text
    if spoken() not in _BETWEEN_SIGNS:
        return given
    return _Flowing(given.plain, given.style, overflow=given.overflow, spans=given.spans)


def breaks(text: str, width: int) -> Iterator[int]:
    """Yield where lines of a text begin, so that each but the first has at most so many columns.

    >>> text = "いずれかの軸が強い（例外）。"
    >>> [text[a:b] for a, b in zip([0, *breaks(text, 20)], [*breaks(text, 20), None])]
    ['いずれかの軸が強い', '（例外）。']
    >>> list(breaks("アイウ。", 6)), list(breaks("the word", 4))
    ([2], [4])
    """
    start, last, room = 0, 0, width
    for at, sign in enumerate(text):
        if at and _may_break(text[at - 1], sign):
            last = at
        if cells(sign) > room and not sign.isspace():
            start = last if last > start else at
            yield start
            room = width - sum(map(cells, text[start:at]))
        room -= cells(sign)


def unbroken(text: str) -> Iterator[str]:
    """Yield the parts of a text between the places where a line may end.

    >>> list(unbroken("数値（GPT-4）。"))
    ['数', '値', '（GPT-4）。']
    """
    start = 0
    for at in range(1, len(text)):
        if _may_break(text[at - 1], text[at]):
            yield text[start:at]
            start = at
    yield text[start:]


def _may_break(before: str, sign: str) -> bool:
    if before.isspace():
        return not sign.isspace()
    if sign in _NOT_FIRST or before in _NOT_LAST:
        return False
    return _WIDE in (cells(before), cells(sign))
