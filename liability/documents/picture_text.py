"""Text in pictures: made safe to show, measured without a font, and broken into lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from liability.source.visible import visible_line

FONT = "Helvetica, Arial, 'Noto Sans', 'Noto Sans CJK KR', 'Noto Sans CJK JP', sans-serif"
INK, FAINT = "#1a1a1a", "#666666"

_NARROW, _SLIM = frozenset("iljI|!.,:;'` "), frozenset('frt()[]{}/\\-"')
_BROAD = frozenset("mwMW@%")
_BOLD = 1.1  # times as wide as plain letters


def shown(text: str) -> str:
    r"""Return text on one line, of characters that XML allows and that turn no letters around.

    >>> shown("a\nb\u202ec\uffff")
    'a b�c�'
    """
    return " ".join(visible_line(text).split())


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide text is in a common font, rather too much than too little.

    Args:
        text: one line.
        size: of the font, in pixels, as is what comes out.
        bold: whether the text is bold.

    >>> round(width("USD 120", 10)), round(width("東京", 10)), width("", 10)
    (44, 20, 0.0)
    """
    return sum(map(_letter, text), 0.0) * size * (_BOLD if bold else 1)


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 3) -> list[str]:
    """Return text in lines that fit; what does not fit into the last of them is cut, with `…`.

    Args:
        text: one line.
        room: how wide a line may be, in pixels.
        size: of the font, in pixels.
        bold: whether the text is bold.
        most: how many lines there may be.

    >>> wrapped("The developer of the base", 100, 13)
    ['The developer', 'of the base']
    >>> wrapped("The developer of the base", 100, 13, most=1)
    ['The develop…']
    """
    lines = [""]
    for piece in _pieces(text, room, size, bold):
        if width((lines[-1] + piece).rstrip(), size, bold=bold) > room and lines[-1]:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    kept = [line.rstrip() for line in lines]
    if len(kept) <= most:
        return kept
    last = lines[most - 1] + lines[most]
    while last and width(last.rstrip() + "…", size, bold=bold) > room:
        last = last[:-1]
    return [*kept[: most - 1], last.rstrip() + "…"]


def _pieces(text: str, room: float, size: float, bold: bool) -> Iterator[str]:
    """Yield text in pieces between which a line may end; none is wider than a line."""
    piece = ""
    for letter in text:
        too_wide = width(piece + letter, size, bold=bold) > room and not _joins(letter)
        if piece and (too_wide or _may_end(piece[-1], letter)):
            yield piece
            piece = ""
        piece += letter
    yield piece


def _may_end(before: str, after: str) -> bool:
    """Return whether a line may end between two letters, as by a space, a hyphen, Han or Kana."""
    if before == " ":
        return after != " "
    if before == "-":
        return after.isalpha()
    if after == " " or _joins(after) or unicodedata.category(after) in ("Pe", "Pf", "Po", "Lm"):
        return False
    if unicodedata.category(before) in ("Ps", "Pi"):
        return False
    return _ideograph(before) or _ideograph(after)


def _ideograph(letter: str) -> bool:
    """Return whether a letter is one that makes lines break anywhere; Hangul is not."""
    return _wide(letter) and not "\uac00" <= letter <= "\ud7a3"


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _joins(letter: str) -> bool:
    """Return whether a character belongs to the letter before it."""
    return unicodedata.category(letter) in ("Mn", "Me", "Mc", "Cf")


def _letter(letter: str) -> float:
    """Return how wide a letter is, as a part of the size of its font."""
    if letter in _NARROW:
        return 0.32
    if letter in _SLIM:
        return 0.42
    if letter in _BROAD:
        return 0.95
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if _wide(letter):
        return 1.35 if unicodedata.category(letter) == "So" else 1.0
    return 0.74 if letter.isupper() or not letter.isascii() else 0.63
