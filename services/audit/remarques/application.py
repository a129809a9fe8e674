"""De la remarque d'un auditeur à sa levée (A-017)."""

from services.audit.conduite.application import audit_de
from services.audit.conduite.domain.audit import Audit
from services.audit.referentiels.rules.chargement import charger_referentiel
from services.audit.remarques.commands import FormulerRemarque, LeverRemarque, TraiterRemarque
from services.audit.remarques.domain import Remarques
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository

HANDLERS = Handlers("remarques")


@HANDLERS.on(FormulerRemarque, creates={"remarque_id": "ONE"})
def formuler(commande: FormulerRemarque, repository: Repository) -> None:
    audit, acteur = audit_de(commande, repository), commande.acteur
    audit.verifier_auditeur("FormulerRemarque", acteur.id)
    critere = charger_referentiel(audit.referentiel).critere(commande.critere)
    selon = [audit.referentiel]
    remarques = repository.load(Remarques, Remarques.create_id(audit.id)) or Remarques.ouvrir(
        audit.id, audit.signalement_id, audit.structure_id, selon
    )
    remarque_id = remarques.formuler(
        critere.code, commande.texte, acteur.id, acteur.organisme or "", selon
    )
    repository.save(remarques, created={"remarque_id": remarque_id})


@HANDLERS.on(TraiterRemarque)
def traiter(commande: TraiterRemarque, repository: Repository) -> None:
    audit = audit_de(commande, repository)
    audit.permettre("TraiterRemarque")
    remarques = _remarques(audit, repository)
    preuves = [preuve.enregistree() for preuve in commande.preuves]
    remarques.traiter(commande.remarque_id, commande.reponse, preuves)
    repository.save(remarques)


def _departement(commande: LeverRemarque, repository: Repository) -> list[str]:
    return [audit_de(commande, repository).structure["departement"]]


@HANDLERS.on(LeverRemarque, within=_departement)
def lever(commande: LeverRemarque, repository: Repository) -> None:
    """L'auditeur de l'équipe, ou le préfet du département."""
    audit = audit_de(commande, repository)
    if commande.acteur.role == "AUDITEUR":
        audit.verifier_auditeur("LeverRemarque", commande.acteur.id)
    else:
        audit.permettre("LeverRemarque")
    remarques = _remarques(audit, repository)
    remarques.lever(commande.remarque_id)
    repository.save(remarques)


def _remarques(audit: Audit, repository: Repository) -> Remarques:
    return repository.load_or_refuse(Remarques, Remarques.create_id(audit.id))
