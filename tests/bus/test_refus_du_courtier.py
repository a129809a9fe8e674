"""RabbitMQ refuse un fait sans dire pourquoi : la file en cause est cherchée, nommée et comptée."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from prometheus_client import REGISTRY

from shared.log.relay import PublicationRefused
from shared.rabbitmq.publisher import RabbitPublisher
from shared.rabbitmq.suspects import UNKNOWN, suspect
from shared.runtime.account_table import Compte, Table
from shared.runtime.listeners import Listeners
from tests.bus.emetteur import neuf, nouvelle
from tests.bus.lecteur import HANDLERS
from tests.servers.addresses import Servers
from tests.servers.isolation import vhost

PLEINE, SAINE = "essai.pleine", "lecteur.emetteur.events"
BORNE = {"x-max-length": 1, "x-overflow": "reject-publish"}
COMPTEUR = "france_services_publications_refused_total"


@pytest.fixture
def lie(servers: Servers) -> Iterator[str]:
    """Un hôte où une file qui refuse est liée aux faits, à côté de celle du lecteur."""
    with vhost(servers, [HANDLERS]) as uri, Connection(uri) as connection:
        channel: Any = connection.channel()
        channel.queue_declare(PLEINE, durable=True, auto_delete=False, arguments=BORNE)
        channel.queue_bind(PLEINE, "emetteur.events", "#")
        yield uri


def compte(queue: str) -> float:
    return REGISTRY.get_sample_value(COMPTEUR, {"service": "emetteur", "queue": queue}) or 0


def publier_jusqu_au_refus(publisher: RabbitPublisher) -> str:
    with pytest.raises(PublicationRefused) as refus:
        for _ in range(3):
            publisher.publish("emetteur", [nouvelle(neuf(), "une")])
    publisher.close()
    return str(refus.value)


def test_la_file_pleine_est_nommee_et_comptee(lie: str) -> None:
    avant = compte(PLEINE)
    with Connection(lie) as connection:
        connection.channel().queue_unbind(SAINE, "emetteur.events", "Nouvelle")

    dit = publier_jusqu_au_refus(RabbitPublisher(lie, lambda: [SAINE, PLEINE, "essai.absente"]))

    assert f"la file en cause serait {PLEINE} : 1 message en attente, 0 lecteur" in dit
    assert compte(PLEINE) == avant + 1


def test_une_file_que_personne_ne_connait_se_dit_aussi(lie: str) -> None:
    avant = compte(UNKNOWN)

    dit = publier_jusqu_au_refus(RabbitPublisher(lie))

    assert UNKNOWN in dit and "liées à la main" in dit
    assert compte(UNKNOWN) == avant + 1


@pytest.mark.parametrize("taille", [2, 30, 200])
def test_un_lot_refuse_message_apres_message_se_dit_une_fois(lie: str, taille: int) -> None:
    """Les autres refus arrivent pendant que le canal se ferme."""
    avant, publisher = compte(PLEINE), RabbitPublisher(lie, lambda: [PLEINE])
    publisher.publish("emetteur", [nouvelle(neuf(), "celle qui remplit la file")])

    for fois in range(1, 6):
        with pytest.raises(PublicationRefused, match=PLEINE):
            publisher.publish("emetteur", [nouvelle(neuf(), "une") for _ in range(taille)])
        assert compte(PLEINE) == avant + fois


def test_des_files_vides_ou_absentes_ne_sont_pas_en_cause(lie: str) -> None:
    assert suspect(lie, [SAINE, PLEINE, "essai.absente"]).queue == UNKNOWN


def test_les_files_qui_ecoutent_sont_celles_des_services_et_de_la_table(tmp_path: Path) -> None:
    table, depuis = tmp_path / "comptes.yaml", datetime(2026, 11, 28, tzinfo=UTC)
    Table(
        [
            Compte("cantal", ("PREFET",), depuis, ecoute=("emetteur",)),
            Compte("lot", ("PREFET",), depuis, ecoute=("audit",)),
        ]
    ).write(table)
    ecoutent = Listeners("emetteur", lambda: [HANDLERS], str(table))

    assert ecoutent() == [SAINE, "partner.cantal.events"]
    Table.read(table).revoked("cantal", depuis).write(table)
    assert ecoutent() == [SAINE]
    table.write_text("?", encoding="utf-8")
    assert ecoutent() == Listeners("emetteur", lambda: [HANDLERS])() == [SAINE]
