"""Le graphique des motifs de refus, pour une circulaire : un SVG ou un PNG, en noir et gris."""

import json
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import typst
from typing_extensions import TypedDict

from services.audit.motifs.questions.statistiques import Part, Statistique
from shared.typographie import NBSP, denombrer, jour_long

Format = Literal["svg", "png"]
FORMATS: tuple[Format, ...] = get_args(Format)
PPI = 200.0


class Barre(TypedDict):
    """Une barre : sa longueur en pour cent, et son texte."""

    libelle: str
    part: int
    dite: str
    part_publiee: int | None
    dite_publiee: str


class Affiche(TypedDict):
    """Le texte du graphique, et ses barres."""

    titre: str
    sous_titre: str
    total: str
    legende: str
    legende_publiee: str
    source: str
    source_publiee: str
    a_publie: bool
    parts: list[Barre]


def dessiner(statistique: Statistique, format: Format) -> bytes:
    """Les mêmes comptes donnent les mêmes octets."""
    source, polices = _gabarit()
    return typst.compile(
        source,
        font_paths=polices,
        ignore_system_fonts=True,
        sys_inputs={"motifs": json.dumps(mettre_en_page(statistique), ensure_ascii=False)},
        format=format,
        ppi=PPI,
        timestamp=0,
    )


def mettre_en_page(statistique: Statistique) -> Affiche:
    refus, audits = statistique.refus, denombrer(statistique.audits, "audit conclu")
    return {
        "titre": "Principaux motifs de non-labellisation des structures auditées",
        "sous_titre": f"{territoire(statistique.departement)}, {periode(statistique)}",
        "total": f"{refus} refus sur {audits}{NBSP}; parts arrondies à l’unité.",
        "legende": f"Audits de la période ({refus}{NBSP}refus)",
        "legende_publiee": "Première vague, parts publiées",
        "source": f"Source{NBSP}: constats des audits, un motif principal par refus.",
        "source_publiee": f"Parts publiées{NBSP}: {statistique.source_publiee}.",
        "a_publie": bool(statistique.source_publiee),
        "parts": [barre(part) for part in statistique.parts],
    }


def barre(part: Part) -> Barre:
    connue = part.part is not None
    return {
        "libelle": (part.libelle[:1].upper() + part.libelle[1:]).replace("'", "’"),
        "part": part.part or 0,
        "dite": f"{part.part}{NBSP}% ({part.nombre})" if connue else "aucun refus",
        "part_publiee": part.part_publiee,
        "dite_publiee": f"{part.part_publiee}{NBSP}%",
    }


def territoire(departement: str | None) -> str:
    return f"Département {departement}" if departement else "Ensemble du territoire"


def periode(statistique: Statistique) -> str:
    """« du 1er juillet 2019 au 1er mars 2020 »."""
    au = jour_long(statistique.au)
    return f"du {jour_long(statistique.du)} au {au}" if statistique.du else f"jusqu’au {au}"


@cache
def _gabarit() -> tuple[bytes, typst.Fonts]:
    gabarit = files("services.audit.motifs") / "gabarits" / "motifs.typ"
    return gabarit.read_bytes(), typst.Fonts(include_system_fonts=False)
