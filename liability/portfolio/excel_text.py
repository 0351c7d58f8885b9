"""Text of a cell as a workbook of Excel stores it: a character may stand there as `_xHHHH_`."""

from __future__ import annotations

import re

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STANDS = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what would be read as the beginning of an escape
_ESCAPE = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")  # but for half of a character


def stored(text: str) -> str:
    r"""Return a text as a workbook stores it, with a mark for what no workbook can hold.

    >>> stored("m_x0041_"), stored("a\r\n"), stored("a\x1b\uffff")
    ('m_x005F_x0041_', 'a_x000D_\n', 'a��')
    """
    whole = _STANDS.sub("_x005F_", _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text))
    return whole.replace("\r", "_x000D_")  # which XML would read as a line feed


def read(text: str) -> str:
    r"""Return the text that a workbook stores.

    >>> read("m_x005F_x0041_"), read("1e25_x000D_"), read("_xD800_")
    ('m_x0041_', '1e25\r', '_xD800_')
    """
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
