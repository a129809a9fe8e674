"""Ce que l'on peut demander des dossiers : où en est une structure, et ce qu'un dossier admet."""

from typing import cast

from typing_extensions import TypedDict

from services.labellisation.dossier.domain.etats import (
    ETATS,
    REGLE,
    SOUS_LABEL,
    VIVANTES,
    Etat,
)
from services.labellisation.dossier.domain.transitions import (
    REPRISES,
    TABLE,
    Nature,
    Transition,
)
from shared.normalisation import cle, normaliser
from shared.read_model import WHOLE, ReadModel, Window

__all__ = [
    "ETATS",
    "REGLE",
    "REPRISES",
    "SOUS_LABEL",
    "TABLE",
    "VIVANTES",
    "DossierAuRegistre",
    "Etat",
    "Nature",
    "Transition",
    "find",
    "registre",
]

FOUND = "SELECT * FROM dossiers ORDER BY matricule, nom"
REGISTERED = """SELECT * FROM dossiers WHERE (:departement = '' OR departement = :departement)
    AND (:etat = '' OR etat = :etat) AND structure_id > :after
    ORDER BY structure_id LIMIT :at_most"""


class DossierAuRegistre(TypedDict):
    """Où en est une structure ; `motif` et `date_effet` sont vides tant que rien n'est décidé."""

    structure_id: str
    matricule: str
    nom: str
    departement: str
    commune: str
    format: str
    origine: str
    etat: Etat
    motif: str
    date_effet: str


def find(model: ReadModel, wanted: str) -> list[DossierAuRegistre]:
    """Les dossiers dont l'identifiant, le matricule ou le nom est celui-ci, quelle qu'en soit
    l'écriture."""
    known = cast(list[DossierAuRegistre], model.query(FOUND))
    code, nom = cle(wanted), normaliser(wanted)
    return [
        each
        for each in known
        if code in (each["structure_id"], cle(each["matricule"]) or None, cle(each["nom"]))
        or (nom and nom == normaliser(each["nom"]))
    ]


def registre(
    model: ReadModel,
    departement: str | None = None,
    etat: Etat | None = None,
    window: Window = WHOLE,
) -> list[DossierAuRegistre]:
    """Les dossiers d'un département, d'un état, ou tous, par identifiant."""
    asked = {"departement": departement or "", "etat": etat or "", **vars(window)}
    return cast(list[DossierAuRegistre], model.query(REGISTERED, asked))
