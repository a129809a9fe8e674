"""Un carnet d'adresses : le plus petit service qui sache quelque chose de quelqu'un."""

from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event
from eventsourcing.persistence import StoredEvent

from shared.actors import Acteur
from shared.application import Service, handles
from shared.authorisations import Autorisation, Autorisations
from shared.commands import Command
from shared.component import Component, Settings
from shared.contracts import Contract
from shared.domain import Aggregate, Created
from shared.keyring import KeyRing
from shared.masterkeys import MasterKeys
from shared.messages import Envelope, Outcome
from shared.personal import contact, contact_of, personal
from shared.readmodel import ReadModel
from shared.tails import Projection

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
        """Adresse notée."""

        TOPIC = "essais.AdresseNotee"
        PERSONNELLES = personal(contact, "fiche.courriel", "copie.fiche.courriel")
        fiche: dict[str, Any]
        copie: dict[str, Any]

        def details(self) -> str:
            return f": {self.fiche['courriel']}"

    @event(CarnetOuvert)
    def __init__(self) -> None:
        self.fiches: list[dict[str, Any]] = []

    @staticmethod
    def create_id() -> UUID:
        return UUID(int=17)

    def noter(self, fiche: dict[str, Any]) -> None:
        self._adresse_notee(fiche, {"fiche": fiche})

    @event(AdresseNotee)
    def _adresse_notee(self, fiche: dict[str, Any], copie: dict[str, Any]) -> None:
        self.fiches.append(fiche)


class Carnets(Service):
    name = "carnets"
    autorisations = Autorisations([Autorisation("Noter", {"PREFET": "NATIONAL"}, "essai")])

    @handles(Noter)
    def noter(self, commande: Noter) -> None:
        carnet = self.load(Carnet, Carnet.create_id()) or Carnet()
        carnet.noter({"nom": "Accueil", "courriel": commande.courriel})
        self.save(carnet)


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


def projeter(event: Any) -> Any:
    if isinstance(event, Carnet.AdresseNotee):
        row = {"carnet": str(event.originator_id), "adresse": event.fiche["courriel"]}
        yield "INSERT INTO adresses VALUES (:carnet, :adresse)", row


def rien(event: Any) -> Contract | None:
    return None


def build(settings: Settings) -> Component:
    model = ReadModel(settings.sql_url, creates=True)
    keys = KeyRing(model, MasterKeys.read(settings.options["MASTER_KEY"]))
    service = Carnets(settings.store, settings.clock, keys)
    return Component(service, model, rien, [Projection("adresses", {"adresses": TABLE}, projeter)])


def notees(component: Component) -> list[StoredEvent]:
    tous = component.service.recorder.select_events(Carnet.create_id())
    return [each for each in tous if each.topic == Carnet.AdresseNotee.TOPIC]
