"""Le bilan des constats d'un audit, face à sa grille et à elle seule (INV-04)."""

from services.audit.conduite.domain.audit import Audit, Resultat
from services.audit.referentiels.rules.grille import Referentiel
from shared.refusal import RefusDuMoment
from shared.structures import CritereEnregistre, SyntheseEnregistree
from shared.typographie import denombrer

RESULTATS: dict[Resultat, str] = {
    "CONFORME": "conforme",
    "NON_CONFORME": "non conforme",
    "NON_APPLICABLE": "sans objet",
    "NON_VERIFIE": "non vérifié",
}


class CritereInapplicable(RefusDuMoment):
    """Le référentiel de cet audit ne connaît pas ce critère pour ce format de structure."""


class CriteresNonVerifies(RefusDuMoment):
    """Un audit ne se conclut que si chaque critère applicable a été constaté (A-022)."""


def a_constater(audit: Audit, referentiel: Referentiel) -> list[str]:
    """Les critères applicables sans constat, ou constatés d'un mode que le critère n'admet pas."""
    manquants = []
    for critere in referentiel.applicables(audit.mobile):
        constat = audit.constats.get(critere.code)
        admis = constat and constat["mode"] in critere.modes_admis
        if constat is None or not admis or constat["resultat"] == "NON_VERIFIE":
            manquants.append(critere.code)
    return manquants


def en_cause(audit: Audit, referentiel: Referentiel) -> list[CritereEnregistre]:
    """Les critères applicables non établis conformes ; sans aucun, l'audit est concluant."""
    manquants = set(a_constater(audit, referentiel))
    fautifs: list[CritereEnregistre] = []
    for critere in referentiel.applicables(audit.mobile):
        constat = audit.constats.get(critere.code)
        non_conforme = constat and constat["resultat"] == "NON_CONFORME"
        if critere.code in manquants or non_conforme:
            remarque = constat["remarque"] if constat else ""
            fautifs.append({"code": critere.code, "libelle": critere.libelle, "remarque": remarque})
    return fautifs


def enumerer(criteres: list[CritereEnregistre]) -> str:
    return ", ".join(f"{each['code']} {each['libelle']}" for each in criteres)


def verifier_critere(
    audit: Audit, referentiel: Referentiel, critere: str, resultat: Resultat
) -> None:
    applicables = {applicable.code for applicable in referentiel.applicables(audit.mobile)}
    if critere not in applicables or resultat == "NON_APPLICABLE":
        raise CritereInapplicable(
            f"{critere} ({RESULTATS[resultat]}) : le référentiel {referentiel.id} applique "
            f"à cette structure les critères {', '.join(sorted(applicables))}, tous obligatoires.",
            selon=[referentiel.id],
        )


def verifier_constats(audit: Audit, referentiel: Referentiel) -> None:
    manquants = a_constater(audit, referentiel)
    if manquants:
        raise CriteresNonVerifies(
            f"Il reste {denombrer(len(manquants), 'critère')} à constater sur site ou par donnée : "
            f"{', '.join(manquants)}. Une déclaration ne vaut pas constat.",
            selon=[referentiel.id],
        )


def synthese(audit: Audit, referentiel: Referentiel, le: str) -> SyntheseEnregistree:
    """L'audit en quelques lignes."""
    mesures: dict[str, float] = {}
    for constat in audit.constats.values():
        mesures |= constat["valeurs"]
    return {
        "audit_id": str(audit.id),
        "conclu_le": le,
        "referentiel": referentiel.id,
        "organismes": sorted({constat["organisme"] for constat in audit.constats.values()}),
        "agents": int(mesures["effectif"]) if "effectif" in mesures else None,
        "etp": mesures.get("etp"),
        "constats": [
            {
                "code": critere.code,
                "libelle": critere.libelle,
                "resultat": audit.constats[critere.code]["resultat"],
                "mode": audit.constats[critere.code]["mode"],
            }
            for critere in referentiel.applicables(audit.mobile)
        ],
    }
