"""Un carnet d'adresses : le plus petit service qui sache quelque chose de quelqu'un."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.persistence import StoredEvent

from shared.contracts import Contract
from shared.log.readers import Projection
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.personal_data.fields import contact, contact_of, personal
from shared.personal_data.key_ring import KeyRing
from shared.personal_data.master_keys import MasterKeys
from shared.read_model import ReadModel
from shared.recording.aggregates import Aggregate, Created
from shared.recording.application import Service
from shared.recording.authorisations import Autorisation, Autorisations
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.runtime.component import Component, Settings
from shared.statements import Statement

MAIRIE, ECOLE = UUID(int=15), UUID(int=16)
ADRESSE, AUTRE = "jeanne@mairie.example", "paul@ecole.example"
CONTACT = contact_of(MAIRIE)
PREFET = Acteur(role="PREFET", id="préfecture 15", departement="15")
TABLE = "CREATE TABLE IF NOT EXISTS adresses (carnet TEXT NOT NULL, adresse TEXT NOT NULL)"


class Noter(Command):
    structure_id: UUID
    courriel: str


class Carnet(Aggregate):
    TOPIC = "essais.Carnet"

    class CarnetOuvert(Created):
        TOPIC = "essais.CarnetOuvert"

    class AdresseNotee(Aggregate.Event):
        TOPIC = "essais.AdresseNotee"
        PHRASE = "Adresse notée"
        PERSONNELLES = personal(contact, "fiche.courriel", "copie.fiche.courriel")
        fiche: dict[str, Any]
        copie: dict[str, Any]

        def apply(self, aggregate: Any) -> None:
            aggregate.fiches.append(self.fiche)

        def details(self) -> str:
            return f": {self.fiche['courriel']}"

    def __init__(self) -> None:
        self.fiches: list[dict[str, Any]] = []

    @staticmethod
    def create_id() -> UUID:
        return UUID(int=17)

    def noter(self, fiche: dict[str, Any]) -> None:
        self.enregistrer(self.AdresseNotee, fiche=fiche, copie={"fiche": fiche})


HANDLERS = Handlers("carnets")


@HANDLERS.on(Noter)
def noter_une_adresse(commande: Noter, repository: Repository) -> None:
    carnet = repository.load(Carnet, Carnet.create_id()) or Carnet.creer(Carnet.CarnetOuvert)
    carnet.noter({"nom": "Accueil", "courriel": commande.courriel})
    repository.save(carnet)


class Carnets(Service):
    autorisations = Autorisations([Autorisation("Noter", {"PREFET": "NATIONAL"}, "essai")])


def demande(courriel: str, structure_id: UUID = MAIRIE, numero: int = 1) -> Envelope:
    message_id = uuid5(structure_id, f"{courriel} {numero}")
    commande = Noter(
        message_id=message_id, acteur=PREFET, structure_id=structure_id, courriel=courriel
    )
    return Envelope.starting(commande)


def noter(
    component: Component, courriel: str, structure_id: UUID = MAIRIE, numero: int = 1
) -> Outcome:
    return component.service.receive(demande(courriel, structure_id, numero))


def fiches(component: Component) -> list[dict[str, Any]]:
    return component.service.load_or_refuse(Carnet, Carnet.create_id()).fiches


def courriels(component: Component) -> list[str]:
    return [fiche["courriel"] for fiche in fiches(component)]


ADRESSES = Projection("adresses", {"adresses": TABLE})


@ADRESSES.on(Carnet.AdresseNotee)
def projeter(event: Carnet.AdresseNotee) -> Iterator[Statement]:
    row = {"carnet": str(event.originator_id), "adresse": event.fiche["courriel"]}
    yield "INSERT INTO adresses VALUES (:carnet, :adresse)", row


def rien(event: Any) -> Contract | None:
    return None


def build(settings: Settings) -> Component:
    model = ReadModel(settings.sql_url, creates=True)
    keys = KeyRing(model, MasterKeys.read(settings.options["MASTER_KEY"]))
    service = Carnets(HANDLERS, settings.store, settings.clock, keys)
    return Component(service, model, rien, [ADRESSES])


def notees(component: Component) -> list[StoredEvent]:
    tous = component.service.recorder.select_events(Carnet.create_id())
    return [each for each in tous if each.topic == Carnet.AdresseNotee.TOPIC]
