"""Un audit, de son déclenchement à sa conclusion : ce que les essais partagent."""

from datetime import date
from typing import Any
from uuid import UUID

from services.audit.conduite.domain.audit import Audit
from services.audit.referentiels.rules.chargement import referentiel_en_vigueur
from tests.gwt import Fact, Given, fact, specification

given = specification(Audit)

REFERENTIEL = referentiel_en_vigueur(date(2019, 10, 1))
CODES = [critere.code for critere in REFERENTIEL.applicables(mobile=False)]
SIGNALEMENT, MAISON = UUID(int=2), UUID(int=3)
DECLENCHE = fact(
    Audit.AuditDeclenche,
    signalement_id=SIGNALEMENT,
    structure_id=MAISON,
    structure={"nom": "Maison des Estives"},
    mobile=False,
    referentiel=REFERENTIEL.id,
    a_constater=CODES,
    parties=["préfecture du Cantal"],
    remplace=None,
)
RESPONSABLE = "auditeur CGET 15"
EQUIPE = fact(
    Audit.EquipeDesignee,
    mission_id=None,
    membres=[
        {"id": RESPONSABLE, "organisme": "CGET", "genre": "AGENCE"},
        {"id": "auditeur IGA 4", "organisme": "IGA", "genre": "IGA"},
    ],
    responsable=RESPONSABLE,
    regle="COMPOSITION_EQUIPE@2019-07",
)
PLANIFIEE = fact(Audit.VisiteAuditPlanifiee, le="2019-11-05")
DEBUTEE = fact(Audit.VisiteAuditDebutee, le="2019-11-05")
CLOSE = fact(Audit.VisiteAuditClose, le="2019-11-05")
VISITE = (DECLENCHE, EQUIPE, PLANIFIEE, DEBUTEE)
CONCLUANT = fact(Audit.AuditConcluant, signalement_id=SIGNALEMENT, auditeurs=[], synthese={})
NON_CONCLUANT = fact(
    Audit.AuditNonConcluant,
    signalement_id=SIGNALEMENT,
    motif_principal="AUTRE",
    motif_libelle="raisons variées",
    issue="REMARQUES_MINEURES",
    criteres=[],
    synthese={},
)


def visite(*faits: Fact) -> Given:
    """Un audit en cours de visite, après ces faits."""
    return given(*VISITE, *faits)


def visite_close(*faits: Fact) -> Given:
    return visite(*faits, CLOSE)


def constat(code: str, resultat: str = "CONFORME", mode: str = "CONSTATE_SUR_SITE") -> Fact:
    return fact(Audit.CritereConstate, **saisie(code, resultat, mode))


def saisie(
    code: str, resultat: str = "CONFORME", mode: str = "CONSTATE_SUR_SITE"
) -> dict[str, Any]:
    return {
        "critere": code,
        "resultat": resultat,
        "mode": mode,
        "auteur": "auditeur CGET 15",
        "organisme": "CGET",
        "valeurs": {},
        "remarque": "",
        "preuves": [],
    }


def tout_constate(**fautes: str) -> list[Fact]:
    """Un constat par critère applicable ; les fautes, par code sans tiret."""
    return [constat(code, fautes.get(code.replace("-", ""), "CONFORME")) for code in CODES]


def conclure(audit: Any) -> None:
    audit.conclure(REFERENTIEL, RESPONSABLE, "MONTEE_EN_GAMME_REELLE", "2019-11-06")


def en_cause(code: str, remarque: str = "") -> dict[str, str]:
    return {"code": code, "libelle": REFERENTIEL.critere(code).libelle, "remarque": remarque}
