"""De quoi écrire un tableau de remontée, CSV ou classeur."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

LIGNE = {
    "matricule": "15-01",
    "département": "15",
    "nom": "Maison de la Vallée",
    "adresse": "1 place Haute",
    "code postal": "15160",
    "code INSEE commune": "15001",
    "commune": "Allanche",
    "latitude": "45.23147",
    "longitude": "2.95339",
    "format": "fixe",
    "origine": "MSAP",
    "type de porteur": "Collectivité",
    "courriel": "accueil@vallee.example",
    "lundi": "9h-12h / 14h-17h",
    "samedi": "-",
    "agents": "2",
    "ETP": "2,5",
    "HOR-01": "oui",
    "LOC-02": "non",
    "QUA-05": "",
}
ENTETE = list(LIGNE)


def texte_csv(*lignes: Mapping[str, str], delimiteur: str = ";") -> str:
    """L'en-tête et les lignes, dans l'ordre des colonnes de ``LIGNE``."""
    rangees = [ENTETE, *([ligne[c] for c in ENTETE] for ligne in lignes)]
    cellules = ([f'"{c}"' if delimiteur in c else c for c in rangee] for rangee in rangees)
    return "".join(delimiteur.join(rangee) + "\n" for rangee in cellules)


def ecrire(dossier: Path, contenu: str | bytes, nom: str = "tableau.csv") -> Path:
    chemin = dossier / nom
    chemin.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    return chemin


def ecrire_classeur(dossier: Path, rangees: Sequence[Sequence[Any]]) -> Path:
    classeur = openpyxl.Workbook()
    onglet = classeur.active
    assert onglet is not None
    for rangee in rangees:
        onglet.append(list(rangee))
    classeur.save(dossier / "tableau.xlsx")
    return dossier / "tableau.xlsx"
