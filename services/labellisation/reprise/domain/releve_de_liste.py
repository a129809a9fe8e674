"""Une ligne d'une liste publiée, et en quoi elle change la fiche connue (A-131)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from typing_extensions import TypedDict

from services.labellisation.dossier.domain.ecarts import Ecart
from shared.horaires import lire_semaine
from shared.normalisation import normaliser
from shared.structures import FicheEnregistree

Comparable = Mapping[str, Any]

_MOTS = ("nom", "adresse", "porteur")
_CODES = (
    *("matricule", "code_postal", "commune_insee", "format", "origine"),
    *("porteur_type", "commentaire_horaires"),
)


class Origine(TypedDict):
    """D'où le fait vient : un import, une liste, une ligne."""

    liste_du: str
    source: str
    fichier: str
    ligne: int
    origine: str


@dataclass(frozen=True)
class Releve:
    """Une ligne d'une liste ; un champ qui n'est pas dans ``renseignes`` n'y est pas dit."""

    liste_du: str
    source: str
    fichier: str
    ligne: int
    fiche: FicheEnregistree
    renseignes: frozenset[str]
    groupe: str
    label_du: str
    principale_id: UUID | None = None

    @property
    def origine(self) -> Origine:
        return {
            "liste_du": self.liste_du,
            "source": self.source,
            "fichier": self.fichier,
            "ligne": self.ligne,
            "origine": "IMPORT",
        }


def fondre(connue: FicheEnregistree, releve: Releve) -> FicheEnregistree:
    """La fiche connue, avec ce que la liste dit de nouveau : une cellule vide n'efface rien."""
    lue: Comparable = {**releve.fiche}
    horaires = {**connue.get("horaires", {}), **releve.fiche.get("horaires", {})}
    renseignes = {champ: lue[champ] for champ in releve.renseignes}
    return cast(FicheEnregistree, {**connue, **renseignes, "horaires": horaires})


def ecarts(avant: FicheEnregistree, apres: FicheEnregistree, decimales: int) -> dict[str, Ecart]:
    """Par champ, ce qui était dit et ce qui l'est ; l'écriture seule n'est pas un changement."""
    connu, lu = _comparable(avant, decimales), _comparable(apres, decimales)
    return {
        champ: [_valeur(avant, champ), _valeur(apres, champ)]
        for champ in connu
        if connu[champ] != lu[champ]
    }


def _comparable(fiche: FicheEnregistree, decimales: int) -> Comparable:
    champs: Comparable = {**fiche}
    return {
        **{champ: champs.get(champ) for champ in _CODES},
        **{champ: normaliser(champs.get(champ) or "") for champ in _MOTS},
        "coordonnees": _lieu(fiche, decimales),
        "horaires": _semaine(fiche.get("horaires", {})),
    }


def _valeur(fiche: FicheEnregistree, champ: str) -> Any:
    if champ == "coordonnees":
        return [fiche.get("latitude"), fiche.get("longitude")]
    champs: Comparable = {**fiche}
    return champs.get(champ)


def _lieu(fiche: FicheEnregistree, decimales: int) -> list[float] | None:
    """Une dizaine de mètres près : les listes arrondissent chacune à leur façon."""
    latitude, longitude = fiche.get("latitude"), fiche.get("longitude")
    if latitude is None or longitude is None:
        return None
    return [round(latitude, decimales), round(longitude, decimales)]


def _semaine(horaires: Mapping[str, str]) -> Comparable:
    """Par jour, les créneaux comptés : « 9h – 12h » ou « 9:00 - 12:00 » ; à défaut, le texte."""
    return {
        jour: (journee.etat, journee.plages, normaliser(journee.texte) if journee.reserves else "")
        for jour, journee in lire_semaine(horaires).jours.items()
    }
