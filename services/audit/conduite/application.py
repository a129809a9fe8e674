"""Charger, décider, enregistrer : le déroulement d'un audit."""

from datetime import timedelta

from services.audit.conduite.acces import Audits, motif_de
from services.audit.conduite.domain.visite import EquipeManquante, HorsEquipe
from services.audit.conduite.rules import charger_contradictoire
from services.audit.deroulement.commands import (
    CloreVisite,
    ConstaterSilence,
    DebuterVisite,
    DesignerEquipe,
    OuvrirContradictoire,
    PlanifierVisite,
    PresenterObservations,
    ReporterVisite,
)
from services.audit.missions.application import membres_de
from services.audit.missions.domain import MissionAudit
from services.audit.missions.rules import Composition, charger_compositions
from shared.recording.citing import cite
from shared.recording.legacy import handles


class Deroulement(Audits):
    """De la désignation de l'équipe à la fin de la phase contradictoire."""

    @handles(DesignerEquipe)
    def designer(self, commande: DesignerEquipe) -> None:
        """A-002, X-02."""
        audit = self.audit(commande)
        composition = charger_compositions().en_vigueur(self.jour())
        cite(composition.id)
        membres = membres_de(commande.membres)
        self._verifier_equipe(composition, commande)
        audit.designer_equipe(commande.mission_id, membres, commande.responsable, composition.id)
        self.save(audit)

    @handles(PlanifierVisite)
    def planifier(self, commande: PlanifierVisite) -> None:
        """C.3."""
        audit = self.audit(commande)
        audit.planifier(commande.acteur.id, commande.le, self.jour())
        self.save(audit)

    @handles(ReporterVisite)
    def reporter(self, commande: ReporterVisite) -> None:
        """C.3."""
        audit = self.audit(commande)
        audit.reporter(commande.acteur.id, commande.le, self.jour(), motif_de(commande))
        self.save(audit)

    @handles(DebuterVisite)
    def debuter(self, commande: DebuterVisite) -> None:
        """C.3."""
        audit = self.audit(commande)
        audit.debuter(commande.acteur.id, self.jour())
        self.save(audit)

    @handles(CloreVisite)
    def clore(self, commande: CloreVisite) -> None:
        """A-022."""
        audit = self.audit(commande)
        audit.clore_visite(self.referentiel(audit), commande.acteur.id, self.jour().isoformat())
        self.save(audit)

    @handles(OuvrirContradictoire)
    def ouvrir_contradictoire(self, commande: OuvrirContradictoire) -> None:
        """TMR-14."""
        audit = self.audit(commande)
        regle = charger_contradictoire().en_vigueur(self.jour())
        cite(regle.id)
        jusqu_au = self.jour() + timedelta(days=regle.jours)
        audit.ouvrir_contradictoire(
            commande.acteur.id, jusqu_au.isoformat(), regle.silence, regle.id
        )
        self.save(audit)

    @handles(PresenterObservations)
    def presenter(self, commande: PresenterObservations) -> None:
        """TMR-14."""
        audit = self.audit(commande)
        preuves = [preuve.model_dump() for preuve in commande.preuves]
        le = self.jour().isoformat()
        audit.presenter(commande.acteur.id, commande.texte, preuves, le)
        self.save(audit)

    @handles(ConstaterSilence)
    def constater_silence(self, commande: ConstaterSilence) -> None:
        """TMR-14, A-022."""
        audit = self.audit(commande)
        audit.constater_silence(commande.silence)
        self.save(audit)

    def _verifier_equipe(self, composition: Composition, commande: DesignerEquipe) -> None:
        comptes = [membre.id for membre in commande.membres]
        if commande.responsable not in comptes:
            raise HorsEquipe(f"Le responsable, {commande.responsable}, n'est pas de l'équipe.")
        if commande.mission_id is not None:
            mission = self.load_or_refuse(MissionAudit, commande.mission_id)
            mission.verifier_membres(comptes)
        elif composition.programme:
            raise EquipeManquante(
                f"À cette date, l'équipe se prend dans une mission : dites laquelle, dans "
                f"« mission_id » ({composition.id})."
            )
