"""Le relevé d'une année : chaque poste, la somme de chaque fonds, celle de tous."""

from dataclasses import asdict, dataclass

from typing_extensions import TypedDict

from services.funding.releve.questions.postes import (
    NON_VENTILE,
    Aide,
    Montants,
    Poste,
    par_fonds,
    somme,
)
from services.funding.releve.questions.sources import SOURCES, Demande
from services.funding.versements.questions import VersementDuDroit, forfaits_verses
from shared.read_model import ReadModel


@dataclass(frozen=True)
class Releve:
    """Une année, un département ou tous ; `sans_suite` compte les droits dont rien n'est dû."""

    annee: int
    departement: str | None
    postes: tuple[Poste, ...]
    sans_suite: int

    @property
    def par_fonds(self) -> dict[str, Montants]:
        return par_fonds(self.postes)

    @property
    def ensemble(self) -> Montants:
        return somme(self.par_fonds.values())


class LigneDuReleve(TypedDict):
    """Ce qu'un fonds doit d'un poste, en centimes d'euro ; fonds vide : non ventilé."""

    aide: Aide
    annee: int
    structure_id: str
    nom: str
    departement: str
    etat: str
    fonds: str
    du: int
    notifie: int
    verse: int
    reste: int
    trop_percu: int
    regles: list[str]
    evenement_id: str
    raison: str


class AidesDeLaStructure(TypedDict):
    """Tout ce qui fut dû, ou refusé, à une structure, et chaque versement."""

    lignes: list[LigneDuReleve]
    versements: list[VersementDuDroit]


class ReleveEnTexte(TypedDict):
    """Le relevé, pour qui le demande de l'extérieur ; par fonds, les mêmes cinq montants."""

    annee: int
    departement: str | None
    lignes: list[LigneDuReleve]
    par_fonds: dict[str, dict[str, int]]
    ensemble: dict[str, int]
    sans_suite: int


def relever(model: ReadModel, annee: int, departement: str | None = None) -> Releve:
    """A-031, A-032, A-041 : toutes les aides dues aux structures pour cette année."""
    tous = [poste for source in SOURCES for poste in source(model, Demande(annee))]
    siens = [each for each in tous if departement in (None, each.departement)]
    postes = sorted((each for each in siens if each.mouvemente), key=_rang)
    return Releve(annee, departement, tuple(postes), len(siens) - len(postes))


def postes_de(model: ReadModel, structure_id: str) -> list[Poste]:
    """Tout ce qui fut dû, ou refusé, à une structure, année par année."""
    demande = Demande(structure_id=structure_id)
    tous = (poste for source in SOURCES for poste in source(model, demande))
    return sorted(tous, key=lambda poste: (poste.annee, *_rang(poste)))


def aides_de(model: ReadModel, structure_id: str) -> AidesDeLaStructure:
    """Année par année, en texte."""
    return {
        "lignes": [ligne for poste in postes_de(model, structure_id) for ligne in lignes(poste)],
        "versements": forfaits_verses(model, structure_id=structure_id),
    }


def en_texte(releve: Releve) -> ReleveEnTexte:
    return {
        "annee": releve.annee,
        "departement": releve.departement,
        "lignes": [ligne for poste in releve.postes for ligne in lignes(poste)],
        "par_fonds": {nom: asdict(montants) for nom, montants in releve.par_fonds.items()},
        "ensemble": asdict(releve.ensemble),
        "sans_suite": releve.sans_suite,
    }


def lignes(poste: Poste) -> list[LigneDuReleve]:
    """Une par fonds ; une seule, sans montant, d'un droit dont rien n'est dû."""
    return [
        {
            "aide": poste.aide,
            "annee": poste.annee,
            "structure_id": poste.structure_id,
            "nom": poste.nom,
            "departement": poste.departement,
            "etat": poste.etat,
            "fonds": fonds,
            "du": montants.du,
            "notifie": montants.notifie,
            "verse": montants.verse,
            "reste": montants.reste,
            "trop_percu": montants.trop_percu,
            "regles": list(poste.regles),
            "evenement_id": poste.evenement_id,
            "raison": poste.raison,
        }
        for fonds, montants in (poste.par_fonds or {NON_VENTILE: Montants()}).items()
    ]


def _rang(poste: Poste) -> tuple[str, ...]:
    return poste.departement, poste.nom, poste.structure_id, poste.aide, poste.evenement_id
