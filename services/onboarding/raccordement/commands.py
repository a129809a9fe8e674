"""Les demandes adressées au raccordement."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts import Value
from shared.limits import AGENTS_A_LA_FOIS
from shared.messages.commands import Command
from shared.types.courriel import Adresse
from shared.types.texte import Texte


class CreerCompte(Command):
    """La structure crée son compte avec le jeton de son lien d'inscription (A-117)."""

    structure_id: UUID
    jeton: Annotated[str, Texte(2000)]


class RenouvelerLien(Command):
    """La Banque des territoires ouvre un nouveau lien ; le précédent est annulé."""

    structure_id: UUID
    label_id: UUID


class RedemanderLien(Command):
    """La page d'inscription demande un lien de plus, à l'adresse de la structure."""

    structure_id: UUID
    label_id: UUID


class AgentAInscrire(Value):
    """Un agent polyvalent ; son adresse est conservée sous une clé qui lui est propre."""

    courriel: Adresse
    fonction: Annotated[str, Texte(100, vide=True)] = "agent polyvalent"


class InscrireAgents(Command):
    """La structure inscrit ses agents sur la plateforme (A-117)."""

    structure_id: UUID
    label_id: UUID
    agents: list[AgentAInscrire] = Field(min_length=1, max_length=AGENTS_A_LA_FOIS.valeur)


class DesinscrireAgent(Command):
    """Un agent quitte la structure (C.7-14) ; son adresse n'est pas enregistrée de nouveau."""

    structure_id: UUID
    label_id: UUID
    courriel: Adresse


class ConstaterExpiration(Command):
    """Le délai d'un lien d'inscription est passé."""

    structure_id: UUID
    label_id: UUID
    lien_id: UUID
