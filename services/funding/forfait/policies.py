"""Chaque droit décidé fait attendre le 1er janvier suivant, heure de Paris (A-032)."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid5

from services.funding.forfait.commands import OuvrirDroitAnnuel
from services.funding.forfait.domain.droit import DroitAuForfait
from shared.clock import FIRST_DAY, LAST_DAY, start_of
from shared.log.contract_fields import message_id
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted

HORLOGE = Acteur(role="SERVICE", id="funding")
DECIDES = (DroitAuForfait.DroitOuvert, DroitAuForfait.DroitRefuse, DroitAuForfait.DroitEnAttente)


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Une par label : celle d'une année remplace celle de l'année d'avant.

    Rien ne l'arrête : un label qui a cessé n'ouvre rien, et n'attend plus d'autre année.
    """
    if not isinstance(event, DECIDES) or not FIRST_DAY.year <= event.annee < LAST_DAY.year:
        return
    premier = start_of(date(event.annee + 1, 1, 1))
    ouverture = OuvrirDroitAnnuel(
        message_id=uuid5(message_id(event), "année suivante"),
        acteur=HORLOGE,
        survenu_le=premier,
        structure_id=event.provenance["sujet"],
        label_id=event.label_id,
        annee=event.annee + 1,
    )
    yield Deadline(uuid5(event.label_id, "forfait"), premier, ouverture)
