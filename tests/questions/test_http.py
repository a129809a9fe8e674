"""Les questions par HTTP, posées à un vrai processus : réponses, pages, jetons, refus, arrêt."""

import signal
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from shared import limits
from shared.delivery.refused_questions import Refusals
from shared.http.problems import PROBLEMS
from shared.read_model import ReadModel
from shared.runtime.account_table import Table
from tests.questions.reseau import repris
from tests.questions.serveur_http import Serveur, attendre, lance, ouvrir_les_comptes

COMPTES = {
    "prefecture-15": {"roles": ("PREFET",), "departements": ("15",)},
    "public": {"roles": ("PUBLIC",)},
}
DOSSIER, LISTE = "/v1/labellisation/dossier", "/v1/labellisation/labellisees?au=2020-02-10"
COMPTAGE = "/v1/labellisation/comptes?au=2020-02-10"


@pytest.fixture(scope="module")
def lieu(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("http")


@pytest.fixture(scope="module")
def ids(lieu: Path) -> list[UUID]:
    """Les structures du dossier : celle du Cantal, celle de la Creuse."""
    with repris(lieu, lieu / "dossier") as (_, ids):
        return ids


@pytest.fixture(scope="module")
def serveur(lieu: Path, ids: list[UUID]) -> Iterator[Serveur]:
    with lance(lieu / "dossier", ouvrir_les_comptes(lieu, COMPTES)) as lance_:
        yield lance_


@pytest.fixture(scope="module")
def prefet(serveur: Serveur) -> str:
    return serveur.gardien.donner("prefecture-15")


@pytest.fixture(scope="module")
def public(serveur: Serveur) -> str:
    return serveur.gardien.donner("public")


def refuse(reponse: httpx.Response, statut: int, code: str) -> dict[str, object]:
    """Le problème dit, s'il est celui-ci."""
    dit: dict[str, object] = reponse.json()
    assert (reponse.status_code, dit["type"]) == (statut, PROBLEMS + code), reponse.text
    assert reponse.headers["content-type"] == "application/problem+json"
    assert reponse.headers["cache-control"] == "no-store"
    assert dit["status"] == statut and dit["title"] and dit["detail"]
    return dit


def test_une_question_a_sa_reponse(serveur: Serveur, prefet: str, ids: list[UUID]) -> None:
    reponse = serveur.demander(f"{DOSSIER}?structure_id={ids[0]}", prefet)

    assert reponse.status_code == 200 and reponse.headers["content-type"] == "application/json"
    assert reponse.headers["cache-control"] == "private, no-cache"
    dit = reponse.json()
    assert dit["contenu"]["structure_id"] == str(ids[0]) and dit["su_le"]
    assert (dit["question"], dit["statut"], dit["suite"]) == ("dossier", "REPONDU", None)


def test_une_liste_se_lit_de_lien_en_lien_jusqu_au_bout(serveur: Serveur, public: str) -> None:
    trouves, suivante = [], f"{LISTE}&limite=1"
    while suivante:
        page = serveur.demander(suivante, public)
        trouves += page.json()["contenu"]
        suivante = page.links.get("next", {}).get("url", "")
        assert bool(suivante) == bool(page.json()["suite"])

    assert sorted(each["departement"] for each in trouves) == ["15", "23"]


def test_ce_qui_n_a_pas_change_n_est_pas_redit(serveur: Serveur, public: str) -> None:
    marque = serveur.demander(COMPTAGE, public).headers["etag"]

    encore = serveur.demander(COMPTAGE, public, **{"If-None-Match": f'"x", {marque}'})
    autre = serveur.demander(COMPTAGE, public, **{"If-None-Match": '"x"'})
    ailleurs = serveur.demander("/v1/labellisation/comptes?au=2019-01-01", public)

    assert (encore.status_code, encore.content, encore.headers["etag"]) == (304, b"", marque)
    assert (autre.status_code, autre.headers["etag"]) == (200, marque)
    assert ailleurs.headers["etag"] != marque


def test_head_et_options_disent_ce_qu_ils_doivent(serveur: Serveur, public: str) -> None:
    porte = {"Authorization": f"Bearer {public}"}
    with serveur.client() as client:
        plein, tete = client.get(COMPTAGE, headers=porte), client.head(COMPTAGE, headers=porte)
        choix, ecrit = client.options(COMPTAGE), client.post(COMPTAGE, headers=porte)

    assert (tete.status_code, tete.content) == (200, b"")
    assert tete.headers["content-length"] == plein.headers["content-length"]
    assert tete.headers["etag"] == plein.headers["etag"]
    assert (choix.status_code, choix.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    refuse(ecrit, 405, "MethodeNonAdmise")
    assert ecrit.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("question", "champ", "regle"),
    [
        ("comptes?jour=2020-02-10", "jour", "extra_forbidden"),
        ("comptes?au=hier", "au", "date_parsing"),
        ("comptes?au=2020-02-10&au=2020-02-11", "au", "repeated"),
        ("comptes?departement=%00", "departement", "nul"),
        ("comptes?limite=3", "limite", "extra_forbidden"),
        ("dossier", "structure_id", "missing"),
        ("dossier?structure_id=x", "structure_id", "uuid_parsing"),
        ("labellisees?limite=0", "limite", "greater_than_equal"),
        ("labellisees?limite=dix", "limite", "int_parsing"),
    ],
)
def test_un_parametre_faux_est_nomme(
    serveur: Serveur, public: str, question: str, champ: str, regle: str
) -> None:
    dit = refuse(
        serveur.demander(f"/v1/labellisation/{question}", public), 400, "ParametresIllisibles"
    )

    [faute] = dit["fautes"]  # type: ignore[misc]
    assert (faute["champ"], faute["regle"]) == (champ, regle)  # type: ignore[has-type]
    assert faute["attendu"] and champ in str(dit["detail"])  # type: ignore[has-type]


@pytest.mark.parametrize(
    ("chemin", "statut", "code"),
    [
        ("/v1/labellisation/inconnue", 404, "QuestionInconnue"),
        ("/v1/ailleurs/comptes", 404, "QuestionInconnue"),
        ("/v2/labellisation/comptes", 404, "AdresseInconnue"),
        ("/v1/labellisation/comptes/", 404, "AdresseInconnue"),
        (f"{LISTE}&curseur=é", 400, "CurseurIllisible"),
        ("/v1/labellisation/comptes?departement=%FF", 400, "ParametresIllisibles"),
        ("/v1/labellisation/comptes?" + "a=1&" * 101, 400, "ParametresIllisibles"),
        (f"{COMPTAGE}&a={'b' * limits.ADRESSE_HTTP.valeur}", 414, "AdresseTropLongue"),
    ],
)
def test_ce_qui_ne_se_demande_pas_est_dit(
    serveur: Serveur, public: str, chemin: str, statut: int, code: str
) -> None:
    refuse(serveur.demander(chemin, public), statut, code)


def test_une_structure_inconnue_est_dite_comme_par_amqp(serveur: Serveur, prefet: str) -> None:
    dit = refuse(
        serveur.demander(f"{DOSSIER}?structure_id={UUID(int=404)}", prefet), 404, "Introuvable"
    )

    assert dit["detail"] == f"Aucune structure connue sous « {UUID(int=404)} »."


def test_un_format_ou_des_en_tetes_hors_bornes_sont_refuses(serveur: Serveur, public: str) -> None:
    grand = {"X-Long": "x" * limits.EN_TETES_HTTP.valeur}

    refuse(serveur.demander(COMPTAGE, public, Accept="text/csv"), 406, "FormatNonAdmis")
    refuse(serveur.demander(COMPTAGE, public, **grand), 431, "EnTetesTropGrands")
    assert serveur.demander(COMPTAGE, public, Accept="text/*, */*;q=0.1").status_code == 200


def test_chaque_compte_a_ses_droits_et_un_refus_est_enregistre(
    serveur: Serveur, lieu: Path, prefet: str, public: str, ids: list[UUID]
) -> None:
    hors = refuse(
        serveur.demander(f"{DOSSIER}?structure_id={ids[1]}", prefet), 403, "QuestionNonAutorisee"
    )
    refuse(
        serveur.demander(f"{DOSSIER}?structure_id={ids[0]}", public), 403, "QuestionNonAutorisee"
    )

    assert "porte sur 23" in str(hors["detail"])
    with closing(ReadModel(f"sqlite:///{lieu / 'dossier' / 'labellisation.sqlite'}")) as model:
        gardes = {each["compte"]: each for each in Refusals(model).since("")}
    assert gardes.keys() == {"prefecture-15", "public"}
    assert str(ids[1]) in gardes["prefecture-15"]["parametres"]


def test_sans_jeton_ou_avec_un_autre_rien_n_est_dit(serveur: Serveur, public: str) -> None:
    sans, faux = serveur.demander(COMPTAGE), serveur.demander(COMPTAGE, f"{public}x")
    basique = serveur.demander(COMPTAGE, Authorization="Basic cHVibGljOng=")

    refuse(sans, 401, "JetonAbsent")
    assert sans.headers["www-authenticate"] == 'Bearer realm="france-services"'
    refuse(faux, 401, "JetonRefuse")
    assert 'error="invalid_token"' in faux.headers["www-authenticate"]
    refuse(basique, 401, "JetonRefuse")


def test_les_jetons_d_un_compte_se_succedent_puis_se_revoquent(serveur: Serveur) -> None:
    gardien = serveur.gardien
    ancien, nouveau = gardien.donner("public"), gardien.donner("public")
    noms = [each["jeton"] for each in gardien.montres()][-2:]
    ensemble = [serveur.demander(COMPTAGE, each).status_code for each in (ancien, nouveau)]

    gardien.revoquer(noms[0])

    assert ensemble == [200, 200]
    refuse(serveur.demander(COMPTAGE, ancien), 401, "JetonRefuse")
    assert serveur.demander(COMPTAGE, nouveau).status_code == 200


def test_un_compte_revoque_puis_rouvert_n_a_plus_ses_jetons(serveur: Serveur, lieu: Path) -> None:
    gardien, horloge = serveur.gardien, serveur.gardien.clock
    table = Table.read(gardien.comptes)
    ligne = table.active()["public"]
    rouvert = type(ligne)("passant", ligne.roles, horloge.now())
    table.added(rouvert).write(gardien.comptes)
    jeton = gardien.donner("passant")
    avant = serveur.demander(COMPTAGE, jeton).status_code

    ferme = Table.read(gardien.comptes).revoked("passant", horloge.now())
    ferme.write(gardien.comptes)
    pendant = serveur.demander(COMPTAGE, jeton)
    ferme.added(type(ligne)("passant", ligne.roles, horloge.now())).write(gardien.comptes)
    apres = serveur.demander(COMPTAGE, jeton)

    assert avant == 200
    refuse(pendant, 401, "JetonRefuse")
    refuse(apres, 401, "JetonRefuse")


def test_une_table_de_jetons_devenue_illisible_laisse_la_precedente(
    serveur: Serveur, public: str
) -> None:
    bonne = serveur.gardien.fichier.read_bytes()
    serveur.gardien.fichier.write_text("pas une table")
    pendant = serveur.demander(COMPTAGE, public).status_code
    mesure = serveur.sonde("/metrics").text
    serveur.gardien.fichier.write_bytes(bonne)

    assert pendant == 200 and "http_tokens_unusable 1.0" in mesure
    assert serveur.demander(COMPTAGE, public).status_code == 200
    assert "http_tokens_unusable 0.0" in serveur.sonde("/metrics").text


def test_une_grande_reponse_est_compressee(serveur: Serveur) -> None:
    petite = serveur.demander("/healthz")
    grande = serveur.demander("/openapi.json")

    assert grande.headers["content-encoding"] == "gzip" and grande.json()["openapi"] == "3.1.0"
    assert "content-encoding" not in petite.headers


def test_les_sondes_et_les_mesures_repondent_a_part(serveur: Serveur, public: str) -> None:
    serveur.demander(COMPTAGE, public)

    assert serveur.sonde("/healthz").json()["etat"] == serveur.sonde("/livez").json()["etat"]
    assert "audit : base de données" in serveur.sonde("/readyz").json()["controles"]
    mesures = serveur.sonde("/metrics").text
    assert 'http_requests_total{question="labellisation.comptes",status="200"}' in mesures
    assert serveur.demander("/metrics", public).status_code == 404


def test_chaque_demande_est_au_journal_sans_son_jeton(serveur: Serveur, public: str) -> None:
    serveur.demander(f"{COMPTAGE}&jeton={public}", public)

    dite, sans_jeton = "compte public : 400 en", "au=2020-02-10&jeton=fs_…"
    attendre(lambda: any(dite in each and sans_jeton in each for each in lignes(serveur)))
    assert not any(public in each for each in lignes(serveur))


def lignes(serveur: Serveur) -> list[str]:
    return serveur.journal.read_text().splitlines()


def test_un_arret_finit_ce_qui_est_demande(lieu: Path, ids: list[UUID], tmp_path: Path) -> None:
    """La base est tenue par un autre : le refus attend pour s'enregistrer, et l'arrêt l'attend."""
    gardien = ouvrir_les_comptes(tmp_path, COMPTES)
    jeton, question = gardien.donner("public"), f"{DOSSIER}?structure_id={ids[0]}"
    base = sqlite3.connect(lieu / "dossier" / "labellisation.sqlite", isolation_level=None)
    with closing(base), lance(lieu / "dossier", gardien) as serveur, ThreadPoolExecutor() as fils:
        base.execute("BEGIN IMMEDIATE")
        attendue = fils.submit(serveur.demander, question, jeton)
        attendre(lambda: "http_pending 1.0" in serveur.sonde("/metrics").text)
        serveur.processus.send_signal(signal.SIGTERM)
        attendre(lambda: not serveur.ecoute())
        base.execute("ROLLBACK")

        refuse(attendue.result(), 403, "QuestionNonAutorisee")
        assert serveur.processus.wait(timeout=60) == 0


def test_une_installation_sans_table_ne_part_pas(lieu: Path, tmp_path: Path) -> None:
    gardien = ouvrir_les_comptes(tmp_path, COMPTES)
    gardien.fichier.write_text("pas une table")

    with pytest.raises(AssertionError, match="HTTP_JETONS est inutilisable"):
        with lance(lieu / "dossier", gardien):
            pass
