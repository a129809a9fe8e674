"""Le contenu de l'annexe d'une structure à la convention, sans mise en page (A-058).

Un événement garde ce contenu, en valeurs simples, et le relit. Un texte vide ou un nombre absent
(`None`) était inconnu le jour où l'annexe fut établie.
Les dates sont des jours civils écrits AAAA-MM-JJ.
"""

from dataclasses import dataclass
from typing import Literal

Format = Literal["FIXE", "MULTISITES", "ANTENNE", "BUS", "ITINERANTE"]
TypePorteur = Literal[
    "COLLECTIVITE", "ASSOCIATION", "LA_POSTE", "PIMMS", "MSA", "ETAT", "OPERATEUR", "NON_RENSEIGNE"
]
Portee = Literal["DEPARTEMENT", "STRUCTURE"]
Resultat = Literal["CONFORME", "NON_CONFORME", "NON_APPLICABLE"]
ModeConstat = Literal["CONSTATE_SUR_SITE", "CONSTATE_PAR_DONNEE", "DECLARE"]


@dataclass(frozen=True)
class Convention:
    """La convention du département ; `departement_de` porte l'article : « du Lot » (A-045).

    `complete_le` est le jour où le dernier opérateur du socle s'est engagé ; `accord_cadre_le` est
    absent tant qu'aucun accord-cadre national n'existe.
    """

    departement_code: str
    departement_nom: str
    departement_de: str
    accord_cadre_le: str | None
    complete_le: str = ""


@dataclass(frozen=True)
class Identification:
    """Le nom et l'adresse de la structure ; latitude et longitude en degrés."""

    nom: str
    format: Format
    commune: str
    commune_insee: str
    matricule: str = ""
    siret: str = ""
    adresse: str = ""
    code_postal: str = ""
    canton: str = ""
    epci: str = ""
    latitude: float | None = None
    longitude: float | None = None
    courriel: str = ""
    telephone: str = ""


@dataclass(frozen=True)
class Porteur:
    """Le gestionnaire ; `representant` est une fonction, jamais un nom de personne."""

    nom: str = ""
    type: TypePorteur = "NON_RENSEIGNE"
    siren: str = ""
    representant: str = ""
    deliberation: str = ""


@dataclass(frozen=True)
class Label:
    """La décision du préfet, et l'audit et l'accord préalable qui la permettent (A-022 à A-024)."""

    label_id: str
    date_effet: str
    autorite: str
    referentiel: str
    audit_id: str
    audit_le: str
    accord_id: str
    accord_le: str
    audit_organismes: tuple[str, ...] = ()
    decision: str = ""


@dataclass(frozen=True)
class JourOuverture:
    """Un jour et sa durée en minutes ; `creneaux` vide : inconnus, « fermé » : aucun."""

    jour: str
    creneaux: str
    minutes: int


@dataclass(frozen=True)
class Reserve:
    """Un texte publié qui n'a pas été compté, et pourquoi."""

    jour: str
    texte: str
    raison: str


@dataclass(frozen=True)
class Fonctionnement:
    """La semaine, en minutes ; avec des réserves, le total est un minimum (A-078, A-079)."""

    jours: tuple[JourOuverture, ...]
    minutes_semaine: int
    jours_ouverts: int
    reserves: tuple[Reserve, ...] = ()
    commentaire: str = ""
    fermetures: str = ""
    continuite: str = ""
    rendez_vous: str = ""


@dataclass(frozen=True)
class Equipe:
    """Des nombres, jamais de noms ; `etp` compte des équivalents temps plein (A-081)."""

    agents: int | None = None
    etp: float | None = None
    employeur: str = ""
    formation: str = ""


@dataclass(frozen=True)
class OperateurSocle:
    """Un opérateur du socle ; `referent` est une fonction, sans nom (A-046, A-087, A-089)."""

    code: str
    nom: str
    local: str = ""
    engage_le: str = ""
    referent: str = ""
    presence: str = ""


@dataclass(frozen=True)
class Partenaire:
    """Un partenaire additionnel, dans tout le département ou dans la structure (A-050, A-051)."""

    nom: str
    portee: Portee
    presence: str = ""


@dataclass(frozen=True)
class Constat:
    """Un critère des locaux et équipements, et le constat de l'audit."""

    code: str
    libelle: str
    resultat: Resultat
    mode: ModeConstat


@dataclass(frozen=True)
class Passage:
    """Un arrêt du circuit d'une structure mobile."""

    arret: str
    jour: str
    horaire: str
    lieu: str = ""


@dataclass(frozen=True)
class Part:
    """L'apport d'un fonds, en centimes d'euro."""

    fonds: str
    montant_centimes: int


@dataclass(frozen=True)
class Financement:
    """Le forfait de l'année ; sans parts, la ventilation reste à déterminer (A-032).

    `montant_centimes` absent : aucun droit n'est ouvert, et `observation` dit pourquoi.
    """

    annee: int
    montant_centimes: int | None
    parts: tuple[Part, ...] = ()
    regles: tuple[str, ...] = ()
    source: str = ""
    observation: str = ""


@dataclass(frozen=True)
class Maillage:
    """Le territoire desservi, selon le code officiel géographique du millésime cité."""

    millesime: str
    canton: str = ""
    communes: tuple[str, ...] = ()
    acces: str = ""


@dataclass(frozen=True)
class Version:
    """Une version antérieure de l'annexe."""

    numero: int
    avenant: str
    etablie_le: str
    objet: str


@dataclass(frozen=True)
class ContenuAnnexe:
    """Les quinze rubriques de l'annexe (domaine.md E.3) ; `itinerance` absente : structure fixe."""

    reference: str
    numero: str
    etablie_le: str
    convention: Convention
    structure: Identification
    porteur: Porteur
    label: Label
    fonctionnement: Fonctionnement
    equipe: Equipe
    socle: tuple[OperateurSocle, ...]
    financement: Financement
    maillage: Maillage
    avenant: str = ""
    version: int = 1
    objet: str = "Établissement de l'annexe à la labellisation"
    partenaires: tuple[Partenaire, ...] = ()
    activites: tuple[str, ...] = ()
    locaux: tuple[Constat, ...] = ()
    itinerance: tuple[Passage, ...] | None = None
    versions_anterieures: tuple[Version, ...] = ()
