"""Le code de sortie dit ce qu'il en est, le même pour toutes les commandes."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from console import cli
from console.codes import SENS, Code
from console.exploitation.examen import CODES, Etat
from console.reference.page_des_commandes import codes
from shared.refusal import RefusDuMoment
from shared.rules.loading import RuleError
from shared.runtime.settings import ConfigurationRefused
from tests.console.conftest import Commande

ROOT = Path(__file__).parents[2]
LONGUES = """
from console.screen import console
while True:
    console.{ecrit}
"""
"""Une sortie qui ne finit que si son lecteur part."""


def test_chaque_code_a_son_sens_et_la_page_les_donne_tous() -> None:
    page = list(codes())

    assert set(SENS) == set(Code)
    assert all(any(ligne.startswith(f"| {each.value} |") for ligne in page) for each in Code)


def test_les_outils_de_supervision_lisent_0_1_et_2() -> None:
    assert {etat: int(code) for etat, code in CODES.items()} == {
        Etat.OK: 0,
        Etat.NON_VU: 0,
        Etat.A_SURVEILLER: 1,
        Etat.EN_PANNE: 2,
    }


@pytest.mark.parametrize(
    ("levee", "code", "dit"),
    [
        (RefusDuMoment("Pas ici."), Code.REFUSE, "Refusé : Pas ici."),
        (ConfigurationRefused("POSTGRES_HOST manque."), Code.REFUSE, "Refusé : POSTGRES_HOST"),
        (RuleError("Règle abîmée."), Code.REFUSE, "Refusé : Règle abîmée."),
        (OSError(28, "No space", "essai"), Code.REFUSE, "le disque est plein"),
        (ConnectionRefusedError(111, "refused"), Code.INJOIGNABLE, "Injoignable : RabbitMQ"),
        (ZeroDivisionError("un défaut"), Code.DEFAUT, "ZeroDivisionError: un défaut"),
        (KeyboardInterrupt(), Code.INTERROMPU, ""),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, BaseException) else str(each),
)
def test_une_commande_qui_s_arrete_dit_pourquoi_et_rend_son_code(
    levee: BaseException,
    code: Code,
    dit: str,
    france_services: Commande,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def echouer(demandee: bool) -> None:
        if demandee:
            raise levee

    monkeypatch.setattr(cli, "variables", lambda _: echouer(True))
    rendu = france_services("--version")

    assert (rendu.code, rendu.brute) == (code, ""), rendu.erreur
    assert dit in rendu.erreur
    assert ("Traceback" in rendu.erreur) is (code is Code.DEFAUT)


@pytest.mark.parametrize(
    ("mots", "code"),
    [
        (("--version",), Code.FAIT),
        (("history",), Code.REFUSE),
        (("inconnue",), Code.REFUSE),
        (("counts", "--au", "hier"), Code.REFUSE),
        (("run", "funding", "--role", "autre"), Code.REFUSE),
    ],
)
def test_ce_qui_est_mal_tape_est_refuse(
    mots: tuple[str, ...], code: Code, france_services: Commande
) -> None:
    assert france_services(*mots).code == code


@pytest.mark.parametrize("ecrit", ["document(['x' * 99])", "octets(b'x' * 99)", "dire('x' * 99)"])
def test_un_lecteur_qui_part_n_est_ni_un_refus_ni_un_defaut(ecrit: str) -> None:
    programme = shlex.join([sys.executable, "-c", LONGUES.format(ecrit=ecrit)])
    tube = f"{programme} | head -c 10 > /dev/null; exit ${{PIPESTATUS[0]}}"
    fini = subprocess.run(["bash", "-c", tube], cwd=ROOT, capture_output=True, timeout=60)
    assert (fini.returncode, fini.stderr) == (Code.SORTIE_FERMEE, b"")
