"""`make faults` qui n'a rien pu lancer le dit, et échoue."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults import __main__ as faults
from tests.servers.addresses import NoServer


@contextmanager
def nulle_part() -> Iterator[None]:
    raise NoServer("rien n'écoute")
    yield


@contextmanager
def mal_arretes() -> Iterator[None]:
    """Des serveurs qui répondent, et qui s'arrêtent mal."""
    yield
    raise NoServer("l'arrêt a échoué")


@contextmanager
def la() -> Iterator[None]:
    yield


def test_sans_aucun_serveur_les_pannes_echouent_et_disent_ou_on_a_cherche(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(faults, "PROVIDERS", {"containers": nulle_part, "packages": nulle_part})

    assert faults.main(["--only", "aucune"]) == 1

    dit = capsys.readouterr().err
    assert "rien n'a été essayé" in dit
    assert "containers : rien n'écoute" in dit and "packages : rien n'écoute" in dit


def test_les_serveurs_demandes_et_absents_font_echouer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(faults, "PROVIDERS", {"containers": la, "packages": nulle_part})

    assert faults.main(["--servers", "packages", "--only", "aucune"]) == 1

    assert "rien n'écoute" in capsys.readouterr().err


def test_les_premiers_qui_repondent_sont_choisis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "PROVIDERS", {"containers": nulle_part, "packages": la})

    assert faults.available() == "packages"


def test_un_arret_qui_echoue_n_est_pas_une_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "PROVIDERS", {"containers": mal_arretes, "packages": la})

    with pytest.raises(NoServer, match="l'arrêt a échoué"):
        faults.available()


def test_un_nom_que_nulle_panne_ne_porte_est_refuse(capsys: pytest.CaptureFixture[str]) -> None:
    """Même à côté d'un autre qui en désigne une."""
    with pytest.raises(SystemExit) as refus:
        faults.main(["--only", "aucune", "--only", "incendie"])

    assert refus.value.code == 2
    assert "incendie" in capsys.readouterr().err
