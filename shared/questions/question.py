"""A published question: its parameters, its answer, where it applies; and those of a service."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from inspect import getdoc, signature
from typing import Any, TypeVar, get_args, get_type_hints

from eventsourcing.persistence import ProgrammingError
from pydantic import BaseModel, ConfigDict, TypeAdapter

from shared.read_model import WHOLE, Window
from shared.runtime.component import Component

Answer = Callable[..., Any]
"""Takes the component and the parameters; a cursor, empty at first, and a limit if `paged`; and who
asks, if it has an argument `asker`; a `Window`, if it has an argument `window`."""
Places = Callable[[Component, Any], Sequence[str] | None]
"""The départements that an answer speaks of; None for all of them."""
Body = Callable[[Component, Any], Sequence[str]]
"""The names of the body that an answer is meant for; none, if there is nothing to tell."""
Key = Callable[[Any], str]
"""Sorts the elements of a list in the order of its pages; no two have the same."""

F = TypeVar("F", bound=Answer)


class Parametres(BaseModel):
    """Ce qu'une question précise ; un champ qu'elle ne connaît pas est refusé."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Question:
    """One question of a service; `key`: its answer is a list, given page by page.

    `body`: an operator, or its contact, only asks it for the body of its account.
    `paged`: it cuts its pages itself, and returns each with the cursor of the next one.
    `for_listeners`: only for accounts that hear the facts of the service.
    """

    service: str
    name: str
    answer: Answer
    places: Places | None = None
    key: Key | None = None
    body: Body | None = None
    paged: bool = False
    for_listeners: bool = False

    @property
    def id(self) -> str:
        """Its name among those of all services, in the table of rights and in contracts."""
        return f"{self.service}.{self.name}"

    @property
    def said(self) -> str:
        """What it asks, in French."""
        return getdoc(self.answer) or ""

    @property
    def in_pages(self) -> bool:
        """True if its answer is a list, of which each page gives the cursor of the next one."""
        return self.paged or self.key is not None

    @cached_property
    def parameters(self) -> type[Parametres]:
        asked = list(signature(self.answer).parameters)[1]
        kind: type[Any] = get_type_hints(self.answer)[asked]
        if not issubclass(kind, Parametres):
            raise ProgrammingError(f"{self.id} takes {kind.__name__}, which is no Parametres.")
        return kind

    @cached_property
    def names(self) -> frozenset[str]:
        """What the answer takes by name, beside the parameters."""
        return frozenset(signature(self.answer).parameters) & {"asker", "window"}

    def answered(
        self,
        component: Component,
        asked: Parametres,
        asker: object,
        *page: object,
        window: Window = WHOLE,
    ) -> Any:
        """What the service answers; `asker`: its account, None for who administers.

        `window`: what a page needs of a list. The answer may leave the rest in the database.
        """
        given = {"asker": asker, "window": window}
        return self.answer(component, asked, *page, **{name: given[name] for name in self.names})

    @cached_property
    def content(self) -> TypeAdapter[Any]:
        """The type of the answer; that of the whole list, if it is given page by page."""
        returned = get_type_hints(self.answer)["return"]
        return TypeAdapter(get_args(returned)[0] if self.paged else returned)


class Questions:
    """The questions of a service, by name; those of a subject that it joins become its own."""

    def __init__(self, service: str, *subjects: "Questions") -> None:
        self.service = service
        self.by_name: dict[str, Question] = {}
        for subject in subjects:
            for each in subject:
                self._add(each)

    def __iter__(self) -> Iterator[Question]:
        return iter(self.by_name.values())

    def on(
        self,
        name: str,
        places: Places | None = None,
        key: Key | None = None,
        body: Body | None = None,
        paged: bool = False,
        for_listeners: bool = False,
    ) -> Callable[[F], F]:
        """Register the function that answers, from a component and the parameters."""

        def register(answer: F) -> F:
            self._add(Question(self.service, name, answer, places, key, body, paged, for_listeners))
            return answer

        return register

    def _add(self, question: Question) -> None:
        if question.name in self.by_name:
            raise ProgrammingError(f"{question.id} has an answer already.")
        self.by_name[question.name] = replace(question, service=self.service)
