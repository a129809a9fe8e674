"""Ce qu'une liste publiée dit d'une structure un jour donné, et en quoi cela change (A-131)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from shared.horaires import lire_semaine
from shared.normalisation import normaliser

Fiche = Mapping[str, Any]
Ecart = list[Any]

_MOTS = ("nom", "adresse", "porteur")
_CODES = (
    *("matricule", "code_postal", "commune_insee", "format", "origine"),
    *("porteur_type", "commentaire_horaires"),
)
_NOMS = {
    "nom": "nom",
    "adresse": "adresse",
    "porteur": "porteur",
    "matricule": "matricule",
    "code_postal": "code postal",
    "commune_insee": "commune",
    "format": "format",
    "origine": "origine",
    "porteur_type": "type de porteur",
    "commentaire_horaires": "commentaire sur les horaires",
    "coordonnees": "coordonnées",
    "horaires": "horaires",
    "groupe": "groupe",
    "presence": "présence dans la liste",
}


@dataclass(frozen=True)
class Releve:
    """Une ligne d'une liste ; ce qui n'est pas dans ``renseignes`` n'est pas dit."""

    liste_du: str
    source: str
    fichier: str
    ligne: int
    fiche: dict[str, Any]
    renseignes: frozenset[str]
    groupe: str
    label_du: str

    @classmethod
    def de(cls, commande: Any) -> "Releve":
        """Ce que porte une demande d'import."""
        return cls(
            liste_du=commande.liste_du.isoformat(),
            source=commande.source,
            fichier=commande.fichier,
            ligne=commande.ligne,
            fiche=commande.fiche.model_dump(mode="json"),
            renseignes=frozenset(commande.renseignes) - {"horaires"},
            groupe=commande.groupe,
            label_du=commande.label_du.isoformat() if commande.label_du else "",
        )

    @property
    def origine(self) -> dict[str, Any]:
        """D'où le fait vient : un import, une liste, une ligne."""
        return {
            "liste_du": self.liste_du,
            "source": self.source,
            "fichier": self.fichier,
            "ligne": self.ligne,
            "origine": "IMPORT",
        }


def fondre(connue: Fiche, releve: Releve) -> dict[str, Any]:
    """La fiche connue, avec ce que la liste dit de nouveau : une cellule vide n'efface rien."""
    dite = {champ: releve.fiche[champ] for champ in releve.renseignes}
    horaires = {**connue.get("horaires", {}), **releve.fiche.get("horaires", {})}
    return {**connue, **dite, "horaires": horaires}


def ecarts(avant: Fiche, apres: Fiche, decimales: int) -> dict[str, Ecart]:
    """Par champ, ce qui était dit et ce qui l'est ; l'écriture seule n'est pas un changement."""
    connu, dit = _comparable(avant, decimales), _comparable(apres, decimales)
    return {
        champ: [_dit(avant, champ), _dit(apres, champ)]
        for champ in connu
        if connu[champ] != dit[champ]
    }


def nommer(champs: Collection[str]) -> str:
    """« horaires, adresse » : les champs, comme on les dit."""
    return ", ".join(_NOMS[champ] for champ in champs)


def _comparable(fiche: Fiche, decimales: int) -> dict[str, Any]:
    return {
        **{champ: fiche.get(champ) for champ in _CODES},
        **{champ: normaliser(fiche.get(champ) or "") for champ in _MOTS},
        "coordonnees": _lieu(fiche, decimales),
        "horaires": _semaine(fiche.get("horaires", {})),
    }


def _dit(fiche: Fiche, champ: str) -> Any:
    if champ == "coordonnees":
        return [fiche.get("latitude"), fiche.get("longitude")]
    return fiche.get(champ)


def _lieu(fiche: Fiche, decimales: int) -> list[float] | None:
    """Une dizaine de mètres près : les listes arrondissent chacune à leur façon."""
    lieu = [fiche.get("latitude"), fiche.get("longitude")]
    return None if None in lieu else [round(float(x or 0), decimales) for x in lieu]


def _semaine(horaires: Mapping[str, str]) -> dict[str, Any]:
    """Par jour, les créneaux comptés : « 9h – 12h » ou « 9:00 - 12:00 » ; à défaut, le texte."""
    return {
        jour: (journee.etat, journee.plages, normaliser(journee.texte) if journee.reserves else "")
        for jour, journee in lire_semaine(horaires).jours.items()
    }
