"""La date qu'un dossier attend : la fin d'une priorité de relabellisation (A-016)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from typing_extensions import TypedDict

from services.labellisation.dossier.commands import ConstaterFinDePriorite
from services.labellisation.dossier.domain.evenements.candidature import StructureSignalee
from services.labellisation.dossier.domain.evenements.changements import Fermee
from services.labellisation.dossier.domain.evenements.fusion import FusionAnnulee
from services.labellisation.dossier.domain.evenements.instruction import (
    AuditAnnuleEnregistre,
    PrioriteDeRelabellisationAccordee,
)
from shared.clock import end_of, within
from shared.log.contract_fields import message_id, subject_of
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted

HORLOGE = Acteur(role="SERVICE", id="labellisation")
FINS_DE_PRIORITE = (StructureSignalee, AuditAnnuleEnregistre, Fermee)


class Entete(TypedDict):
    """Ce que porte toute demande qu'une échéance enverra."""

    message_id: UUID
    acteur: Acteur
    survenu_le: datetime
    structure_id: UUID


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Ce que chaque événement fait attendre, ou cesse de faire attendre."""
    about = uuid5(event.originator_id, "priorité")
    if dite := _fin_de_priorite(event):
        jusqu_au = within(date.fromisoformat(dite))
        due = end_of(jusqu_au)
        fin = ConstaterFinDePriorite(**entete_de_l_echeance(event, due), jusqu_au=jusqu_au)
        yield Deadline(about, due, fin)
    if isinstance(event, FINS_DE_PRIORITE):
        yield Lifted(about)


def _fin_de_priorite(event: Any) -> str:
    """Celle que le fait pose, ou fait courir de nouveau (C.7-17) ; vide, s'il n'en a pas."""
    if isinstance(event, PrioriteDeRelabellisationAccordee):
        return event.jusqu_au
    return event.priorite_jusqu_au if isinstance(event, FusionAnnulee) else ""


def entete_de_l_echeance(event: Any, due: datetime) -> Entete:
    structure_id = subject_of(event)
    assert structure_id, "a dossier is about a structure"
    return {
        "message_id": uuid5(message_id(event), "échéance"),
        "acteur": HORLOGE,
        "survenu_le": due,
        "structure_id": structure_id,
    }
