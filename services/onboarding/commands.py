"""Ce que l'on peut demander au raccordement."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import EmailStr, Field, StringConstraints

from services.onboarding.annexe import Portee
from shared.contracts import Value
from shared.messages.commands import Command

CodeDepartement = Annotated[str, StringConstraints(pattern=r"^([0-9]{2,3}|2[AB])$")]


class CreerCompte(Command):
    """La structure crée son compte avec le jeton de son lien d'inscription (A-117)."""

    structure_id: UUID
    jeton: str = Field(min_length=1, max_length=2000)


class RenouvelerLien(Command):
    """La Banque des territoires ouvre un nouveau lien ; le précédent est annulé."""

    structure_id: UUID
    label_id: UUID


class AgentAInscrire(Value):
    """Un agent polyvalent ; son adresse est conservée sous une clé qui lui est propre."""

    courriel: EmailStr
    fonction: str = Field(default="agent polyvalent", max_length=100)


class InscrireAgents(Command):
    """La structure inscrit ses agents sur la plateforme (A-117)."""

    structure_id: UUID
    label_id: UUID
    agents: list[AgentAInscrire] = Field(min_length=1, max_length=50)


class DesinscrireAgent(Command):
    """Un agent quitte la structure (C.7-14) ; son adresse n'est pas enregistrée de nouveau."""

    structure_id: UUID
    label_id: UUID
    courriel: EmailStr


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


class ConstaterExpiration(Command):
    """Le délai d'un lien d'inscription est passé."""

    structure_id: UUID
    label_id: UUID
    lien_id: UUID
