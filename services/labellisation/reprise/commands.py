"""Ce que l'on peut demander d'une liste publiée (A-131)."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.labellisation.dossier.commands import FichePubliee
from shared.messages.commands import Command
from shared.types.saisies import Ligne, NomFacultatif
from shared.types.temps import JourCivil
from shared.types.texte import Texte


def de_la_fiche(champ: str) -> str:
    """Ce nom ; `ValueError` s'il n'est pas celui d'un champ de la fiche."""
    if champ not in FichePubliee.model_fields:
        raise ValueError("nom d'un champ de la fiche attendu")
    return champ


ChampDeLaFiche = Annotated[str, Texte(40, vide=True), AfterValidator(de_la_fiche)]


class ImporterStructure(Command):
    """Une ligne d'une liste publiée entre dans l'histoire, sans audit ni accord inventé (A-131).

    ``renseignes`` nomme les champs que la liste remplit : les autres ne changent rien.
    ``principale_id`` est la structure dont la liste dit que celle-ci est une antenne.
    ``rapprochement`` est la règle qui a reconnu la structure, si la ligne n'a pas son identifiant.
    """

    structure_id: UUID
    fiche: FichePubliee
    renseignes: list[ChampDeLaFiche] = Field(max_length=100)
    groupe: NomFacultatif = ""
    principale_id: UUID | None = None
    label_du: JourCivil | None = None
    rapprochement: Annotated[str, Texte(60, vide=True)] = ""
    liste_du: JourCivil
    source: NomFacultatif
    fichier: Annotated[str, Texte(64, vide=True)]
    ligne: Ligne


class ConstaterAbsence(Command):
    """Une structure connue manque à une liste publiée : une observation, non un retrait (A-131)."""

    structure_id: UUID
    liste_du: JourCivil
    source: NomFacultatif
    fichier: Annotated[str, Texte(64, vide=True)]
