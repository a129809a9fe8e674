"""What recorded events hold of a structure and of its audit: dictionaries, typed.

Contracts say the same to other systems (`shared.contracts.structure`, `.audit`): a test holds both
together. An event recorded long ago may lack a field that came later.
"""

from typing import TypedDict


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
    """Ce qu'il faut pour nommer une structure et lui écrire."""

    matricule: str | None
    nom: str
    departement: str
    commune: str
    commune_insee: str
    courriel: str


class ConstatEnregistre(TypedDict):
    """Ce qu'un auditeur, ou une donnée, établit sur un critère."""

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
    """Où est une commune : son département, son canton, son EPCI, et d'après quel millésime."""

    departement: str
    canton: str
    epci: str
    millesime: str
