"""Retry or skip an event set aside: the decision is recorded, with its author and reason."""

from collections.abc import Iterator, Sequence
from typing import cast
from uuid import UUID, uuid5

from shared.log.set_aside import BEHIND, USUAL, Aside, SetAside
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.recording.decisions import Decider
from shared.recording.store import EvenementDecide, EvenementEcarte, EvenementRelance
from shared.refusal import RefusDuMoment

DECISIONS = UUID("0c6f3d52-8f0e-5f5c-9a53-5b8d2f1c7e44")
"""Namespace of the streams of the decisions about an event."""
LIST = """SELECT * FROM evenements_mis_de_cote
    WHERE (etat <> 'ECARTE' OR :ecartes = 1) AND (:lecteur = '' OR lecteur = :lecteur)
    AND (:position = 0 OR position = :position) ORDER BY lecteur, position"""


class RienDeMisDeCote(RefusDuMoment):
    """Aucun lecteur n'a mis cet événement de côté, ou il vient d'être utilisé."""


class AttendUnAutre(RefusDuMoment):
    """Cet événement suit celui qui le précède : c'est de lui qu'il faut décider."""


def set_aside(
    model: ReadModel, reader: str = "", position: int = 0, skipped: bool = False
) -> Sequence[Aside]:
    """The events set aside, in the order of each reader; with those skipped if asked."""
    chosen = {"lecteur": reader, "position": position, "ecartes": int(skipped)}
    return cast(Sequence[Aside], model.query(LIST, chosen))


class Decisions:
    """Records a decision, then follows it: after a crash in between, decide again."""

    def __init__(self, service: Service, model: ReadModel, author: str, reason: str) -> None:
        self.service, self.model = service, model
        self.decider = Decider(service, author, reason)

    def retry(self, position: int, reader: str = "") -> list[str]:
        """Try an event at once, for one reader or all that set it aside; returns their names.

        Raises AttendUnAutre if it only waits behind another, RienDeMisDeCote if nobody has it.
        """
        found = self._found(position, reader)
        failed = [row for row in found if row["etat"] != BEHIND]
        if not failed:
            raise AttendUnAutre(
                f"L'événement {position} de {self.service.name} n'a pas été essayé : "
                "il attend un événement qui le précède. Décidez de celui-là."
            )
        self._record(EvenementRelance, failed)
        decided = (position, self.decider.author, self.decider.reason)
        return [each.reader for each in self._readers(failed) if each.retry(*decided)]

    def skip(self, position: int, reader: str = "") -> list[str]:
        """Never use an event, for one reader or all that set it aside; returns their names.

        Raises RienDeMisDeCote if nobody has it.
        """
        found = self._found(position, reader)
        self._record(EvenementEcarte, found)
        decided = (position, self.decider.author, self.decider.reason)
        return [each.reader for each in self._readers(found) if each.skip(*decided)]

    def _found(self, position: int, reader: str) -> Sequence[Aside]:
        found = [row for row in set_aside(self.model, reader, position) if position]
        if not found:
            raise RienDeMisDeCote(
                f"Aucun lecteur de {self.service.name} n'a mis de côté l'événement {position}"
                f"{f' ({reader})' if reader else ''}."
            )
        return found

    def _readers(self, found: Sequence[Aside]) -> Iterator[SetAside]:
        for row in found:
            yield SetAside(self.model, row["lecteur"], self.service.clock, USUAL)

    def _record(self, kind: type[EvenementDecide], rows: Sequence[Aside]) -> None:
        [first, *_] = rows
        stream = uuid5(DECISIONS, f"{self.service.name} {first['position']}")
        with self.decider.deciding(stream, first["evenement"], first["structure_id"]):
            decided = self.decider.following(
                stream,
                kind,
                position=first["position"],
                evenement=first["evenement"],
                lecteurs=[row["lecteur"] for row in rows],
                cause=first["cause"],
            )
            self.service.save(decided)
