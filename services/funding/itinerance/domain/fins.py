"""Ce que devient la place d'un bus dont la structure perd son label, ou ferme (A-041, C.7-10)."""

from uuid import UUID

from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.itinerance.rules.admission import SITUATIONS, Admission, Situation


class BusRaye(EnveloppeItinerance.Event):
    TOPIC = "funding.BusRaye"
    PHRASE = "Bus rayé de la liste d'attente"
    structure_id: UUID
    programme: str
    raison: str

    def apply(self, aggregate: EnveloppeItinerance) -> None:
        aggregate.inscriptions[self.structure_id].etat = "RAYEE"

    def details(self) -> str:
        return f"({self.raison})"


class AideBusMaintenue(EnveloppeItinerance.Event):
    TOPIC = "funding.AideBusMaintenue"
    PHRASE = "Aide au bus maintenue jusqu'à la fin de la première année"
    structure_id: UUID
    programme: str
    raison: str

    def details(self) -> str:
        return f"({self.raison})"


def constater_fin(
    enveloppe: EnveloppeItinerance, structure_id: UUID, situation: Situation, regle: Admission
) -> None:
    """Ce que dit la règle ; une réservation libérée passe au premier de ceux qui attendent."""
    etat, raison = enveloppe.etat(structure_id), f"structure {SITUATIONS[situation]}"
    if etat == "EN_ATTENTE":
        enveloppe.consigner(BusRaye, [regle.id], structure_id=structure_id, raison=raison)
    elif etat == "ACCORDEE" and regle.apres_accord == "MAINTENUE":
        enveloppe.consigner(AideBusMaintenue, [regle.id], structure_id=structure_id, raison=raison)
    elif etat in ("RESERVEE", "ACCORDEE"):
        enveloppe.liberer(structure_id, raison, [regle.id])
