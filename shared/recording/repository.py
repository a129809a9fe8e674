"""The aggregates of one message: loaded once each, saved once, with the message's receipt."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

from eventsourcing.persistence import ProgrammingError

from shared.messages.envelope import Identities
from shared.recording.aggregates import Aggregate
from shared.refusal import RefusDefinitif, RefusDuMoment

A = TypeVar("A", bound=Aggregate)


class Introuvable(RefusDuMoment):
    """La demande porte sur un objet que le service ne connaît pas."""


class IdentifiantDejaUtilise(RefusDefinitif):
    """Ce `message_id` est déjà celui d'une autre demande."""


class Repository:
    """Loads and saves the aggregates of one message; an identity always gives the same object."""

    def __init__(
        self,
        find: Callable[[type[Any], UUID], Any],
        commit: Callable[[Sequence[Aggregate], Sequence[Aggregate], Identities], None],
    ) -> None:
        self._find, self._commit = find, commit
        self._known: dict[UUID, Aggregate | None] = {}
        self.saved = False

    def load(self, kind: type[A], id: UUID) -> A | None:
        """The aggregate of this identity, or None if it has no event."""
        if id not in self._known:
            self._known[id] = self._find(kind, id)
        return cast(A | None, self._known[id])

    def load_or_refuse(self, kind: type[A], id: UUID) -> A:
        """The aggregate of this identity; raises `Introuvable` if there is none."""
        return found_or_refuse(kind, id, self.load(kind, id))

    def must_be_new(self, kind: type[A], id: UUID) -> None:
        """Raises `IdentifiantDejaUtilise` if the identity that a `message_id` gives is taken."""
        if self.load(kind, id) is not None:
            raise IdentifiantDejaUtilise(
                "Le `message_id` est celui d'une autre demande : donnez-en un nouveau à celle-ci."
            )

    def save(self, *aggregates: Aggregate | None, created: Identities | None = None) -> None:
        """Commit all the changes of the message; raises ProgrammingError the second time.

        `created`: what the answer names, under the names that the handler declares.
        """
        if self.saved:
            raise ProgrammingError("A message is saved once: gather what it changes in one save.")
        self.saved = True
        changed = [each for each in aggregates if each is not None]
        loaded = [each for each in self._known.values() if each is not None]
        self._commit(changed, loaded, created or {})


def found_or_refuse(kind: type[A], id: UUID, found: A | None) -> A:
    """The aggregate found; raises `Introuvable` if there is none."""
    if found is None:
        raise Introuvable(f"{kind.__name__} inconnu : {id}.")
    return found
