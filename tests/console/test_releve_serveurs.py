"""Deux processus du financement versent en même temps, sur PostgreSQL : la somme reste exacte."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest
from eventsourcing.persistence import IntegrityError

from console.execution.opened import opened
from services.funding.service import FundingShell
from services.funding.versements.commands import NotifierForfait, VerserForfait
from shared.clock import SystemClock, paris_date
from shared.contracts.labellisation import StructureLabellisee
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope
from shared.runtime.component import Component
from tests.console.conftest import Commande
from tests.contracts.language import sample
from tests.journeys.drivers import process_environment
from tests.servers.addresses import Servers
from tests.servers.isolation import databases

MODELE = StructureLabellisee.read(sample("StructureLabellisee.v1"))
LABEL = MODELE.model_copy(
    update={"fiche": MODELE.fiche.model_copy(update={"porteur_type": "NON_RENSEIGNE"})}
)
MAISON = LABEL.structure_id
AGENCE = Acteur(role="AGENCE_NATIONALE", id="ANCT")


def demande(kind: type[Command], **dit: Any) -> Envelope:
    champs = {"structure_id": MAISON, "label_id": LABEL.label_id, "annee": 2020, **dit}
    message_id = uuid5(MAISON, f"{kind.__name__} {dit}")
    return Envelope.starting(
        kind.model_validate({"message_id": message_id, "acteur": AGENCE, **champs})
    )


def verser(component: Component, reference: str, fonds: str, le: date) -> str:
    """Le refus, s'il y en a un ; un message que deux processus se disputent revient."""
    dit = {"reference": reference, "fonds": fonds, "montant_centimes": 1_000_00, "le": le}
    while True:
        try:
            return component.service.receive(demande(VerserForfait, **dit)).code
        except IntegrityError:
            continue


def a_deux(components: list[Component]) -> Counter[str]:
    """Trente-deux versements de mille euros pour un droit de trente mille ; deux par référence."""
    aujourd_hui = paris_date(SystemClock().now())
    travaux = [
        (component, f"VIR-{rang}", fonds, aujourd_hui)
        for rang, fonds in enumerate(["FNADT", "FNFS"] * 16)
        for component in components
    ]
    with ThreadPoolExecutor(8) as threads:
        return Counter(threads.map(lambda travail: verser(*travail), travaux))


def test_deux_processus_qui_versent_ensemble_ne_depassent_jamais_le_droit_a_032(
    servers: Servers, tmp_path: Path, france_services: Commande, monkeypatch: pytest.MonkeyPatch
) -> None:
    with databases(servers, ["funding"]) as urls:
        for nom, valeur in process_environment(tmp_path, 25, urls, "").items():
            monkeypatch.setenv(nom, valeur)
        with opened(["funding"], None) as [un], opened(["funding"], None) as [deux]:
            assert un.service.receive(Envelope.starting(LABEL)).accepted
            assert un.service.receive(demande(NotifierForfait)).accepted

            assert a_deux([un, deux]) == {"": 60, "VersementExcessif": 4}

        dit = france_services("funding", "statement", "--annee", 2020)
        with opened(["funding"], None) as [funding]:
            shell: Any = FundingShell()
            shell.component = funding
            releve, aides = shell.releve(2020, "15"), shell.aides(str(MAISON))

    assert (dit.code, "total tous 30 000 30 000 30 000 0" in dit.sortie) == (0, True)
    assert releve["ensemble"]["verse"] == 30_000_00 and releve["ensemble"]["reste"] == 0
    assert releve["par_fonds"].keys() == {"FNADT", "FNFS"}
    assert len(aides["versements"]) == 30
    assert sum(each["montant_centimes"] for each in aides["versements"]) == 30_000_00
