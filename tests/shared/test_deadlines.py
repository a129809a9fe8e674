"""Les échéances : à leur date, une fois, quoi qu'il arrive ; levées si ce qu'on attendait vient."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from console.execution.embedded import InProcessBus
from shared.clock import SimulatedClock
from shared.delivery.reception import RetryPolicy
from shared.log.contract_fields import message_id
from shared.messages.actors import Acteur
from shared.messages.deadline import Deadline, Lifted
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.shared.registre import (
    REGISTRE,
    Inscrire,
    Registre,
    Registres,
    composant,
    inscrire,
)

DEBUT = datetime(2019, 9, 15, 9, tzinfo=UTC)
UN_MOIS = timedelta(days=30)
HORLOGE = Acteur(role="SERVICE", id="registres")


def apropos(nom: str) -> UUID:
    return uuid5(REGISTRE, nom)


def decide(event: Any) -> Iterator[Deadline | Lifted]:
    """Chaque nom est relancé au bout d'un mois, sauf si « vu : nom » s'écrit avant."""
    if not isinstance(event, Registre.NomEcrit):
        return
    if event.nom.startswith("vu : "):
        yield Lifted(apropos(event.nom.removeprefix("vu : ")))
    elif not event.nom.startswith("relance : "):
        commande = Inscrire(
            message_id=uuid5(message_id(event), "relance"),
            acteur=HORLOGE,
            nom=f"relance : {event.nom}",
            survenu_le=event.timestamp + UN_MOIS,
        )
        yield Deadline(apropos(event.nom), event.timestamp + UN_MOIS, commande)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(DEBUT)


@pytest.fixture
def ouvrir(tmp_path: Path, clock: SimulatedClock) -> Iterator[Callable[[], Component]]:
    ouverts: list[Component] = []

    def ouvrir() -> Component:
        simple = composant(embedded("registres", tmp_path, clock, {}))
        ouverts.append(
            replace(
                simple, decide_deadlines=decide, retry_policy=RetryPolicy((0, 0, 0), (10, 60, 600))
            )
        )
        return ouverts[-1]

    yield ouvrir
    for component in ouverts:
        component.close()


def service(component: Component) -> Registres:
    assert isinstance(component.service, Registres)
    return component.service


def tourner(component: Component) -> int:
    """Un tour du travailleur : lire le journal, puis agir aux échéances passées."""
    for reader in component.projection_readers():
        while reader.run():
            pass
    return sum(timed.run() for timed in component.timed(InProcessBus([])))


def test_a_sa_date_et_pas_avant_l_echeance_agit_une_fois(
    ouvrir: Callable[[], Component], clock: SimulatedClock
) -> None:
    component = ouvrir()
    inscrire(service(component), "Ada")

    clock.advance(DEBUT + UN_MOIS - timedelta(days=1))
    assert tourner(component) == 0
    clock.advance(DEBUT + UN_MOIS + timedelta(days=1))
    assert [tourner(component) for _ in range(3)] == [1, 0, 0]

    assert service(component).noms() == ["Ada", "relance : Ada"]


def test_une_echeance_levee_n_agit_pas(
    ouvrir: Callable[[], Component], clock: SimulatedClock
) -> None:
    component = ouvrir()
    inscrire(service(component), "Ada", "Grace", "vu : Ada")
    tourner(component)

    clock.advance(DEBUT + 2 * UN_MOIS)
    tourner(component)

    assert service(component).noms() == ["Ada", "Grace", "vu : Ada", "relance : Grace"]


def test_un_processus_nouveau_retrouve_les_echeances_et_dit_la_prochaine(
    ouvrir: Callable[[], Component], clock: SimulatedClock
) -> None:
    premier = ouvrir()
    inscrire(service(premier), "Ada")
    tourner(premier)

    second = ouvrir()
    dates = [timed.next_due() for timed in second.timed(InProcessBus([]))]
    clock.advance(DEBUT + UN_MOIS + timedelta(days=1))
    tourner(second)

    assert [date[:10] for date in dates if date] == ["2019-10-15"]
    assert service(second).noms() == ["Ada", "relance : Ada"]


def test_rejouer_le_journal_ne_refait_rien(
    ouvrir: Callable[[], Component], clock: SimulatedClock
) -> None:
    component = ouvrir()
    inscrire(service(component), "Ada")
    clock.advance(DEBUT + 2 * UN_MOIS)
    tourner(component)
    avant = service(component).recorder.max_notification_id()

    for reader in component.projection_readers():
        reader.rebuild(lambda lus: None)
    assert tourner(component) == 1  # the date came again, its message did not

    assert service(component).noms() == ["Ada", "relance : Ada"]
    assert service(component).recorder.max_notification_id() == avant


def test_un_arret_entre_l_action_et_l_oubli_de_la_date_ne_double_rien(
    ouvrir: Callable[[], Component], clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    component = ouvrir()
    inscrire(service(component), "Ada")
    clock.advance(DEBUT + 2 * UN_MOIS)
    with monkeypatch.context() as arret:
        arret.setattr("shared.delivery.deadlines.apply", None)
        with pytest.raises(TypeError):
            tourner(component)

    tourner(ouvrir())

    assert service(component).noms() == ["Ada", "relance : Ada"]


def test_une_echeance_qui_echoue_est_reessayee_comme_un_message(
    ouvrir: Callable[[], Component], clock: SimulatedClock
) -> None:
    component = ouvrir()
    inscrire(service(component), "Ada")
    clock.advance(DEBUT + 2 * UN_MOIS)

    def en_panne() -> None:
        raise RuntimeError("en panne")

    service(component).avant_de_sauver = en_panne
    tourner(component)
    assert [row["type"] for row in component.parking.all()] == ["Inscrire"]

    service(component).avant_de_sauver = lambda: None
    clock.advance(DEBUT + 3 * UN_MOIS)
    tourner(component)

    assert service(component).noms() == ["Ada", "relance : Ada"]
    assert list(component.parking.all()) == []
