"""L'image de l'essai : le bilan, puis la journée où une structure reçoit son label."""

import io
import re
from dataclasses import replace
from pathlib import Path

from console.essai.bilan import tableau as tableau_du_bilan
from console.essai.demo import Bilan
from console.essai.histoires import premieres
from console.execution.embedded import Programme
from console.jours import jour
from console.screen import Ecran, Tableau
from console.suivi.histoire import Ligne, condenser, recueillir, vue
from console.tableaux import en_tableau
from shared.files import write_whole

LARGEUR = 120
COMMANDE = "make demo"
LABEL = "StructureLabellisee"
POLICE_DISTANTE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def dessiner(chemin: Path, programme: Programme, bilan: Bilan) -> None:
    """En SVG, sans rien d'extérieur : la police est celle du lecteur."""
    terminal = Ecran(file=io.StringIO(), record=True, width=LARGEUR)
    terminal.print(tableau_du_bilan(programme, bilan))
    for journee in journees_du_label(programme):
        terminal.print(journee)
    svg = terminal.export_svg(title=COMMANDE, unique_id="essai")
    write_whole(chemin, POLICE_DISTANTE.sub("", svg).encode())


def journees_du_label(programme: Programme) -> list[Tableau]:
    """Celle de la première structure labellisée, s'il y en a une."""
    return [
        journee_du_label(nom, recueillir(programme.components.values(), id, None))
        for id, nom in premieres(programme, "LABELLISEE")
    ]


def journee_du_label(nom: str, lignes: list[Ligne]) -> Tableau:
    """Ce que les cinq services enregistrent le jour du label."""
    le = next(jour(each["enregistre_le"]) for each in lignes if each["evenement"] == LABEL)
    siennes = [each for each in lignes if jour(each["enregistre_le"]) == le]
    racontee = vue(nom, list(condenser(siennes)), None, LARGEUR)
    return en_tableau(replace(racontee, titre=f"« {nom} », le {le}"))
