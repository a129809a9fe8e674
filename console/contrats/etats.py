"""La page et le dessin de la vie d'un dossier, d'après la table des transitions."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypedDict

import typst

from services.labellisation.dossier.questions import (
    ETATS,
    REGLE,
    REPRISES,
    SOUS_LABEL,
    TABLE,
    VIVANTES,
    Etat,
    Nature,
    Transition,
)
from shared.files import write_whole
from shared.rules.loading import load

Point = tuple[float, float]
NATURES: dict[Nature, str] = {"DEMANDE": "demande", "FAIT": "fait appris", "ECHEANCE": "échéance"}
PHASES = {
    "candidature": ("PRESSENTIE", "REMONTEE", "EN_MONTEE_EN_GAMME", "ANTENNE", "NON_RETENUE"),
    "label": SOUS_LABEL,
    "fin": ("RETIREE", "FERMEE"),
}
NOTES = (
    "De tout état, la structure peut être fermée, ou reconnue en double et fusionnée.",
    "En tirets : le même fait, quand celui qui devait le précéder n'est pas encore arrivé.",
    "Ne sont pas dessinées les demandes qui laissent l'état inchangé, ni la reprise des listes "
    "publiées, qui mène à « labellisée » ou à « antenne » : voir la table.",
)


@dataclass(frozen=True)
class Fleche:
    """Le trajet d'une flèche et la place de son texte ; sans `de`, elle crée le dossier."""

    vers: Etat
    par: tuple[Point, ...]
    a: Point
    cote: Literal["droite", "gauche", "milieu"]
    de: Etat | None = None
    tirets: bool = False
    largeur: float = 46


@dataclass(frozen=True)
class Dessin:
    boites: dict[Etat, Point]
    naissances: tuple[Fleche, ...]
    fleches: tuple[Fleche, ...]


class BoitePosee(TypedDict):
    nom: str
    x: float
    y: float
    phase: str


class FlechePosee(TypedDict):
    par: tuple[Point, ...]
    a: Point
    cote: str
    tirets: bool
    largeur: float
    texte: list[str]
    naissance: bool


class MiseEnPage(TypedDict):
    """Ce que lit le gabarit `etats.typ`."""

    titre: str
    boites: list[BoitePosee]
    fleches: list[FlechePosee]
    notes: list[str]


@cache
def charger_dessin() -> Dessin:
    """Les places des états et des flèches ; `RuleError` si le fichier est inutilisable."""
    return load(files("console") / "donnees" / "etats.yaml", Dessin)


def ecrire(sortie: Path) -> list[str]:
    """Écrit la table et son dessin ; rend les noms des fichiers."""
    made = {"etats.md": page().encode(), "etats.svg": dessiner("svg")}
    for nom, contenu in made.items():
        write_whole(sortie / nom, contenu)
    return sorted(made)


def dessiner(format: Literal["svg", "png"]) -> bytes:
    """La même table donne les mêmes octets."""
    return typst.compile(
        (files("console") / "gabarits" / "etats.typ").read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        sys_inputs={"dessin": json.dumps(mettre_en_page(), ensure_ascii=False)},
        format=format,
        ppi=110.0,
        timestamp=0,
    )


def mettre_en_page() -> MiseEnPage:
    """Les textes de la table, aux places du fichier de données."""
    dessin = charger_dessin()
    return {
        "titre": "La vie d’un dossier France Services",
        "boites": [boite(etat, *place) for etat, place in dessin.boites.items()],
        "fleches": [fleche(each) for each in (*dessin.naissances, *dessin.fleches)],
        "notes": [typographie(note) for note in NOTES],
    }


def boite(etat: Etat, x: float, y: float) -> BoitePosee:
    nom = ETATS[etat][:1].upper() + ETATS[etat][1:]
    return {"nom": typographie(nom), "x": x, "y": y, "phase": phase(etat)}


def fleche(each: Fleche) -> FlechePosee:
    textes = dict.fromkeys(typographie(t.intitule) for t in changements()[each.de, each.vers])
    return {
        "par": each.par,
        "a": each.a,
        "cote": each.cote,
        "tirets": each.tirets,
        "largeur": each.largeur,
        "texte": list(textes),
        "naissance": each.de is None,
    }


def changements() -> dict[tuple[Etat | None, Etat], list[Transition]]:
    """Les passages d'un état à un autre que le dessin doit montrer."""
    found: dict[tuple[Etat | None, Etat], list[Transition]] = {}
    for each in TABLE:
        for de in each.depuis or (None,):
            dessine = each.vers not in (None, de, "FERMEE") and each.demande not in REPRISES
            if each.vers and dessine:
                found.setdefault((de, each.vers), []).append(each)
    return found


def phase(etat: Etat) -> str:
    return next((nom for nom, etats in PHASES.items() if etat in etats), "instruction")


def page() -> str:
    lignes = [
        "# La vie d'un dossier",
        "",
        f"Écrit par `france-services states` d'après la table `{REGLE}` de "
        "[services/labellisation/dossier/domain/transitions.py]"
        "(../services/labellisation/dossier/domain/transitions.py) : ne pas modifier à "
        "la main. Toute demande qu'elle ne prévoit pas depuis l'état du dossier est refusée "
        "(`TransitionInterdite`) ; un fait qu'elle ne prévoit pas est sans effet.",
        "",
        "![La vie d'un dossier](etats.svg)",
        "",
        "| depuis | ce qui le fait | nature | événement enregistré | vers | source |",
        "|---|---|---|---|---|---|",
        *map(ligne, TABLE),
    ]
    return "\n".join(lignes) + "\n"


def ligne(each: Transition) -> str:
    evenement = f"`{each.evenement.__name__}`" if each.evenement else "aucun : déjà fait"
    vers = ETATS[each.vers] if each.vers else "(inchangé)"
    fait = f"{each.intitule} (`{each.demande}`)"
    return (
        f"| {depuis(each)} | {fait} | {NATURES[each.nature]} | {evenement} | {vers} "
        f"| {each.source} |"
    )


def depuis(each: Transition) -> str:
    if not each.depuis:
        return "(naissance)"
    if each.depuis == VIVANTES:
        return "tout état sauf fermée"
    return ", ".join(ETATS[etat] for etat in each.depuis)


def typographie(texte: str) -> str:
    return texte.replace("'", "’")
