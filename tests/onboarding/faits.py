"""Une structure labellisée, ses agents, ses opérateurs : ce que les essais partagent."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid5

from console.execution.embedded import InProcessBus
from services.onboarding.application import Onboarding
from services.onboarding.commands import EngagerOperateur
from services.onboarding.liens import Liens
from services.onboarding.raccordement import Raccordement
from services.onboarding.regles import charger_socle
from shared.contracts import Contract
from shared.contracts.funding import DroitAuForfaitOuvert
from shared.contracts.labellisation import StructureLabellisee
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.recording.application import Service
from shared.runtime.component import Component
from tests.contracts.language import sample

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
MAISON, DEPARTEMENT = LABEL.structure_id, LABEL.fiche.departement
DEBUT = datetime(2020, 1, 6, 9, tzinfo=UTC)
PORTEUR = Acteur(role="PORTEUR", id="porteur", structure_id=MAISON)
AGENT = Acteur(role="AGENT", id="agent 1", structure_id=MAISON)
LIENS = Liens("essai", "https://plateforme.example")
ADA, GRACE = "ada@estives.example", "grace@estives.example"
DROIT = DroitAuForfaitOuvert.read(sample("DroitAuForfaitOuvert.v1"))
NEUF = [operateur.code for operateur in charger_socle().en_vigueur(date(2020, 1, 1))]


def demander(component: Component, kind: type[Command], acteur: Acteur, **dit: Any) -> Outcome:
    message_id = uuid5(MAISON, f"{kind.__name__} {dit}")
    command = kind.model_validate({"message_id": message_id, "acteur": acteur, **dit})
    return component.service.receive(Envelope.starting(command))


def tourner(component: Component) -> None:
    bus = InProcessBus([])
    readers = [*component.readers(bus), *component.timed(bus)]
    while sum(reader.run() for reader in readers):
        pass


def raccordement(service: Service) -> Raccordement:
    return service.load_or_refuse(Raccordement, Raccordement.create_id(LABEL.label_id))


def engager(onboarding: Onboarding, operateur: str, departement: str = "15") -> None:
    command = EngagerOperateur(
        message_id=uuid5(MAISON, f"{operateur} {departement}"),
        acteur=Acteur(role="PREFET", id="préfecture", departement=departement),
        departement=departement,
        operateur=operateur,
        le=date(2019, 11, 15),
    )
    assert onboarding.receive(Envelope.starting(command)).accepted


def apprendre(onboarding: Onboarding, *faits: Contract) -> None:
    for fait in faits:
        assert onboarding.receive(Envelope.starting(fait)).accepted


def enregistres(onboarding: Onboarding) -> list[Any]:
    return [
        onboarding.mapper.to_domain_event(each)
        for each in onboarding.recorder.select_notifications(start=None, limit=1000)
    ]
