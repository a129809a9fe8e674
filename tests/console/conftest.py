"""La commande, telle qu'on la tape, et un essai joué une fois pour tous les tests qui le lisent."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.entry import main
from console.screen import console

ECHANTILLON = Path(__file__).parents[2] / "console" / "echantillon"


@dataclass(frozen=True)
class Reponse:
    """Ce que la commande a rendu ; le texte, sans ses retours à la ligne ni ses cadres.

    `brute` est la sortie telle quelle.
    """

    code: int
    sortie: str
    erreur: str
    brute: str = ""


Commande = Callable[..., Reponse]


def d_un_trait(texte: str) -> str:
    return " ".join(texte.replace("│", " ").split())


@pytest.fixture
def france_services(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commande:
    monkeypatch.setattr(console, "width", 2000)

    def taper(*mots: object) -> Reponse:
        monkeypatch.setattr(sys, "argv", ["france-services", *map(str, mots)])
        with pytest.raises(SystemExit) as fin:
            main()
        ecrit = capsys.readouterr()
        code = int(fin.value.code or 0)
        return Reponse(code, d_un_trait(ecrit.out), d_un_trait(ecrit.err), ecrit.out)

    return taper


@pytest.fixture(scope="session")
def essai(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le dossier d'un essai de l'échantillon ; qui le change en prend une copie."""
    dossier = tmp_path_factory.mktemp("essai") / "demo"
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as fin:
        patch.setattr(sys, "argv", ["france-services", "demo", "--sortie", str(dossier)])
        main()
    assert not fin.value.code
    return dossier
