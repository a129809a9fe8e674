"""Les visites mystères : tirées, faites, puis révélées (A-028 à A-030)."""

from typing import Literal
from uuid import UUID

from shared.contracts import Contract, Value
from shared.contracts.structure import Designation
from shared.types.annonces import Compte, Dit, Mesure
from shared.types.nombre import VraiOuFaux
from shared.types.temps import JourAnnonce


class StrateDeTirage(Value):
    """Une part du territoire, un format, et combien de structures la base y compte."""

    territoire: Dit
    format: Dit
    base: Compte


class UniteDeBase(Value):
    """Une structure de la base d'un tirage, et ce qui fait sa strate."""

    structure: UUID
    territoire: Dit
    format: Dit


class VisitesMysteresTirees(Contract):
    """Des visites mystères sont tirées au sort (A-028 à A-030) ; personne ne sait lesquelles.

    `engagement` est un SHA-256 de la graine, de la base et des cibles : la révélation dira si rien
    n'a changé depuis. Ce fait ne porte sur aucune structure.
    """

    type: Literal["VisitesMystèresTirées"] = "VisitesMystèresTirées"
    version: Literal[1] = 1
    structure_id: None = None  # type: ignore[assignment]
    tirage_id: UUID
    programme: Dit
    le: JourAnnonce
    nombre: Compte
    algorithme: Dit
    couverture_des: Compte
    engagement: Dit
    strates: list[StrateDeTirage]


class VisiteMystereRealisee(Contract):
    """Une visite mystère est faite : sa note sur dix, et l'exigence du programme (A-028)."""

    type: Literal["VisiteMystèreRéalisée"] = "VisiteMystèreRéalisée"
    version: Literal[1] = 1
    tirage_id: UUID
    structure: Designation
    programme: Dit
    grille: Dit
    note: Mesure
    exigence: Compte
    atteinte: VraiOuFaux


class TirageRevele(Contract):
    """La campagne de visites est finie : de quoi refaire le tirage, et le comparer (A-029).

    Ce fait ne porte sur aucune structure.
    """

    type: Literal["TirageRévélé"] = "TirageRévélé"
    version: Literal[1] = 1
    structure_id: None = None  # type: ignore[assignment]
    tirage_id: UUID
    programme: Dit
    le: JourAnnonce
    nombre: Compte
    algorithme: Dit
    couverture_des: Compte
    engagement: Dit
    graine: Dit
    base: list[UniteDeBase]
    cibles: list[UUID]
