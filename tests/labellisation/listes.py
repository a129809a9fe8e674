"""De quoi écrire des listes publiées : inventées, aux colonnes de celles de l'agence nationale."""

import csv
from pathlib import Path

COLONNES = (
    *("id_fs", "insee_dep", "lib_fs", "adresse", "complement_adresse", "insee_com", "code_postal"),
    *("lib_com", "latitude", "longitude", "h_lundi", "h_mardi", "itinerance", "format_fs"),
    *("categorie", "groupe", "labellisation", "type_structure_porteuse", "structure_porteuse"),
    "origine",
)
ALLANCHE = {
    "id_fs": "9001",
    "insee_dep": "15",
    "lib_fs": "Maison des Estives",
    "adresse": "4 place du Foirail",
    "insee_com": "15001",
    "code_postal": "15160",
    "lib_com": "Allanche",
    "latitude": "45.23147",
    "longitude": "2.95339",
    "h_lundi": "9h – 12h",
    "labellisation": "Espace labélisé 01/2020",
}
GUERET = {
    "id_fs": "9002",
    "insee_dep": "23",
    "lib_fs": "Relais de Guéret",
    "adresse": "1 rue Longue",
    "insee_com": "23096",
    "code_postal": "23000",
    "lib_com": "Guéret",
    "latitude": "46.17",
    "longitude": "1.87",
    "labellisation": "Espace labélisé 02/2020",
}
ANTENNE = {
    **ALLANCHE,
    "id_fs": "9003",
    "lib_fs": "Antenne de Marcenat",
    "adresse": "2 rue Basse",
    "latitude": "45.3",
    "insee_com": "15114",
    "format_fs": "Antenne",
    "categorie": "Antenne",
    "groupe": "Cézallier",
}


def liste(dossier: Path, jour: str, *lignes: dict[str, str]) -> Path:
    """Une liste dont le nom dit la date : « 20200206 »."""
    chemin = dossier / f"liste_fs_{jour}.csv"
    with chemin.open("w", encoding="utf-8", newline="") as fichier:
        writer = csv.DictWriter(fichier, COLONNES)
        writer.writeheader()
        writer.writerows(lignes)
    return chemin
