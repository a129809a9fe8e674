"""Le compte d'un autre système : RabbitMQ lui refuse chacun de ces actes, et l'accepte d'un compte
qui en a le droit ; plein, rien de ce qui est à lui n'arrête un autre.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from amqp.exceptions import AccessRefused, MessageNacked, PreconditionFailed
from kombu import Connection

from console.execution.services import applications
from shared.questions.rights import questioned
from shared.rabbitmq.definitions import Definition, definitions
from shared.rabbitmq.partners import of_an_account, requests_of
from shared.rabbitmq.rights import Right
from tests.servers.addresses import Servers
from tests.servers.administration import administered
from tests.servers.isolation import accounts, partner, vhost

FACTS = "labellisation.events"
OWN, FOREIGN = "RemonterStructure", "DonnerAccordPrealable"
"""Demandes d'un préfet, et de la seule agence nationale."""


@dataclass(frozen=True)
class Systeme:
    """Un compte, et un autre dont il voudrait lire ou dire les messages."""

    url: str
    voisin: str

    @property
    def nom(self) -> str:
        return str(urlsplit(self.url).username)


Acte = Callable[[Any, Systeme], object]


def publier(exchange: str, key: str) -> Acte:
    """`key` peut nommer le compte (`{nom}`) et l'autre (`{voisin}`)."""

    def acte(channel: Any, qui: Systeme) -> None:
        channel.confirm_select()
        where = key.format(nom=qui.nom, voisin=qui.voisin)
        channel.basic_publish_confirm(channel.prepare_message(b"{}"), exchange, where)

    return acte


def lire(queue: str) -> Acte:
    return lambda channel, qui: channel.basic_consume(queue.format(voisin=qui.voisin))


def lier(queue: str, exchange: str, key: str) -> Acte:
    return lambda channel, qui: channel.queue_bind(
        queue.format(nom=qui.nom), exchange, key.format(voisin=qui.voisin)
    )


ACTES: dict[str, tuple[Acte, str]] = {
    "déclarer une file": (lambda c, qui: c.queue_declare(f"{qui.nom}.file"), "configure"),
    "déclarer un échange": (
        lambda c, qui: c.exchange_declare(FACTS, "topic", durable=True, auto_delete=False),
        "configure",
    ),
    "supprimer une file faite pour lui": (
        lambda c, qui: c.queue_delete(f"onboarding.inbox.{qui.nom}"),
        "configure",
    ),
    "entendre plus que ce qui lui est ouvert": (
        lier("partner.{nom}.events", "funding.events", "#"),
        "write read",
    ),
    "recevoir les réponses d'un autre": (
        lier("partner.{nom}.answers", "answers", "{voisin}"),
        "write read",
    ),
    "faire des faits les demandes d'un service": (
        lambda c, qui: c.exchange_bind("funding.commands", FACTS, "#"),
        "write read",
    ),
    "lire les réponses d'un autre": (lire("partner.{voisin}.answers"), "read"),
    "lire les faits d'un autre": (lire("partner.{voisin}.events"), "read"),
    "lire les demandes d'un autre": (lire("labellisation.inbox.{voisin}"), "read"),
    "lire les questions d'un autre": (lire("labellisation.questions.{voisin}"), "read"),
    "vider la file d'un service": (lambda c, qui: c.queue_purge("audit.inbox"), "read"),
    "demander au nom d'un autre": (publier("requests", "{voisin}.labellisation." + OWN), "keys"),
    "demander ce qu'aucun de ses rôles ne peut": (
        publier("requests", "{nom}.labellisation." + FOREIGN),
        "keys",
    ),
    "poser une question au nom d'un autre": (
        publier("requests", "{voisin}.questions.labellisation"),
        "keys",
    ),
    "poser une question comme un exploitant": (
        publier("requests", "questions.labellisation"),
        "keys",
    ),
    "demander comme la console": (publier("labellisation.commands", OWN), "write"),
    "annoncer un fait": (publier(FACTS, "StructureLabellisee"), "write"),
    "répondre à un autre": (publier("answers", "{voisin}"), "write"),
    "écrire dans une file": (publier("", "funding.labellisation.events"), "write"),
    "questionner un service": (publier("nameko-rpc", "audit.historique"), "write"),
}


