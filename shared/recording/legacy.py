"""Handlers written as methods of one class per service, until each is a function of its subject."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from eventsourcing.persistence import ProgrammingError, Recording
from eventsourcing.utils import EnvType

from shared.clock import Clock
from shared.contracts import Contract
from shared.messages.commands import Command
from shared.personal_data.encryption import Keys
from shared.recording.application import Service, rules_of
from shared.recording.authorisations import Acces
from shared.recording.handlers import Handlers
from shared.recording.message_context import MessageContext
from shared.recording.provenance import Provenance

Method = TypeVar("Method", bound=Callable[..., None])
_UNDER_WAY: ContextVar["tuple[MessageContext, Acces | None] | None"] = ContextVar(
    "under way", default=None
)


def handles(message: type[Contract] | type[Command]) -> Callable[[Method], Method]:
    """Mark the method that answers this fact or this command; one method may answer several."""

    def mark(method: Method) -> Method:
        known = getattr(method, "handled_messages", ())
        method.handled_messages = (*known, message)  # type: ignore[attr-defined]
        return method

    return mark


class LegacyService(Service):
    """A service whose handlers are methods: they load and save through `self`."""

    registry: ClassVar[Handlers]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = {
            message: method
            for kind in reversed(cls.__mro__)
            for method in vars(kind).values()
            for message in getattr(method, "handled_messages", ())
        }
        cls.registry = Handlers(cls.name)
        for message, method in own.items():
            cls.registry.on(message)(_function(method))

    def __init__(
        self, env: EnvType | None = None, clock: Clock | None = None, keys: Keys | None = None
    ) -> None:
        super().__init__(type(self).registry, env, clock, keys, {"application": self})

    def _check(self) -> None:
        """Where a method acts is asked in its body (`within`)."""

    def save(self, *objs: Any, **kwargs: Any) -> list[Recording[UUID]]:
        under_way = _UNDER_WAY.get()
        if under_way is None or under_way[0].refus:
            return super().save(*objs, **kwargs)
        context, acces = under_way
        if acces:
            acces.verifie()
        if context.recu is not None:
            raise ProgrammingError("A message is saved once: gather what it changes in one save.")
        kept = [each for each in objs if each is not None]
        version = kept[0].version if kept else 0
        return super().save(*kept, context.receipt(version, rules_of(kept)), **kwargs)

    def within(self, departement: str) -> None:
        under_way = _UNDER_WAY.get()
        if under_way and under_way[1]:
            under_way[1].dans(departement)

    def _answer(self, context: MessageContext, provenance: Provenance) -> None:
        body = context.body
        acces = self.autorisations.acces(body) if isinstance(body, Command) else None
        token = _UNDER_WAY.set((context, acces))
        try:
            self.handlers.by_message[type(body)].answer(body, self.given)
            if context.recu is None:
                self.save()
        finally:
            _UNDER_WAY.reset(token)


def _function(method: Callable[..., None]) -> Callable[..., None]:
    return lambda message, application: method(application, message)
