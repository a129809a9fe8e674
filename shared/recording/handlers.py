"""A service's handlers: one function per message, its dependencies as arguments."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from inspect import signature
from typing import Any, Literal, TypeVar

from eventsourcing.persistence import ProgrammingError

from shared.contracts import Contract
from shared.messages.commands import Command
from shared.messages.envelope import Identities

Message = type[Contract] | type[Command]
Within = Callable[..., Sequence[str]]
"""Returns the départements where a command acts; takes the command, then named dependencies."""

Identity = Literal["ONE", "MANY"]
"""One identity, or one per part of the message, in its order."""

F = TypeVar("F", bound=Callable[..., None])


@dataclass(frozen=True)
class Handler:
    """The function that answers a message; `within` gives the départements where it acts.

    `creates`: the names, in the answer, of the identities that the message makes.
    """

    function: Callable[..., None]
    within: Within | None = None
    creates: Mapping[str, Identity] = field(default_factory=dict)

    def wanted(self) -> set[str]:
        """The names of the dependencies: the arguments that follow the message."""
        return set(_names(self.function)) | set(_names(self.within) if self.within else ())

    def places(self, message: Any, given: Mapping[str, Any]) -> Sequence[str] | None:
        """The départements where the message acts; None if the handler declares no `within`."""
        return None if self.within is None else _call(self.within, message, given)

    def check_created(self, created: Identities) -> None:
        """Raise ProgrammingError for an identity that the contract of the answer does not name."""
        if unknown := created.keys() - self.creates.keys():
            raise ProgrammingError(f"Declare {sorted(unknown)} beside the handler (`creates`).")

    def answer(self, message: Any, given: Mapping[str, Any]) -> None:
        _call(self.function, message, given)


class Handlers:
    """A registry of handlers: that of a subject, or that of a service, which joins its subjects'.

    A handler takes the message, then the arguments it names among `repository` (`Repository`),
    `jour` (the business date in Paris), `jours` (that date and the one of arrival), `survenu_le`
    and `enregistre_le` (the business and recording instants), `compte` (the account that sent the
    message; empty if nobody vouches for one), and the dependencies given by the service's
    `component.py`.
    """

    def __init__(self, name: str, *subjects: "Handlers") -> None:
        self.name = name
        self.by_message: dict[Message, Handler] = {}
        for subject in subjects:
            for message, handler in subject.by_message.items():
                self._add(message, handler)

    def on(
        self,
        *messages: Message,
        within: Within | None = None,
        creates: Mapping[str, Identity] | None = None,
    ) -> Callable[[F], F]:
        """Register the function; raises ProgrammingError if a message has a handler already.

        `within` is required where the table of authorisations bounds a role to its département;
        `creates` names what `Repository.save` may say that the message created.
        """

        def register(function: F) -> F:
            for message in messages:
                self._add(message, Handler(function, within, creates or {}))
            return function

        return register

    def subscriptions(self) -> dict[str, list[type[Contract]]]:
        """The facts that are handled, by publisher, in alphabetical order."""
        wanted: dict[str, list[type[Contract]]] = {}
        facts = (kind for kind in self.by_message if issubclass(kind, Contract))
        for kind in sorted(facts, key=lambda kind: (kind.publisher(), kind.__name__)):
            wanted.setdefault(kind.publisher(), []).append(kind)
        return wanted

    def commands(self) -> list[type[Command]]:
        """The commands that are handled."""
        return [kind for kind in self.by_message if issubclass(kind, Command)]

    def check(self, given: Iterable[str]) -> None:
        """Raise ProgrammingError if a handler names a dependency that is not given."""
        available = set(given)
        for message, handler in self.by_message.items():
            if missing := handler.wanted() - available:
                raise ProgrammingError(f"{message.__name__}: nobody gives {sorted(missing)}.")

    def _add(self, message: Message, handler: Handler) -> None:
        if message in self.by_message:
            raise ProgrammingError(f"{self.name}: {message.__name__} has two handlers.")
        self.by_message[message] = handler


@cache
def _names(function: Callable[..., Any]) -> tuple[str, ...]:
    """The arguments after the message; `signature` takes as long as a small decision."""
    return tuple(signature(function).parameters)[1:]


def _call(function: Callable[..., Any], message: Any, given: Mapping[str, Any]) -> Any:
    return function(message, **{name: given[name] for name in _names(function)})
