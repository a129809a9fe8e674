"""Un autre système pose ses questions par RabbitMQ, avec un client ordinaire et son seul compte."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from amqp.exceptions import AccessRefused, MessageNacked, PreconditionFailed
from psycopg import sql

from console.contrats.explications import exemples
from shared.delivery.refused_questions import Refusals
from shared.limits import QUESTIONS_EN_ATTENTE
from shared.observability.metrics import PREFIX
from shared.runtime.account_table import Compte
from shared.statements import Row
from tests.observability.processus import labelled
from tests.questions.amqp.conftest import DEPUIS, Installation
from tests.questions.amqp.demandeur import Demandeur, demandeur

JOUR = {"au": "2020-02-10"}
EN_MAIN = "garde une question en main"
AFFLUX = 500
PATIENCE = 60.0


def refusees(installation: Installation, compte: str) -> list[Row]:
    return Refusals(installation.component.model).since("", compte)


def test_une_prefecture_lit_le_dossier_d_une_structure_de_son_departement(
    installation: Installation, prefecture: Demandeur
) -> None:
    answer = prefecture.poser(
        "labellisation.dossier", parametres={"structure_id": str(installation.ids[0])}
    )

    assert (answer["statut"], answer["question"]) == ("REPONDU", "dossier")
    assert answer["contenu"]["departement"] == "15" and answer["su_le"]


def test_une_liste_se_lit_page_par_page(prefecture: Demandeur) -> None:
    page = prefecture.poser("labellisees", parametres=JOUR, limite=1)
    derniere = prefecture.poser("labellisees", parametres=JOUR, limite=1, curseur=page["suite"])

    lues = [each["departement"] for each in (*page["contenu"], *derniere["contenu"])]
    assert sorted(lues) == ["15", "23"] and derniere["suite"] is None


def test_hors_de_ses_droits_elle_est_refusee_et_le_refus_est_enregistre(
    installation: Installation, prefecture: Demandeur
) -> None:
    answer = prefecture.poser("dossier", parametres={"structure_id": str(installation.ids[1])})

    assert (answer["statut"], answer["code"]) == ("REFUSE", "QuestionNonAutorisee")
    [kept] = refusees(installation, prefecture.nom)
    assert kept["question"] == "labellisation.dossier" and "porte sur 23" in kept["detail"]


def test_le_nom_d_un_autre_compte_dans_la_cle_est_refuse_par_le_courtier(cantal: str) -> None:
    with demandeur(cantal) as client, pytest.raises(AccessRefused):
        client.envoyer({"question": "droits"}, cle="voisin.questions.labellisation")


def test_la_cle_des_exploitants_est_refusee_a_un_compte(cantal: str) -> None:
    with demandeur(cantal) as client, pytest.raises(AccessRefused):
        client.envoyer({"question": "droits"}, cle="questions.labellisation")


def test_un_autre_user_id_est_refuse_par_le_courtier(cantal: str) -> None:
    with demandeur(cantal) as client, pytest.raises(PreconditionFailed, match="user_id"):
        client.envoyer({"question": "droits"}, user_id="console")


@pytest.mark.parametrize(
    ("corps", "code", "champ"),
    [
        (b"{", "CorpsIllisible", None),
        (b"[]", "CorpsIllisible", "message"),
        ({"parametres": {}}, "CorpsIllisible", "question"),
        ({"question": "comptes", "limite": 0}, "ParametresIllisibles", "limite"),
        ({"question": "comptes", "limite": "10"}, "ParametresIllisibles", "limite"),
        ({"question": "comptes", "curseur": "é"}, "CurseurIllisible", "curseur"),
        ({"question": "comptes", "page": 2}, "CorpsIllisible", "page"),
        ({"question": "comptes", "parametres": {"x": "y" * 300_000}}, "CorpsIllisible", None),
        ({"question": "comptes", "parametres": {"jour": 1}}, "ParametresIllisibles", "jour"),
        ({"question": "audit.comptes"}, "QuestionInconnue", None),
    ],
)
def test_une_question_illisible_recoit_un_refus_qui_dit_ou(
    prefecture: Demandeur, corps: dict[str, Any] | bytes, code: str, champ: str | None
) -> None:
    answer = prefecture.attendre(prefecture.envoyer(corps))

    assert (answer["statut"], answer["code"]) == ("ILLISIBLE", code) and answer["detail"]
    assert champ in (None, *(each["champ"] for each in answer["fautes"]))


def test_une_question_qui_ne_veut_pas_de_reponse_n_arrete_pas_les_suivantes(
    prefecture: Demandeur,
) -> None:
    prefecture.envoyer({"question": "droits"}, reply_to="")

    assert prefecture.poser("droits")["statut"] == "REPONDU"


def test_une_question_posee_a_un_service_tue_a_sa_reponse_quand_il_repart(
    installation: Installation, prefecture: Demandeur
) -> None:
    with installation.arrete():
        fil = prefecture.envoyer({"question": "comptes", "parametres": JOUR})

    assert prefecture.attendre(fil)["contenu"]["labellisees"] == 2


def test_trop_de_questions_en_attente_ne_sont_refusees_qu_a_leur_compte(
    installation: Installation, prefecture: Demandeur, voisine: Demandeur
) -> None:
    """La borne d'une file quorum est approchée : il en passe quelques-unes de plus."""
    with installation.arrete():
        with pytest.raises(MessageNacked):
            for _ in range(10 * QUESTIONS_EN_ATTENTE.valeur):
                bavarde = prefecture.envoyer({"question": "droits"})
        discrete = voisine.envoyer({"question": "droits"})

    assert voisine.attendre(discrete)["contenu"]["compte"] == voisine.nom
    assert prefecture.attendre(bavarde)["contenu"]["compte"] == prefecture.nom


