"""Les commandes du contrôle qualité : satisfaction des agents et des usagers."""

from typing import Annotated

import typer

from console.opened import Dossier, opened
from console.screen import console
from shared.domain import Refus

app = typer.Typer()


@app.command()
def satisfaction(
    structure: Annotated[
        str | None, typer.Option(help="Identifiant, matricule ou nom exact ; sinon, toutes.")
    ] = None,
    sortie: Dossier = None,
) -> None:
    """Montre l'indicateur de satisfaction de chaque structure, et sur combien de réponses."""
    from console.qualite import tableau
    from services.audit.qualite.projections import satisfaction as indicateurs
    from services.labellisation.projections import find

    with opened(["labellisation", "audit"], sortie) as [labellisation, audit]:
        found = find(labellisation.model, structure) if structure else [{"structure_id": ""}]
        if not found:
            raise Refus(f"Aucune structure connue sous « {structure} ».")
        lignes = [row for each in found for row in indicateurs(audit.model, each["structure_id"])]
    console.print(tableau(lignes) if lignes else "Aucune campagne d'enquête n'est encore ouverte.")