def elargi(right: Right, missing: str) -> Right:
    wide: dict[str, Any] = dict.fromkeys(("configure", "write", "read"), ".*")
    wide["keys"] = {exchange: ".*" for exchange in right.keys}
    return replace(right, **{name: wide[name] for name in missing.split()})


@pytest.fixture(scope="module")
def hote(servers: Servers) -> Iterator[str]:
    with vhost(servers) as uri:
        yield uri


@pytest.fixture(scope="module")
def systemes(servers: Servers, hote: str) -> Iterator[dict[str, Systeme]]:
    """Deux préfectures, et un compte par droit qui leur manque, qui l'a en plus."""
    with ExitStack() as stack:
        urls = [
            stack.enter_context(partner(servers, hote, nom, ["PREFET"], ["labellisation"]))
            for nom in ("cantal", "lot")
        ]
        cantal, lot = (str(urlsplit(url).username) for url in urls)
        asked = requests_of(["PREFET"], applications())
        mine = of_an_account(cantal, asked, questioned(["PREFET"]))
        manques = sorted({missing for _, missing in ACTES.values()})
        more = {missing.replace(" ", "-"): elargi(mine, missing) for missing in manques}
        granted = stack.enter_context(accounts(servers, hote, more))
        known = {"cantal": Systeme(urls[0], lot), "lot": Systeme(urls[1], cantal)}
        yield known | {manque: Systeme(granted[manque], lot) for manque in more}


def faire(qui: Systeme, acte: Acte, nom: Systeme | None = None) -> None:
    """Lève AccessRefused si un droit manque à ce compte ; `nom` : le compte que l'acte nomme."""
    with Connection(qui.url) as connection:
        acte(connection.channel(), nom or qui)


@pytest.mark.parametrize("quoi", ACTES)
def test_un_autre_systeme_ne_peut(quoi: str, systemes: dict[str, Systeme]) -> None:
    acte, manque = ACTES[quoi]
    cantal = systemes["cantal"]

    with pytest.raises(AccessRefused):
        faire(cantal, acte)

    faire(systemes[manque.replace(" ", "-")], acte, cantal)


def test_il_demande_ce_que_ses_roles_permettent_et_seul_ce_service_le_recoit(
    systemes: dict[str, Systeme], hote: str
) -> None:
    cantal = systemes["cantal"]

    file = videe(hote, f"labellisation.inbox.{cantal.nom}")
    faire(cantal, publier("requests", "{nom}.labellisation." + OWN))

    [message] = recus(hote, file)
    assert message.delivery_info["routing_key"] == f"{cantal.nom}.labellisation.{OWN}"


def test_une_question_n_arrive_que_dans_la_file_des_questions_de_son_compte(
    systemes: dict[str, Systeme], hote: str
) -> None:
    cantal = systemes["cantal"]
    demandes, questions = (
        videe(hote, f"labellisation.{each}.{cantal.nom}") for each in ("inbox", "questions")
    )

    faire(cantal, publier("requests", "{nom}.questions.labellisation"))

    assert len(recus(hote, questions)) == 1
    assert en_attente(hote, demandes) == 0


def test_rabbitmq_refuse_un_user_id_qui_n_est_pas_le_sien(systemes: dict[str, Systeme]) -> None:
    def imposteur(channel: Any, qui: Systeme) -> None:
        channel.confirm_select()
        message = channel.prepare_message(b"{}", properties={"user_id": qui.voisin})
        channel.basic_publish_confirm(message, "requests", f"{qui.nom}.labellisation.{OWN}")

    with pytest.raises(PreconditionFailed, match="user_id"):
        faire(systemes["cantal"], imposteur)


