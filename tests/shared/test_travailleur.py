"""Le travailleur au repos : PostgreSQL le réveille, ou l'heure de ce qui est dû, ou l'arrêt."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Semaphore, Thread
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import pytest

from shared.delivery.wire import raw_message_of
from shared.runtime.component import Component
from shared.runtime.leader import Leading, led
from shared.runtime.worker import Worker
from tests.bus.emetteur import neuf, nouvelle
from tests.bus.harnais import FILE
from tests.bus.lecteur import build
from tests.shared.magasins import Magasin

UNE_HEURE, SOUVENT, PATIENCE = 3600.0, 0.1, 30.0
NULLE_PART = "amqp://127.0.0.1:1"
LEVE = """SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND database =
    (SELECT oid FROM pg_database WHERE datname = current_database())"""


class AuRepos:
    """Un travailleur dans son fil d'exécution, et chacune des fois où il se met au repos."""

    def __init__(self, component: Component, look: float) -> None:
        self.component, self.repos = component, Semaphore(0)
        self.worker = Worker(component, NULLE_PART, look=look)
        self.thread = Thread(target=self.worker.run)

    def dort(self) -> None:
        """Attend qu'il n'ait plus rien à faire."""
        assert self.repos.acquire(timeout=PATIENCE)

    def jusqu_a(self, condition: Callable[[], object]) -> None:
        limit = monotonic() + PATIENCE
        while not condition():
            assert monotonic() < limit
            sleep(0.01)

    def finit(self) -> bool:
        self.worker.stop()
        self.thread.join(PATIENCE)
        return not self.thread.is_alive()


@pytest.fixture
def magasin(postgres: Magasin, tmp_path: Path) -> Magasin:
    return postgres.avec(DOCUMENTS=str(tmp_path), RETRY_QUICK="", RETRY_LATER="10")


@pytest.fixture
def travailler(magasin: Magasin, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    @contextmanager
    def travailler(component: Component, look: float = UNE_HEURE) -> Iterator[AuRepos]:
        travail = AuRepos(component, look)
        rest = Leading.rest

        def observe(leading: Leading, *arguments: Any) -> None:
            travail.repos.release()
            rest(leading, *arguments)

        monkeypatch.setattr(Leading, "rest", observe)
        travail.thread.start()
        try:
            yield travail
        finally:
            assert travail.finit()

    return travailler


def lue(component: Component, sujet: UUID) -> bool:
    sql = "SELECT texte FROM lectures WHERE sujet = :sujet"
    return bool(component.model.query(sql, {"sujet": str(sujet)}))


def test_ce_qui_est_enregistre_le_reveille(magasin: Magasin, travailler: Any) -> None:
    ailleurs, sujet = magasin.ouvrir(build), neuf()
    with travailler(magasin.ouvrir(build)) as travail:
        travail.dort()

        ailleurs.reception.hand_over(FILE, nouvelle(sujet, "une"))

        travail.jusqu_a(lambda: lue(ailleurs, sujet))


def test_un_avis_perdu_est_rattrape_au_regard_suivant(magasin: Magasin, travailler: Any) -> None:
    sourd, ailleurs, sujet = magasin.ouvrir(build), magasin.ouvrir(build), neuf()
    recorder: Any = sourd.service.recorder
    recorder.channel_name = "personne"
    with travailler(sourd, SOUVENT) as travail:
        travail.dort()

        ailleurs.reception.hand_over(FILE, nouvelle(sujet, "une"))

        travail.jusqu_a(lambda: lue(ailleurs, sujet))


def test_l_arret_le_reveille(magasin: Magasin, travailler: Any) -> None:
    component = magasin.ouvrir(build)
    with travailler(component) as travail:
        travail.dort()
        assert led(component.model)

        assert travail.finit()

        travail.jusqu_a(lambda: not led(component.model))


def test_ce_qui_devient_du_le_reveille_a_son_heure(magasin: Magasin, travailler: Any) -> None:
    """Un message est retenu par l'autre processus : rien n'est enregistré dans le journal."""
    ailleurs, sujet = magasin.ouvrir(build), neuf()
    with travailler(magasin.ouvrir(build)) as travail:
        travail.dort()
        now = ailleurs.service.clock.now()
        raw_message, again = raw_message_of(FILE, nouvelle(sujet, "une")), timedelta(seconds=0.3)

        ailleurs.parking.keep(raw_message, "Panne", "essai", now, now + again, attempts=1)

        travail.jusqu_a(lambda: lue(ailleurs, sujet))
    assert list(ailleurs.parking.all()) == []


def test_ce_qui_est_du_et_ne_peut_se_faire_ne_l_empeche_pas_de_dormir(
    magasin: Magasin, travailler: Any
) -> None:
    """Le second suit un message qui attend une décision."""
    component, sujet = magasin.ouvrir(build), neuf()
    now = component.service.clock.now()
    for again in (None, now):
        raw_message = raw_message_of(FILE, nouvelle(sujet, "une"))
        component.parking.keep(raw_message, "Panne", "essai", now, again, attempts=1)
    with travailler(component) as travail:
        travail.dort()
        assert component.parking.next_due() is None
        assert not travail.repos.acquire(timeout=0.5)


def test_une_session_perdue_est_reprise(magasin: Magasin, travailler: Any) -> None:
    ailleurs, sujet = magasin.ouvrir(build), neuf()
    with travailler(magasin.ouvrir(build)) as travail:
        travail.dort()

        ailleurs.model.query(LEVE)
        travail.dort()

        ailleurs.reception.hand_over(FILE, nouvelle(sujet, "une"))
        travail.jusqu_a(lambda: lue(ailleurs, sujet))
