"""Chaque année, une campagne s'ouvre puis se ferme à ses dates (A-026, TMR-08)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import singledispatch
from typing import Any
from uuid import UUID, uuid5

from services.audit.enquetes.domain import CampagneEnquete
from services.audit.qualite.commands import CloturerCampagneEnquete, OuvrirCampagneEnquete
from services.audit.vigilance.domain.suivi import SuiviQualite
from shared.clock import PARIS
from shared.log.contract_fields import message_id
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted

HORLOGE = Acteur(role="SERVICE", id="audit")


@singledispatch
def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Ce que chaque événement fait attendre, ou cesse de faire attendre."""
    return iter(())


@echeances.register(SuiviQualite.SuiviQualiteOuvert)
@echeances.register(SuiviQualite.SuiviQualiteRepris)
def _suivie(event: Any) -> Iterator[Deadline | Lifted]:
    yield _ouverture(event, event.enquete_le)


@echeances.register
def _close(event: SuiviQualite.SuiviQualiteClos) -> Iterator[Deadline | Lifted]:
    yield Lifted(prochaine(event.structure_id))


@echeances.register
def _ouverte(event: CampagneEnquete.CampagneEnqueteOuverte) -> Iterator[Deadline | Lifted]:
    yield _ouverture(event, event.prochaine_le)
    due = minuit(date.fromisoformat(event.cloture_le) + timedelta(days=1))
    cloture = CloturerCampagneEnquete(
        message_id=uuid5(message_id(event), "clôture"),
        acteur=HORLOGE,
        survenu_le=due,
        structure_id=event.structure_id,
        annee=event.annee,
    )
    yield Deadline(event.originator_id, due, cloture)


def prochaine(structure_id: UUID) -> UUID:
    """L'attente de la prochaine campagne d'une structure, quelle que soit l'année."""
    return uuid5(structure_id, "prochaine campagne d'enquête")


def minuit(jour: date) -> datetime:
    return datetime.combine(jour, time(), PARIS)


def _ouverture(event: Any, le: str) -> Deadline:
    jour = date.fromisoformat(le)
    ouverture = OuvrirCampagneEnquete(
        message_id=uuid5(message_id(event), "ouverture"),
        acteur=HORLOGE,
        survenu_le=minuit(jour),
        structure_id=event.structure_id,
        le=jour,
    )
    return Deadline(prochaine(event.structure_id), minuit(jour), ouverture)
