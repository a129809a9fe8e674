"""La conclusion d'un audit : elle découle des constats (INV-04)."""

from datetime import date
from uuid import UUID

from services.audit.conduite.domain.audit import Audit
from services.audit.conduite.domain.bilan import (
    en_cause,
    enumerer,
    synthese,
    verifier_constats,
)
from services.audit.conduite.domain.contradictoire import verifier_reponse
from services.audit.referentiels.rules.grille import Referentiel
from shared.structures import CritereEnregistre, SyntheseEnregistree


class AuditConcluant(Audit.Event):
    TOPIC = "audit.AuditConcluant"
    PHRASE = "Audit concluant : tous les critères applicables sont respectés"
    signalement_id: UUID
    auditeurs: list[str]
    synthese: SyntheseEnregistree

    def apply(self, audit: Audit) -> None:
        audit.etat = "CONCLU"
        audit.conclusion = {"concluant": True, "le": self.synthese.get("conclu_le", "")}


class AuditNonConcluant(Audit.Event):
    TOPIC = "audit.AuditNonConcluant"
    PHRASE = "Audit non concluant"
    signalement_id: UUID
    motif_principal: str
    motif_libelle: str
    issue: str
    criteres: list[CritereEnregistre]
    synthese: SyntheseEnregistree

    def apply(self, audit: Audit) -> None:
        audit.etat = "CONCLU"
        audit.en_cause = [each["code"] for each in self.criteres]
        audit.conclusion = {
            "concluant": False,
            "le": self.synthese.get("conclu_le", ""),
            "motif": self.motif_libelle,
            "issue": self.issue,
        }

    def details(self) -> str:
        return f"({self.motif_libelle} ; en cause : {enumerer(self.criteres)})"


def conclure(audit: Audit, referentiel: Referentiel, par: str, issue: str, le: date) -> None:
    """Concluant si tout est constaté conforme ; une déclaration ne vaut rien (INV-04)."""
    if audit.etat == "CONCLU":
        return
    audit.verifier_auditeur("ConclureAudit", par, responsable=True)
    verifier_reponse(audit)
    verifier_constats(audit, referentiel)
    resume = synthese(audit, referentiel, le.isoformat())
    if fautifs := en_cause(audit, referentiel):
        _refuser(audit, referentiel, fautifs, issue, resume)
    else:
        audit.enregistrer(
            AuditConcluant,
            selon=[referentiel.id],
            signalement_id=audit.signalement_id,
            auditeurs=audit.auditeurs,
            synthese=resume,
        )


def _refuser(
    audit: Audit,
    referentiel: Referentiel,
    fautifs: list[CritereEnregistre],
    issue: str,
    resume: SyntheseEnregistree,
) -> None:
    """Pour le premier des motifs publiés (A-013), son code et ses mots."""
    motif = referentiel.motif(referentiel.motif_principal(each["code"] for each in fautifs))
    audit.enregistrer(
        AuditNonConcluant,
        selon=[referentiel.id],
        signalement_id=audit.signalement_id,
        motif_principal=motif.code,
        motif_libelle=motif.libelle,
        issue=issue,
        criteres=fautifs,
        synthese=resume,
    )
