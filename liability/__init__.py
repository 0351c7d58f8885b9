"""liability: who answers for the harm an AI system does, and why.

>>> from liability import assess
>>> assess("cases/gpt-4.yaml").outcomes["tier"]
'RT-1'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from liability.api import Determination as Determination
    from liability.api import ProblemsError as ProblemsError
    from liability.api import assess as assess
    from liability.api import assess_frame as assess_frame
    from liability.api import load_rulebook as load_rulebook

__version__ = "0.1.0"
__all__ = ["Determination", "ProblemsError", "assess", "assess_frame", "load_rulebook"]


def __getattr__(name: str) -> Any:
    """Load what a program asks for when it does: `import liability` alone loads nothing."""
    if name not in __all__:
        raise AttributeError(f"module `liability` has no attribute `{name}`")
    from liability import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
