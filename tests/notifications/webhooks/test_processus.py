"""Le processus, tué en pleine livraison : rien ne se perd, et l'ordre reste."""

import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from tests.notifications.webhooks.atelier import ICI, Atelier
from tests.notifications.webhooks.ordre import par_structure
from tests.notifications.webhooks.recepteur import Recepteur
from tests.questions.serveur_http import attendre
from tests.servers.addresses import inherited
from tests.servers.children import Children

PATIENCE = 60.0
MORTS = 4


@contextmanager
def livraison(folder: Path) -> Iterator["Popen[bytes]"]:
    mots = [sys.executable, "-m", "console", "webhooks", "--sortie", str(folder)]
    with Children() as enfants:
        journal = folder.with_name(f"{folder.name}.log")
        yield enfants.start(mots, journal, {**inherited(), "WEBHOOKS_RESEAUX": ICI})


def test_tue_en_pleine_livraison(echantillon: Path, tmp_path: Path, recepteur: Recepteur) -> None:
    folder = shutil.copytree(echantillon, tmp_path / "copie")
    with Atelier(folder) as atelier:
        atelier.abonner(recepteur, compte="")
        annonces = atelier.annonces()
    for mort in range(1, MORTS + 1):
        with livraison(folder) as processus:
            recepteur.attendre(mort * len(annonces) // (MORTS + 2))
            processus.send_signal(signal.SIGKILL)
            processus.wait()
    with livraison(folder) as processus:
        attendre(lambda: len({*recepteur.ids}) == len(annonces))
        processus.send_signal(signal.SIGTERM)
        assert processus.wait(PATIENCE) == 0

    premiers = {each["id"]: each for each in reversed(recepteur.pris)}
    recus = [premiers[id] for id in dict.fromkeys(recepteur.ids)]
    assert par_structure(recus) == par_structure(annonces)
