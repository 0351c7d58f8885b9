"""What is said of a table that is refused."""

from __future__ import annotations

import pytest

from liability.source.problems import ProblemsError


def refusal(action):
    with pytest.raises(ProblemsError) as raised:
        action()
    return str(raised.value)
