"""Ce qu'un processus refuse au démarrage, avant de toucher à aucun serveur."""

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from console.execution import processes
from console.execution.embedded import embedded_options
from console.execution.processes import WAIT_FUNCTION, prepare, run_service, run_worker
from services.onboarding.component import build
from shared.clock import SystemClock
from shared.runtime.settings import ConfigurationRefused, embedded

COMPLET = {
    "AMQP_URI": "amqp://nulle.part",
    "PSYCOPG_WAIT_FUNC": WAIT_FUNCTION,
    "MASTER_KEY": b64encode(bytes(32)).decode(),
    **{f"POSTGRES_{name}": "1" for name in ("HOST", "PORT", "PASSWORD")},
}


@pytest.fixture
def environnement(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Complet ; rien ne doit être joint avant que tout soit vérifié."""

    def trop_tot(uri: str, service: object) -> None:
        raise AssertionError(f"{uri} joint")

    monkeypatch.setattr(processes, "undeclared", trop_tot)
    for name, value in COMPLET.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_un_environnement_complet_va_jusqu_au_courtier(environnement: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="amqp://nulle.part joint"):
        prepare("funding")


@pytest.mark.parametrize("absente", sorted(COMPLET.keys() - {"PSYCOPG_WAIT_FUNC"}))
@pytest.mark.parametrize("lancer", [run_service, run_worker])
def test_une_variable_absente_est_nommee_avant_tout(
    environnement: pytest.MonkeyPatch, absente: str, lancer: Callable[[str], None]
) -> None:
    environnement.delenv(absente)

    with pytest.raises(ConfigurationRefused, match=rf"La variable {absente} \(ou FUNDING_"):
        lancer("funding")


@pytest.mark.parametrize(
    ("variable", "valeur", "dit"),
    [
        ("POSTGRES_ENABLE_DB_FUNCTIONS", "y", "doit être retirée"),
        ("MASTER_KEY", "trop court", "MASTER_KEY est inutilisable"),
        ("COMPTES", "/nulle/part.yaml", "COMPTES est inutilisable"),
    ],
)
@pytest.mark.parametrize("lancer", [run_service, run_worker])
def test_un_reglage_dangereux_est_refuse_avant_tout(
    environnement: pytest.MonkeyPatch,
    variable: str,
    valeur: str,
    dit: str,
    lancer: Callable[[str], None],
) -> None:
    environnement.setenv(f"FUNDING_{variable}", valeur)

    with pytest.raises(ConfigurationRefused, match=dit):
        lancer("funding")


@pytest.mark.parametrize("valeur", [None, "", "wait_c"])
def test_un_service_refuse_que_psycopg_fige_le_processus(
    environnement: pytest.MonkeyPatch, valeur: str | None
) -> None:
    if valeur is None:
        environnement.delenv("PSYCOPG_WAIT_FUNC")
    else:
        environnement.setenv("PSYCOPG_WAIT_FUNC", valeur)

    with pytest.raises(
        ConfigurationRefused, match=f"PSYCOPG_WAIT_FUNC doit valoir {WAIT_FUNCTION}"
    ):
        run_service("funding")


@pytest.mark.parametrize("absente", ["LINK_SECRET", "DOCUMENTS", "MASTER_KEY"])
def test_un_secret_absent_arrete_le_raccordement(tmp_path: Path, absente: str) -> None:
    options = {"LINK_SECRET": "essai", "DOCUMENTS": str(tmp_path), **COMPLET}
    del options[absente]

    with pytest.raises(ConfigurationRefused, match=rf"{absente} \(ou ONBOARDING_{absente}\)"):
        build(embedded("onboarding", tmp_path, SystemClock(), options))


def test_les_secrets_d_un_dossier_ne_sont_lisibles_que_de_leur_proprietaire(
    tmp_path: Path,
) -> None:
    premiers = embedded_options(tmp_path)

    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}
    assert modes == {"secret": "0o600", "cle-maitresse": "0o600"}
    assert embedded_options(tmp_path) == premiers
