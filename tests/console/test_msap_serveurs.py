"""Les MSAP dans la base d'un service installé, lues par sa question et par la console."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from console.execution.opened import caught_up, opened
from services.funding.garantie.questions import garanties_dues
from services.funding.service import FundingShell
from shared.messages.envelope import Envelope
from tests.console.conftest import Commande
from tests.funding.garanties import inscription, labellisee, midi, retire
from tests.journeys.drivers import process_environment
from tests.servers.addresses import Servers
from tests.servers.isolation import databases


def test_les_msap_se_lisent_de_loin_sur_postgresql_a039_c_7_9(
    servers: Servers,
    tmp_path: Path,
    france_services: Commande,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sans dossier : PostgreSQL, ses migrations, et le compte qui n'y fait aucune table."""
    with databases(servers, ["funding"]) as urls:
        for nom, valeur in process_environment(tmp_path, 25, urls, "").items():
            monkeypatch.setenv(nom, valeur)
        with opened(["funding"], None) as [funding]:
            faits = (inscription(midi(2020, 1, 15)), labellisee(date(2022, 3, 1)))
            for each in (*faits, retire(date(2023, 6, 30))):
                assert funding.service.receive(Envelope.starting(each)).accepted
            caught_up(funding)
            shell: Any = FundingShell()
            shell.component = funding
            [vue] = shell.msap("15", "2022-06-01")
            [due] = garanties_dues(funding.model, 2021)
            assert shell.msap("23") == []

        console = france_services("funding", "msap", "--au", "2023-07-01")

    assert (vue["label_le"], vue["interruption_jours"]) == ("2022-03-01", 59)
    assert (due["montant_centimes"], due["regle"]) == (25_000_00, "GARANTIE-MSAP-2020")
    assert "label fini le 30/06/2023" in console.sortie
