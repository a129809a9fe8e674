"""Ce que l'on peut demander sur le territoire : campagnes, plans, avis."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts import Value
from shared.contracts.structure import Format
from shared.departements.lecture import DepartementConnu
from shared.messages.commands import Command
from shared.types.codes import CodeCommune
from shared.types.nombre import Entier, VraiOuFaux
from shared.types.saisies import Libelle, Nom, NomFacultatif, RedactionFacultative
from shared.types.temps import JourCivil
from shared.types.texte import Code, Texte

Avis = Literal["FAVORABLE", "RESERVE", "DEFAVORABLE"]
CodeCampagne = Annotated[str, Code(r"^[A-Z0-9-]{3,40}$")]


class OuvrirCampagne(Command):
    """L'agence nationale ouvre une campagne de remontée (A-003, A-010).

    Ce que la demande tait vient du programme, s'il prévoit une campagne de ce code.
    """

    code: CodeCampagne
    nom: Nom | None = None
    vague: Annotated[str, Texte(40, vide=True)] | None = None
    ouverture: JourCivil | None = None
    cloture: JourCivil | None = None
    rappels: Annotated[tuple[JourCivil, ...], Field(max_length=100)] | None = None


class CloreCampagne(Command):
    """La campagne se clôt, à sa date ou plus tôt ; une remontée sera tardive ensuite (A-010)."""

    campagne_id: UUID


class RappelerCampagne(Command):
    """Le jour d'un rappel est venu (A-010)."""

    campagne_id: UUID
    jour: JourCivil


class Objectif(Value):
    """Tant de structures labellisées à cette date."""

    echeance: JourCivil
    structures: Annotated[int, Entier(0, 1000)]


class Candidate(Value):
    """Une structure attendue ; elle peut n'avoir encore ni dossier ni porteur (A-071)."""

    commune_insee: CodeCommune
    echeance: JourCivil
    nom: NomFacultatif = ""
    format: Format = "FIXE"
    structure_id: UUID | None = None
    porteur_pressenti: NomFacultatif = ""


class AdopterPlan(Command):
    """Le préfet adopte le plan de déploiement de son département (A-019, A-072).

    `sdaasp` est la référence du schéma départemental d'accessibilité des services au public.
    """

    departement: DepartementConnu
    sdaasp: Annotated[str, Texte(300)]
    objectifs: tuple[Objectif, ...] = Field(min_length=1, max_length=50)
    candidates: tuple[Candidate, ...] = Field(default=(), max_length=500)


class ReviserPlan(AdopterPlan):
    """Le préfet révise le plan de son département ; la version précédente reste (A-019)."""


class RendreAvis(Command):
    """Un opérateur donne son avis sur un signalement ; tardif, il est retenu aussi (A-075)."""

    structure_id: UUID
    signalement_id: UUID
    operateur: Libelle
    avis: Avis
    commentaire: RedactionFacultative = ""
    antenne_locale: VraiOuFaux | None = None
