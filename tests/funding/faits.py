"""Un droit au forfait ouvert : ce que les essais partagent."""

from typing import Any
from uuid import UUID

from services.funding.forfait.rules.bareme import Droit
from services.funding.garantie.domain.garantie import GarantieMSAP
from services.funding.suivi.domain.structure import StructureSuivie
from shared.contracts import Contract
from shared.log.readers import recorded_after
from shared.messages.commands import Command
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from shared.recording.store import MessageRecu
from shared.structures import DesignationEnregistree

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
AUTRES = (
    MessageRecu,
    StructureSuivie.SuiviCommence,
    StructureSuivie.Event,
    GarantieMSAP.SuiviMSAPOuvert,
    GarantieMSAP.Event,
)


def apprendre(funding: Service, *faits: Contract | Command) -> list[Any]:
    """Ce que le financement a décidé des droits, depuis le début."""
    assert all(funding.receive(Envelope.starting(fait)).accepted for fait in faits)
    return decides(funding)


def decides(funding: Service) -> list[Any]:
    """Reçus et suivi des labels mis à part."""
    return [event for _, event in recorded_after(funding, 0) if not isinstance(event, AUTRES)]
