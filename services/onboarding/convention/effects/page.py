"""La page que les gabarits impriment : des textes, prêts à lire, rubrique par rubrique."""

from collections.abc import Sequence

from typing_extensions import TypedDict


class LigneImprimee(TypedDict):
    libelle: str
    valeur: str


class FicheImprimee(TypedDict):
    """Les lignes connues, puis en une phrase celles qui ne le sont pas."""

    lignes: list[LigneImprimee]
    absents: str


class JourImprime(TypedDict):
    jour: str
    creneaux: str
    duree: str


class ReserveImprimee(TypedDict):
    jour: str
    texte: str
    raison: str


class FonctionnementImprime(TypedDict):
    """La semaine, ses totaux, et les réserves de leur lecture."""

    jours: list[JourImprime]
    ouverture: str
    total: str
    reserves: list[ReserveImprimee]
    precisions: FicheImprimee


class OperateurImprime(TypedDict):
    nom: str
    local: str
    engagement: str
    referent: str
    presence: str


class PartenaireImprime(TypedDict):
    nom: str
    portee: str
    presence: str


class ConstatImprime(TypedDict):
    code: str
    libelle: str
    constat: str


class PassageImprime(TypedDict):
    arret: str
    jour: str
    horaire: str
    lieu: str


class ItineranceImprimee(TypedDict):
    mobile: bool
    passages: list[PassageImprime]


class PartImprimee(TypedDict):
    fonds: str
    montant: str


class FinancementImprime(TypedDict):
    """Le forfait et ses parts ; `a_ventiler` tant que ses fonds ne sont pas connus."""

    annee: str
    fiche: FicheImprimee
    parts: list[PartImprimee]
    total: str
    a_ventiler: bool


class VersionImprimee(TypedDict):
    version: str
    avenant: str
    date: str
    objet: str


class SignataireImprime(TypedDict):
    qualite: str
    organisme: str


class Rubriques(TypedDict):
    """Les rubriques 1 à 12 (domaine.md E.3)."""

    identification: FicheImprimee
    porteur: FicheImprimee
    label: FicheImprimee
    fonctionnement: FonctionnementImprime
    equipe: FicheImprimee
    socle: list[OperateurImprime]
    partenaires: list[PartenaireImprime]
    activites: Sequence[str]
    locaux: list[ConstatImprime]
    itinerance: ItineranceImprimee
    financement: FinancementImprime
    maillage: FicheImprimee


class Entete(TypedDict):
    """Le titre, les visas, les références, et ce que le pied de page répète."""

    titre: str
    sous_titre: str
    autorite: str
    departement: str
    avenant: str
    reference: str
    etablie_le: str
    jour: str
    visas: list[str]
    structure: str
    structure_courte: str
    label_id: str
    gabarit: str
    empreinte: str


class Page(Entete, Rubriques):
    """Tout ce que citent les gabarits."""

    historique: list[VersionImprimee]
    signataires: list[SignataireImprime]
