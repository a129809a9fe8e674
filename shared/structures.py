"""Typed dictionaries that recorded events hold about a structure and its audit.

`shared.contracts.structure` and `.audit` publish the same fields: a test compares them. An old
event may lack a field added later.
"""

from typing_extensions import TypedDict


class FicheEnregistree(TypedDict, total=False):
    """L'identification d'une structure (E.3, § 1 et 2) ; les horaires sont le texte saisi."""

    matricule: str | None
    nom: str
    departement: str
    adresse: str
    code_postal: str
    commune_insee: str
    commune: str
    latitude: float | None
    longitude: float | None
    format: str
    origine: str
    porteur_type: str
    porteur: str
    courriel: str
    horaires: dict[str, str]
    commentaire_horaires: str


class DesignationEnregistree(TypedDict, total=False):
    """Le nom d'une structure, son lieu et son adresse électronique."""

    matricule: str | None
    nom: str
    departement: str
    commune: str
    commune_insee: str
    courriel: str


class ConstatEnregistre(TypedDict):
    """Le résultat d'un critère, établi par un auditeur ou par une donnée."""

    code: str
    libelle: str
    resultat: str
    mode: str


class CritereEnregistre(TypedDict):
    """Un critère obligatoire qui n'est pas respecté, et la remarque de l'auditeur."""

    code: str
    libelle: str
    remarque: str


class SyntheseEnregistree(TypedDict):
    """L'audit en quelques lignes ; `etp` compte des équivalents temps plein."""

    audit_id: str
    conclu_le: str
    referentiel: str
    organismes: list[str]
    agents: int | None
    etp: float | None
    constats: list[ConstatEnregistre]


class MaillageEnregistre(TypedDict):
    """Le département, le canton et l'EPCI d'une commune, selon un millésime du code officiel."""

    departement: str
    canton: str
    epci: str
    millesime: str