@pytest.fixture
def voisine(installation: Installation) -> Iterator[Demandeur]:
    nom = f"voisine-{len(installation.lignes())}"
    with demandeur(installation.ajouter(nom, "PUBLIC")) as client:
        yield client


def test_une_demande_a_sa_reponse_pendant_qu_un_autre_compte_interroge_sans_cesse(
    prefecture: Demandeur, voisine: Demandeur
) -> None:
    [demande] = [each["payload"] for each in exemples("demandes", "FermerStructure")]
    cle = f"{prefecture.nom}.labellisation.FermerStructure"
    delais = []
    with ThreadPoolExecutor(1) as autre:
        afflux = autre.submit(interroger, voisine, AFFLUX)
        while not afflux.done():
            debut = monotonic()
            prefecture.attendre(prefecture.envoyer(demande, cle=cle))
            delais.append(monotonic() - debut)

    assert afflux.result() == AFFLUX
    assert len(delais) > AFFLUX / 20, "commands get their turn"


def interroger(client: Demandeur, combien: int) -> int:
    """Garde vingt questions en attente ; rend combien ont eu leur réponse."""
    posees: list[str] = []
    for repondues in range(combien):
        while len(posees) < min(20, combien - repondues):
            posees.append(client.envoyer({"question": "comptes", "parametres": JOUR}))
        assert client.attendre(posees.pop(0))["statut"] == "REPONDU"
    return combien


def test_une_base_absente_fait_attendre_la_question_sans_la_perdre(
    installation: Installation, prefecture: Demandeur
) -> None:
    with sans_base(installation):
        fil = prefecture.envoyer({"question": "comptes", "parametres": JOUR})
        installation.service.until(lambda: EN_MAIN in installation.service.logs())

    assert prefecture.attendre(fil)["contenu"]["labellisees"] == 2


@contextmanager
def sans_base(installation: Installation) -> Iterator[None]:
    """La base n'admet personne, et ceux qui y étaient sont chassés."""
    allow = "ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}"
    base = sql.Identifier(installation.base)
    chase = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    installation.component.model.engine.dispose()
    with psycopg.connect(installation.servers.postgres, autocommit=True) as admin:
        admin.execute(sql.SQL(allow).format(base, sql.SQL("false")))
        admin.execute(chase, [installation.base])
        try:
            yield
        finally:
            admin.execute(sql.SQL(allow).format(base, sql.SQL("true")))


