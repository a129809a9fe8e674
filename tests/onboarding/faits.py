"""Les faits, les acteurs et les demandes que les tests du raccordement ont en commun."""

from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from console.contrats.refus import refus
from console.execution.embedded import InProcessBus
from services.onboarding.convention.commands import EngagerOperateur
from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.publishing import to_contract
from services.onboarding.raccordement.commands import CreerCompte, InscrireAgents
from services.onboarding.raccordement.domain.raccordement import Raccordement
from services.onboarding.raccordement.reading import Liens
from shared.contracts import Contract
from shared.contracts.funding import DroitAuForfaitOuvert
from shared.contracts.labellisation import StructureLabellisee
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.recording.application import Service
from shared.runtime.component import Component
from tests.contracts.language import sample

C = TypeVar("C", bound=Contract)

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
DROIT = DroitAuForfaitOuvert.read(sample("DroitAuForfaitOuvert.v1"))
MAISON, VOISINE = LABEL.structure_id, UUID(int=47)
DEPARTEMENT = LABEL.fiche.departement

AVANT_2020 = datetime(2019, 11, 15, 9, tzinfo=UTC)
JANVIER_2020 = datetime(2020, 1, 6, 9, tzinfo=UTC)
SECRET = "essai"
LIENS = Liens(SECRET, "https://plateforme.example")
SOCLE = charger_socle()
NEUF = SOCLE.codes_en_vigueur(date(2020, 1, 1))

PREFET = Acteur(role="PREFET", id="préfecture", departement=DEPARTEMENT)
PORTEUR = Acteur(role="PORTEUR", id="porteur", structure_id=MAISON)
AGENT = Acteur(role="AGENT", id="agent 1", structure_id=MAISON)
BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
CNFPT = Acteur(role="CNFPT", id="CNFPT")
CAF = Acteur(role="REFERENT", id="référent 1", organisme="CAF", departement=DEPARTEMENT)
ADA, GRACE = "ada@estives.example", "grace@estives.example"


def demande_id(kind: type[Command], champs: dict[str, Any]) -> UUID:
    """La même demande, deux fois, porte le même identifiant."""
    return uuid5(MAISON, f"{kind.__name__} {champs}")


def demander(service: Service, kind: type[Command], acteur: Acteur, **champs: Any) -> Outcome:
    entete = {"message_id": demande_id(kind, champs), "acteur": acteur}
    reponse = service.receive(Envelope.starting(kind.model_validate({**entete, **champs})))
    assert reponse.accepted or reponse.code in refus(kind), "its contract does not say so"
    return reponse


def apprendre(service: Service, *faits: Contract) -> None:
    for fait in faits:
        assert service.receive(Envelope.starting(fait)).accepted


def engager(service: Service, operateur: str, departement: str = DEPARTEMENT) -> None:
    prefet = PREFET.model_copy(update={"departement": departement})
    champs = {"departement": departement, "operateur": operateur, "le": date(2019, 11, 15)}
    assert demander(service, EngagerOperateur, prefet, **champs).accepted


def creer_le_compte(service: Service) -> Outcome:
    """Par le lien d'inscription en cours."""
    jeton = LIENS.signature.jeton(LABEL.label_id, raccordement(service).lien_id)
    champs = {"structure_id": MAISON, "jeton": jeton}
    reponse = demander(service, CreerCompte, PORTEUR, **champs)
    assert reponse.accepted
    return reponse


def inscrire(service: Service, *courriels: str, **autres: Any) -> Outcome:
    agents = [{"courriel": courriel} for courriel in courriels]
    champs = {"structure_id": MAISON, "label_id": LABEL.label_id, "agents": agents}
    return demander(service, InscrireAgents, PORTEUR, **champs, **autres)


def raccordement(service: Service) -> Raccordement:
    return service.load_or_refuse(Raccordement, Raccordement.create_id(LABEL.label_id))


def enregistres(service: Service) -> list[Any]:
    return [event for _, event in recorded_after(service, 0, limit=1000)]


def annonces(service: Service, kind: type[C]) -> list[C]:
    contracts = (to_contract(event) for event in enregistres(service))
    return [contract for contract in contracts if isinstance(contract, kind)]


def tourner(component: Component) -> None:
    """Jusqu'à ce que ni le journal ni l'horloge n'aient plus rien à faire faire."""
    bus = InProcessBus([])
    readers = [*component.readers(bus), *component.timed(bus)]
    while sum(reader.run() for reader in readers):
        pass
