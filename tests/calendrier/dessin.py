"""Le dessin du calendrier : les structures, puis les euros, année par année, en noir et gris."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

import typst

from shared.typographie import NBSP, euros

GABARIT = Path(__file__).with_name("calendrier.typ")
GARANTIE, NON_VENTILE = "garantie des MSAP", "non ventilé"
Ligne = Mapping[str, Any]


class LigneDessinee(TypedDict):
    """Une année : la longueur de chaque part, et ce qu'on en dit."""

    annee: str
    parts: list[float]
    dite: str


class Panneau(TypedDict):
    """Des barres empilées ; `maximum` est la plus longue."""

    titre: str
    series: list[str]
    maximum: float
    lignes: list[LigneDessinee]


def dessiner(tableau: Mapping[str, Ligne], source: str) -> bytes:
    """Le même tableau donne les mêmes octets."""
    affiche = {
        "titre": "France Services, de juillet 2019 à décembre 2026",
        "sous_titre": "Ce que les cinq services font d’une liste publiée et de trois cents MSAP.",
        "panneaux": [structures(tableau), argent(tableau)],
        "source": source,
    }
    return typst.compile(
        GABARIT.read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        sys_inputs={"calendrier": json.dumps(affiche, ensure_ascii=False)},
        format="svg",
        timestamp=0,
    )


def structures(tableau: Mapping[str, Ligne]) -> Panneau:
    series = ["labels en vigueur", "labels suspendus", "MSAP garanties"]
    lignes = [
        _ligne(annee, [ligne["labels"], ligne["suspendus"], ligne["msap"]], _comptees(ligne))
        for annee, ligne in tableau.items()
    ]
    return _panneau("Au 31 décembre, les structures que l’État finance", series, lignes)


def argent(tableau: Mapping[str, Ligne]) -> Panneau:
    """Ce qui est dû par chaque fonds, ventilé s'il l'est, et les garanties."""
    fonds = sorted({nom for ligne in tableau.values() for nom in ligne["du"]} - {NON_VENTILE})
    series = [*fonds, NON_VENTILE, GARANTIE]
    lignes = [_ligne(annee, _parts(ligne, fonds), _dus(ligne)) for annee, ligne in tableau.items()]
    return _panneau("Pour chaque année, les euros dus", series, lignes)


def _parts(ligne: Ligne, fonds: Sequence[str]) -> list[float]:
    return [*(ligne["du"].get(nom, 0) for nom in (*fonds, NON_VENTILE)), ligne["msap_du"]]


def _comptees(ligne: Ligne) -> str:
    return f"{ligne['labels'] + ligne['suspendus']} et {ligne['msap']} MSAP"


def _dus(ligne: Ligne) -> str:
    total = sum(ligne["du"].values()) + ligne["msap_du"]
    return f"{total / 100_000_000:.2f}{NBSP}M€".replace(".", ",") if total else euros(0)


def _ligne(annee: str, parts: list[float], dite: str) -> LigneDessinee:
    return {"annee": annee, "parts": parts, "dite": dite}


def _panneau(titre: str, series: list[str], lignes: list[LigneDessinee]) -> Panneau:
    longueurs = [sum(ligne["parts"]) for ligne in lignes]
    return {"titre": titre, "series": series, "maximum": max(1, *longueurs), "lignes": lignes}
