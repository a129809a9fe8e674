"""Ce que l'on peut demander des droits : leur état, leur histoire, et ce qui s'y ajoute."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from typing_extensions import TypedDict

from services.funding.forfait.rules.contributions import Contribution, charger_contributions
from shared.read_model import ReadModel
from shared.statements import Row

RIGHTS = """SELECT * FROM droits WHERE structure_id = :structure_id ORDER BY annee, label_id"""
OF_A_YEAR = """SELECT * FROM droits WHERE annee = :annee ORDER BY structure_id, label_id"""
MOVES = """SELECT m.* FROM mouvements_des_droits m JOIN droits d ON d.label_id = m.label_id
    AND d.annee = m.annee WHERE d.structure_id = :structure_id ORDER BY m.rang"""
MOVES_OF_A_YEAR = "SELECT * FROM mouvements_des_droits WHERE annee = :annee ORDER BY rang"


class MouvementDeDroit(TypedDict):
    """Un fait : son identifiant, l'état où il met le droit, les règles qu'il cite.

    `montant_centimes` est ce qu'il ouvre, ce qui en resterait dû, ou, en attente, ce qu'il
    pourrait être ; None s'il n'en dit rien.
    """

    evenement_id: str
    survenu_le: str
    etat: str
    montant_centimes: int | None
    regles: list[str]
    raison: str


class ContributionDeLAnnee(TypedDict):
    """Ce qui s'ajoute au forfait ; sans montant, aucune source ne le donne."""

    regle: str
    libelle: str
    nature: str
    financeur: str
    montant_centimes: int | None
    statut: str
    source: list[str]


class DroitDeLaStructure(TypedDict):
    """Le droit d'un label pour une année ; `montant_centimes` est ce qui en est dû."""

    structure_id: str
    label_id: str
    annee: int
    etat: str
    montant_centimes: int
    parts_centimes: dict[str, int]
    raison: str
    mouvements: list[MouvementDeDroit]
    contributions: list[ContributionDeLAnnee]


def droits_de_la_structure(
    model: ReadModel, structure_id: str, annee: int | None = None
) -> list[DroitDeLaStructure]:
    """A-032 : ses droits, de tous ses labels et de ceux qu'elle porte, par année."""
    asked = {"structure_id": structure_id}
    rows = [row for row in model.query(RIGHTS, asked) if annee in (None, row["annee"])]
    return _droits(rows, model.query(MOVES, asked))


def droits_de_l_annee(model: ReadModel, annee: int) -> list[DroitDeLaStructure]:
    """Ceux de toutes les structures."""
    asked = {"annee": annee}
    return _droits(model.query(OF_A_YEAR, asked), model.query(MOVES_OF_A_YEAR, asked))


def contributions_du(jour: date) -> list[ContributionDeLAnnee]:
    """A-033 à A-035, A-044 : ce qui s'ajoute au forfait ce jour-là."""
    return [_contribution(each) for each in charger_contributions().contributions.in_force(jour)]


def _droits(rows: Sequence[Row], moves: Iterable[Row]) -> list[DroitDeLaStructure]:
    mouvements: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for move in moves:
        mouvements[move["label_id"], move["annee"]].append(move)
    contributions = {
        annee: contributions_du(date(annee, 12, 31)) for annee in {row["annee"] for row in rows}
    }
    return [
        _droit(row, mouvements[row["label_id"], row["annee"]], contributions[row["annee"]])
        for row in rows
    ]


def _droit(
    row: Row, mouvements: Iterable[Row], contributions: list[ContributionDeLAnnee]
) -> DroitDeLaStructure:
    return {
        "structure_id": row["structure_id"],
        "label_id": row["label_id"],
        "annee": row["annee"],
        "etat": row["etat"],
        "montant_centimes": row["montant_centimes"],
        "parts_centimes": json.loads(row["parts_centimes"]),
        "raison": row["raison"],
        "mouvements": list(_mouvements(mouvements)),
        "contributions": contributions,
    }


def _mouvements(rows: Iterable[Row]) -> Iterator[MouvementDeDroit]:
    for row in rows:
        faits = json.loads(row["faits"])
        yield {
            "evenement_id": row["evenement_id"],
            "survenu_le": row["survenu_le"],
            "etat": row["etat"],
            "montant_centimes": faits["montant_centimes"],
            "regles": faits["regles"],
            "raison": faits["raison"],
        }


def _contribution(regle: Contribution) -> ContributionDeLAnnee:
    return {
        "regle": regle.id,
        "libelle": regle.libelle,
        "nature": regle.nature,
        "financeur": regle.financeur,
        "montant_centimes": regle.montant_centimes,
        "statut": regle.statut or "",
        "source": list(regle.source),
    }
