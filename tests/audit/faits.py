"""Un audit, de son déclenchement à sa conclusion : ce que les essais partagent."""

from datetime import date
from typing import Any
from uuid import UUID

from services.audit.conduite.domain import conclusion
from services.audit.conduite.domain.audit import Audit
from services.audit.conduite.domain.conclusion import AuditConcluant, AuditNonConcluant
from services.audit.conduite.domain.constats import CritereConstate
from services.audit.conduite.domain.declenchement import AuditDeclenche
from services.audit.conduite.domain.visite import (
    EquipeDesignee,
    VisiteAuditClose,
    VisiteAuditDebutee,
    VisiteAuditPlanifiee,
)
from services.audit.referentiels.rules.chargement import referentiel_en_vigueur
from tests.gwt import Fact, Given, fact, specification

given = specification(Audit)

REFERENTIEL = referentiel_en_vigueur(date(2019, 10, 1))
CODES = [critere.code for critere in REFERENTIEL.applicables(mobile=False)]
SIGNALEMENT, MAISON = UUID(int=2), UUID(int=3)
DECLENCHE = fact(
    AuditDeclenche,
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
    EquipeDesignee,
    mission_id=None,
    membres=[
        {"id": RESPONSABLE, "organisme": "CGET", "genre": "AGENCE"},
        {"id": "auditeur IGA 4", "organisme": "IGA", "genre": "IGA"},
    ],
    responsable=RESPONSABLE,
    regle="COMPOSITION_EQUIPE@2019-07",
)
PLANIFIEE = fact(VisiteAuditPlanifiee, le="2019-11-05")
DEBUTEE = fact(VisiteAuditDebutee, le="2019-11-05")
CLOSE = fact(VisiteAuditClose, le="2019-11-05")
VISITE = (DECLENCHE, EQUIPE, PLANIFIEE, DEBUTEE)
CONCLUANT = fact(AuditConcluant, signalement_id=SIGNALEMENT, auditeurs=[], synthese={})
NON_CONCLUANT = fact(
    AuditNonConcluant,
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
    return fact(CritereConstate, critere=code, **saisie(resultat, mode))


def saisie(
    resultat: str = "CONFORME", mode: str = "CONSTATE_SUR_SITE", **autres: Any
) -> dict[str, Any]:
    """Un constat de l'auditeur responsable."""
    return {
        "resultat": resultat,
        "mode": mode,
        "auteur": "auditeur CGET 15",
        "organisme": "CGET",
        "valeurs": {},
        "remarque": "",
        "preuves": [],
        **autres,
    }


def tout_constate(**fautes: str) -> list[Fact]:
    """Un constat par critère applicable ; les fautes, par code sans tiret."""
    return [constat(code, fautes.get(code.replace("-", ""), "CONFORME")) for code in CODES]


LENDEMAIN = date(2019, 11, 6)


def conclure(audit: Audit) -> None:
    """Le responsable de l'équipe conclut, le lendemain de la visite."""
    conclusion.conclure(audit, REFERENTIEL, RESPONSABLE, "MONTEE_EN_GAMME_REELLE", LENDEMAIN)


def en_cause(code: str, remarque: str = "") -> dict[str, str]:
    return {"code": code, "libelle": REFERENTIEL.critere(code).libelle, "remarque": remarque}
