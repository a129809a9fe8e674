"""Le lecteur face aux pannes propres à RabbitMQ, et les réponses à ses clients distants."""

import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from kombu import Connection

from shared.delivery.parking import Parked
from shared.delivery.wire import raw_message_of
from shared.messages.envelope import Outcome
from shared.rabbitmq.received import died_in
from tests.bus.demandeur import Demandeur, lire
from tests.bus.emetteur import neuf, nouvelle
from tests.bus.harnais import FILE, SurRabbit, jusqu_a, lues, retenus


@pytest.fixture
def demandeur(sur_rabbit: SurRabbit) -> Iterator[Demandeur]:
    demandeur = Demandeur(sur_rabbit.uri)
    yield demandeur
    demandeur.connection.release()


def test_une_demande_repetee_a_deux_fois_la_meme_reponse_et_agit_une_fois(
    sur_rabbit: SurRabbit, demandeur: Demandeur
) -> None:
    corps = lire("une")

    demandeur.send(corps, "première")
    demandeur.send(corps, "seconde")
    jusqu_a(sur_rabbit, lambda: demandeur.answered(2))

    accepte = Outcome("ACCEPTE", version=2)
    assert demandeur.answers == [("première", accepte), ("seconde", accepte)]
    sujet = corps["structure_id"]
    jusqu_a(sur_rabbit, lambda: lues(sur_rabbit, sujet))
    assert lues(sur_rabbit, sujet) == ["une"]


def test_une_demande_refusee_dit_pourquoi_a_chaque_repetition(
    sur_rabbit: SurRabbit, demandeur: Demandeur
) -> None:
    corps = lire("INDIGNE")

    demandeur.send(corps, "première")
    demandeur.send(corps, "seconde")
    jusqu_a(sur_rabbit, lambda: demandeur.answered(2))

    [(_, une), (_, deux)] = demandeur.answers
    assert une == deux
    assert (une.statut, une.code) == ("REFUSE", "NouvelleIndigne")


def test_une_demande_refusee_pour_une_raison_du_moment_est_acceptee_une_fois_la_cause_levee(
    sur_rabbit: SurRabbit, demandeur: Demandeur
) -> None:
    """Deux processus, PostgreSQL et RabbitMQ : la même demande, envoyée de nouveau (ADR 0031)."""
    annonce = neuf().hex
    corps = lire(f"SI {annonce}")
    demandeur.send(corps, "première")
    jusqu_a(sur_rabbit, lambda: demandeur.answered(1))
    (sur_rabbit.folder / annonce).touch()

    for nom in ("seconde", "troisième"):
        demandeur.send(corps, nom)
    jusqu_a(sur_rabbit, lambda: demandeur.answered(3))

    [(_, refus), (_, acceptee), (_, repetee)] = demandeur.answers
    assert (refus.statut, refus.code) == ("REFUSE", "NouvelleInattendue")
    assert acceptee == repetee == Outcome("ACCEPTE", version=2)
    sujet = corps["structure_id"]
    jusqu_a(sur_rabbit, lambda: lues(sur_rabbit, sujet))
    assert lues(sur_rabbit, sujet) == [corps["texte"]]


def test_une_demande_fausse_recoit_le_chemin_du_champ(
    sur_rabbit: SurRabbit, demandeur: Demandeur
) -> None:
    demandeur.send(lire("une", acteur={"role": "ROI", "id": "Louis"}), "fausse")
    jusqu_a(sur_rabbit, lambda: demandeur.answered(1))

    [(correlation_id, reponse)] = demandeur.answers
    assert (correlation_id, reponse.statut) == ("fausse", "ILLISIBLE")
    assert reponse.detail.startswith(
        "acteur.role : valeur non admise (valeurs possibles : 'PREFET'"
    )
    assert reponse.detail.endswith("au lieu de « ROI »")


def sienne(sur_rabbit: SurRabbit) -> list[Parked]:
    return [row for row in sur_rabbit.parking.all() if row["reponse_id"] == "patiente"]


def test_une_demande_qui_se_repare_plus_tard_recoit_sa_reponse(
    sur_rabbit: SurRabbit, demandeur: Demandeur
) -> None:
    panne = neuf().hex
    (sur_rabbit.folder / panne).touch()
    corps = lire(f"PANNE TANT QUE {panne}")

    demandeur.send(corps, "patiente")
    jusqu_a(sur_rabbit, lambda: sienne(sur_rabbit))
    assert demandeur.answers == []
    (sur_rabbit.folder / panne).unlink()
    for row in sienne(sur_rabbit):
        sur_rabbit.parking.redrive(row["cle"], sur_rabbit.clock.now())
    jusqu_a(sur_rabbit, lambda: demandeur.answered(1))

    assert demandeur.answers == [("patiente", Outcome("ACCEPTE", version=2))]


