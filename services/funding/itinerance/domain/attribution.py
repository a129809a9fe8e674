"""Les ordres qui classent tous les inscrits : le dossier complet, et le classement (D.2, X-09)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.itinerance.domain.ordres import (
    A_LA_CLOTURE,
    Base,
    PlaceEnregistree,
    Territorial,
    classer,
)
from shared.clock import paris_date
from shared.refusal import RefusDuMoment
from shared.typographie import denombrer, jour_long


class ServisDansLOrdreDInscription(RefusDuMoment):
    """Ce programme sert chaque bus à son inscription : il n'a rien à attribuer ensemble."""


class AidesDejaAttribuees(RefusDuMoment):
    """Le classement d'un programme s'arrête une fois."""


class GraineAttendue(RefusDuMoment):
    """Un tirage au sort demande une graine, et lui seul."""


class DossierDejaComplet(RefusDuMoment):
    """Le dossier est complet depuis un jour, qui ne change plus."""


class DossierComplete(EnveloppeItinerance.Event):
    TOPIC = "funding.DossierBusComplete"
    PHRASE = "Dossier d'aide au bus complet"
    structure_id: UUID
    programme: str
    complet_le: datetime

    def apply(self, aggregate: EnveloppeItinerance) -> None:
        aggregate.inscriptions[self.structure_id].complet_le = self.complet_le


class ClassementArrete(EnveloppeItinerance.Event):
    """`places` dit tout le classement : avec la graine, chacun peut le refaire."""

    TOPIC = "funding.ClassementBusArrete"
    PHRASE = "Classement des bus arrêté"
    programme: str
    ordre: str
    graine: str
    places: list[PlaceEnregistree]

    def apply(self, aggregate: EnveloppeItinerance) -> None:
        aggregate.arretee = True
        for each in self.places:
            aggregate.inscriptions[UUID(each["structure_id"])].place = each["place"]

    def details(self) -> str:
        return f"({denombrer(len(self.places), 'bus')}, {self.ordre})"


def completer(enveloppe: EnveloppeItinerance, structure_id: UUID, complet_le: datetime) -> None:
    """La date du dossier complet classe le bus, si tel est l'ordre du programme."""
    inscription = enveloppe.inscrite(structure_id)
    if inscription.complet_le:
        jour = jour_long(paris_date(inscription.complet_le))
        raise DossierDejaComplet(f"Le dossier de ce bus est complet depuis le {jour}.")
    enveloppe.consigner(DossierComplete, structure_id=structure_id, complet_le=complet_le)
    if inscription.etat == "EN_ATTENTE":
        enveloppe.servir()


def attribuer(
    enveloppe: EnveloppeItinerance, graine: str | None, territoires: Mapping[UUID, Territorial]
) -> None:
    """Arrête le classement, puis réserve dans son ordre ce que l'enveloppe permet (INV-11)."""
    _verifier_a_attribuer(enveloppe, graine)
    en_attente = [each for each in enveloppe.inscriptions.values() if each.etat == "EN_ATTENTE"]
    base = Base(graine or "", territoires)
    enveloppe.consigner(
        ClassementArrete,
        ordre=enveloppe.ordre,
        graine=graine or "",
        places=classer(enveloppe.ordre, en_attente, base),
    )
    while enveloppe.servir():
        pass


def _verifier_a_attribuer(enveloppe: EnveloppeItinerance, graine: str | None) -> None:
    if enveloppe.ordre not in A_LA_CLOTURE:
        raise ServisDansLOrdreDInscription(
            f"{enveloppe.programme} sert les bus dans l'ordre de leur inscription, à mesure : "
            "aucun classement n'est à arrêter."
        )
    if enveloppe.arretee:
        raise AidesDejaAttribuees(f"Le classement de {enveloppe.programme} est déjà arrêté.")
    if (enveloppe.ordre == "TIRAGE") != bool(graine):
        raise GraineAttendue(
            f"L'ordre de {enveloppe.programme} est {enveloppe.ordre} : « graine » (32 octets en "
            "hexadécimal) accompagne un tirage au sort, et lui seul."
        )
