"""Quand le porteur se tait, ou qu'une conclusion est remise en cause (TMR-14, C.7-7)."""

from collections.abc import Iterator
from datetime import date
from functools import singledispatch
from typing import Any
from uuid import uuid5

from services.audit.conduite.commands import ConstaterSilence
from services.audit.conduite.domain.contradictoire import (
    ObservationsPorteurRecues,
    PhaseContradictoireOuverte,
)
from services.audit.conduite.domain.declenchement import AuditAnnule
from services.audit.conduite.domain.rectification import ConclusionRemiseEnCause
from services.audit.vigilance.domain.veille import Doute
from shared.clock import end_of
from shared.log.contract_fields import message_id
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted

HORLOGE = Acteur(role="SERVICE", id="audit")


@singledispatch
def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Les échéances que chaque événement pose ou lève (TMR-14)."""
    return iter(())


@echeances.register
def _ouverte(event: PhaseContradictoireOuverte) -> Iterator[Deadline | Lifted]:
    passe = end_of(date.fromisoformat(event.jusqu_au))
    constat = ConstaterSilence(
        message_id=uuid5(message_id(event), "silence"),
        acteur=HORLOGE,
        survenu_le=passe,
        structure_id=event.provenance["sujet"],
        audit_id=event.originator_id,
        silence=event.silence,
    )
    yield Deadline(event.originator_id, passe, constat)


@echeances.register
def _sans_objet(event: ObservationsPorteurRecues | AuditAnnule) -> Iterator[Deadline | Lifted]:
    yield Lifted(event.originator_id)


def de_la_conclusion(event: Any) -> Iterator[Doute]:
    """C.7-7 : un constat rectifié ; l'audit ne serait plus concluant."""
    if isinstance(event, ConclusionRemiseEnCause) and not event.concluant:
        yield Doute(
            f"CONSTAT {event.originator_id}",
            tuple(each["code"] for each in event.criteres),
            f"un constat rectifié change la conclusion d'un audit : {event.raison}",
        )
