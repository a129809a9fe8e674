"""Le raccordement, raconté par ses faits : un lien, un compte, deux agents, les applications."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.onboarding.raccordement.domain.raccordement import (
    CompteManquant,
    LienDejaUtilise,
    LienExpire,
    LienInvalide,
    Raccordement,
)
from services.onboarding.raccordement.reading import Liens
from tests.gwt import SUBJECT, Fact, fact, specification

given = specification(Raccordement)

LABEL, MAISON = UUID(int=2), UUID(int=3)
LIEN, NOUVEAU, ETRANGER = UUID(int=10), UUID(int=11), UUID(int=12)
EXPIRE = datetime(2019, 12, 15, 9, tzinfo=UTC)
STRUCTURE = {"nom": "Maison des Estives"}
APPLICATIONS = ["BUREAU", "REPORTING"]
ENVOYE = fact(
    Raccordement.LienInscriptionEnvoye,
    label_id=LABEL,
    structure_id=MAISON,
    structure=STRUCTURE,
    lien_id=LIEN,
    url="https://plateforme.example",
    expire_le=EXPIRE,
)


def renouvele(lien: UUID = NOUVEAU) -> Fact:
    expire = EXPIRE + timedelta(days=30)
    said = {"label_id": LABEL, "structure": STRUCTURE, "lien_id": lien, "url": "https://x.example"}
    return fact(Raccordement.LienInscriptionRenouvele, **said, expire_le=expire)


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


def creer(lien: UUID = LIEN, au: datetime = EXPIRE) -> Any:
    return lambda raccordement: raccordement.creer_compte(lien, au)


def inscrire(rang: int) -> Any:
    return lambda raccordement: raccordement.inscrire_agent(
        courriel(rang), "agent polyvalent", 2, APPLICATIONS
    )


OUVERTES = fact(
    Raccordement.ApplicationsOuvertes, structure=STRUCTURE, applications=APPLICATIONS, agents=2
)


def test_le_compte_se_cree_par_son_lien_jusqu_a_la_derniere_seconde_a116() -> None:
    given(ENVOYE).when(creer(au=EXPIRE)).then(compte())


def test_un_lien_expire_est_refuse_et_dit_depuis_quand() -> None:
    trop_tard = creer(au=EXPIRE + timedelta(seconds=1))
    given(ENVOYE).when(trop_tard).then_refused(LienExpire, "décembre 2019")


def test_un_lien_ne_sert_qu_une_fois_inv_13() -> None:
    given(ENVOYE, compte()).when(creer()).then_refused(LienDejaUtilise, "Maison des Estives")


def test_le_lien_d_une_autre_structure_est_refuse_inv_13() -> None:
    given(ENVOYE).when(creer(ETRANGER)).then_refused(LienInvalide, "Maison des Estives")


def test_un_lien_renouvele_revoque_le_precedent() -> None:
    given(ENVOYE, renouvele()).when(creer(LIEN)).then_refused(LienInvalide)
    given(ENVOYE, renouvele()).when(creer(NOUVEAU)).then(compte(NOUVEAU))


def test_un_lien_qui_a_servi_ne_se_renouvelle_pas() -> None:
    (
        given(ENVOYE, compte())
        .when(lambda each: each.renouveler_lien(NOUVEAU, "https://x.example", EXPIRE))
        .then_refused(LienDejaUtilise)
    )


def test_sans_compte_nul_agent_ne_s_inscrit_a117() -> None:
    given(ENVOYE).when(inscrire(1)).then_refused(CompteManquant, "Maison des Estives")


def test_un_seul_agent_n_ouvre_pas_les_applications_a118() -> None:
    given(ENVOYE, compte()).when(inscrire(1)).then(agent(1))


def test_le_second_agent_ouvre_les_applications_a118() -> None:
    given(ENVOYE, compte(), agent(1)).when(inscrire(2)).then(agent(2), OUVERTES)


def test_le_meme_agent_deux_fois_n_en_fait_qu_un() -> None:
    given(ENVOYE, compte(), agent(1)).when(inscrire(1)).then_nothing()


def test_une_adresse_ecrite_en_capitales_est_la_meme_adresse() -> None:
    (
        given(ENVOYE, compte(), agent(1))
        .when(lambda each: each.inscrire_agent(courriel(1).upper(), "agent", 2, APPLICATIONS))
        .then_nothing()
    )


def test_un_agent_oublie_compte_encore_et_peut_se_reinscrire() -> None:
    oublie = fact(
        Raccordement.AgentInscrit, agent_id=UUID(int=9), courriel="", fonction="agent polyvalent"
    )
    given(ENVOYE, compte(), oublie).when(inscrire(2)).then(agent(2), OUVERTES)


def test_les_applications_ne_s_ouvrent_qu_une_fois() -> None:
    inscrits = (agent(1), agent(2), OUVERTES)
    given(ENVOYE, compte(), *inscrits).when(inscrire(3)).then(agent(3))


LIENS = Liens("secret", "https://plateforme.example/inscription")


def jeton(liens: Liens = LIENS) -> str:
    return liens.url(LABEL, LIEN).partition("jeton=")[2]


def test_un_lien_signe_se_relit() -> None:
    assert LIENS.url(LABEL, LIEN).startswith("https://plateforme.example/inscription?jeton=")
    assert LIENS.lire(jeton()) == (LABEL, LIEN)


@pytest.mark.parametrize(
    "faux",
    [
        "",
        "n'importe quoi",
        jeton()[:-1] + ("A" if jeton()[-1] != "A" else "B"),
        "x" + jeton(),
        jeton(Liens("autre secret", "https://plateforme.example")),
        LIENS._signature.dumps(["un seul"]),
    ],
    ids=["vide", "bruit", "signature", "contenu", "autre secret", "autre forme"],
)
def test_un_lien_forge_ou_abime_est_refuse(faux: str) -> None:
    with pytest.raises(LienInvalide, match="pas authentique"):
        LIENS.lire(faux)
