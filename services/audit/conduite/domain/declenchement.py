"""Ouvrir un audit, l'annuler, le remplacer (A-021, C.7-5)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.audit.conduite.domain.audit import Audit, Constat
from services.audit.conduite.domain.constats import constater_par_donnee
from services.audit.referentiels.domain import ConstatParDonnee
from services.audit.referentiels.rules.grille import Referentiel
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Created
from shared.structures import DesignationEnregistree

DONNEE = "service audit"
"""L'auteur des constats que la donnée établit."""


class AuditDeclenche(Created, Audit.Event):
    TOPIC = "audit.AuditDeclenche"
    PHRASE = "Audit déclenché par le signalement du préfet"
    PERSONNELLES = personal(contact, "structure.courriel")
    class_version = 2
    signalement_id: UUID
    structure_id: UUID
    structure: DesignationEnregistree
    mobile: bool
    referentiel: str
    a_constater: list[str]
    parties: list[str]
    remplace: UUID | None

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Qui avait signalé n'était pas retenu, et nul audit n'en remplaçait un autre."""
        state["parties"], state["remplace"] = [], None

    def apply(self, audit: Audit) -> None:
        audit.signalement_id, audit.structure_id = self.signalement_id, self.structure_id
        audit.structure, audit.mobile = self.structure, self.mobile
        audit.referentiel, audit.parties = self.referentiel, set(self.parties)

    def details(self) -> str:
        reste = f"({len(self.a_constater)} critères à constater sur place)"
        return f"{reste}, à la place de l'audit annulé {self.remplace}" if self.remplace else reste


class AuditAnnule(Audit.Event):
    TOPIC = "audit.AuditAnnule"
    PHRASE = "Audit annulé"
    signalement_id: UUID
    raison: str

    def apply(self, audit: Audit) -> None:
        audit.etat = "ANNULE"

    def details(self) -> str:
        return f"(« {self.raison} »)"


def declencher(
    referentiel: Referentiel,
    constats: Mapping[str, Constat],
    *,
    signalement_id: UUID,
    structure_id: UUID,
    structure: DesignationEnregistree,
    mobile: bool,
    parties: list[str],
    remplace: UUID | None = None,
) -> Audit:
    """A-021 : un audit, où les constats que la donnée établit, par critère, sont déjà faits."""
    applicables = [critere.code for critere in referentiel.applicables(mobile)]
    audit = Audit.creer(
        AuditDeclenche,
        selon=[referentiel.id],
        signalement_id=signalement_id,
        structure_id=structure_id,
        structure=structure,
        mobile=mobile,
        referentiel=referentiel.id,
        a_constater=[code for code in applicables if code not in constats],
        parties=parties,
        remplace=remplace,
    )
    for critere, constat in constats.items():
        constater_par_donnee(audit, referentiel, critere, constat)
    return audit


def annuler(audit: Audit, raison: str) -> None:
    """C.7-5 : ce que l'audit a établi ne vaut plus ; son histoire reste."""
    if audit.etat != "ANNULE":
        audit.enregistrer(AuditAnnule, signalement_id=audit.signalement_id, raison=raison)


def remplacer(annule: Audit, referentiel: Referentiel) -> Audit:
    """C.7-5, INV-06 : le même signalement, la même grille, et d'autres auditeurs."""
    annule.permettre("RemplacerAudit")
    return declencher(
        referentiel,
        constats_de_la_donnee(annule),
        signalement_id=annule.signalement_id,
        structure_id=annule.structure_id,
        structure=annule.structure,
        mobile=annule.mobile,
        parties=sorted(annule.ecartes),
        remplace=annule.id,
    )


def constats_de_la_donnee(audit: Audit) -> dict[str, Constat]:
    """Ceux de l'audit qu'aucun auditeur n'a faits."""
    return {
        critere: {
            "resultat": retenu["resultat"],
            "mode": retenu["mode"],
            "auteur": retenu["auteur"],
            "organisme": retenu["organisme"],
            "valeurs": retenu["valeurs"],
            "remarque": retenu["remarque"],
            "preuves": retenu["preuves"],
        }
        for critere, retenu in audit.constats.items()
        if retenu["auteur"] == DONNEE
    }


def constat_publie(etabli: ConstatParDonnee) -> Constat:
    """Le constat que les horaires publiés établissent (A-078, A-079)."""
    return {
        "resultat": etabli.resultat,
        "mode": "CONSTATE_PAR_DONNEE",
        "auteur": DONNEE,
        "organisme": "horaires publiés",
        "valeurs": etabli.valeurs,
        "remarque": etabli.remarque,
        "preuves": [],
    }
