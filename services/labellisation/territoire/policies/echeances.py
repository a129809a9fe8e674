"""Une campagne se rappelle et se clôt à ses dates (A-010, TMR-01)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from services.labellisation.territoire.commands import CloreCampagne, RappelerCampagne
from services.labellisation.territoire.domain.campagne import CampagneRemontee
from shared.clock import after, end_of, start_of, within
from shared.log.contract_fields import message_id
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted

HORLOGE = Acteur(role="SERVICE", id="labellisation")


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Ce que chaque événement fait attendre, ou cesse de faire attendre."""
    if isinstance(event, CampagneRemontee.CampagneOuverte):
        yield from _rappels(event)
        yield _cloture(event)
    elif isinstance(event, CampagneRemontee.CampagneClose):
        yield Lifted(event.originator_id)


def _rappels(event: CampagneRemontee.CampagneOuverte) -> Iterator[Deadline]:
    for rappel in event.rappels:
        jour = within(date.fromisoformat(rappel))
        le, about = start_of(jour), uuid5(event.originator_id, rappel)
        demande = RappelerCampagne(
            message_id=uuid5(message_id(event), rappel),
            acteur=HORLOGE,
            survenu_le=le,
            campagne_id=event.originator_id,
            jour=jour,
        )
        yield Deadline(about, le, demande)


def _cloture(event: CampagneRemontee.CampagneOuverte) -> Deadline:
    """Le dernier jour est inclus : la campagne se clôt quand il est fini."""
    fin = end_of(date.fromisoformat(event.cloture))
    cloture = CloreCampagne(
        message_id=uuid5(message_id(event), "clôture"),
        acteur=HORLOGE,
        survenu_le=after(fin, timedelta(seconds=-1)),
        campagne_id=event.originator_id,
    )
    return Deadline(event.originator_id, fin, cloture)
