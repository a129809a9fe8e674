"""Charger, décider, enregistrer : ce que le service d'audit répond pour ses missions."""

from collections.abc import Iterable
from typing import cast

from services.audit.conduite.domain.audit import Audit
from services.audit.missions.commands import ConstituerMission, MembreEquipe, ProgrammerAudits
from services.audit.missions.domain import MissionAudit
from services.audit.missions.rules import Genre, charger_compositions, charger_organismes
from shared.clock import paris_date
from shared.recording.citing import cite
from shared.recording.legacy import LegacyService, handles
from shared.recording.provenance import current


class Missions(LegacyService):
    """Les équipes et leur programme."""

    @handles(ConstituerMission)
    def constituer(self, commande: ConstituerMission) -> None:
        """A-002, X-02 : la composition se vérifie dans la mission, pas dans chaque équipe."""
        membres = membres_de(commande.membres)
        composition = charger_compositions().en_vigueur(paris_date(current().survenu_le))
        cite(composition.id)
        composition.verifier(cast(Genre, membre["genre"]) for membre in membres)
        mission = self.load(MissionAudit, commande.mission_id)
        if mission is None:
            mission = MissionAudit(commande.mission_id, commande.intitule, membres)
        else:
            mission.recomposer(membres)
        self.save(mission)

    @handles(ProgrammerAudits)
    def programmer(self, commande: ProgrammerAudits) -> None:
        """A-002."""
        mission = self.load_or_refuse(MissionAudit, commande.mission_id)
        for audit_id in commande.audits:
            self.load_or_refuse(Audit, audit_id)
        mission.programmer(commande.audits)
        self.save(mission)


def membres_de(dits: Iterable[MembreEquipe]) -> list[dict[str, str]]:
    """Chacun avec l'organisme qui l'emploie ce jour (X-04) : l'ANCT à la suite du CGET."""
    jour = paris_date(current().survenu_le)
    registre = charger_organismes()
    cite(registre.id)
    employeurs = {dit.id: registre.titulaire(dit.organisme, jour) for dit in dits}
    return [
        {"id": compte, "organisme": employeur.code, "genre": employeur.genre}
        for compte, employeur in employeurs.items()
    ]
