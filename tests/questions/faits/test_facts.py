"""Le fil des faits dit ce que la file a dit : mêmes faits, mêmes corps, même ordre, une fois."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from eventsourcing.persistence import Notification

from console.execution.services import BUILDERS
from shared.contracts import Contract
from shared.delivery.refused_questions import Refusals
from shared.log.entries import BATCH, entries_after, page_after
from shared.log.relay import Relay
from shared.log.told import may_tell
from shared.questions.asking import Refusee, write_cursor
from shared.questions.facts import known_types
from shared.questions.rights import Asker, rights
from shared.rabbitmq.publisher import RabbitPublisher
from shared.runtime.account_table import Compte
from shared.runtime.component import Component
from tests.contracts.pas_a_pas import connected
from tests.questions.faits.fil import Fil, Joue
from tests.servers.addresses import Servers
from tests.servers.isolation import vhost

SERVICES = ["audit", "funding", "labellisation", "onboarding"]
ECOUTE = Asker("observatoire", ("OBSERVATOIRE",), ecoute=("labellisation",))
QUEUE = "essai.faits"


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def component(joue: Joue, service: str) -> Component:
    return joue.programme.components[service]


@pytest.fixture
def labellisation(joue: Joue) -> Component:
    return joue.programme.components["labellisation"]


def dits(faits: list[Contract]) -> list[tuple[str, bytes]]:
    return [(str(fait.message_id), fait.model_dump_json().encode()) for fait in faits]


def lus(service: str, faits: list[Any]) -> list[tuple[str, bytes]]:
    """L'identité et le corps de chaque fait, celui-ci redit par son contrat."""
    types = known_types(service)
    return [
        (fait["id"], kind.model_validate(fait["data"]).model_dump_json().encode())
        for fait in faits
        for kind in [types[fait["dataschema"].rpartition("/")[2].removesuffix(".json")]]
    ]


def test_le_fil_donne_chaque_fait_une_fois_dans_l_ordre_ou_il_fut_annonce(
    joue: Joue, service: str, component: Component
) -> None:
    annonces = joue.annonces(service)

    assert lus(service, Fil(component).lire()) == dits(annonces)
    assert len(annonces) > 10


@pytest.mark.parametrize("limit", [1, 7, 500])
def test_les_pages_de_toute_taille_donnent_les_memes_faits(
    component: Component, limit: int
) -> None:
    pages = list(Fil(component, limit).pages())

    assert [f for page in pages for f in page["faits"]] == Fil(component, 333).lire()
    assert all(len(page["faits"]) <= limit for page in pages)
    assert [page["fin"] for page in pages] == [False] * (len(pages) - 1) + [True]


def test_choisis_par_type_ou_par_structure_ce_sont_les_memes(
    service: str, component: Component
) -> None:
    tous = Fil(component).lire()
    for nom in known_types(service):
        choisis = [fait for fait in tous if fait["dataschema"].endswith(f"/{nom}.json")]
        assert Fil(component, 20).lire(types=[nom]) == choisis
    for sujet in sorted({fait["subject"] for fait in tous if "subject" in fait}):
        choisis = [fait for fait in tous if fait.get("subject") == sujet]
        assert Fil(component, 20).lire(structure_id=sujet) == choisis


def test_un_evenement_qui_ne_peut_rien_dire_ne_dit_rien(component: Component) -> None:
    """`may_tell` : sur tout ce qui fut enregistré, jamais faux pour ce qui dit un fait."""
    position = 0
    while entries := entries_after(component.service, position):
        position = entries[-1].position
        for entry in entries:
            fait = component.to_contract(entry.event)
            assert fait is None or may_tell(component.to_contract, entry.kind, [type(fait)])


def test_les_corps_les_ids_et_les_en_tetes_sont_ceux_de_la_file(
    servers: Servers, service: str, component: Component
) -> None:
    """Message par message, ceux que le relais de tout l'échantillon confie à RabbitMQ."""
    with vhost(servers) as uri:
        portes = annonces_par_rabbit(uri, component)

    faits = Fil(component).lire()
    assert [corps for corps, _ in portes] == [corps for _, corps in lus(service, faits)]
    assert [en_tetes(fait) for fait in faits] == [given for _, given in portes]


def annonces_par_rabbit(uri: str, component: Component) -> list[tuple[bytes, dict[str, str]]]:
    """Le corps et les en-têtes de chaque message, pour tout le journal."""
    bus = RabbitPublisher(uri)
    relay = Relay(component.service, component.model, component.to_contract, bus)
    with connected(uri) as connection, closing(bus):
        channel, position = connection.channel(), 0
        channel.queue_declare(QUEUE, durable=True, auto_delete=False)
        channel.queue_bind(QUEUE, f"{component.name}.events", "#")
        while page := page_after(component.service, position):
            relay.prepare(page)
            position = page.end
        return [*recus(channel)]


