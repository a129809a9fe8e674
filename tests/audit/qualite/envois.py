"""De quoi écrire au contrôle qualité, laisser passer le temps, et relire ce qu'il a dit."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from console.execution.embedded import InProcessBus
from services.audit.enquetes.commands import RepondreEnquete
from services.audit.publishing import to_contract
from shared.clock import PARIS, SimulatedClock
from shared.contracts import Contract
from shared.contracts.labellisation import StructureLabellisee
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.runtime.component import Component
from tests.contracts.language import sample

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
MAISON = LABEL.structure_id
USAGER = Acteur(role="PUBLIC", id="une personne que l'on ne doit pas retrouver")
AGENT = Acteur(role="AGENT", id="agent de la maison", structure_id=MAISON)
PREFET = Acteur(role="PREFET", id="préfecture du Cantal", departement="15")
AGENTS, USAGERS = "QUESTIONNAIRE-AGENTS-1", "QUESTIONNAIRE-USAGERS-1"


def recevoir(component: Component, corps: Contract | Command) -> Outcome:
    return component.service.receive(Envelope.starting(corps))


def demander(component: Component, kind: type[Command], acteur: Acteur, **dit: Any) -> Outcome:
    entete = {"message_id": uuid5(MAISON, f"{kind.__name__} {acteur.role} {dit}"), "acteur": acteur}
    return recevoir(component, kind.model_validate({**entete, "structure_id": MAISON, **dit}))


def repondre(component: Component, rang: int = 1, acteur: Acteur = USAGER, **dit: Any) -> Outcome:
    """Une réponse d'usager, contente, sauf mention contraire."""
    reponse = {"annee": 2020, "questionnaire": USAGERS, "notes": {"ACCUEIL": 8}, **dit}
    message_id = uuid5(MAISON, f"réponse {rang} {dit}")
    return demander(component, RepondreEnquete, acteur, **reponse, message_id=message_id)


def attendre(component: Component, clock: SimulatedClock, le: date, heure: int = 9) -> None:
    """Le temps passe, et le travailleur fait ce qu'il doit."""
    clock.advance(datetime.combine(le, time(heure), PARIS))
    tourner(component)


def tourner(component: Component) -> None:
    bus = InProcessBus([])
    readers = [*component.readers(bus), *component.timed(bus)]
    while sum(reader.run() for reader in readers):
        pass


def dits(component: Component, kind: type[Contract] | None = None) -> list[Any]:
    """Ce que le service a annoncé, de cette sorte."""
    told = [to_contract(event) for _, event in recorded_after(component.service, 0, 10_000)]
    return [each for each in told if each and (kind is None or isinstance(each, kind))]


def voisine(rang: int) -> UUID:
    return uuid5(MAISON, f"voisine {rang}")
