"""Ce que toutes les demandes d'audit partagent : trouver l'audit, son référentiel, le jour."""

from datetime import date
from typing import Any

from services.audit.conduite.domain.audit import Audit
from services.audit.referentiels.rules.chargement import charger_referentiel
from services.audit.referentiels.rules.referentiel import Referentiel
from shared.clock import paris_date
from shared.messages.commands import Command
from shared.recording.citing import cite
from shared.recording.legacy import LegacyService
from shared.recording.provenance import current
from shared.recording.repository import Introuvable
from shared.refusal import Refus


class MotifManquant(Refus):
    """Qui revient sur ce qui était établi, ou prévu, doit dire pourquoi."""


class Audits(LegacyService):
    """Un service qui sait retrouver un audit."""

    def audit(self, commande: Any) -> Audit:
        audit = self.load_or_refuse(Audit, commande.audit_id)
        if audit.structure_id != commande.structure_id:
            raise Introuvable(
                f"L'audit {audit.id} n'est pas celui de la structure {commande.structure_id}."
            )
        return audit

    def referentiel(self, audit: Audit) -> Referentiel:
        """Celui de l'audit, même s'il n'est plus en vigueur (C.7-6)."""
        cite(audit.referentiel)
        return charger_referentiel(audit.referentiel)

    def jour(self) -> date:
        """Le jour de la demande, à Paris."""
        return paris_date(current().survenu_le)


def motif_de(commande: Command) -> str:
    if not commande.motif:
        raise MotifManquant("Dites pourquoi, dans le champ « motif » : il est enregistré.")
    return commande.motif