def recus(channel: Any) -> Iterator[tuple[bytes, dict[str, str]]]:
    while message := channel.basic_get(QUEUE, no_ack=True):
        body: str | bytes = message.body
        yield body if isinstance(body, bytes) else body.encode(), message.headers


def en_tetes(fait: Any) -> dict[str, str]:
    """Ceux du message, d'après l'élément du fil."""
    ailleurs = ("correlation", "data", "datacontenttype")
    return {
        **{f"cloudEvents:{nom}": dit for nom, dit in fait.items() if nom not in ailleurs},
        "correlation": fait["correlation"],
    }


def test_un_compte_relit_les_faits_des_services_qu_il_entend(labellisation: Component) -> None:
    assert Fil(labellisation, asker=ECOUTE).lire() == Fil(labellisation).lire()


@pytest.mark.parametrize("ecoute", [(), ("audit",)])
def test_qui_n_entend_pas_le_service_est_refuse_et_le_refus_enregistre(
    labellisation: Component, ecoute: tuple[str, ...]
) -> None:
    nom = f"sourd-{len(ecoute)}"
    reponse = Fil(labellisation, asker=replace(ECOUTE, name=nom, ecoute=ecoute)).demander()

    assert isinstance(reponse, Refusee) and reponse.code == "QuestionNonAutorisee"
    assert "n'entend pas les faits de « labellisation »" in reponse.detail
    [garde] = Refusals(labellisation.model).since("", nom)
    assert garde["question"] == "labellisation.faits"


def test_l_ecoute_est_celle_de_la_table_des_comptes() -> None:
    depuis = datetime(2020, 1, 1, tzinfo=UTC)
    ligne = Compte("observatoire", ("OBSERVATOIRE",), depuis, ecoute=("labellisation",))

    assert Asker.of(ligne) == ECOUTE
    assert all(f"{each}.faits" in rights() for each in BUILDERS)


def test_un_type_inconnu_est_refuse_et_les_connus_sont_dits(labellisation: Component) -> None:
    reponse = Fil(labellisation).demander(types=["StructureLabellisee", "StructureRepeinte"])

    assert isinstance(reponse, Refusee) and reponse.statut == "ILLISIBLE"
    assert [faute.champ for faute in reponse.fautes] == ["types.1"]
    assert "StructureLabellisee" in reponse.detail and "LabelRetire" in reponse.detail


@pytest.mark.parametrize(
    "curseur", ["é", "abc", write_cursor("12.0.0123456789abcdef"), write_cursor("9" * 40)]
)
def test_un_curseur_forge_est_refuse(labellisation: Component, curseur: str) -> None:
    reponse = Fil(labellisation, curseur=curseur).demander()

    assert isinstance(reponse, Refusee) and reponse.statut == "ILLISIBLE"
    assert reponse.code == "CurseurIllisible" and reponse.detail.startswith("curseur : ")


def test_le_curseur_d_un_autre_service_est_refuse(joue: Joue, labellisation: Component) -> None:
    ailleurs = Fil(joue.programme.components["audit"], limit=3)
    ailleurs.page()

    reponse = Fil(labellisation, curseur=ailleurs.curseur).demander()

    assert isinstance(reponse, Refusee) and "d'un autre service" in reponse.detail


@pytest.fixture
def decodes(labellisation: Component, monkeypatch: pytest.MonkeyPatch) -> list[Notification]:
    """Les événements du journal décodés pendant l'essai."""
    found: list[Notification] = []
    still_sealed = labellisation.service.recorded.still_sealed

    def decoder(stored: Notification) -> Any:
        found.append(stored)
        return still_sealed(stored)

    monkeypatch.setattr(labellisation.service.recorded, "still_sealed", decoder)
    return found


def test_ce_que_nul_ne_demande_n_est_pas_decode(
    labellisation: Component, decodes: list[Notification]
) -> None:
    lus = Fil(labellisation).lire(types=["StructureRemontee"])

    topics = {each.topic for each in decodes}
    assert lus and any("Remont" in topic for topic in topics)
    assert not any("StructureLabellisee" in topic or "Audit" in topic for topic in topics)


def test_une_page_ne_decode_que_ce_qui_suit_son_curseur(
    labellisation: Component, decodes: list[Notification]
) -> None:
    fil = Fil(labellisation, limit=50)
    while not (page := fil.page())["fin"]:
        assert all(each.id <= page["lu"] + BATCH for each in decodes)
        decodes.clear()
        avant = page["lu"]
    assert avant > BATCH and all(each.id > avant for each in decodes)
