"""A service's handlers: one function per message, its dependencies as arguments."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any, TypeVar

from eventsourcing.persistence import ProgrammingError

from shared.contracts import Contract
from shared.messages.commands import Command

Message = type[Contract] | type[Command]
Within = Callable[..., Sequence[str]]
"""From a request, and from what it wants to be given, the départements where the request acts."""

F = TypeVar("F", bound=Callable[..., None])


@dataclass(frozen=True)
class Handler:
    """What is done with a message, and where a request of a département's actor must act."""

    function: Callable[..., None]
    within: Within | None = None

    def wanted(self) -> set[str]:
        """The names of the dependencies, which follow the message among the arguments."""
        return set(_names(self.function)) | set(_names(self.within) if self.within else ())

    def places(self, message: Any, given: Mapping[str, Any]) -> Sequence[str] | None:
        """The départements where the message acts; None if the handler does not say."""
        return None if self.within is None else _call(self.within, message, given)

    def answer(self, message: Any, given: Mapping[str, Any]) -> None:
        _call(self.function, message, given)


class Handlers:
    """A registry: of a subject, or of a whole service, made of those of its subjects.

    A handler takes the message, then what it names among: `repository` (`Repository`), `jour` (the
    business date in Paris), `survenu_le` and `enregistre_le` (the business and recording instants),
    and the dependencies that the service's `component.py` gives.
    """

    def __init__(self, name: str, *subjects: "Handlers") -> None:
        self.name = name
        self.by_message: dict[Message, Handler] = {}
        for subject in subjects:
            for message, handler in subject.by_message.items():
                self._add(message, handler)

    def on(self, *messages: Message, within: Within | None = None) -> Callable[[F], F]:
        """Register the function for these messages; ProgrammingError for a message already taken.

        `within` is required where the table of authorisations bounds a role to its département.
        """

        def register(function: F) -> F:
            for message in messages:
                self._add(message, Handler(function, within))
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
        """The requests that are handled."""
        return [kind for kind in self.by_message if issubclass(kind, Command)]

    def check(self, given: Iterable[str]) -> None:
        """Raises ProgrammingError for a handler that wants what nobody gives."""
        known = set(given)
        for message, handler in self.by_message.items():
            if missing := handler.wanted() - known:
                raise ProgrammingError(f"{message.__name__}: nobody gives {sorted(missing)}.")

    def _add(self, message: Message, handler: Handler) -> None:
        if message in self.by_message:
            raise ProgrammingError(f"{self.name}: {message.__name__} has two handlers.")
        self.by_message[message] = handler


def _names(function: Callable[..., Any]) -> list[str]:
    return list(signature(function).parameters)[1:]


def _call(function: Callable[..., Any], message: Any, given: Mapping[str, Any]) -> Any:
    return function(message, **{name: given[name] for name in _names(function)})
