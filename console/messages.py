"""Les messages qui n'ont pas pu être traités : les voir, les relancer, les écarter."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from console.opened import opened
from console.retenus import Ligne, fiche, groupes, tableau
from console.screen import console
from console.services import BUILDERS
from shared.component import Component
from shared.domain import Refus
from shared.verdicts import Verdicts

app = typer.Typer(no_args_is_help=True, help=__doc__)

Service = Annotated[str | None, typer.Option(help="Un seul service.")]
Type = Annotated[str | None, typer.Option("--type", help="Un seul type de message.")]
Cause = Annotated[str | None, typer.Option(help="Une seule cause.")]
Dossier = Annotated[
    Path | None,
    typer.Option("--sortie", help="Dossier d'un essai ; sinon, les serveurs de l'environnement."),
]
Cles = Annotated[list[str], typer.Argument(help="Clés (ou leur début), telles que listées.")]
Motif = Annotated[str, typer.Option(help="Pourquoi ; enregistré.")]
Auteur = Annotated[str, typer.Option(help="Qui décide : une fonction ou un compte ; enregistré.")]


@app.command("list")
def lister(
    service: Service = None,
    type_: Type = None,
    cause: Cause = None,
    groupe: Annotated[bool, typer.Option("--grouped", help="Une ligne par cause.")] = False,
    sortie: Dossier = None,
) -> None:
    """Montre les messages qui attendent un nouvel essai ou une décision, dans leur ordre."""
    lignes: list[Ligne] = []
    with opened([service] if service else list(BUILDERS), sortie) as components:
        for component in components:
            lignes += choisies(component, type_, cause)
    if not lignes:
        console.print("Aucun message n'attend.")
    else:
        console.print(groupes(lignes) if groupe else tableau(lignes))


@app.command("show")
def montrer(cle: Annotated[str, typer.Argument()], sortie: Dossier = None) -> None:
    """Montre un message en entier : d'où il vient, ses en-têtes, son corps, son échec."""
    with opened(list(BUILDERS), sortie) as components:
        [(component, ligne)] = trouvees(components, [cle])
    console.print(fiche(component.name, ligne))


@app.command("redrive")
def relancer(
    cles: Cles,
    motif: Motif,
    auteur: Auteur,
    corps: Annotated[
        Path | None, typer.Option(help="Fichier d'un corps corrigé, pour un seul message.")
    ] = None,
    sortie: Dossier = None,
) -> None:
    """Fait essayer de nouveau ces messages, à leur place ; le travailleur s'en charge."""
    if corps and len(cles) != 1:
        raise Refus("Un corps corrigé remplace celui d'un seul message.")
    with opened(list(BUILDERS), sortie) as components:
        for component, ligne in trouvees(components, cles):
            verdicts = Verdicts(component.reception, auteur, motif)
            verdicts.redrive(ligne, corps.read_bytes() if corps else None)
            console.print(f"{ligne['cle']} : sera essayé de nouveau par {component.name}.")


@app.command("discard")
def ecarter(cles: Cles, motif: Motif, auteur: Auteur, sortie: Dossier = None) -> None:
    """Écarte pour de bon ces messages ; ceux qui attendaient derrière repartent."""
    with opened(list(BUILDERS), sortie) as components:
        for component, ligne in trouvees(components, cles):
            Verdicts(component.reception, auteur, motif).discard(ligne)
            console.print(f"{ligne['cle']} : écarté de {component.name}.")


def choisies(component: Component, type_: str | None, cause: str | None) -> Iterator[Ligne]:
    for ligne in component.parking.all():
        if type_ in (None, ligne["type"]) and cause in (None, ligne["cause"]):
            yield {**ligne, "service": component.name}


def trouvees(components: Sequence[Component], cles: Iterable[str]) -> list[tuple[Component, Ligne]]:
    """Une par clé ; lève Refus si une clé n'en désigne aucune, ou plusieurs."""
    trouvees = []
    for cle in cles:
        connues = [(each, ligne) for each in components for ligne in each.parking.find(cle)]
        if len(connues) != 1:
            raise Refus(f"La clé « {cle} » désigne {len(connues)} messages, au lieu d'un seul.")
        trouvees += connues
    return trouvees
