"""Ce que l'on peut demander d'une mission d'audit, et de l'équipe d'un audit."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts import Value
from shared.messages.commands import Command
from shared.types.saisies import Nom
from shared.types.texte import Code

CodeOrganisme = Annotated[str, Code(r"^[A-Z]{2,20}$")]


class MembreEquipe(Value):
    """Un auditeur, par son compte et l'organisme qui l'emploie."""

    id: Nom
    organisme: CodeOrganisme


class ConstituerMission(Command):
    """L'agence nationale compose la mission qui auditera, ou la recompose (A-002).

    `mission_id` est choisi par qui la constitue ; un organisme éteint vaut son successeur (X-04).
    """

    mission_id: UUID
    intitule: Nom
    membres: list[MembreEquipe] = Field(min_length=1, max_length=500)


class ProgrammerAudits(Command):
    """L'agence nationale inscrit des audits au programme d'une mission (A-002)."""

    mission_id: UUID
    audits: list[UUID] = Field(min_length=1, max_length=1000)


class DesignerEquipe(Command):
    """Qui audite la structure, et qui en répond (A-002).

    `mission_id` est exigé tant que la composition se vérifie dans une mission (X-02).
    """

    structure_id: UUID
    audit_id: UUID
    mission_id: UUID | None = None
    membres: list[MembreEquipe] = Field(min_length=1, max_length=20)
    responsable: Nom
