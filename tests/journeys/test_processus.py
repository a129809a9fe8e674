"""Aucun des dix processus d'un parcours ne survit à un parcours qui échoue."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.execution.services import BUILDERS
from tests.journeys.drivers import ten_processes
from tests.servers.addresses import Servers

SMTP_PORT = 25
PATIENCE = 5.0


class Echec(Exception):
    pass


def enfants() -> set[int]:
    """Les numéros des processus que celui-ci a lancés et qui sont encore là."""
    return {numero for numero, parent in parents() if parent == os.getpid()}


def parents() -> Iterator[tuple[int, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            apres_le_nom = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # fini entre-temps
            continue
        yield int(stat.parent.name), int(apres_le_nom[1])


def test_un_processus_qui_ne_peut_pas_etre_lance_emporte_les_autres(
    servers: Servers, tmp_path: Path
) -> None:
    """Son journal ne peut pas être écrit : c'est un dossier."""
    troisieme = list(BUILDERS)[2]
    (tmp_path / "logs" / f"{troisieme}-worker.log").mkdir(parents=True)
    avant = enfants()

    with pytest.raises(IsADirectoryError), ten_processes(tmp_path, SMTP_PORT, servers):
        pass

    assert len(list((tmp_path / "logs").glob("*.log"))) == 5
    assert enfants() == avant


def test_un_parcours_qui_echoue_ne_laisse_aucun_processus_meme_fige(
    servers: Servers, tmp_path: Path
) -> None:
    avant = enfants()

    with (
        pytest.raises(Echec),
        ten_processes(tmp_path, SMTP_PORT, servers, PATIENCE) as driver,
    ):
        lances = {process.pid for process in driver.processes}
        driver.processes[0].send_signal(signal.SIGSTOP)
        raise Echec

    assert len(lances) == 10
    assert enfants() == avant
