"""D'où viennent les postes du relevé : une fonction par aide."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from services.funding.forfait.questions import (
    DroitDeLaStructure,
    droits_de_l_annee,
    droits_de_la_structure,
)
from services.funding.forfait.rules.ventilation import ventiler
from services.funding.garantie.questions import garanties_dues
from services.funding.releve.questions.postes import Poste
from services.funding.versements.questions import (
    NotificationDuDroit,
    forfaits_notifies,
    forfaits_verses,
)
from shared.read_model import ReadModel
from shared.typographie import euros

NAMES = "SELECT structure_id, nom, departement FROM beneficiaires"
OF_A_YEAR = "SELECT * FROM bus_aides WHERE annee = :annee ORDER BY programme, structure_id"
OF_A_STRUCTURE = "SELECT * FROM bus_aides WHERE structure_id = :structure_id ORDER BY annee"


@dataclass(frozen=True)
class Demande:
    """Le relevé d'une année, ou celui d'une structure."""

    annee: int | None = None
    structure_id: str | None = None


@dataclass(frozen=True)
class Paye:
    """Ce qui est notifié et versé d'un droit, par fonds."""

    notification: NotificationDuDroit | None
    verses: Counter[str]


Source = Callable[[ReadModel, Demande], Iterator[Poste]]
Cle = tuple[str, int]
"""Un label, une année."""


def droits_au_forfait(model: ReadModel, demande: Demande) -> Iterator[Poste]:
    """A-032 : dans quelque état qu'ils soient, avec ce qui en est notifié et versé."""
    noms, payes = _noms(model), _payes(model, demande)
    for droit in _droits(model, demande):
        nom, departement = noms[droit["structure_id"]]
        paye = payes.get((droit["label_id"], droit["annee"]), Paye(None, Counter()))
        yield Poste(
            aide="FORFAIT",
            annee=droit["annee"],
            structure_id=droit["structure_id"],
            nom=nom,
            departement=departement,
            etat=droit["etat"],
            du=droit["montant_centimes"],
            regles=_regles(droit),
            evenement_id=_evenement(droit),
            parts=ventiler(droit["montant_centimes"], droit["parts_centimes"]),
            notifie=paye.notification["montant_centimes"] if paye.notification else 0,
            parts_notifiees=paye.notification["parts_centimes"] if paye.notification else {},
            verses=paye.verses,
            raison=_raison(droit),
        )


def aides_aux_bus(model: ReadModel, demande: Demande) -> Iterator[Poste]:
    """A-041 : accordées, pour l'année où commence la première."""
    noms, sql = _noms(model), OF_A_STRUCTURE if demande.structure_id else OF_A_YEAR
    for row in model.query(sql, vars(demande)):
        nom, departement = noms.get(row["structure_id"], (row["structure_id"], ""))
        yield Poste(
            aide="ITINERANCE",
            annee=row["annee"],
            structure_id=row["structure_id"],
            nom=nom,
            departement=departement,
            etat="ACCORDEE",
            du=row["du_centimes"],
            regles=(row["programme"],),
            evenement_id=row["evenement_id"],
            parts={row["financeur"]: row["du_centimes"]},
        )


def garanties_des_msap(model: ReadModel, demande: Demande) -> Iterator[Poste]:
    """A-036 : sans ventilation connue, ni notification, ni versement."""
    for due in garanties_dues(model, demande.annee, structure_id=demande.structure_id):
        yield Poste(
            aide="GARANTIE_MSAP",
            annee=due["annee"],
            structure_id=due["structure_id"],
            nom=due["nom"],
            departement=due["departement"],
            etat="GARANTIE",
            du=due["montant_centimes"],
            regles=(due["regle"],),
            evenement_id=due["evenement_id"],
            parts=ventiler(due["montant_centimes"], due["parts_centimes"]),
        )


SOURCES: tuple[Source, ...] = (droits_au_forfait, garanties_des_msap, aides_aux_bus)


def _droits(model: ReadModel, demande: Demande) -> list[DroitDeLaStructure]:
    if demande.structure_id is not None:
        return droits_de_la_structure(model, demande.structure_id, demande.annee)
    return droits_de_l_annee(model, demande.annee) if demande.annee else []


def _noms(model: ReadModel) -> dict[str, tuple[str, str]]:
    rows = model.query(NAMES)
    return {row["structure_id"]: (row["nom"], row["departement"]) for row in rows}


def _payes(model: ReadModel, demande: Demande) -> dict[Cle, Paye]:
    verses: dict[Cle, Counter[str]] = {}
    for each in forfaits_verses(model, **vars(demande)):
        du_droit = verses.setdefault((each["label_id"], each["annee"]), Counter())
        du_droit[each["fonds"]] += each["montant_centimes"]
    notifies = forfaits_notifies(model, **vars(demande))
    par_droit = {(each["label_id"], each["annee"]): each for each in notifies}
    return {cle: Paye(each, verses.get(cle, Counter())) for cle, each in par_droit.items()}


def _regles(droit: DroitDeLaStructure) -> tuple[str, ...]:
    """Chacune une fois, de l'ouverture à ce qui a changé le montant."""
    citees = (regle for each in droit["mouvements"] for regle in each["regles"])
    return tuple(dict.fromkeys(citees))


def _evenement(droit: DroitDeLaStructure) -> str:
    """Le dernier fait qui a dit un montant ; à défaut, le dernier."""
    mouvements = droit["mouvements"]
    chiffres = [each for each in mouvements if each["montant_centimes"] is not None]
    return (chiffres or mouvements)[-1]["evenement_id"]


def _raison(droit: DroitDeLaStructure) -> str:
    """Pourquoi rien n'est dû, et ce qui pourrait l'être."""
    possible = droit["mouvements"][-1]["montant_centimes"]
    if droit["etat"] != "EN_ATTENTE" or possible is None:
        return droit["raison"]
    return f"{droit['raison']} Il serait de {euros(possible)}."
