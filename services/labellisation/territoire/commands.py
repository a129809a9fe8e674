"""Ce que l'on peut demander sur le territoire : campagnes, plans, avis."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.contracts import Value
from shared.contracts.structure import Format
from shared.departements.lecture import CodeDepartement
from shared.messages.commands import Command

Avis = Literal["FAVORABLE", "RESERVE", "DEFAVORABLE"]
CodeCampagne = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{3,40}$")]
CodeCommune = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|2[AB])[0-9]{3}$")]


class OuvrirCampagne(Command):
    """L'agence nationale ouvre une campagne de remontée (A-003, A-010).

    Ce que la demande tait vient du programme, s'il prévoit une campagne de ce code.
    """

    code: CodeCampagne
    nom: str | None = Field(default=None, min_length=1, max_length=200)
    vague: str | None = Field(default=None, max_length=40)
    ouverture: date | None = None
    cloture: date | None = None
    rappels: tuple[date, ...] | None = None


class CloreCampagne(Command):
    """La campagne se clôt, à sa date ou plus tôt ; une remontée sera tardive ensuite (A-010)."""

    campagne_id: UUID


class RappelerCampagne(Command):
    """Le jour d'un rappel est venu (A-010)."""

    campagne_id: UUID
    jour: date


class Objectif(Value):
    """Tant de structures labellisées à cette date."""

    echeance: date
    structures: int = Field(ge=0, le=1000)


class Candidate(Value):
    """Une structure attendue ; elle peut n'avoir encore ni dossier ni porteur (A-071)."""

    commune_insee: CodeCommune
    echeance: date
    nom: str = Field(default="", max_length=200)
    format: Format = "FIXE"
    structure_id: UUID | None = None
    porteur_pressenti: str = Field(default="", max_length=200)


class AdopterPlan(Command):
    """Le préfet adopte le plan de déploiement de son département (A-019, A-072).

    `sdaasp` est la référence du schéma départemental d'accessibilité des services au public.
    """

    departement: CodeDepartement
    sdaasp: str = Field(min_length=1, max_length=300)
    objectifs: tuple[Objectif, ...] = Field(min_length=1, max_length=50)
    candidates: tuple[Candidate, ...] = Field(default=(), max_length=500)


class ReviserPlan(AdopterPlan):
    """Le préfet révise le plan de son département ; la version précédente reste (A-019)."""


class RendreAvis(Command):
    """Un opérateur donne son avis sur un signalement ; tardif, il est retenu aussi (A-075)."""

    structure_id: UUID
    signalement_id: UUID
    operateur: str = Field(min_length=1, max_length=100)
    avis: Avis
    commentaire: str = Field(default="", max_length=2000)
    antenne_locale: bool | None = None
