"""Le relevé pour d'autres systèmes : chaque montant y dit son unité, les lignes se paginent."""

from typing_extensions import TypedDict

from services.funding.releve.questions.postes import Aide, Montants
from services.funding.releve.questions.releve import LigneDuReleve, Releve, aides_de, lignes
from services.funding.versements.questions import VersementDuDroit
from shared.read_model import ReadModel


class Sommes(TypedDict):
    """Ce qui est dû, notifié, versé, ce qui reste, ce qui est de trop ; en centimes d'euro."""

    du_centimes: int
    notifie_centimes: int
    verse_centimes: int
    reste_centimes: int
    trop_percu_centimes: int


class LignePubliee(Sommes):
    """Ce qu'un fonds doit d'un poste, en centimes d'euro ; fonds vide : non ventilé.

    `evenement_id` est le fait d'où vient ce qui est dû ; `raison`, pourquoi rien ne l'est.
    """

    aide: Aide
    annee: int
    structure_id: str
    nom: str
    departement: str
    etat: str
    fonds: str
    regles: list[str]
    evenement_id: str
    raison: str


class SommesDuFonds(Sommes):
    """Les sommes d'un fonds, en centimes d'euro ; fonds vide : non ventilé."""

    fonds: str


class TotauxDuReleve(TypedDict):
    """Les sommes d'une année ; `sans_suite` compte les droits dont rien n'est dû."""

    annee: int
    departement: str | None
    par_fonds: list[SommesDuFonds]
    ensemble: Sommes
    postes: int
    sans_suite: int


class AidesPubliees(TypedDict):
    """Tout ce qui fut dû, ou refusé, à une structure, et chaque versement."""

    lignes: list[LignePubliee]
    versements: list[VersementDuDroit]


def totaux_publies(releve: Releve) -> TotauxDuReleve:
    """A-031, A-032."""
    return {
        "annee": releve.annee,
        "departement": releve.departement,
        "par_fonds": [
            {"fonds": fonds, **_sommes(montants)} for fonds, montants in releve.par_fonds.items()
        ],
        "ensemble": _sommes(releve.ensemble),
        "postes": len(releve.postes),
        "sans_suite": releve.sans_suite,
    }


def lignes_publiees(releve: Releve) -> list[LignePubliee]:
    """Une par fonds de chaque poste."""
    return [_publiee(ligne) for poste in releve.postes for ligne in lignes(poste)]


def aides_publiees(model: ReadModel, structure_id: str) -> AidesPubliees:
    """Année par année."""
    aides = aides_de(model, structure_id)
    return {
        "lignes": [_publiee(ligne) for ligne in aides["lignes"]],
        "versements": aides["versements"],
    }


def _publiee(ligne: LigneDuReleve) -> LignePubliee:
    return {
        "aide": ligne["aide"],
        "annee": ligne["annee"],
        "structure_id": ligne["structure_id"],
        "nom": ligne["nom"],
        "departement": ligne["departement"],
        "etat": ligne["etat"],
        "fonds": ligne["fonds"],
        "regles": ligne["regles"],
        "evenement_id": ligne["evenement_id"],
        "raison": ligne["raison"],
        **_sommes(Montants.de(ligne["du"], ligne["notifie"], ligne["verse"])),
    }


def _sommes(montants: Montants) -> Sommes:
    return {
        "du_centimes": montants.du,
        "notifie_centimes": montants.notifie,
        "verse_centimes": montants.verse,
        "reste_centimes": montants.reste,
        "trop_percu_centimes": montants.trop_percu,
    }
