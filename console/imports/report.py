"""Le compte rendu d'un import, à l'écran et en CSV : les lignes à reprendre."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from console.imports.depot import deposer
from console.imports.importation import CompteRendu, Constatee
from console.screen import Ecran, Tableau
from shared.spreadsheet import to_csv
from shared.typographie import denombrer

LIGNES_MONTREES = 10
REJETEES, HORAIRES, CORRIGEES = (
    "lignes_rejetees.csv",
    "horaires_a_revoir.csv",
    "lignes_corrigees.csv",
)


ENTETE = ("ligne", "champ", "texte", "raison")


def montrer_import(console: Ecran, rendu: CompteRendu, dossier: Path) -> None:
    """Le nombre de lignes, celles à reprendre, et les corrections faites à la lecture."""
    console.dire(
        f"{denombrer(rendu.tableau.lues, 'ligne lue')}, {denombrer(rendu.retenues, 'retenue')}, "
        f"{denombrer(rendu.rejetees, 'rejetée')}."
    )
    noms = montrer_lignes(console, rendu, dossier)
    for phrase in remarques(rendu, noms[CORRIGEES]):
        console.a_savoir(phrase)


def montrer_lignes(console: Ecran, rendu: CompteRendu, dossier: Path) -> dict[str, str]:
    """Écrit les trois comptes rendus, et montre les lignes à reprendre ; rend leurs noms."""
    comptes_rendus = {
        REJETEES: rendu.rejets,
        HORAIRES: rendu.horaires,
        CORRIGEES: rendu.corrections,
    }
    contenus = {nom: en_csv(lignes) for nom, lignes in comptes_rendus.items()}
    noms = deposer(dossier, contenus)
    montrer(console, "Lignes rejetées", rendu.rejets, noms[REJETEES])
    montrer(console, "Horaires non comptés", rendu.horaires, noms[HORAIRES])
    return noms


def montrer(console: Ecran, titre: str, lignes: Sequence[Constatee], fichier: str) -> None:
    """Les premières lignes à l'écran ; toutes sont dans le fichier."""
    if not lignes:
        return
    table = Tableau(title=f"{titre} : {len(lignes)} (le détail dans {fichier})")
    for colonne in ENTETE:
        table.add_column(colonne)
    for constatee in regrouper(lignes)[:LIGNES_MONTREES]:
        table.add_row(*cellules(constatee))
    console.print(table)


def regrouper(lignes: Iterable[Constatee]) -> list[Constatee]:
    """Une seule pour les champs d'une ligne où le même texte a la même raison : cinq jours."""
    semblables = groupby(lignes, key=lambda each: (each.lieu, each.texte, each.message))
    return [
        replace(premiere, champ=", ".join(each.champ for each in (premiere, *autres)))
        for _, (premiere, *autres) in semblables
    ]


def en_csv(lignes: Sequence[Constatee]) -> bytes:
    return to_csv(ENTETE, map(cellules, lignes))


def cellules(constatee: Constatee) -> tuple[str, str, str, str]:
    return constatee.lieu, constatee.champ, constatee.texte, constatee.message


def remarques(rendu: CompteRendu, corrigees_dans: str) -> Iterator[str]:
    """Les avertissements de la lecture."""
    for avertissement in rendu.tableau.avertissements:
        if not avertissement.numero:
            yield str(avertissement)
    if corrigees := {a.lieu for a in rendu.tableau.avertissements if a.numero}:
        yield f"lignes corrigées à la lecture : {len(corrigees)} (dans {corrigees_dans})."
