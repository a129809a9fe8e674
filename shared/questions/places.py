"""Where a question applies: the départements that bound who may ask it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from shared.questions.question import Places
from shared.read_model import ReadModel
from shared.recording.repository import Introuvable
from shared.runtime.component import Component

Find = Callable[[Component, UUID], Iterable[str]]
"""The départements where a service knows that a structure is; none, if it does not know."""

KNOWN = "SELECT structure_id FROM journal WHERE structure_id = :id LIMIT 1"
UNTOLD = "un département que ce service ignore"
"""Stands for the place of a structure that a service knows without knowing where it is: an account
bounded to some départements is refused."""


def of_the_departement(component: Component, asked: Any) -> Sequence[str] | None:
    """The département that the question names; None, everywhere, if it names none."""
    return [asked.departement] if asked.departement else None


def of_the_structure(find: Find) -> Places:
    """Where the structure is found to be; the département named, if no structure is."""

    def places(component: Component, asked: Any) -> Sequence[str] | None:
        if asked.structure_id is None:
            return of_the_departement(component, asked)
        found = set(find(component, asked.structure_id)) - {""}
        if found or not is_known(component.model, asked.structure_id):
            return sorted(found)
        return [UNTOLD]

    return places


def by_query(sql: str) -> Find:
    """By a query of the tables of the service, on `:id`, which returns `departement`."""

    def find(component: Component, structure_id: UUID) -> Iterable[str]:
        rows = component.model.query(sql, {"id": str(structure_id)})
        return [row["departement"] for row in rows]

    return find


def is_known(model: ReadModel, structure_id: UUID) -> bool:
    """True if the journal of the service says anything of this structure."""
    return bool(model.query(KNOWN, {"id": str(structure_id)}))


def must_be_known(component: Component, structure_id: UUID | None) -> None:
    """Raises `Introuvable` for a structure of which the service recorded nothing."""
    if structure_id and not is_known(component.model, structure_id):
        raise Introuvable(f"Aucune structure connue sous « {structure_id} ».")
