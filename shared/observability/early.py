"""The warnings raised before the logs are set up: kept, to be logged with the others.

Nothing is imported here that eventlet would have to patch.
"""

import warnings
from typing import TextIO

_KEPT: list[str] = []


def keep() -> None:
    """From now on, keep the warnings instead of writing them on stderr."""
    warnings.showwarning = _keep


def kept() -> list[str]:
    """The warnings kept so far, each as Python would have written it; they are kept no more."""
    found = list(_KEPT)
    _KEPT.clear()
    return found


def _keep(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    _KEPT.append(warnings.formatwarning(message, category, filename, lineno, line))
