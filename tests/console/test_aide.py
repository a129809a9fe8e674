"""L'aide de la commande : chacune sous une rubrique, avec ce qu'elle fait."""

import typer

from console.aide import RUBRIQUES
from console.cli import app


def test_chaque_commande_est_sous_une_rubrique_et_dit_ce_qu_elle_fait() -> None:
    ensemble = typer.main.get_group(app)

    rangees = {
        nom: (getattr(commande, "rich_help_panel", None), bool(commande.help))
        for nom, commande in ensemble.commands.items()
        if not commande.hidden
    }

    assert {rubrique for rubrique, _ in rangees.values()} == set(RUBRIQUES)
    assert {nom for nom, (_, dite) in rangees.items() if not dite} == set()
