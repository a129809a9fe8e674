"""Le raccordement, raconté par ses faits : un lien, un compte, deux agents, les applications."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from itsdangerous import URLSafeSerializer

from services.onboarding.raccordement.domain import acces
from services.onboarding.raccordement.domain.raccordement import (
    CompteManquant,
    LabelSansEffet,
    Lien,
    LienDejaUtilise,
    LienExpire,
    LienInvalide,
    Raccordement,
)
from services.onboarding.raccordement.reading import Liens
from services.onboarding.raccordement.rules import regle_en_vigueur
from shared.liens import Signature
from tests.gwt import SUBJECT, Fact, When, fact, specification

given = specification(Raccordement)

LABEL, MAISON, VOISINE = UUID(int=2), UUID(int=3), UUID(int=4)
LIEN, NOUVEAU, ETRANGER = UUID(int=10), UUID(int=11), UUID(int=12)
EXPIRE = datetime(2019, 12, 15, 9, tzinfo=UTC)
STRUCTURE = {"nom": "Maison des Estives"}
APPLICATIONS = ["BUREAU", "REPORTING"]
REGLE = replace(regle_en_vigueur(date(2020, 1, 1)), applications=tuple(APPLICATIONS))
RENOUVELE = Lien(NOUVEAU, "https://x.example", EXPIRE + timedelta(days=30))
ENVOYE = fact(
    Raccordement.LienInscriptionEnvoye,
    label_id=LABEL,
    structure_id=MAISON,
    structure=STRUCTURE,
    lien_id=LIEN,
    url="https://plateforme.example",
    expire_le=EXPIRE,
)


DE_NOUVEAU = fact(
    Raccordement.LienInscriptionRenouvele,
    label_id=LABEL,
    structure=STRUCTURE,
    lien_id=NOUVEAU,
    url="https://x.example",
    expire_le=EXPIRE + timedelta(days=30),
)


def compte(lien: UUID = LIEN) -> Fact:
    return fact(
        Raccordement.CompteStructureCree,
        label_id=LABEL,
        structure=STRUCTURE,
        lien_id=lien,
        compte_id=uuid5(lien, "compte"),
    )


def agent(rang: int) -> Fact:
    return fact(
        Raccordement.AgentInscrit,
        agent_id=uuid5(SUBJECT, f"agent {rang}"),
        courriel=courriel(rang),
        fonction="agent polyvalent",
    )


def courriel(rang: int) -> str:
    return f"agent{rang}@estives.example"


def quand_s_inscrit(rang: int, *faits: Fact) -> When:
    return given(ENVOYE, *faits).when(
        Raccordement.inscrire_agent, courriel(rang), "agent polyvalent", REGLE, "FORMATION-2019"
    )


OUVERTES = fact(
    Raccordement.ApplicationsOuvertes,
    structure_id=MAISON,
    structure=STRUCTURE,
    applications=APPLICATIONS,
    agents=2,
)


def test_le_label_ouvre_un_lien_d_inscription_a116() -> None:
    lien = Lien(LIEN, "https://plateforme.example", EXPIRE)
    given().when(Raccordement.ouvrir, LABEL, MAISON, STRUCTURE, lien, REGLE).then(ENVOYE)


def test_le_compte_se_cree_par_son_lien_jusqu_a_la_derniere_seconde_a116() -> None:
    given(ENVOYE).when(Raccordement.creer_compte, MAISON, LIEN, EXPIRE).then(compte())


def test_un_lien_expire_est_refuse_et_dit_depuis_quand() -> None:
    trop_tard = EXPIRE + timedelta(seconds=1)
    given(ENVOYE).when(Raccordement.creer_compte, MAISON, LIEN, trop_tard).then_refused(
        LienExpire, "décembre 2019"
    )


def test_un_lien_ne_sert_qu_une_fois_inv_13() -> None:
    given(ENVOYE, compte()).when(Raccordement.creer_compte, MAISON, LIEN, EXPIRE).then_refused(
        LienDejaUtilise, "Maison des Estives"
    )


def test_le_lien_d_une_autre_structure_est_refuse_inv_13() -> None:
    given(ENVOYE).when(Raccordement.creer_compte, MAISON, ETRANGER, EXPIRE).then_refused(
        LienInvalide, "Maison des Estives"
    )


def test_un_compte_ne_se_cree_pas_au_nom_d_une_autre_structure_inv_13() -> None:
    given(ENVOYE).when(Raccordement.creer_compte, VOISINE, LIEN, EXPIRE).then_refused(
        LienInvalide, "autre structure"
    )


def test_un_lien_renouvele_revoque_le_precedent() -> None:
    given(ENVOYE).when(Raccordement.renouveler_lien, RENOUVELE, REGLE).then(DE_NOUVEAU)
    ensuite = given(ENVOYE, DE_NOUVEAU)
    ensuite.when(Raccordement.creer_compte, MAISON, LIEN, EXPIRE).then_refused(LienInvalide)
    ensuite.when(Raccordement.creer_compte, MAISON, NOUVEAU, EXPIRE).then(compte(NOUVEAU))


def test_un_lien_qui_a_servi_ne_se_renouvelle_pas() -> None:
    given(ENVOYE, compte()).when(Raccordement.renouveler_lien, RENOUVELE, REGLE).then_refused(
        LienDejaUtilise
    )


def test_un_lien_expire_s_il_n_a_pas_servi_et_si_nul_ne_le_remplace() -> None:
    """TMR-13."""
    expire = fact(Raccordement.LienInscriptionExpire, lien_id=LIEN)
    given(ENVOYE).when(Raccordement.expirer, LIEN).then(expire)
    given(ENVOYE, compte()).when(Raccordement.expirer, LIEN).then_nothing()
    given(ENVOYE, DE_NOUVEAU).when(Raccordement.expirer, LIEN).then_nothing()


def test_sans_compte_nul_agent_ne_s_inscrit_a117() -> None:
    quand_s_inscrit(1).then_refused(CompteManquant, "Maison des Estives")


def test_un_seul_agent_n_ouvre_pas_les_applications_a118() -> None:
    quand_s_inscrit(1, compte()).then(agent(1))


def test_le_second_agent_ouvre_les_applications_a118() -> None:
    quand_s_inscrit(2, compte(), agent(1)).then(agent(2), OUVERTES)


def test_le_meme_agent_deux_fois_n_en_fait_qu_un() -> None:
    quand_s_inscrit(1, compte(), agent(1)).then_nothing()


def test_une_adresse_ecrite_en_capitales_est_la_meme_adresse() -> None:
    given(ENVOYE, compte(), agent(1)).when(
        Raccordement.inscrire_agent, courriel(1).upper(), "agent", REGLE, "FORMATION-2019"
    ).then_nothing()


def test_un_agent_oublie_compte_encore_et_peut_se_reinscrire() -> None:
    oublie = fact(
        Raccordement.AgentInscrit, agent_id=UUID(int=9), courriel="", fonction="agent polyvalent"
    )
    quand_s_inscrit(2, compte(), oublie).then(agent(2), OUVERTES)


def test_les_applications_ne_s_ouvrent_qu_une_fois() -> None:
    quand_s_inscrit(3, compte(), agent(1), agent(2), OUVERTES).then(agent(3))


DU_LABEL = {"label_id": LABEL, "structure": STRUCTURE}
GELE = fact(acces.AccesSuspendu, **DU_LABEL)
RENDU = fact(acces.AccesRetabli, **DU_LABEL)
FERME = fact(acces.AccesFerme, **DU_LABEL, le="2020-06-30", raison="LabelRetiré")
LE_30_JUIN = date(2020, 6, 30)


def test_un_label_suspendu_gele_l_acces_et_le_rend_une_fois_retabli() -> None:
    given(ENVOYE).when(acces.suspendre).then(GELE)
    given(ENVOYE, GELE).when(acces.suspendre).then_nothing()
    given(ENVOYE, GELE).when(acces.retablir).then(RENDU)
    given(ENVOYE).when(acces.retablir).then_nothing()


def test_un_label_qui_cesse_ferme_l_acces_pour_toujours_inv_13() -> None:
    for avant in ((ENVOYE,), (ENVOYE, GELE)):
        given(*avant).when(acces.fermer, LE_30_JUIN, "LabelRetiré").then(FERME)
    given(ENVOYE, FERME).when(acces.fermer, LE_30_JUIN, "LabelRetiré").then_nothing()
    given(ENVOYE, FERME).when(acces.retablir).then_nothing()
    given(ENVOYE, FERME).when(acces.suspendre).then_nothing()


@pytest.mark.parametrize(("etat", "dit"), [(GELE, "est suspendu"), (FERME, "n'a plus ce label")])
def test_sans_label_qui_vaille_ni_lien_ni_compte_ni_agent_inv_13(etat: object, dit: str) -> None:
    sans = given(ENVOYE, etat)
    sans.when(Raccordement.renouveler_lien, RENOUVELE, REGLE).then_refused(LabelSansEffet, dit)
    sans.when(Raccordement.creer_compte, MAISON, LIEN, EXPIRE).then_refused(LabelSansEffet, dit)
    sans.when(
        Raccordement.inscrire_agent, "a@b.example", "agent", REGLE, "FORMATION-2019"
    ).then_refused(LabelSansEffet, dit)


def test_un_lien_revoque_n_expire_plus_et_un_lien_gele_expire_encore() -> None:
    given(ENVOYE, FERME).when(Raccordement.expirer, LIEN).then_nothing()
    expire = fact(Raccordement.LienInscriptionExpire, lien_id=LIEN)
    given(ENVOYE, GELE).when(Raccordement.expirer, LIEN).then(expire)


LIENS = Liens("secret", "https://plateforme.example/inscription")
JETON = LIENS.signature.jeton(LABEL, LIEN)
DEJA_ENVOYE = ".eJyLVjLAD4yUdAgpSVSKBQDkHw2g.mORbkIosHiKgXpdrpOlkbw7gNMM"
"""Le même lien, tel qu'une version précédente le signait."""


def test_un_lien_signe_se_relit() -> None:
    url = LIENS.signature.url(LIENS.adresse, LABEL, LIEN)
    assert url == f"https://plateforme.example/inscription?jeton={JETON}"
    assert LIENS.lire(JETON) == LIENS.lire(DEJA_ENVOYE) == (LABEL, LIEN)


@pytest.mark.parametrize(
    "faux",
    [
        "",
        "n'importe quoi",
        JETON[:-1] + ("A" if JETON[-1] != "A" else "B"),
        "x" + JETON,
        Signature("autre secret").jeton(LABEL, LIEN),
        URLSafeSerializer("secret", salt="lien-inscription").dumps(["un seul"]),
    ],
    ids=["vide", "bruit", "signature", "contenu", "autre secret", "autre forme"],
)
def test_un_lien_forge_ou_abime_est_refuse(faux: str) -> None:
    with pytest.raises(LienInvalide, match="pas authentique"):
        LIENS.lire(faux)
