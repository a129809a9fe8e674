"""Le porteur qui ne répond pas à temps : son silence se constate à la date (TMR-14)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import uuid5

from services.audit.conduite.domain.contradictoire import (
    ObservationsPorteurRecues,
    PhaseContradictoireOuverte,
    Silence,
)
from services.audit.conduite.domain.declenchement import AuditAnnule
from services.audit.deroulement.commands import ConstaterSilence
from shared.clock import PARIS
from shared.log.contract_fields import message_id
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted

HORLOGE = Acteur(role="SERVICE", id="audit")


def echeances(event: Any) -> Iterator[Deadline | Lifted]:
    """Ce que chaque événement fait attendre, ou cesse de faire attendre."""
    if isinstance(event, PhaseContradictoireOuverte):
        passe = fin_de(date.fromisoformat(event.jusqu_au))
        constat = ConstaterSilence(
            message_id=uuid5(message_id(event), "silence"),
            acteur=HORLOGE,
            survenu_le=passe,
            structure_id=event.provenance["sujet"],
            audit_id=event.originator_id,
            silence=cast(Silence, event.silence),
        )
        yield Deadline(event.originator_id, passe, constat)
    elif isinstance(event, ObservationsPorteurRecues | AuditAnnule):
        yield Lifted(event.originator_id)


def fin_de(jour: date) -> datetime:
    """Minuit, heure de Paris : le jour dit est entier."""
    return datetime.combine(jour + timedelta(days=1), time(), PARIS)
