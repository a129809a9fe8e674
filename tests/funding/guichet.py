"""Le guichet de l'aide aux bus : ce qu'on lui demande, ce qu'il a décidé, ce qu'il montre."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from console.execution.embedded import InProcessBus
from services.funding.itinerance.commands import (
    AccorderAideBus,
    AttribuerAidesBus,
    CompleterDossierBus,
    InscrireBus,
    LibererReservation,
)
from services.funding.itinerance.questions import EtatEnveloppe, etat_de_l_enveloppe
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.runtime.component import Component

CODE = "ITINERANCE-2020"
TROISIEME_APPEL = "ITINERANCE-2021-3"
BUS = UUID(int=81)
BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
MISE_EN_SERVICE = date(2021, 1, 4)


def demander(
    component: Component, kind: type[Command], acteur: Acteur, structure_id: UUID, **dit: Any
) -> Outcome:
    champs = {"acteur": acteur, "structure_id": structure_id, "programme": CODE, **dit}
    message_id = uuid5(structure_id, f"{kind.__name__} {acteur.id} {dit}")
    return component.service.receive(
        Envelope.starting(kind.model_validate({"message_id": message_id, **champs}))
    )


def inscrire(component: Component, acteur: Acteur, bus: UUID = BUS, **dit: Any) -> Outcome:
    return demander(component, InscrireBus, acteur, bus, **{"format": "BUS", **dit})


def completer(component: Component, bus: UUID, **dit: Any) -> Outcome:
    return demander(component, CompleterDossierBus, BANQUE, bus, **dit)


def accorder(
    component: Component, le: date = MISE_EN_SERVICE, bus: UUID = BUS, **dit: Any
) -> Outcome:
    return demander(component, AccorderAideBus, BANQUE, bus, mise_en_service=le, **dit)


def liberer(component: Component, bus: UUID = BUS, **dit: Any) -> Outcome:
    return demander(component, LibererReservation, BANQUE, bus, raison="renonce", **dit)


def attribuer(component: Component, programme: str, **dit: Any) -> Outcome:
    message_id = uuid5(BUS, f"AttribuerAidesBus {programme} {dit}")
    champs = {"message_id": message_id, "acteur": BANQUE, "programme": programme, **dit}
    return component.service.receive(Envelope.starting(AttribuerAidesBus(**champs)))


def vue(component: Component, programme: str = CODE) -> EtatEnveloppe | None:
    bus = InProcessBus([])
    readers = [*component.readers(bus), *component.timed(bus)]
    while sum(reader.run() for reader in readers):
        pass
    return etat_de_l_enveloppe(component.model, programme)


def etats(component: Component, programme: str = CODE) -> dict[UUID, str]:
    """L'état de chaque bus, le premier servi d'abord."""
    enveloppe = vue(component, programme)
    return {UUID(bus["structure_id"]): bus["etat"] for bus in (enveloppe or {"bus": []})["bus"]}


def faits(component: Component, kind: type[Any]) -> list[Any]:
    recorded = recorded_after(component.service, 0, limit=10_000)
    return [each for _, each in recorded if isinstance(each, kind)]
