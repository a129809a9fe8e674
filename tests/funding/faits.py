"""Un droit au forfait ouvert : ce que les essais partagent."""

from typing import Any
from uuid import UUID

from services.funding.forfait.rules.bareme import Droit
from services.funding.itinerance.domain.structure import SituationChangee, StructureConnue
from services.funding.itinerance.domain.territoire import Territoire
from shared.contracts.labellisation import StructureLabellisee
from shared.log.readers import recorded_after
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from shared.recording.store import MessageRecu
from shared.structures import DesignationEnregistree

A_PART = (
    MessageRecu,
    StructureConnue,
    SituationChangee,
    Territoire.TerritoireSuivi,
    Territoire.Event,
)
"""Les reçus, et ce que l'aide aux bus apprend du même label."""

LABEL = UUID(int=5)
STRUCTURE: DesignationEnregistree = {"nom": "Maison des Estives"}
OUVERT: dict[str, Any] = {
    "label_id": LABEL,
    "annee": 2020,
    "structure": STRUCTURE,
    "montant_centimes": 3_000_000,
    "parts_centimes": {"FNADT": 1_500_000, "FNFS": 1_500_000},
    "regles": ["FORFAIT-2020-HORS-POSTE"],
    "source": "A-032",
}
DROIT = Droit(
    3_000_000, {"FNADT": 1_500_000, "FNFS": 1_500_000}, ("FORFAIT-2020-HORS-POSTE",), "A-032"
)


def apprendre(funding: Service, *faits: StructureLabellisee) -> list[Any]:
    """Ce que le financement a décidé des droits."""
    assert all(funding.receive(Envelope.starting(fait)).accepted for fait in faits)
    decide = (event for _, event in recorded_after(funding, 0))
    return [event for event in decide if not isinstance(event, A_PART)]
