"""Ce que la labellisation répond sur un territoire ou une structure, tel que la console le lit."""

from collections.abc import Mapping
from typing import Literal, TypedDict

from services.labellisation.etats import Etat

Section = Literal["remontees", "labels", "avis", "insertions", "antennes", "plan"]
Cellule = str | int | float | None


class Declares(TypedDict):
    """Ce que les structures remontées d'un département déclarent."""

    departement: str
    structures: int
    tardives: int
    criteres_declares: int
    tous_declares: int
    agents: int
    etp: float


class Campagne(TypedDict):
    nom: str


class Consolidation(TypedDict):
    """Sans campagne, aucune n'a été ouverte."""

    campagne: Campagne | None
    criteres: int
    departements: list[Declares]


class Objectif(TypedDict):
    echeance: str
    structures: int
    atteint: int


class Candidate(TypedDict):
    nom: str | None
    commune_insee: str
    echeance: str
    etat: str
    en_retard: bool


class Plan(TypedDict):
    """Le plan d'un département, chaque objectif et chaque candidate face au réel."""

    version: int
    sdaasp: str
    objectifs: list[Objectif]
    candidates: list[Candidate]


class Etape(TypedDict):
    le: str
    phrase: str


Ligne = Mapping[str, Cellule]
"""Une ligne dont chaque champ se montre tel quel."""


class Connu(TypedDict):
    """Ce que la labellisation sait d'une structure."""

    nom: str
    departement: str
    etat: Etat
    etapes: list[Etape]
    remontees: list[Ligne]
    labels: list[Ligne]
    avis: list[Ligne]
    insertions: list[Ligne]
    antennes: list[Ligne]
    plan: list[Ligne]
