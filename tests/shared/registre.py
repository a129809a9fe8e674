"""Le plus petit service : un registre où l'on inscrit des noms."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from shared.clock import Clock
from shared.contracts import Contract
from shared.log.contract_fields import envelope_of
from shared.log.readers import Effect, Projection
from shared.messages.actors import Acteur, Role
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.read_model import ReadModel
from shared.recording.aggregates import Aggregate, Created
from shared.recording.application import Service
from shared.recording.authorisations import Autorisation, Autorisations, Portee
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.refusal import RefusDefinitif, RefusDuMoment
from shared.runtime.component import Component, Settings
from shared.statements import Statement

REGISTRE = UUID(int=7)
ROLES: dict[Role, Portee] = {"PREFET": "NATIONAL", "SERVICE": "INTERNE"}
PREFET = Acteur(role="PREFET", id="préfecture 15", departement="15")
NOMS = "CREATE TABLE IF NOT EXISTS noms (rang INTEGER PRIMARY KEY, nom TEXT NOT NULL UNIQUE)"


class DejaInscrit(RefusDuMoment):
    pass


class NomVide(RefusDefinitif):
    pass


class RegistreFerme(RefusDuMoment):
    pass


class Inscrire(Command):
    nom: str


class NomInscrit(Contract):
    nom: str


class Registre(Aggregate):
    TOPIC = "essais.Registre"

    class RegistreOuvert(Created):
        TOPIC = "essais.RegistreOuvert"

    class NomEcrit(Aggregate.Event):
        TOPIC = "essais.NomEcrit"
        structure_id: UUID
        nom: str

        def apply(self, aggregate: Any) -> None:
            aggregate.noms.append(self.nom)

    def __init__(self) -> None:
        self.noms: list[str] = []

    @staticmethod
    def create_id() -> UUID:
        return REGISTRE

    def inscrire(self, nom: str, regles: Sequence[str] = ()) -> None:
        if nom in self.noms:
            raise DejaInscrit(f"{nom} est déjà inscrit.")
        self.enregistrer(self.NomEcrit, selon=regles, structure_id=REGISTRE, nom=nom)


HANDLERS = Handlers("registres")


@HANDLERS.on(Inscrire)
def inscrire_un_nom(commande: Inscrire, repository: Repository, registres: "Registres") -> None:
    if not commande.nom:
        raise NomVide("Dites un nom.")
    if registres.ferme:
        raise RegistreFerme("Le registre est fermé.", selon=registres.regles)
    registre = repository.load(Registre, REGISTRE) or Registre.creer(Registre.RegistreOuvert)
    registre.inscrire(commande.nom, registres.regles)
    registres.avant_de_sauver()
    for _ in range(registres.sauvegardes):
        repository.save(registre)


class Registres(Service):
    """`avant_de_sauver` laisse un test agir au pire moment."""

    autorisations = Autorisations([Autorisation("Inscrire", ROLES, "essai")])
    avant_de_sauver: Callable[[], object] = staticmethod(lambda: None)
    sauvegardes = 1
    ferme = False
    regles: Sequence[str] = ()

    def __init__(self, store: Mapping[str, str], clock: Clock | None) -> None:
        super().__init__(HANDLERS, store, clock, given={"registres": self})

    def noms(self) -> list[str]:
        registre = self.load(Registre, REGISTRE)
        return registre.noms if registre else []


def ouvrir(fichier: Path, clock: Clock | None = None) -> Registres:
    store = {
        "PERSISTENCE_MODULE": "shared.recording.recorders.sqlite",
        "SQLITE_DBNAME": str(fichier),
    }
    return Registres(store, clock)


def inscription(nom: str, numero: int = 1, acteur: Acteur = PREFET, **autres: Any) -> Envelope:
    message_id = uuid5(REGISTRE, f"{nom} {numero}")
    return Envelope.starting(Inscrire(message_id=message_id, acteur=acteur, nom=nom, **autres))


def inscrire(service: Registres, *noms: str) -> list[Outcome]:
    return [service.receive(inscription(nom)) for nom in noms]


def to_contract(event: Any) -> Contract | None:
    if isinstance(event, Registre.NomEcrit):
        return NomInscrit(**envelope_of(event), nom=event.nom)
    return None


PROJECTION = Projection("noms", {"noms": NOMS})


@PROJECTION.on(Registre.NomEcrit)
def noms_ecrits(event: Registre.NomEcrit) -> Iterator[Statement]:
    rang = {"rang": event.originator_version, "nom": event.nom}
    yield "INSERT INTO noms VALUES (:rang, :nom)", rang


def composant(settings: Settings, effect: Effect | None = None) -> Component:
    service = Registres(settings.store, settings.clock)
    return Component(
        service, ReadModel(settings.sql_url, creates=True), to_contract, [PROJECTION], effect
    )
