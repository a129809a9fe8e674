"""Chaque compte a sa file : aucun n'attend derrière un autre, et la table se relit en marche."""

import signal
from dataclasses import replace
from http.client import HTTPConnection

import pytest

from shared.files import write_whole
from shared.log.readers import recorded_after
from shared.observability.metrics import PREFIX
from shared.recording.store import MessageRecu
from tests.bus.comptes import DEPUIS, Comptes, ligne, systeme
from tests.bus.demandeur import lire
from tests.bus.harnais import SurRabbit, jusqu_a, lues
from tests.observability.processus import samples

AFFLUX = 3_000
JOURNAL = 100_000
SANS_FILE = 1
"""Le compte qui envoie sur `lecteur.commands` est dans la table, et n'a pas de file à lui."""


@pytest.fixture(scope="module")
def bavard(comptes: Comptes) -> str:
    return comptes.ajouter("bavard")


@pytest.fixture(scope="module")
def discret(comptes: Comptes) -> str:
    return comptes.ajouter("discret")


def recues(tenu: SurRabbit) -> list[str]:
    """Les demandes que le service a traitées, dans l'ordre."""
    events = recorded_after(tenu.component.service, 0, JOURNAL)
    return [str(event.message_id) for _, event in events if isinstance(event, MessageRecu)]


def mesure(tenu: SurRabbit, nom: str, **etiquettes: str) -> float:
    """Une mesure du service, telle que Prometheus la relève."""
    connection = HTTPConnection("127.0.0.1", int(tenu.environment["HTTP_PORT"]), timeout=10)
    connection.request("GET", "/metrics")
    relevees = samples(connection.getresponse().read().decode())
    labels = frozenset({"service": "lecteur", **etiquettes}.items())
    return relevees[f"{PREFIX}{nom}"][labels]


def test_un_compte_est_servi_avant_le_dixieme_de_l_afflux_d_un_autre(
    tenu: SurRabbit, comptes: Comptes, bavard: str, discret: str
) -> None:
    with systeme(comptes, bavard) as afflux, systeme(comptes, discret) as autre:
        for rang in range(AFFLUX):
            afflux.send(lire("flot"), f"{rang}")
        jusqu_a(tenu, lambda: afflux.answered(1))
        deja, posee = len(recues(tenu)), lire("posée")
        autre.send(posee, "posée")

        jusqu_a(tenu, lambda: autre.answered(1))

    assert recues(tenu).index(posee["message_id"]) - deja < AFFLUX / 10
    assert autre.answers[0][1].accepted


def test_un_arret_demande_en_pleine_charge_ne_perd_ni_ne_double_de_demande(
    tenu: SurRabbit, comptes: Comptes, bavard: str, discret: str
) -> None:
    with systeme(comptes, bavard) as une, systeme(comptes, discret) as deux:
        corps = {client: [lire(f"n° {rang}") for rang in range(60)] for client in (une, deux)}
        for client, demandes in corps.items():
            client.answers.clear()
            for rang, demande in enumerate(demandes):
                client.send(demande, f"{rang}")
        jusqu_a(tenu, lambda: deux.answered(3))

        service = tenu.processes["service"]
        service.send_signal(signal.SIGTERM)
        assert service.wait(30) == 0
        assert not deux.answered(60), "it must be stopped while there is work"

        jusqu_a(tenu, lambda: deux.answered(60))
    sujets = [demande["structure_id"] for demande in corps[deux]]
    jusqu_a(tenu, lambda: all(lues(tenu, sujet) for sujet in sujets))
    assert [lues(tenu, sujet) for sujet in sujets] == [[f"n° {rang}"] for rang in range(60)]


def test_une_file_qui_n_existe_pas_encore_est_attendue(tenu: SurRabbit, comptes: Comptes) -> None:
    nom = comptes.nom("tardif")
    comptes.creer(nom)
    comptes.ecrire(*comptes.lignes(), ligne(nom))
    jusqu_a(tenu, lambda: mesure(tenu, "inboxes", state="ATTENDUE") == SANS_FILE + 1)

    comptes.declarer(nom)

    with systeme(comptes, nom) as client:
        client.send(lire("enfin"), "enfin")
        jusqu_a(tenu, lambda: client.answered(1))
    jusqu_a(tenu, lambda: mesure(tenu, "inboxes", state="ATTENDUE") == SANS_FILE)


def test_un_compte_revoque_est_refuse_puis_sa_file_effacee_ne_gene_personne(
    tenu: SurRabbit, comptes: Comptes, discret: str
) -> None:
    nom = comptes.ajouter("ancien")
    with systeme(comptes, nom) as client, systeme(comptes, discret) as autre:
        client.send(lire("avant"), "avant")
        jusqu_a(tenu, lambda: client.answered(1))
        lignes = comptes.lignes()
        comptes.ecrire(*lignes[:-1], replace(lignes[-1], revoque_le=DEPUIS))
        client.send(lire("après"), "après")
        jusqu_a(tenu, lambda: client.answered(2))

        comptes.effacer_la_file(nom)
        autre.send(lire("encore"), "encore")
        jusqu_a(tenu, lambda: autre.answered(1))

    [(_, avant), (_, apres)] = client.answers
    assert avant.accepted
    assert apres.code == "CompteNonAutorise" and "est révoqué depuis le" in apres.detail
    assert autre.answers[0][1].accepted


def test_une_table_devenue_inutilisable_laisse_la_precedente_en_vigueur(
    tenu: SurRabbit, comptes: Comptes, discret: str
) -> None:
    bonne = comptes.lignes()
    write_whole(comptes.path, b"- compte: [")
    jusqu_a(tenu, lambda: mesure(tenu, "accounts_unusable") == 1)

    with systeme(comptes, discret) as client:
        client.send(lire("quand même"), "une")
        jusqu_a(tenu, lambda: client.answered(1))
    comptes.ecrire(*bonne)
    jusqu_a(tenu, lambda: mesure(tenu, "accounts_unusable") == 0)

    assert client.answers[0][1].accepted
    journal = (tenu.folder / "service.log").read_text()
    assert journal.count("COMPTES est inutilisable, l'ancienne table reste") == 1