def test_il_entend_les_faits_qui_lui_sont_ouverts_et_eux_seuls(
    systemes: dict[str, Systeme], hote: str
) -> None:
    lot = systemes["lot"]
    file = videe(hote, f"partner.{lot.nom}.events")
    with Connection(hote) as connection:
        publies(connection.channel(), "funding.events", "DroitClos", 1)
        publies(connection.channel(), FACTS, "StructureLabellisee", 1)

    [heard] = recus(lot.url, file)

    assert heard.delivery_info["routing_key"] == "StructureLabellisee"


def videe(hote: str, file: str) -> str:
    """Cette file, que d'autres actes ont pu remplir."""
    with Connection(hote) as connection:
        connection.channel().queue_purge(file)
    return file


def en_attente(hote: str, file: str) -> int:
    with Connection(hote) as connection:
        return int(connection.channel().queue_declare(file, passive=True).message_count)


def recus(url: str, file: str) -> list[Any]:
    """Les messages de cette file, une fois le premier arrivé."""
    heard: list[Any] = []
    with Connection(url) as connection:
        connection.channel().basic_consume(file, callback=heard.append, no_ack=True)
        connection.drain_events(timeout=10)
    return heard


def publies(channel: Any, exchange: str, key: str, combien: int, taille: int = 2) -> int:
    """Le nombre de messages que RabbitMQ a pris, sur ceux-ci."""
    channel.confirm_select()
    pris = 0
    for _ in range(combien):
        try:
            channel.basic_publish_confirm(channel.prepare_message(b" " * taille), exchange, key)
            pris += 1
        except MessageNacked:
            continue
    return pris


def reduite(hote: str, nom: str, **bornes: Any) -> Definition:
    """La règle de ce nom, aux bornes réduites ; le reste est celui d'une installation."""
    name = urlsplit(hote).path.removeprefix("/")
    [policy] = [
        each for each in definitions(applications(), name)["policies"] if each["name"] == nom
    ]
    return {"policies": [policy | {"definition": policy["definition"] | bornes}]}


def test_une_file_de_faits_pleine_perd_les_plus_anciens_et_n_arrete_pas_le_relais(
    servers: Servers, hote: str, systemes: dict[str, Systeme]
) -> None:
    regle = "france-services-partner-events"
    administered(servers).define(reduite(hote, regle, **{"max-length-bytes": 2_000}))
    file = videe(hote, f"partner.{systemes['cantal'].nom}.events")

    with Connection(hote) as connection:
        channel = connection.channel()
        pris = publies(channel, FACTS, "StructureLabellisee", 50, taille=200)
        gardes = channel.queue_declare(file, passive=True).message_count

    assert (pris, gardes) == (50, 10)


def test_cette_file_arreterait_le_relais_si_elle_refusait(
    servers: Servers, hote: str, systemes: dict[str, Systeme]
) -> None:
    regle = "france-services-partner-events"
    refuse = {"max-length-bytes": 2_000, "overflow": "reject-publish"}
    administered(servers).define(reduite(hote, regle, **refuse))
    try:
        with Connection(hote) as connection:
            pris = publies(connection.channel(), FACTS, "StructureLabellisee", 50, taille=200)
    finally:
        administered(servers).define(reduite(hote, regle))

    assert pris < 50


def test_un_flot_de_demandes_est_refuse_a_son_auteur_et_a_lui_seul(
    servers: Servers, hote: str, systemes: dict[str, Systeme]
) -> None:
    regle = "france-services-labellisation-accounts"
    administered(servers).define(reduite(hote, regle, **{"max-length": 5}))

    videe(hote, f"labellisation.inbox.{systemes['cantal'].nom}")
    pris = {}
    for nom, combien in {"cantal": 60, "lot": 1}.items():
        with Connection(systemes[nom].url) as connection:
            key = f"{systemes[nom].nom}.labellisation.{OWN}"
            pris[nom] = publies(connection.channel(), "requests", key, combien)

    assert 5 <= pris["cantal"] < 60
    assert pris["lot"] == 1
