"""La conclusion d'un audit : ce que ses constats établissent, et rien d'autre (INV-04)."""

from typing import Any
from uuid import UUID

from services.audit.conduite.domain.constats import RESULTATS, Constats, CritereInapplicable
from services.audit.referentiels.rules.referentiel import Referentiel
from shared.recording.aggregates import Aggregate
from shared.refusal import Refus


class CriteresNonVerifies(Refus):
    """Un audit ne se conclut que si chaque critère applicable a été constaté (A-022)."""


class AuditConcluant(Aggregate.Event):
    TOPIC = "audit.AuditConcluant"
    PHRASE = "Audit concluant : tous les critères applicables sont respectés"
    signalement_id: UUID
    auditeurs: list[str]
    synthese: dict[str, Any]

    def apply(self, audit: Any) -> None:
        audit.etat = "CONCLU"
        audit.conclusion = {"concluant": True, "le": self.synthese.get("conclu_le", "")}


class AuditNonConcluant(Aggregate.Event):
    TOPIC = "audit.AuditNonConcluant"
    PHRASE = "Audit non concluant"
    signalement_id: UUID
    motif_principal: str
    motif_libelle: str
    issue: str
    criteres: list[dict[str, str]]
    synthese: dict[str, Any]

    def details(self) -> str:
        return f"({self.motif_libelle} ; en cause : {enumeres(self.criteres)})"

    def apply(self, audit: Any) -> None:
        audit.etat = "CONCLU"
        audit.en_cause = [each["code"] for each in self.criteres]
        audit.conclusion = {
            "concluant": False,
            "le": self.synthese.get("conclu_le", ""),
            "motif": self.motif_libelle,
            "issue": self.issue,
        }


class ConclusionRemiseEnCause(Aggregate.Event):
    TOPIC = "audit.ConclusionRemiseEnCause"
    PHRASE = "Conclusion remise en cause : un constat rectifié après coup donne un autre résultat"
    signalement_id: UUID
    concluant: bool
    criteres: list[dict[str, str]]
    raison: str

    def details(self) -> str:
        return f"(en cause : {enumeres(self.criteres) or 'plus aucun critère'})"

    def apply(self, audit: Any) -> None:
        audit.en_cause = [each["code"] for each in self.criteres]


def enumeres(criteres: list[dict[str, str]]) -> str:
    return ", ".join(f"{each['code']} {each['libelle']}" for each in criteres)


def a_constater(referentiel: Referentiel, mobile: bool, constats: Constats) -> list[str]:
    """Les critères applicables sans constat, ou constatés d'un mode que le critère n'admet pas."""
    return [
        critere.code
        for critere in referentiel.applicables(mobile)
        if constats.get(critere.code, {}).get("mode") not in critere.modes_admis
        or constats[critere.code]["resultat"] == "NON_VERIFIE"
    ]


def en_cause(referentiel: Referentiel, mobile: bool, constats: Constats) -> list[dict[str, str]]:
    """Les critères applicables non établis conformes ; sans aucun, l'audit est concluant."""
    manquants = a_constater(referentiel, mobile, constats)
    return [
        {
            "code": critere.code,
            "libelle": critere.libelle,
            "remarque": constats.get(critere.code, {}).get("remarque", ""),
        }
        for critere in referentiel.applicables(mobile)
        if critere.code in manquants or constats[critere.code]["resultat"] == "NON_CONFORME"
    ]


def verifier_critere(referentiel: Referentiel, mobile: bool, critere: str, resultat: str) -> None:
    applicables = {applicable.code for applicable in referentiel.applicables(mobile)}
    if critere not in applicables or resultat == "NON_APPLICABLE":
        raise CritereInapplicable(
            f"{critere} ({RESULTATS[resultat]}) : le référentiel {referentiel.id} applique "
            f"à cette structure les critères {', '.join(sorted(applicables))}, tous obligatoires."
        )


def motif_de(referentiel: Referentiel, fautifs: list[dict[str, str]]) -> dict[str, str]:
    """Le premier des motifs publiés (A-013), son code et ses mots."""
    motif = referentiel.motif(referentiel.motif_principal(each["code"] for each in fautifs))
    return {"motif_principal": motif.code, "motif_libelle": motif.libelle}


def verifier_constats(referentiel: Referentiel, mobile: bool, constats: Constats) -> None:
    manquants = a_constater(referentiel, mobile, constats)
    if manquants:
        raise CriteresNonVerifies(
            f"Il reste {len(manquants)} critère(s) à constater sur site ou par donnée : "
            f"{', '.join(manquants)}. Une déclaration ne vaut pas constat."
        )


def synthese(
    audit_id: UUID, referentiel: Referentiel, mobile: bool, constats: Constats, le: str
) -> dict[str, Any]:
    """L'audit en quelques lignes."""
    mesures: dict[str, float] = {}
    for constat in constats.values():
        mesures |= constat["valeurs"]
    return {
        "audit_id": str(audit_id),
        "conclu_le": le,
        "referentiel": referentiel.id,
        "organismes": sorted({constat["organisme"] for constat in constats.values()}),
        "agents": int(mesures["effectif"]) if "effectif" in mesures else None,
        "etp": mesures.get("etp"),
        "constats": [
            {
                "code": critere.code,
                "libelle": critere.libelle,
                "resultat": constats[critere.code]["resultat"],
                "mode": constats[critere.code]["mode"],
            }
            for critere in referentiel.applicables(mobile)
        ],
    }
