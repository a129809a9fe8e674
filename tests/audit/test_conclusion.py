"""Ce qu'une conclusion d'audit dit : le motif, les critères en cause, qui a constaté quoi."""

from itertools import pairwise
from typing import Any

import pytest

from services.audit.conduite.domain import conclusion
from services.audit.conduite.domain.conclusion import AuditConcluant, AuditNonConcluant
from services.audit.conduite.domain.constats import CritereConstate, constater
from services.audit.conduite.domain.cycle import AuditClos
from tests.audit.faits import (
    LENDEMAIN,
    NON_CONCLUANT,
    REFERENTIEL,
    RESPONSABLE,
    SIGNALEMENT,
    conclure,
    constat,
    en_cause,
    saisie,
    tout_constate,
    visite,
    visite_close,
)
from tests.gwt import SUBJECT, Fact, fact


def precise(code: str, **changes: Any) -> Fact:
    return fact(CritereConstate, critere=code, **saisie(**changes))


def un_critere_de(motif: str) -> str:
    return next(c.code for c in REFERENTIEL.criteres if c.motif_refus == motif)


@pytest.mark.parametrize("issue", ["REMARQUES_MINEURES", "MONTEE_EN_GAMME_REELLE"])
def test_un_refus_dit_le_motif_l_issue_et_chaque_critere_en_cause_a013_a015(issue: str) -> None:
    fautes = (
        precise("LOC-02", resultat="NON_CONFORME", remarque="cloison trop basse"),
        precise("HOR-01", resultat="NON_CONFORME"),
    )
    (
        visite_close(*tout_constate(), *fautes)
        .when(conclusion.conclure, REFERENTIEL, RESPONSABLE, issue, LENDEMAIN)
        .then_one(
            AuditNonConcluant,
            signalement_id=SIGNALEMENT,
            motif_principal="CONFIDENTIALITE",
            motif_libelle=REFERENTIEL.motif("CONFIDENTIALITE").libelle,
            issue=issue,
            criteres=[en_cause("HOR-01"), en_cause("LOC-02", "cloison trop basse")],
        )
    )


@pytest.mark.parametrize(
    ("premier", "second"), list(pairwise(motif.code for motif in REFERENTIEL.motifs))
)
def test_de_deux_motifs_le_principal_est_le_premier_de_la_liste_b4(
    premier: str, second: str
) -> None:
    fautes = [constat(un_critere_de(motif), "NON_CONFORME") for motif in (second, premier)]
    (
        visite_close(*tout_constate(), *fautes)
        .when(conclure)
        .then_one(AuditNonConcluant, motif_principal=premier)
    )


@pytest.mark.parametrize(
    ("valeurs", "agents", "etp"),
    [({"effectif": 3.0, "etp": 2.5}, 3, 2.5), ({"effectif": 2.0}, 2, None), ({}, None, None)],
)
def test_la_synthese_dit_qui_a_constate_quoi_et_ce_qui_a_ete_mesure(
    valeurs: dict[str, float], agents: int | None, etp: float | None
) -> None:
    autres = {"auteur": "auditeur A", "organisme": "IGA"}
    constats = [
        {"code": c.code, "libelle": c.libelle, "resultat": "CONFORME", "mode": mode_de(c.code)}
        for c in REFERENTIEL.criteres
    ]
    (
        visite_close(
            *tout_constate(),
            precise("AGT-01", valeurs=valeurs),
            precise("HOR-02", mode="CONSTATE_PAR_DONNEE", **autres),
        )
        .when(conclure)
        .then(
            fact(
                AuditConcluant,
                signalement_id=SIGNALEMENT,
                auditeurs=["auditeur A", "auditeur CGET 15"],
                synthese={
                    "audit_id": str(SUBJECT),
                    "conclu_le": "2019-11-06",
                    "referentiel": REFERENTIEL.id,
                    "organismes": ["CGET", "IGA"],
                    "agents": agents,
                    "etp": etp,
                    "constats": constats,
                },
            )
        )
    )


def mode_de(code: str) -> str:
    return "CONSTATE_PAR_DONNEE" if code == "HOR-02" else "CONSTATE_SUR_SITE"


def test_un_refus_clot_l_audit_comme_un_accord_inv_07() -> None:
    clos = visite(*tout_constate(HOR01="NON_CONFORME"), NON_CONCLUANT)
    clos.when(constater, REFERENTIEL, "HOR-01", saisie()).then_refused(AuditClos)
    clos.when(conclure).then_nothing()
