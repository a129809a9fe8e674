"""L'échantillon joué une fois, et les magasins que deux processus peuvent ouvrir."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from console.essai.demo import DEBUT, essai_de_l_echantillon, jouer
from console.execution.embedded import Programme, keeping_emails
from console.progress import shown
from console.screen import Ecran
from shared.clock import SimulatedClock
from shared.contracts import Contract
from tests.journeys.parcours import ECHANTILLON
from tests.questions.faits.fil import Joue
from tests.servers.addresses import Servers
from tests.servers.isolation import databases
from tests.shared.magasins import Magasin, sur_postgres, sur_sqlite


@pytest.fixture(scope="package")
def joue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joue]:
    """Tout l'échantillon, et les faits que chaque service annonçait à mesure."""
    folder, clock = tmp_path_factory.mktemp("faits"), SimulatedClock(DEBUT)
    with (
        closing(Programme(folder, clock, keeping_emails(folder))) as programme,
        shown(Ecran(quiet=True)) as progress,
    ):
        entendus: list[Contract] = []
        programme.observe(entendus.append)
        jouer(essai_de_l_echantillon(ECHANTILLON, folder), programme, clock, progress)
        programme.settle()
        yield Joue(programme, entendus)


@pytest.fixture(params=["sqlite", "postgres"])
def durable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Magasin]:
    if request.param == "sqlite":
        with sur_sqlite(tmp_path) as magasin:
            yield magasin
        return
    servers: Servers = request.getfixturevalue("servers")
    with databases(servers, ["magasin"]) as urls, sur_postgres(urls["magasin"]) as magasin:
        yield magasin
