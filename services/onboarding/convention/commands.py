"""Les demandes adressées à la convention d'un département, et à ses annexes."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.onboarding.convention.domain.contenu_annexe import Portee
from shared.departements.lecture import CodeDepartement
from shared.messages.commands import Command


class EngagerOperateur(Command):
    """Un opérateur s'engage dans la convention-cadre d'un département (A-045, A-046).

    `operateur` est un code ou un nom usuel ; `le` est un jour civil, heure de Paris.
    """

    departement: CodeDepartement
    operateur: str = Field(min_length=1, max_length=100)
    le: date


class EngagerPartenaire(Command):
    """Un partenaire additionnel s'engage, en plus des opérateurs du socle (A-049).

    Portée DEPARTEMENT : il signe la convention-cadre et se doit à toutes les structures (A-050).
    Portée STRUCTURE : l'annexe de `structure_id`, qui ne se dit qu'alors, est seule à le mentionner
    (A-051). Les annexes déjà établies ne changent pas. `le` est un jour civil, heure de Paris.
    """

    departement: CodeDepartement
    nom: str = Field(max_length=100, pattern=r"[A-Za-z0-9]")
    portee: Portee
    structure_id: UUID | None = None
    le: date


class EnregistrerAnnexe(Command):
    """Les documents de l'annexe sont écrits ; empreintes SHA-256 en hexadécimal (A-057)."""

    structure_id: UUID
    annexe_id: UUID
    gabarit: str = Field(max_length=100)
    fichier_pdf: str = Field(max_length=300)
    empreinte_pdf: str = Field(max_length=64)
    fichier_docx: str = Field(max_length=300)
    empreinte_docx: str = Field(max_length=64)
