"""L'aide de la commande : chacune sous une rubrique, avec ce qu'elle fait."""

from importlib import import_module

import pytest
import typer

from console.aide import RUBRIQUES
from console.cli import COMMANDES, application, modules


def test_chaque_commande_est_sous_une_rubrique_et_dit_ce_qu_elle_fait() -> None:
    ensemble = typer.main.get_group(application())

    rangees = {
        nom: (getattr(commande, "rich_help_panel", None), bool(commande.help))
        for nom, commande in ensemble.commands.items()
        if not commande.hidden
    }

    assert {rubrique for rubrique, _ in rangees.values()} == set(RUBRIQUES)
    assert {nom for nom, (_, dite) in rangees.items() if not dite} == set()


@pytest.mark.parametrize("module", COMMANDES)
def test_chaque_module_dit_ses_commandes_et_s_importe_seul_pour_elles(module: str) -> None:
    siennes = typer.main.get_group(import_module(module).app).commands

    assert sorted(siennes) == sorted(COMMANDES[module].split())
    assert all(modules([nom]) in ([module], list(COMMANDES)) for nom in siennes)


@pytest.mark.parametrize("mots", [[], ["--help"], ["inconnue"], ["docs"]])
def test_toutes_sont_la_pour_l_aide_et_pour_un_mot_inconnu(mots: list[str]) -> None:
    assert modules(mots) == list(COMMANDES)


def test_lancer_un_processus_n_importe_que_sa_commande() -> None:
    assert modules(["run", "funding", "--role", "worker"]) == ["console.execution.commandes"]