@pytest.mark.parametrize("encodage", ["rot13", "utf-32", "gzip"])
def test_un_encodage_que_le_client_ne_sait_pas_lire_ne_perd_rien(
    sur_rabbit: SurRabbit, encodage: str
) -> None:
    """kombu would acknowledge a message that it cannot decode."""
    sujet = neuf()
    with Connection(sur_rabbit.uri) as connection:
        channel = connection.channel()
        message = channel.prepare_message(
            b"\xff\xfe\xfd",
            content_type="application/x-python-serialize",
            content_encoding=encodage,
            headers={"cloudEvents:subject": str(sujet)},
        )
        channel.basic_publish(message, exchange="emetteur.events", routing_key="Nouvelle")

    jusqu_a(sur_rabbit, lambda: retenus(sur_rabbit, sujet))
    [row] = retenus(sur_rabbit, sujet)
    gardee = sur_rabbit.parking.raw_message(row["cle"])
    assert gardee and gardee.body == b"\xff\xfe\xfd"


def test_ce_qui_tue_son_lecteur_a_chaque_fois_finit_avec_les_autres(
    sur_rabbit: SurRabbit,
) -> None:
    poison, saine = neuf(), neuf()

    sur_rabbit.publish(nouvelle(poison, "POISON"), nouvelle(saine, "une"))

    jusqu_a(sur_rabbit, lambda: retenus(sur_rabbit, poison) and lues(sur_rabbit, saine))
    [row] = retenus(sur_rabbit, poison)
    assert (row["etat"], row["cause"]) == ("MORT", "Livré trop souvent")
    assert (row["file"], row["type"]) == (FILE, "Nouvelle")
    assert lues(sur_rabbit, saine) == ["une"]


def test_ce_qui_tue_son_lecteur_n_emporte_aucun_de_ceux_qui_arrivaient_avec_lui(
    sur_rabbit: SurRabbit,
) -> None:
    """Chaque mort du processus compte comme une livraison de tout ce qu'il avait en main."""
    avant, poison, apres = [neuf() for _ in range(40)], neuf(), [neuf() for _ in range(40)]
    for sujet in (avant[0], avant[1]):
        sur_rabbit.publish(nouvelle(sujet, "zéro"))
    jusqu_a(sur_rabbit, lambda: lues(sur_rabbit, avant[1]))

    sur_rabbit.publish(
        *(nouvelle(sujet, "une") for sujet in avant),
        nouvelle(poison, "POISON"),
        *(nouvelle(sujet, "une") for sujet in apres),
    )

    jusqu_a(sur_rabbit, lambda: retenus(sur_rabbit, poison))
    for sujet in avant + apres:
        jusqu_a(sur_rabbit, lambda sujet=sujet: "une" in lues(sur_rabbit, sujet))
        assert lues(sur_rabbit, sujet).count("une") == 1
        assert retenus(sur_rabbit, sujet) == []


def test_un_emetteur_ne_fait_pas_passer_un_fait_pour_une_demande(sur_rabbit: SurRabbit) -> None:
    """`x-death` est à RabbitMQ : ailleurs que parmi les messages morts, il ne dit rien."""
    sujet = neuf()
    lettre = raw_message_of(FILE, nouvelle(sujet, "vraie"))
    ruse = {"x-death": [{"queue": "lecteur.inbox", "routing-keys": ["Lire"]}]}

    sur_rabbit.drop(replace(lettre, headers={**lettre.headers, **ruse}))

    jusqu_a(sur_rabbit, lambda: lues(sur_rabbit, sujet) == ["vraie"])


def test_un_arret_demande_en_pleine_charge_finit_ce_qui_est_commence(
    sur_rabbit: SurRabbit,
) -> None:
    sujets, textes = [neuf() for _ in range(100)], [f"n° {rang}" for rang in range(10)]
    sur_rabbit.publish(*(nouvelle(sujet, texte) for texte in textes for sujet in sujets))
    jusqu_a(sur_rabbit, lambda: lues(sur_rabbit, sujets[0]))

    service = sur_rabbit.processes["service"]
    service.send_signal(signal.SIGTERM)
    assert service.wait(30) == 0
    assert lues(sur_rabbit, sujets[-1]) != textes, "it must be stopped while there is work"

    for sujet in sujets:
        jusqu_a(sur_rabbit, lambda sujet=sujet: len(lues(sur_rabbit, sujet)) == len(textes))
    assert [lues(sur_rabbit, sujet) for sujet in sujets] == [textes] * len(sujets)
    assert "réponse perdue" not in (sur_rabbit.folder / "service.log").read_text()


def test_qui_publie_publie_encore_apres_avoir_perdu_sa_connexion(sur_rabbit: SurRabbit) -> None:
    sujet = neuf()

    sur_rabbit.publish(nouvelle(sujet, "avant"))
    sur_rabbit.publisher.close()
    sur_rabbit.publish(nouvelle(sujet, "après"))

    jusqu_a(sur_rabbit, lambda: lues(sur_rabbit, sujet) == ["avant", "après"])


@pytest.mark.parametrize(
    ("entetes", "dit"),
    [
        ({}, None),
        ({"x-death": "moi"}, None),
        ({"x-death": [{"queue": 1}]}, None),
        ({"x-death": [{"queue": "q", "routing-keys": []}]}, None),
        ({"x-death": [{"queue": "q", "routing-keys": ["k"], "count": 1}]}, ("q", "k")),
    ],
)
def test_l_origine_d_un_message_mort_n_est_crue_que_si_elle_se_lit(
    entetes: dict[str, Any], dit: tuple[str, str] | None
) -> None:
    assert died_in(entetes) == dit
