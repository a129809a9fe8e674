"""Les dates qu'un dossier attend : la fin d'une priorité (A-016), celle d'un délai (C.6)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.labellisation.candidature import StructureSignalee
from services.labellisation.changements import Fermee
from services.labellisation.commands import ConstaterFinDeDelai, ConstaterFinDePriorite
from services.labellisation.instruction import (
    AuditAnnuleEnregistre,
    PrioriteDeRelabellisationAccordee,
)
from services.labellisation.label import (
    ConformiteRetablie,
    FinDeLabel,
    LabelRetabli,
    PorteurMisEnDemeure,
)
from services.labellisation.territoire import echeances as territoire
from shared.clock import PARIS
from shared.delivery.deadlines import Deadline, Lifted
from shared.log.contract_fields import message_id, subject_of
from shared.messages.actors import Acteur

HORLOGE = Acteur(role="SERVICE", id="labellisation")
FINS_DE_PRIORITE = (StructureSignalee, AuditAnnuleEnregistre, Fermee)
FINS_DE_DELAI = (ConformiteRetablie, LabelRetabli, FinDeLabel, Fermee)


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Ce que chaque événement fait attendre, ou cesse de faire attendre."""
    yield from territoire.echeances(event)
    priorite, delai = (uuid5(event.originator_id, each) for each in ("priorité", "délai"))
    if isinstance(event, PrioriteDeRelabellisationAccordee):
        yield _priorite(priorite, event)
    if isinstance(event, PorteurMisEnDemeure):
        yield _delai(delai, event)
    if isinstance(event, FINS_DE_PRIORITE):
        yield Lifted(priorite)
    if isinstance(event, FINS_DE_DELAI):
        yield Lifted(delai)


def _priorite(about: UUID, event: Any) -> Deadline:
    due = lendemain(event.jusqu_au)
    return Deadline(
        about, due, ConstaterFinDePriorite(**_entete(event, due), jusqu_au=event.jusqu_au)
    )


def _delai(about: UUID, event: Any) -> Deadline:
    due = lendemain(event.echeance)
    return Deadline(about, due, ConstaterFinDeDelai(**_entete(event, due), echeance=event.echeance))


def _entete(event: Any, due: datetime) -> dict[str, Any]:
    return {
        "message_id": uuid5(message_id(event), "échéance"),
        "acteur": HORLOGE,
        "survenu_le": due,
        "structure_id": subject_of(event),
    }


def lendemain(jour: str) -> datetime:
    """Un délai court jusqu'à la fin de son dernier jour, heure de Paris."""
    return datetime.combine(date.fromisoformat(jour) + timedelta(days=1), time(), PARIS)
