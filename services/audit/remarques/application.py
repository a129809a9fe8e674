"""Charger, décider, enregistrer : les remarques d'un audit."""

from services.audit.conduite.acces import Audits
from services.audit.conduite.domain.audit import Audit
from services.audit.remarques.commands import FormulerRemarque, LeverRemarque, TraiterRemarque
from services.audit.remarques.domain import Remarques
from shared.recording.legacy import handles


class SuiviDesRemarques(Audits):
    """De la remarque de l'auditeur à sa levée."""

    @handles(FormulerRemarque)
    def formuler(self, commande: FormulerRemarque) -> None:
        """A-017."""
        audit = self.audit(commande)
        audit.verifier_auditeur("FormulerRemarque", commande.acteur.id)
        critere = self.referentiel(audit).critere(commande.critere)
        remarques = self.load(Remarques, Remarques.create_id(audit.id)) or Remarques(
            audit.id, audit.signalement_id, audit.structure_id
        )
        acteur = commande.acteur
        remarques.formuler(critere.code, commande.texte, acteur.id, acteur.organisme or "")
        self.save(remarques)

    @handles(TraiterRemarque)
    def traiter(self, commande: TraiterRemarque) -> None:
        """A-017."""
        audit = self.audit(commande)
        audit.permettre("TraiterRemarque")
        remarques = self._remarques(audit)
        preuves = [preuve.model_dump() for preuve in commande.preuves]
        remarques.traiter(commande.remarque_id, commande.reponse, preuves)
        self.save(remarques)

    @handles(LeverRemarque)
    def lever(self, commande: LeverRemarque) -> None:
        """A-017 : l'auditeur de l'équipe, ou le préfet du département."""
        audit = self.audit(commande)
        self.within(audit.structure["departement"])
        if commande.acteur.role == "AUDITEUR":
            audit.verifier_auditeur("LeverRemarque", commande.acteur.id)
        else:
            audit.permettre("LeverRemarque")
        remarques = self._remarques(audit)
        remarques.lever(commande.remarque_id)
        self.save(remarques)

    def _remarques(self, audit: Audit) -> Remarques:
        return self.load_or_refuse(Remarques, Remarques.create_id(audit.id))
