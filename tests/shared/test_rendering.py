"""Les processus qui rendent les documents : chauds, remplacés s'ils meurent, jamais orphelins."""

import os
import select
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.rendering.frames import ProcessDied, RenderingFailed
from shared.rendering.processors import usable
from shared.rendering.renderers import Renderers
from tests.servers.addresses import inherited
from tests.servers.children import ROOT, Children

MODULE = "tests.shared.rendu"
PARENT = f"""
import signal
from shared.rendering.renderers import Renderers
print(Renderers({MODULE!r}).render({{}})["processus"].decode(), flush=True)
signal.pause()
"""


@pytest.fixture
def renderers() -> Iterator[Renderers]:
    ouverts = Renderers(MODULE)
    yield ouverts
    ouverts.close()


def rendu_par(renderers: Renderers) -> int:
    return int(renderers.render({})["processus"])


def finit(processus: int) -> bool:
    """Attend sa fin, dix secondes au plus ; le système la signale."""
    try:
        suivi = os.pidfd_open(processus)
    except ProcessLookupError:
        return True
    with os.fdopen(suivi):
        return bool(select.select([suivi], [], [], 10)[0])


def test_un_autre_processus_rend_le_document_octet_pour_octet(renderers: Renderers) -> None:
    texte = "Maison n° 1\n« été »\0" * 20_000

    rendu = renderers.render({"texte": texte})

    assert rendu["texte"] == texte.encode()
    assert int(rendu["processus"]) != os.getpid()


def test_le_meme_processus_reste_chaud_pour_le_document_suivant(renderers: Renderers) -> None:
    assert rendu_par(renderers) == rendu_par(renderers)


def test_il_n_y_a_jamais_plus_de_processus_que_de_processeurs(renderers: Renderers) -> None:
    with ThreadPoolExecutor(8) as fils:
        rendus = list(fils.map(renderers.render, [{"texte": str(rang)} for rang in range(40)]))

    assert [rendu["texte"] for rendu in rendus] == [str(rang).encode() for rang in range(40)]
    assert 1 <= len({rendu["processus"] for rendu in rendus}) <= usable()


def test_une_faute_est_dite_par_son_genre_et_son_lieu_sans_ce_qui_fut_saisi(
    renderers: Renderers,
) -> None:
    avant = rendu_par(renderers)

    with pytest.raises(RenderingFailed, match=r"Illisible \(tests/shared/rendu.py:\d+\)") as faute:
        renderers.render({"faute": "Ada Lovelace"})

    assert "Ada" not in str(faute.value)
    assert rendu_par(renderers) == avant


def test_un_processus_tue_au_repos_est_remplace(renderers: Renderers) -> None:
    tue = rendu_par(renderers)
    os.kill(tue, signal.SIGKILL)

    assert rendu_par(renderers) != tue


def test_un_processus_tue_en_plein_document_est_remplace(
    renderers: Renderers, tmp_path: Path
) -> None:
    demande = {"texte": "repris", "tue": str(tmp_path / "trace"), "fois": 1}

    assert renderers.render(demande)["texte"] == b"repris"


def test_un_document_qui_tue_tout_processus_est_en_faute(
    renderers: Renderers, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"

    with pytest.raises(ProcessDied):
        renderers.render({"tue": str(trace), "fois": 9})

    assert len(trace.read_text()) == 2
    assert renderers.render({"texte": "sain"})["texte"] == b"sain"


def test_un_processus_ne_connait_aucun_secret(
    renderers: Renderers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINK_SECRET", "à ne dire à personne")

    assert renderers.render({})["secret"] == b""


def test_un_processus_au_repos_finit_de_lui_meme() -> None:
    renderers = Renderers(MODULE, rest=0.01)

    assert finit(rendu_par(renderers))
    assert renderers.render({"texte": "de nouveau"})["texte"] == b"de nouveau"
    renderers.close()


def test_fermer_finit_les_processus() -> None:
    renderers = Renderers(MODULE)
    processus = rendu_par(renderers)

    renderers.close()

    with pytest.raises(ProcessLookupError):
        os.kill(processus, 0)


@pytest.mark.parametrize("fin", [signal.SIGKILL, signal.SIGTERM])
def test_un_processus_ne_survit_pas_a_son_parent(fin: signal.Signals) -> None:
    with Children() as children:
        parent = children.talk([sys.executable, "-c", PARENT], inherited(), ROOT)
        assert parent.stdout
        processus = int(parent.stdout.readline())
        parent.send_signal(fin)

        assert finit(processus)


@pytest.mark.parametrize("signe", [signal.SIGINT, signal.SIGTERM])
def test_ce_qui_est_envoye_a_tout_le_groupe_laisse_finir_le_document(
    renderers: Renderers, signe: signal.Signals
) -> None:
    processus = rendu_par(renderers)
    os.kill(processus, signe)

    assert rendu_par(renderers) == processus


@pytest.mark.parametrize(
    ("fichiers", "permis"),
    [
        ({}, None),
        ({"cpu.max": "max 100000\n"}, None),
        ({"cpu.max": "150000 100000\n"}, 1),
        ({"cpu.max": "50000 100000\n"}, 1),
        ({"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, None),
        ({"cpu/cpu.cfs_quota_us": "100000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 1),
        ({"cpu.max": "6400000 100000\n"}, None),
    ],
)
def test_le_nombre_de_processus_suit_la_machine_et_la_limite_du_conteneur(
    tmp_path: Path, fichiers: dict[str, str], permis: int | None
) -> None:
    for nom, texte in fichiers.items():
        (tmp_path / nom).parent.mkdir(exist_ok=True)
        (tmp_path / nom).write_text(texte)

    assert usable(tmp_path) == (permis or len(os.sched_getaffinity(0)))
