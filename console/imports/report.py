"""Le compte rendu d'un import, à l'écran et en CSV : les lignes à reprendre."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from console.imports.importation import CompteRendu, Constatee

LIGNES_MONTREES = 10
REJETEES, HORAIRES, CORRIGEES = (
    "lignes_rejetees.csv",
    "horaires_a_revoir.csv",
    "lignes_corrigees.csv",
)


def montrer_import(console: Console, rendu: CompteRendu, dossier: Path) -> None:
    """Le nombre de lignes, celles à reprendre, et les corrections faites à la lecture."""
    console.print(
        f"{rendu.tableau.lues} lignes lues, {rendu.retenues} retenues, {rendu.rejetees} rejetées."
    )
    montrer_lignes(console, rendu, dossier)
    for phrase in remarques(rendu):
        console.print(f"[yellow]À savoir :[/] {phrase}")


def montrer_lignes(console: Console, rendu: CompteRendu, dossier: Path) -> None:
    dossier.mkdir(parents=True, exist_ok=True)
    montrer(console, "Lignes rejetées", rendu.rejets, dossier / REJETEES)
    montrer(console, "Horaires non comptés", rendu.horaires, dossier / HORAIRES)
    ecrire(rendu.corrections, dossier / CORRIGEES)


def montrer(console: Console, titre: str, lignes: Sequence[Constatee], fichier: Path) -> None:
    """Les premières lignes à l'écran, toutes dans le fichier."""
    ecrire(lignes, fichier)
    if not lignes:
        return
    table = Table(title=f"{titre} : {len(lignes)} (tous dans {fichier.name})", show_lines=False)
    for colonne in ("ligne", "champ", "texte", "raison"):
        table.add_column(colonne, overflow="fold")
    for constatee in lignes[:LIGNES_MONTREES]:
        table.add_row(constatee.lieu, constatee.champ, constatee.texte, constatee.message)
    console.print(table)


def ecrire(lignes: Sequence[Constatee], fichier: Path) -> None:
    with fichier.open("w", encoding="utf-8", newline="") as sortie:
        writer = csv.writer(sortie, delimiter=";")
        writer.writerow(["ligne", "champ", "texte", "raison"])
        writer.writerows((c.lieu, c.champ, c.texte, c.message) for c in lignes)


def remarques(rendu: CompteRendu) -> Iterator[str]:
    """Les avertissements de la lecture."""
    for avertissement in rendu.tableau.avertissements:
        if not avertissement.numero:
            yield str(avertissement)
    if corrigees := {a.lieu for a in rendu.tableau.avertissements if a.numero}:
        yield f"lignes corrigées à la lecture : {len(corrigees)} (dans {CORRIGEES})."
