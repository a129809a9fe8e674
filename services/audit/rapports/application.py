"""Charger, décider, enregistrer : le rapport d'un audit."""

from services.audit.conduite.acces import Audits
from services.audit.rapports.commands import EnregistrerRapport, SignerRapport
from services.audit.rapports.domain import contenu_de
from services.audit.remarques.domain import Remarques
from shared.recording.legacy import handles


class Rapports(Audits):
    """De la signature du responsable au document écrit."""

    @handles(SignerRapport)
    def signer(self, commande: SignerRapport) -> None:
        """C.3 : le rapport se signe une fois l'audit conclu."""
        audit = self.audit(commande)
        audit.verifier_auditeur("SignerRapport", commande.acteur.id, responsable=True)
        remarques = self.load(Remarques, Remarques.create_id(audit.id))
        le = self.jour().isoformat()
        contenu = contenu_de(audit, self.referentiel(audit), remarques, le)
        audit.signer(commande.acteur.id, contenu)
        self.save(audit)

    @handles(EnregistrerRapport)
    def enregistrer(self, commande: EnregistrerRapport) -> None:
        audit = self.audit(commande)
        fichier = commande.model_dump(include={"gabarit", "fichier", "empreinte", "taille"})
        audit.etablir(commande.rang, **fichier)
        self.save(audit)
