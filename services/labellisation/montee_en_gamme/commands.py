"""Ce que l'on peut demander d'une montée en gamme."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts import Value
from shared.messages.commands import Command
from shared.types.codes import CodeCritere
from shared.types.saisies import Nom, Redaction
from shared.types.temps import JourCivil
from shared.types.texte import Code

CodeAction = Annotated[str, Code(r"^[A-Z0-9][A-Z0-9-]{0,29}$")]


class ActionPrevue(Value):
    """Une action du plan ; `responsable` est une fonction, jamais un nom de personne."""

    code: CodeAction
    libelle: Redaction
    criteres: list[CodeCritere] = Field(min_length=1, max_length=100)
    responsable: Nom
    echeance: JourCivil


class EtablirPlanDeMonteeEnGamme(Command):
    """Les écarts reconnus et les actions promises pour les combler (A-008, A-009)."""

    structure_id: UUID
    ecarts: list[CodeCritere] = Field(min_length=1, max_length=100)
    actions: list[ActionPrevue] = Field(min_length=1, max_length=100)


class AcheverAction(Command):
    """Le porteur achève une action du plan, preuve à l'appui (A-009)."""

    structure_id: UUID
    action: CodeAction
    preuve: Redaction
