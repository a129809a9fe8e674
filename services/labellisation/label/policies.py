"""La date qu'un label attend : la fin du délai d'une mise en demeure (C.6)."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid5

from services.labellisation.dossier.domain.evenements.changements import Fermee
from services.labellisation.dossier.domain.evenements.fusion import FusionAnnulee
from services.labellisation.dossier.domain.evenements.label import (
    ConformiteRetablie,
    FinDeLabel,
    LabelRetabli,
    PorteurMisEnDemeure,
)
from services.labellisation.dossier.policies import entete_de_l_echeance
from services.labellisation.label.commands import ConstaterFinDeDelai
from shared.clock import end_of, within
from shared.messages.deadline import Deadline, Lifted

FINS_DE_DELAI = (ConformiteRetablie, LabelRetabli, FinDeLabel, Fermee)


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Ce que chaque événement fait attendre, ou cesse de faire attendre."""
    about = uuid5(event.originator_id, "délai")
    if dite := _echeance(event):
        echeance = within(date.fromisoformat(dite))
        due = end_of(echeance)
        fin = ConstaterFinDeDelai(**entete_de_l_echeance(event, due), echeance=echeance)
        yield Deadline(about, due, fin)
    if isinstance(event, FINS_DE_DELAI):
        yield Lifted(about)


def _echeance(event: Any) -> str:
    """Celle que le fait pose, ou fait courir de nouveau (C.7-17) ; vide, s'il n'en a pas."""
    if isinstance(event, PorteurMisEnDemeure):
        return event.echeance
    return event.echeance_avant if isinstance(event, FusionAnnulee) else ""
