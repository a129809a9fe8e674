"""Le code officiel géographique : communes, cantons et départements où se trouvent les structures.

Une structure garde le code de sa commune d'alors ; une commune déléguée ou associée, comme un
arrondissement de Paris, Lyon ou Marseille, renvoie à la commune qui la contient au millésime lu.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.refusal import RefusDuMoment
from shared.structures import MaillageEnregistre


class CommuneInconnue(RefusDuMoment):
    """Le code de la commune n'est pas dans le code officiel géographique chargé."""


class CommuneHorsDepartement(RefusDuMoment):
    """La commune de la fiche n'est pas dans le département de la fiche."""


@dataclass(frozen=True)
class Departement:
    """Un département et sa préfecture (nom et code INSEE)."""

    code: str
    nom: str
    region: str
    prefecture: str
    prefecture_insee: str


@dataclass(frozen=True)
class Commune:
    """Une commune ; coordonnées en degrés. ``canton_code`` est vide là où il n'y a pas de canton.

    ``code_actuel`` diffère de ``code`` pour une commune déléguée ou associée, ou un arrondissement.
    """

    code: str
    nom: str
    departement: str
    departement_nom: str
    canton_code: str
    canton: str
    epci: str
    latitude: float | None
    longitude: float | None
    code_actuel: str


@dataclass(frozen=True)
class FichierLu:
    """Un fichier source : son nom et l'empreinte SHA-256 (hexadécimale) de ses octets."""

    nom: str
    empreinte: str


@dataclass(frozen=True)
class CodeGeographique:
    """Un chargement : son millésime, ses fichiers, et les communes, actuelles ou anciennes."""

    millesime: int
    fichiers: tuple[FichierLu, ...]
    departements: tuple[Departement, ...]
    communes: tuple[Commune, ...]


class Geographie(Protocol):
    """Le code officiel géographique tel qu'il a été chargé."""

    @property
    def millesime(self) -> str: ...

    def commune(self, code: str) -> Commune | None: ...

    def nommees(self, departement: str, nom: str) -> Sequence[Commune]:
        """Celles de ce nom dans ce département, quelle que soit son écriture."""
        ...


def retrouver(geographie: Geographie, nom: str, departements: Iterable[str]) -> Commune | None:
    """La commune de ce nom dans le premier de ces départements qui en a une, et une seule."""
    for departement in filter(None, departements):
        nommees = geographie.nommees(departement, nom) if nom else ()
        actuelles = [each for each in nommees if each.code == each.code_actuel]
        if len(found := actuelles or nommees) == 1:
            return found[0]
    return None


def exiger_commune(geographie: Geographie, code: str) -> Commune:
    """La commune de ce code ; refuse (`CommuneInconnue`) un code qui n'est pas chargé."""
    commune = geographie.commune(code)
    if commune is None:
        raise CommuneInconnue(
            f"Le code commune {code} n'existe pas dans le code officiel "
            f"géographique chargé ({geographie.millesime}) : "
            "vérifiez la colonne « code INSEE »."
        )
    return commune


def exiger_commune_du_departement(geographie: Geographie, code: str, departement: str) -> Commune:
    """La commune de ce code ; refuse (`CommuneHorsDepartement`) celle d'un autre département."""
    commune = exiger_commune(geographie, code)
    if commune.departement != departement:
        raise CommuneHorsDepartement(
            f"La commune {commune.nom} ({code}) est dans le département "
            f"{commune.departement}, pas dans le {departement}.",
            selon=[regle_du_code(geographie)],
        )
    return commune


def regle_du_code(geographie: Geographie) -> str:
    """Ce que cite une décision qui se fonde sur le code chargé (INV-17)."""
    return f"COG@{geographie.millesime}"


def maillage_de(commune: Commune, geographie: Geographie) -> MaillageEnregistre:
    return {
        "departement": commune.departement_nom,
        "canton": commune.canton,
        "epci": commune.epci,
        "millesime": geographie.millesime,
    }
