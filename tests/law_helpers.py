"""What the tests of the shipped law share."""

from __future__ import annotations


def names(determination, kind):
    return [name for name in determination.outcomes if name.startswith(f"{kind}.")]
