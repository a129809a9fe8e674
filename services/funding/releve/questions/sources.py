"""D'où viennent les postes du relevé : une fonction par aide."""

import json
from collections import Counter
from collections.abc import Callable, Iterator

from services.funding.forfait.rules.ventilation import ventiler
from services.funding.releve.questions.postes import Poste
from services.funding.versements.questions import forfaits_notifies, forfaits_verses
from shared.read_model import ReadModel

OWED = """SELECT * FROM droits_dus
    WHERE :annee IN (annee, 0) AND :structure_id IN (structure_id, '') ORDER BY annee, label_id"""
GRANTED = """SELECT bus.*, (SELECT MAX(nom) FROM droits_dus d
        WHERE d.structure_id = bus.structure_id) AS nom,
    (SELECT MAX(departement) FROM droits_dus d
        WHERE d.structure_id = bus.structure_id) AS departement
    FROM bus_aides bus WHERE :annee IN (annee, 0) AND :structure_id IN (structure_id, '')
    ORDER BY programme, structure_id"""
Source = Callable[[ReadModel, int | None, str], Iterator[Poste]]


def droits_au_forfait(model: ReadModel, annee: int | None, structure_id: str) -> Iterator[Poste]:
    """A-032 : ouverts, clos, ou refusés, avec ce qui en est notifié et versé."""
    notifies = {
        (each["label_id"], each["annee"]): each
        for each in forfaits_notifies(model, annee, structure_id)
    }
    verses: dict[tuple[str, int], Counter[str]] = {}
    for each in forfaits_verses(model, annee, structure_id):
        du_droit = verses.setdefault((each["label_id"], each["annee"]), Counter())
        du_droit[each["fonds"]] += each["montant_centimes"]
    for row in model.query(OWED, {"annee": annee or 0, "structure_id": structure_id}):
        cle = row["label_id"], row["annee"]
        notifie = notifies.get(cle)
        yield Poste(
            aide="FORFAIT",
            annee=row["annee"],
            structure_id=row["structure_id"],
            nom=row["nom"],
            departement=row["departement"],
            etat=row["etat"],
            du=row["du_centimes"],
            regles=tuple(row["regles"].split(", ")),
            evenement_id=row["evenement_id"],
            parts=ventiler(row["du_centimes"], json.loads(row["parts_centimes"])),
            notifie=notifie["montant_centimes"] if notifie else 0,
            parts_notifiees=notifie["parts_centimes"] if notifie else {},
            verses=verses.get(cle, {}),
            raison=row["raison"],
        )


def aides_aux_bus(model: ReadModel, annee: int | None, structure_id: str) -> Iterator[Poste]:
    """A-041 : accordées, pour l'année où commence la première."""
    for row in model.query(GRANTED, {"annee": annee or 0, "structure_id": structure_id}):
        yield Poste(
            aide="ITINERANCE",
            annee=row["annee"],
            structure_id=row["structure_id"],
            nom=row["nom"] or row["structure_id"],
            departement=row["departement"] or "",
            etat="ACCORDEE",
            du=row["du_centimes"],
            regles=(row["programme"],),
            evenement_id=row["evenement_id"],
            parts={row["financeur"]: row["du_centimes"]},
        )


SOURCES: tuple[Source, ...] = (droits_au_forfait, aides_aux_bus)
