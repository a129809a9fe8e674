"""D'une ligne saisie à une fiche : le contrat valide, nous disons en français ce qu'il refuse."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from services.labellisation.dossier.commands import (
    FichePubliee,
    RemonterStructure,
    ReponseDeclaree,
)
from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.fichiers.rules import Modele, Regles
from services.labellisation.tableau.reading import cellules, lieu
from services.labellisation.tableau.reading.identite import identite, identite_d_avant
from shared.contracts.structure import Fiche
from shared.types.saisies import NomFacultatif
from shared.types.temps import JourCivil
from shared.types.texte import Texte
from shared.typographie import denombrer

T = TypeVar("T")
_FICHE, _FICHE_PUBLIEE = TypeAdapter(Fiche), TypeAdapter(FichePubliee)
_GROUPE: TypeAdapter[str] = TypeAdapter(NomFacultatif)
_LABEL: TypeAdapter[date | None] = TypeAdapter(JourCivil | None)
_LIMITES = {"groupe": 200} | {
    nom: borne.longueur
    for nom, champ in Fiche.model_fields.items()
    for borne in champ.metadata
    if isinstance(borne, Texte)
}
_REFUS = {
    "string_too_short": "obligatoire : la cellule est vide",
    "string_too_long": "trop long : {max_length} caractères au plus",
    "greater_than_equal": "trop petit : {ge:g} au moins",
    "less_than_equal": "trop grand : {le:g} au plus",
    "int_from_float": "un nombre entier est attendu",
    "value_error": "{error}",
}


@dataclass(frozen=True)
class Financement:
    """Ce que le relevé des MSAP dit du financement d'une maison ; le montant est par an."""

    siret: str
    renforce: bool
    montant_centimes: int | None


@dataclass(frozen=True)
class Ligne:
    """Une structure remontée ; ``numero`` est son rang dans le fichier, en-tête compris.

    ``financement`` ne vient que d'un relevé des MSAP.
    ``cle`` distingue la ligne dans son fichier, où plusieurs onglets se lisent peut-être.
    ``identite_d_avant`` est celle que la même ligne recevait avant la clé de comparaison.
    """

    numero: int
    structure_id: UUID
    fiche: Fiche
    evaluation: dict[str, ReponseDeclaree]
    agents: int | None
    etp: float | None
    groupe: str = ""
    label_du: date | None = None
    onglet: str = ""
    cle: str = ""
    identite_d_avant: UUID | None = None
    financement: Financement | None = None


def lire_ligne(saisie: Saisie, modele: Modele, regles: Regles) -> Ligne | None:
    """La structure d'une ligne, ou rien : la saisie porte alors les fautes qui la font rejeter."""
    adaptateur: TypeAdapter[Any] = _FICHE_PUBLIEE if modele.officielle else _FICHE
    fiche: Fiche | None = _valider(adaptateur, _champs(saisie, modele, regles), saisie)
    agents = _declare(saisie, "agents")
    etp = _declare(saisie, "etp")
    evaluation = _valider(_adaptateur("evaluation"), cellules.evaluation(saisie, regles), saisie)
    dit = _borner(saisie, "groupe", saisie.texte("groupe"))
    groupe = _valider(_GROUPE, dit, saisie, "groupe")
    label_du = _valider(_LABEL, cellules.label(saisie, regles), saisie, "label")
    if saisie.surplus:
        saisie.rejeter(
            "nom",
            f"{denombrer(saisie.surplus, 'valeur')} hors des colonnes titrées : un séparateur en "
            "trop décale peut-être la ligne",
        )
    if fiche is None or saisie.fautes:
        return None
    return Ligne(
        numero=saisie.numero,
        structure_id=identite(fiche),
        fiche=fiche,
        evaluation=evaluation or {},
        agents=agents,
        etp=etp,
        groupe=groupe or "",
        label_du=label_du,
        onglet=saisie.onglet,
        cle=saisie.cle,
        identite_d_avant=identite_d_avant(saisie.valeurs, fiche),
    )


def _champs(saisie: Saisie, modele: Modele, regles: Regles) -> dict[str, Any]:
    insee, postal = lieu.code_insee(saisie, regles), lieu.code_postal(saisie)
    departement = lieu.departement(saisie, insee, postal)
    latitude, longitude = cellules.coordonnees(saisie, departement, regles)
    matricule = cellules.matricule(saisie, modele.prefixe_matricule)
    voie = filter(None, (saisie.texte("adresse"), saisie.texte("complement")))
    champs = {
        "matricule": matricule,
        "nom": _nom(saisie, matricule),
        "departement": departement,
        "adresse": ", ".join(voie),
        "code_postal": postal,
        "commune_insee": insee,
        "commune": saisie.texte("commune"),
        "latitude": latitude,
        "longitude": longitude,
        "format": cellules.format_structure(saisie, regles),
        "origine": cellules.choix(saisie, "origine", regles),
        "porteur_type": cellules.choix(saisie, "porteur_type", regles),
        "porteur": saisie.texte("porteur"),
        "courriel": cellules.courriel(saisie),
        "horaires": cellules.horaires(saisie, regles),
        "commentaire_horaires": saisie.brut("commentaire_horaires"),
    }
    return {champ: _borner(saisie, champ, v) for champ, v in champs.items() if v is not None}


def _nom(saisie: Saisie, matricule: str | None) -> str:
    """Une structure que la liste officielle ne nomme pas l'est par sa commune, ou son matricule."""
    nom, defaut = saisie.texte("nom"), saisie.texte("commune") or matricule or ""
    if nom or not (saisie.officielle and defaut):
        return nom
    saisie.avertir("nom", f"nom absent : « {defaut} » en tient lieu")
    return defaut


def _borner(saisie: Saisie, champ: str, valeur: Any) -> Any:
    """Un texte trop long d'une liste officielle se coupe ; celui d'un tableau fait rejeter."""
    limite = _LIMITES.get(champ)
    if not saisie.officielle or limite is None or len(valeur) <= limite:
        return valeur
    saisie.avertir(champ, f"trop long : coupé à {limite} caractères")
    return valeur[:limite].rstrip()


def _declare(saisie: Saisie, champ: str) -> Any:
    """Un effectif déclaré, dans les bornes que la commande accepte."""
    return _valider(_adaptateur(champ), cellules.quantite(saisie, champ), saisie, champ)


@cache
def _adaptateur(champ: str) -> TypeAdapter[Any]:
    return TypeAdapter(RemonterStructure.model_fields[champ].rebuild_annotation())


def _valider(adaptateur: TypeAdapter[T], valeur: Any, saisie: Saisie, champ: str = "") -> T | None:
    try:
        return adaptateur.validate_python(valeur)
    except ValidationError as erreur:
        for faute in erreur.errors(include_url=False):
            nom = str(faute["loc"][-1]) if faute["loc"] else champ
            modele = _REFUS.get(faute["type"], "valeur refusée : vérifiez la saisie")
            saisie.rejeter(nom, modele.format(**faute.get("ctx", {})))
        return None
