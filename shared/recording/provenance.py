"""Provenance: author, reason, dates, cause and trace of a message, recorded with its events."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

TARDIVE = "TARDIVE"


@dataclass(frozen=True)
class Provenance:
    """``survenu_le`` is the business date, ``enregistre_le`` the recording time.

    ``declaration`` is ``TARDIVE`` if the first is long before the second, for ``motif_retard``.
    """

    role: str
    acteur: str
    survenu_le: datetime
    enregistre_le: datetime
    correlation: UUID
    cause: UUID
    cause_type: str
    sujet: UUID | None = None
    organisme: str | None = None
    motif: str | None = None
    declaration: str | None = None
    motif_retard: str | None = None
    regles: list[str] = field(default_factory=list)
    traceparent: str | None = None
    tracestate: str | None = None

    def recorded(self) -> dict[str, Any]:
        """The fields stored in an event: all except the recording time, which is its timestamp."""
        return {
            name: list(value) if name == "regles" else value
            for name, value in vars(self).items()
            if name != "enregistre_le" and value is not None and (name != "regles" or value)
        }


class Recorded(dict[str, Any]):
    """The provenance of an event, and its JSON."""

    text: str


class Current:
    """The provenance of the decision under way, as its events hold it."""

    def __init__(self, provenance: Provenance) -> None:
        self.enregistre_le = provenance.enregistre_le
        self._said, self._rules = provenance.recorded(), provenance.regles
        self._texts: dict[tuple[str, ...], str] = {}

    def citing(self, rules: Iterable[str], write: Callable[[Any], str]) -> Recorded:
        """With the rules that an event cites (INV-17); `write`: its JSON.

        All the events of a decision often cite the same rules: it is written once.
        """
        cited = tuple(dict.fromkeys((*self._rules, *rules)))
        recorded = Recorded(self._said)
        if cited:
            recorded["regles"] = list(cited)
        if cited not in self._texts:
            self._texts[cited] = write(recorded)
        recorded.text = self._texts[cited]
        return recorded


_CURRENT: ContextVar[Current] = ContextVar("provenance")


def current() -> Current:
    """The provenance of the decision under way; raises LookupError outside `acting`."""
    return _CURRENT.get()


def cited(state: Mapping[str, Any], rule: str) -> str:
    """The version of this rule that a stored event cites; empty if it cites none."""
    rules = state["provenance"].get("regles", [])
    return next((each for each in rules if each.startswith(f"{rule}@")), "")


@contextmanager
def acting(provenance: Provenance) -> Iterator[None]:
    token = _CURRENT.set(Current(provenance))
    try:
        yield
    finally:
        _CURRENT.reset(token)
