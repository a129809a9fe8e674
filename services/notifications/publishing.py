"""The notifications tell nothing: they are where facts end."""

from typing import Any

from shared.contracts import Contract


def to_contract(event: Any) -> Contract | None:
    """Nobody reacts to an e-mail."""
    return None
