"""Les commandes du contrôle qualité : la satisfaction, les tirages de visites mystères."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from console.aide import PILOTER, exemple
from console.codes import Code
from console.execution.opened import Dossier, opened
from console.formats import EnFormat, Format
from console.lieux import a_lire
from console.screen import console
from console.suivi.qualite import SATISFACTION, vue
from console.suivi.structures import trouver
from console.tableaux import Modele, Vue, colonne, ecrire, montre
from shared.typographie import denombrer

app = typer.Typer()
draw = typer.Typer(no_args_is_help=True, help="Les tirages de visites mystères.")
app.add_typer(draw, name="draw", rich_help_panel=PILOTER)
CIBLES = Modele(
    "cibles",
    (
        colonne("structure_id", "structure", no_wrap=True),
        colonne("departement", "département"),
        colonne("commune", "commune"),
        colonne("nom", "nom"),
    ),
)


@app.command(rich_help_panel=PILOTER)
@exemple("satisfaction --structure 15-01", "satisfaction --format csv")
@montre(SATISFACTION)
def satisfaction(
    structure: Annotated[
        str | None, typer.Option(help="Identifiant, matricule ou nom exact ; sinon, toutes.")
    ] = None,
    sortie: Dossier = None,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Montre l'indicateur de satisfaction de chaque structure, et sur combien de réponses."""
    from services.audit.enquetes.questions import satisfaction as indicateurs

    with opened(["labellisation", "audit"], sortie) as [labellisation, audit]:
        found = trouver(labellisation.model, structure) if structure else []
        ids = [each["structure_id"] for each in found] or [""]
        lignes = [row for id in ids for row in indicateurs(audit.model, id)]
    ecrire(format_, vue(lignes))


@draw.command()
@exemple("draw verify revele.json --engagement HEX")
def verify(
    fichier: Annotated[
        Path,
        typer.Argument(help="Le fait TirageRévélé, tel qu'annoncé (JSON).", callback=a_lire),
    ],
    engagement: Annotated[
        str | None, typer.Option(help="Celui qui fut publié le jour du tirage.")
    ] = None,
) -> None:
    """Refait un tirage révélé et dit s'il est celui qui fut engagé ; ne demande aucun serveur."""
    from console.suivi.tirages import lire_tirage
    from services.audit.mysteres.questions import ecarts

    revele = lire_tirage(fichier)
    trouves = list(ecarts(revele, engagement))
    for ecart in trouves:
        console.dire((ecart, "red"))
    if trouves:
        raise typer.Exit(Code.A_VOIR)
    console.dire(
        f"Tirage conforme : {denombrer(revele.nombre, 'structure')} parmi {len(revele.base)}, "
        f"« {revele.programme} », {revele.le:%d/%m/%Y}."
    )


@draw.command()
@exemple("draw targets 6f1c3d0e-5a2b-5c4d-9e8f-0a1b2c3d4e5f --sortie essai")
@montre(CIBLES)
def targets(
    tirage: Annotated[UUID, typer.Argument(help="Identifiant du tirage.")],
    sortie: Dossier = None,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Donne à qui visite les structures encore à visiter ; à ne montrer à personne d'autre."""
    from services.audit.mysteres.questions import cibles_a_visiter

    with opened(["audit"], sortie) as [audit]:
        cibles = list(cibles_a_visiter(audit.service, tirage))
    ecrire(format_, Vue(CIBLES, cibles, rien="Toutes les structures tirées ont été visitées."))
