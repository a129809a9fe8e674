"""Ce qu'un compte sait de lui-même, à chaque service : ses droits, ses messages."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from console.contrats.explications import exemples
from console.execution.embedded import Programme
from console.execution.services import BUILDERS, published
from shared.clock import SystemClock
from shared.delivery.wire import commands_queue_name
from shared.messages.raw import ACCOUNT, RawMessage
from shared.questions.asking import Refusee, Reponse, ask
from shared.questions.rights import Asker, rights
from shared.questions.wire import decode_answer, encode_answer
from shared.rabbitmq.received import raw_message_from
from shared.runtime.component import Component

CANTAL = Asker("cantal", ("PREFET",), ("15",))
LOT = Asker("lot", ("PREFET",), ("46",))


@pytest.fixture
def programme(tmp_path: Path) -> Iterator[Programme]:
    with closing(Programme(tmp_path / "dossier", SystemClock(), {})) as programme:
        yield programme


def devenir(component: Component, asker: Asker | None, id: str) -> dict[str, Any]:
    answer = ask(component, published(component.name), asker, "message", {"message_id": id})
    assert isinstance(answer, Reponse)
    found: dict[str, Any] = answer.contenu
    return found


@pytest.mark.parametrize("service", BUILDERS)
def test_chaque_service_dit_ses_droits_et_ses_messages(programme: Programme, service: str) -> None:
    component, questions = programme.components[service], published(service)

    answer = ask(component, questions, CANTAL, "droits", {})

    assert {"droits", "message"} <= questions.by_name.keys()
    assert {each.id for each in questions} <= rights().keys()
    assert isinstance(answer, Reponse) and answer.contenu["compte"] == "cantal"
    assert {"nom": "droits", "portees": {"PREFET": "NATIONAL"}} in answer.contenu["questions"]


@pytest.mark.parametrize(("ecoute", "dits"), [(("audit",), {"audit"}), ((), set())])
def test_les_faits_d_un_service_ne_sont_promis_qu_a_qui_l_entend(
    programme: Programme, ecoute: tuple[str, ...], dits: set[str]
) -> None:
    asker = replace(CANTAL, ecoute=ecoute)
    promis = set()
    for name, component in programme.components.items():
        answer = ask(component, published(name), asker, "droits", {})
        assert isinstance(answer, Reponse)
        if any(each["nom"] == "faits" for each in answer.contenu["questions"]):
            promis.add(name)

    assert promis == dits


def test_qui_administre_voit_tous_les_roles(programme: Programme) -> None:
    component = programme.components["labellisation"]

    answer = ask(component, published("labellisation"), None, "droits", {})

    assert isinstance(answer, Reponse)
    assert {"PREFET", "AGENCE_NATIONALE", "PUBLIC"} <= {*answer.contenu["roles"]}


def test_une_demande_retenue_est_dite_a_son_compte_sans_sa_cause(programme: Programme) -> None:
    component = programme.components["labellisation"]
    demande = garder(component, "cantal")

    sienne, autre = (devenir(component, each, demande) for each in (CANTAL, LOT))

    assert sienne["etat"] == "RETENU" and sienne["retenue"]["etat"] == "MORT"
    assert "panne" not in str(sienne)
    assert autre["etat"] == "INCONNU"


def garder(component: Component, compte: str) -> str:
    """Met de côté une demande de ce compte, et une autre que nul ne sait lire."""
    [demande] = [each["payload"] for each in exemples("demandes", "FermerStructure")]
    queue, now = commands_queue_name(component.name), component.service.clock.now()
    for body in (b"{", str(demande).replace("'", '"').encode()):
        raw_message = RawMessage(queue, "FermerStructure", body, {ACCOUNT: compte})
        component.parking.keep(raw_message, "Panne", "panne", now, None, 4)
    return str(demande["message_id"])


def test_sans_courtier_le_message_n_a_pas_de_compte(programme: Programme) -> None:
    component = programme.components["labellisation"]

    assert devenir(component, None, str(UUID(int=404)))["etat"] == "INCONNU"


def test_une_reponse_trop_grosse_dit_de_demander_moins(programme: Programme) -> None:
    answer = decode_answer(encode_answer(Reponse("labellisees", "2026", ["x" * 2_000_000])))

    assert isinstance(answer, Refusee) and answer.code == "ReponseTropGrosse"
    assert "« limite »" in answer.detail


@pytest.mark.parametrize(
    ("file", "reponse"),
    [("labellisation.questions.cantal", "cantal"), ("labellisation.questions", "lot.1")],
)
def test_une_question_morte_ne_repond_qu_a_son_compte(file: str, reponse: str) -> None:
    """Trop souvent livrée, elle vient de la file des rebuts, où tout compte est oublié."""
    mort = Mort(file)

    raw_message = raw_message_from("labellisation.dead", mort)

    assert (raw_message.queue, raw_message.reply_to) == (file, reponse)


class Mort:
    """Un message de la file des rebuts, tel que le client AMQP le donne."""

    body = b"{}"
    properties = {"reply_to": "lot.1", "correlation_id": "une"}
    delivery_info = {"routing_key": "labellisation.dead", "exchange": "france-services.dead"}

    def __init__(self, file: str) -> None:
        self.headers = {"x-death": [{"queue": file, "routing-keys": ["cle"]}]}
