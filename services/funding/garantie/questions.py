"""Ce que l'on peut demander des MSAP : où en est leur financement, et ce qui leur est dû."""

from collections.abc import Iterator, Sequence
from datetime import date

from typing_extensions import TypedDict

from shared.clock import days_after
from shared.read_model import ReadModel
from shared.statements import Row

MSAP = "SELECT * FROM msap ORDER BY departement, nom, structure_id"
LABELS = "SELECT * FROM labels_msap ORDER BY debut, label_id"


class MSAPSuivie(TypedDict):
    """Une MSAP un jour donné : sa garantie, son label, l'interruption de son financement.

    `a_labelliser` : elle n'a pas de label, et n'est pas fermée. `fin` est le dernier jour garanti,
    `raison` ce qui arrête la garantie ; vide, ce qui n'est pas.
    L'interruption va de la fin de la garantie au label ; sans lui, elle court.
    """

    structure_id: str
    nom: str
    departement: str
    commune: str
    a_labelliser: bool
    montant_centimes: int
    renforce: bool
    du: str
    fin: str
    raison: str
    label_le: str
    label_fini_le: str
    interruption_du: str
    interruption_au: str
    interruption_jours: int
    jours_restants: int | None


class MSAPNommee(TypedDict):
    """Une MSAP, et où elle est."""

    structure_id: str
    nom: str
    departement: str


class GarantieDue(TypedDict):
    """Ce qui est dû à une MSAP pour une année, en centimes ; d'après quel événement, quelle règle.

    `parts_centimes` est vide : la ventilation par fonds n'est pas connue.
    """

    structure_id: str
    nom: str
    departement: str
    annee: int
    montant_centimes: int
    parts_centimes: dict[str, int]
    evenement_id: str
    regle: str


def msap_suivies(model: ReadModel, au: date, departement: str | None = None) -> list[MSAPSuivie]:
    """Celles qui n'ont pas de label d'abord (A-039), puis les plus longues interruptions (C.7-9).

    Un label compte dès qu'il est connu, même si son effet est à venir.
    """
    labels: dict[str, list[Row]] = {}
    for label in model.query(LABELS):
        labels.setdefault(label["structure_id"], []).append(label)
    rows = _garanties(model, departement)
    return sorted(
        (_suivie(row, labels.get(row["structure_id"], []), au) for row in rows), key=_rang
    )


def garanties_dues(
    model: ReadModel,
    annee: int | None = None,
    departement: str | None = None,
    structure_id: str | None = None,
) -> list[GarantieDue]:
    """INV-12 : rien n'est dû après le terme, ni après ce qui a arrêté la garantie."""
    dues = (due for row in _garanties(model, departement) for due in _dues(row))
    return [
        due
        for due in dues
        if annee in (None, due["annee"]) and structure_id in (None, due["structure_id"])
    ]


def msap_nommees(model: ReadModel, designation: str) -> list[MSAPNommee]:
    """Celles de cet identifiant, ou de ce nom exact ; sans label, elles n'ont pas de dossier."""
    return [
        {"structure_id": row["structure_id"], "nom": row["nom"], "departement": row["departement"]}
        for row in _garanties(model, None)
        if designation in (row["structure_id"], row["nom"])
    ]


def _garanties(model: ReadModel, departement: str | None) -> list[Row]:
    """Sans celles d'un label seul, dont la structure n'est dans aucune liste de MSAP."""
    rows = model.query(MSAP)
    return [row for row in rows if row["du"] and departement in (None, row["departement"])]


def _suivie(row: Row, labels: Sequence[Row], au: date) -> MSAPSuivie:
    valables = [label for label in labels if not _fini(label, au)]
    label = (valables or labels or [{"debut": "", "fin": ""}])[0]
    du, fin, jours = _interruption(row, labels, au)
    terme = date.fromisoformat(row["au"])
    return {
        "structure_id": row["structure_id"],
        "nom": row["nom"],
        "departement": row["departement"],
        "commune": row["commune"],
        "a_labelliser": not valables and row["raison"] in ("", "LABEL"),
        "montant_centimes": row["montant_centimes"],
        "renforce": bool(row["renforce"]),
        "du": row["du"],
        "fin": row["fin"] or row["au"],
        "raison": row["raison"] or ("TERME" if terme < au else ""),
        "label_le": label["debut"],
        "label_fini_le": label["fin"] if _fini(label, au) else "",
        "interruption_du": du,
        "interruption_au": fin,
        "interruption_jours": jours,
        "jours_restants": None if labels or row["fin"] else (terme - au).days,
    }


def _interruption(row: Row, labels: Sequence[Row], au: date) -> tuple[str, str, int]:
    """C.7-9 : du lendemain du terme à la veille du label ; sans lui, elle court encore."""
    if row["fin"]:
        return "", "", 0
    debut = days_after(date.fromisoformat(row["au"]), 1)
    suivants = [date.fromisoformat(each["debut"]) for each in labels]
    reprise = min(suivants, default=days_after(au, 1))
    if (jours := (reprise - debut).days) <= 0:
        return "", "", 0
    fin = days_after(reprise, -1).isoformat() if suivants else ""
    return debut.isoformat(), fin, jours


def _fini(label: Row, au: date) -> bool:
    return bool(label["fin"]) and str(label["fin"]) < au.isoformat()


def _rang(suivie: MSAPSuivie) -> tuple[bool, int, str, str, str]:
    jours = -suivie["interruption_jours"]
    return (
        not suivie["a_labelliser"],
        jours,
        suivie["departement"],
        suivie["nom"],
        suivie["structure_id"],
    )


def _dues(row: Row) -> Iterator[GarantieDue]:
    """Année par année, de la première à celle où la garantie s'arrête."""
    derniere = row["fin"] or row["au"]
    if derniere < row["du"]:
        return
    for annee in range(int(row["du"][:4]), int(derniere[:4]) + 1):
        arretee = bool(row["fin"]) and annee == int(derniere[:4])
        if montant := row["du_fin_centimes"] if arretee else row["montant_centimes"]:
            yield {
                "structure_id": row["structure_id"],
                "nom": row["nom"],
                "departement": row["departement"],
                "annee": annee,
                "montant_centimes": montant,
                "parts_centimes": {},
                "evenement_id": row["evenement_fin_id"] if arretee else row["evenement_id"],
                "regle": row["regle_fin"] if arretee else row["regle"],
            }
