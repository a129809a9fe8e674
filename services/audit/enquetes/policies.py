"""Chaque année une campagne s'ouvre puis se ferme ; un indicateur trop bas met en doute (A-027)."""

from collections.abc import Iterator
from datetime import date
from functools import singledispatch
from typing import Any
from uuid import UUID, uuid5

from services.audit.enquetes.commands import CloturerCampagneEnquete, OuvrirCampagneEnquete
from services.audit.enquetes.domain import CampagneEnquete, Indicateur
from services.audit.enquetes.rules import PUBLICS, Public
from services.audit.vigilance.domain.suivi import SuiviQualite
from services.audit.vigilance.domain.veille import Doute
from services.audit.vigilance.rules import Seuils
from shared.clock import end_of, start_of, within
from shared.log.contract_fields import message_id
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted
from shared.typographie import decimal

HORLOGE = Acteur(role="SERVICE", id="audit")
Suivie = (
    SuiviQualite.SuiviQualiteOuvert
    | SuiviQualite.SuiviQualiteRepris
    | SuiviQualite.SuiviQualiteRetabli
    | SuiviQualite.SuiviQualiteRendu
)
Attendue = Suivie | CampagneEnquete.CampagneEnqueteOuverte


@singledispatch
def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """A-026, TMR-08 : les échéances que chaque événement pose ou lève."""
    return iter(())


@echeances.register
def _suivie(event: Suivie) -> Iterator[Deadline | Lifted]:
    yield _ouverture(event, event.enquete_le)


@echeances.register
def _close(
    event: SuiviQualite.SuiviQualiteClos | SuiviQualite.SuiviQualiteSuspendu,
) -> Iterator[Deadline | Lifted]:
    yield Lifted(prochaine(event.structure_id))


@echeances.register
def _ouverte(event: CampagneEnquete.CampagneEnqueteOuverte) -> Iterator[Deadline | Lifted]:
    yield _ouverture(event, event.prochaine_le)
    due = end_of(date.fromisoformat(event.cloture_le))
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


def _ouverture(event: Attendue, le: str) -> Deadline:
    jour = within(date.fromisoformat(le))
    ouverture = OuvrirCampagneEnquete(
        message_id=uuid5(message_id(event), "ouverture"),
        acteur=HORLOGE,
        survenu_le=start_of(jour),
        structure_id=event.structure_id,
        le=jour,
    )
    return Deadline(prochaine(event.structure_id), start_of(jour), ouverture)


def de_l_enquete(
    seuils: Seuils, annee: int, public: Public, indicateur: Indicateur
) -> Iterator[Doute]:
    """A-027, A-088 : un indicateur sous le seuil, si assez de réponses le fondent."""
    a_qui = f"{PUBLICS[public]}, campagne {annee}, {indicateur.reponses} réponses"
    note, reorientation = indicateur.note, indicateur.reorientation
    assez = indicateur.notees >= seuils.reponses_minimum
    if assez and note is not None and note < seuils.note_enquete_minimum:
        yield Doute(
            f"SATISFACTION {public}",
            seuils.criteres["SATISFACTION"],
            f"satisfaction de {decimal(note)} sur 10, pour {seuils.note_enquete_minimum} "
            f"au moins ({a_qui})",
        )
    assez = indicateur.interrogees >= seuils.reponses_minimum
    if assez and reorientation is not None and reorientation > seuils.reorientation_maximum:
        yield Doute(
            f"REORIENTATION {public}",
            seuils.criteres["REORIENTATION"],
            f"{decimal(reorientation)} % des usagers renvoyés ailleurs, pour "
            f"{seuils.reorientation_maximum} % au plus ({a_qui})",
        )