def test_un_compte_revoque_est_refuse_et_le_refus_est_enregistre(
    installation: Installation, voisine: Demandeur
) -> None:
    assert voisine.poser("droits")["statut"] == "REPONDU"

    installation.revoquer(voisine.nom)

    answer = voisine.poser("droits")
    assert (answer["statut"], answer["code"]) == ("REFUSE", "CompteNonAutorise")
    assert "est révoqué depuis le" in answer["detail"]
    assert [each["question"] for each in refusees(installation, voisine.nom)] == [
        "labellisation.droits"
    ]


def test_sans_user_id_personne_ne_repond_du_compte(prefecture: Demandeur) -> None:
    answer = prefecture.attendre(prefecture.envoyer({"question": "droits"}, user_id=""))

    assert answer["code"] == "CompteNonAutorise" and "user_id" in answer["detail"]


def test_les_droits_disent_ce_que_le_compte_peut_et_jusqu_ou(prefecture: Demandeur) -> None:
    droits = prefecture.poser("droits")["contenu"]

    assert (droits["roles"], droits["departements"]) == (["PREFET"], ["15"])
    demandes = {each["nom"]: each["portees"] for each in droits["demandes"]}
    questions = {each["nom"]: each["portees"] for each in droits["questions"]}
    assert demandes["RemonterStructure"] == {"PREFET": "DEPARTEMENT"}
    assert "DonnerAccordPrealable" not in demandes
    assert questions["dossier"] == {"PREFET": "DEPARTEMENT"}


def test_le_devenir_d_une_demande_n_est_dit_qu_a_son_compte(
    prefecture: Demandeur, voisine: Demandeur
) -> None:
    demande = next(each["payload"] for each in exemples("demandes", "FermerStructure"))
    id, cle = demande["message_id"], f"{prefecture.nom}.labellisation.FermerStructure"
    reponse = prefecture.attendre(prefecture.envoyer(demande, cle=cle))

    devenir, ailleurs = (
        each.poser("message", parametres={"message_id": id})["contenu"]
        for each in (prefecture, voisine)
    )

    assert devenir["etat"] == "TRAITE" and reponse["statut"] == "REFUSE"
    assert devenir["issue"] == {"type": "FermerStructure", **reponse}
    assert (ailleurs["etat"], ailleurs["issue"]) == ("INCONNU", None)


def test_les_exploitants_ont_leur_file(installation: Installation) -> None:
    """La console crée la file de ses réponses, et la lie sous son nom."""
    url = installation.comptes["console"]
    nom = str(urlsplit(url).username)
    installation.ecrire(*installation.lignes(), Compte(nom, ("AGENCE_NATIONALE",), DEPUIS))

    with demandeur(url, "") as console:
        file = console.channel.queue_declare("", exclusive=True).queue
        console.channel.queue_bind(file, "answers", nom)
        console.lire(file)
        fil = console.envoyer({"question": "droits"}, cle="questions.labellisation")
        assert console.attendre(fil)["contenu"]["roles"] == ["AGENCE_NATIONALE"]


def test_les_mesures_comptent_les_questions_par_issue(
    installation: Installation, prefecture: Demandeur
) -> None:
    avant = compte(installation, question="droits", outcome="REPONDU")

    prefecture.poser("droits")

    attendre(lambda: compte(installation, question="droits", outcome="REPONDU") == avant + 1)
    assert compte(installation, "answering_seconds_count", question="droits") >= 1


def compte(installation: Installation, nom: str = "questions_total", **labels: str) -> float:
    found = installation.service.metrics().get(f"{PREFIX}{nom}", {})
    return found.get(labelled(service="labellisation", **labels), 0.0)


def attendre(condition: Any) -> None:
    limit = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < limit
        sleep(0.05)
