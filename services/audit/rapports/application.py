"""Signer le rapport d'un audit, puis retenir le document écrit."""

from datetime import date

from services.audit.conduite.application import audit_de
from services.audit.rapports.commands import EnregistrerRapport, SignerRapport
from services.audit.rapports.domain.contenu import contenu_de
from services.audit.rapports.domain.rapport import etablir, signer
from services.audit.referentiels.rules.chargement import charger_referentiel
from services.audit.remarques.domain import Remarques
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository

HANDLERS = Handlers("rapports")


@HANDLERS.on(SignerRapport)
def signer_rapport(commande: SignerRapport, repository: Repository, jour: date) -> None:
    """C.3 : le rapport se signe une fois l'audit conclu."""
    audit = audit_de(commande, repository)
    audit.verifier_auditeur("SignerRapport", commande.acteur.id, responsable=True)
    remarques = repository.load(Remarques, Remarques.create_id(audit.id))
    contenu = contenu_de(audit, charger_referentiel(audit.referentiel), remarques, jour)
    signer(audit, commande.acteur.id, contenu)
    repository.save(audit)


@HANDLERS.on(EnregistrerRapport)
def enregistrer_rapport(commande: EnregistrerRapport, repository: Repository) -> None:
    audit = audit_de(commande, repository)
    etablir(
        audit,
        commande.rang,
        commande.gabarit,
        commande.fichier,
        commande.empreinte,
        commande.taille,
    )
    repository.save(audit)
