"""Un courriel que le serveur ne prend pas pour l'instant : retenté à l'heure, seul en retard."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from console.execution.boite_locale import ServeurLocal
from console.execution.embedded import InProcessBus
from services.notifications.component import build
from services.notifications.courriels.domain import ESPACEMENTS, Courriel
from services.notifications.courriels.effects.envoi import RemiseImpossible
from shared.clock import SimulatedClock
from shared.contracts.labellisation import StructureLabellisee
from shared.messages.envelope import Envelope as Message
from shared.personal_data.master_keys import new_master_key
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.contracts.language import sample
from tests.servers.addresses import free_port

SECRETS = {"MASTER_KEY": new_master_key(), "LINK_SECRET": "essai"}
LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
DEBUT = datetime(2019, 12, 1, 9, tzinfo=UTC)
ETATS = "SELECT destinataire, etat FROM courriels ORDER BY destinataire"


class Guichet:
    """Refuse pour l'instant les adresses qu'on lui dit, et note ce qu'il prend."""

    def __init__(self) -> None:
        self.plus_tard: set[str] = set()
        self.pris: list[str] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return "450 boîte occupée" if address in self.plus_tard else "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.pris += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def guichet() -> Guichet:
    return Guichet()


@pytest.fixture
def serveur(guichet: Guichet) -> Iterator[ServeurLocal]:
    serveur = ServeurLocal(guichet, hostname="127.0.0.1", port=0)
    serveur.start()
    yield serveur
    serveur.stop()


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(DEBUT)


@pytest.fixture
def notifications(
    tmp_path: Path, serveur: ServeurLocal, clock: SimulatedClock
) -> Iterator[Component]:
    options = {**SECRETS, "SMTP_HOST": "127.0.0.1"}
    options["SMTP_PORT"] = str(serveur.port)
    component = build(embedded("notifications", tmp_path, clock, options))
    yield component
    component.close()


def tourner(component: Component) -> None:
    bus = InProcessBus([])
    readers = [*component.readers(bus), *component.timed(bus)]
    while sum(reader.run() for reader in readers):
        pass


def etats(component: Component) -> dict[str, str]:
    return {row["destinataire"]: row["etat"] for row in component.model.query(ETATS)}


def test_un_refus_passager_ne_retient_que_son_courriel_et_se_retente_a_l_heure_dite(
    notifications: Component, guichet: Guichet, clock: SimulatedClock
) -> None:
    porteur, prefecture = LABEL.fiche.courriel, "france-services@prefecture-15.example"
    guichet.plus_tard = {porteur}
    notifications.service.receive(Message.starting(LABEL))

    tourner(notifications)
    assert etats(notifications) == {"PORTEUR": "REPORTE", "PREFECTURE": "REMIS"}
    clock.advance(DEBUT + ESPACEMENTS[0] - timedelta(minutes=1))
    guichet.plus_tard.clear()
    tourner(notifications)
    assert guichet.pris == [prefecture]

    clock.advance(DEBUT + ESPACEMENTS[0] + timedelta(minutes=1))
    tourner(notifications)
    assert guichet.pris == [prefecture, porteur]
    assert etats(notifications) == {"PORTEUR": "REMIS", "PREFECTURE": "REMIS"}


def test_apres_le_dernier_essai_le_courriel_est_refuse_et_cela_se_voit(
    notifications: Component, guichet: Guichet, clock: SimulatedClock
) -> None:
    guichet.plus_tard = {LABEL.fiche.courriel}
    notifications.service.receive(Message.starting(LABEL))
    tourner(notifications)

    for espacement in ESPACEMENTS:
        assert etats(notifications)["PORTEUR"] == "REPORTE"
        clock.advance(clock.now() + espacement + timedelta(minutes=1))
        tourner(notifications)

    assert etats(notifications)["PORTEUR"] == "REFUSE"
    [refuse] = notifications.model.query("SELECT raison FROM courriels WHERE etat = 'REFUSE'")
    assert "450 boîte occupée" in refuse["raison"]


def test_un_serveur_absent_retient_tout_sans_rien_reporter(
    tmp_path: Path, clock: SimulatedClock
) -> None:
    """La faute n'est pas au courriel : rien n'est enregistré, tout attend."""
    options = {**SECRETS, "SMTP_HOST": "127.0.0.1"}
    options["SMTP_PORT"] = str(free_port())
    component = build(embedded("notifications", tmp_path, clock, options))
    component.service.receive(Message.starting(LABEL))
    avant = component.service.recorder.max_notification_id()

    with pytest.raises(RemiseImpossible, match="n'a pas ouvert de connexion"):
        tourner(component)

    assert component.service.recorder.max_notification_id() == avant
    component.close()


def test_un_courriel_clos_ne_se_retente_plus(notifications: Component) -> None:
    notifications.service.receive(Message.starting(LABEL))
    tourner(notifications)
    porteur = Courriel.create_id(LABEL.message_id, "PORTEUR")
    courriel = notifications.service.load_or_refuse(Courriel, porteur)

    courriel.redemander()
    courriel.reporter("trop tard", DEBUT)

    assert courriel.collect_events() == []
