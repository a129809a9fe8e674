"""Where a question applies: the départements that bound who may ask it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from shared.questions.question import Places
from shared.read_model import ReadModel
from shared.recording.repository import Introuvable
from shared.runtime.component import Component

KNOWN = "SELECT structure_id FROM journal WHERE structure_id = :id LIMIT 1"
UNTOLD = "un département que ce service ignore"
"""Stands for the place of a structure that a service knows without knowing where it is: an account
bounded to some départements is refused."""


def of_the_departement(component: Component, asked: Any) -> Sequence[str] | None:
    """The département that the question names; None, everywhere, if it names none."""
    return [asked.departement] if asked.departement else None


def of_the_structure(sql: str) -> Places:
    """Where the structure is, by a query on `:id`; the département named, if no structure is."""

    def places(component: Component, asked: Any) -> Sequence[str] | None:
        if asked.structure_id is None:
            return of_the_departement(component, asked)
        return of_a_structure(component.model, sql, asked.structure_id)

    return places


def of_a_structure(model: ReadModel, sql: str, structure_id: UUID) -> Sequence[str]:
    """Its départements; none if the service does not know it, for there is nothing to tell."""
    found = {row["departement"] for row in model.query(sql, {"id": str(structure_id)})} - {""}
    if found or not is_known(model, structure_id):
        return sorted(found)
    return [UNTOLD]


def is_known(model: ReadModel, structure_id: UUID) -> bool:
    """True if the journal of the service says anything of this structure."""
    return bool(model.query(KNOWN, {"id": str(structure_id)}))


def must_be_known(component: Component, structure_id: UUID | None) -> None:
    """Raises `Introuvable` for a structure of which the service recorded nothing."""
    if structure_id and not is_known(component.model, structure_id):
        raise Introuvable(f"Aucune structure connue sous « {structure_id} ».")
