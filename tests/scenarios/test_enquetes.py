"""Une année d'enquêtes, les cinq services ensemble, en horloge simulée (A-026, A-027, TMR-08)."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from console.execution.boite_locale import BoiteLocale
from console.execution.embedded import Programme
from services.audit.enquetes.commands import RepondreEnquete
from services.audit.enquetes.questions import SatisfactionMesuree, satisfaction
from shared.clock import PARIS, SimulatedClock
from shared.contracts import Contract
from shared.contracts.audit import CampagneEnqueteCloturee, CampagneEnqueteOuverte
from shared.messages.actors import Acteur
from shared.messages.envelope import Envelope
from tests.audit.qualite.envois import LABEL, MAISON

DEBUT = datetime(2019, 12, 20, 9, tzinfo=PARIS)
USAGER = Acteur(role="PUBLIC", id="usager")


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(DEBUT)


@pytest.fixture
def programme(tmp_path: Path, clock: SimulatedClock) -> Iterator[Programme]:
    with BoiteLocale(tmp_path / "courriels") as boite:
        options = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(boite.port)}
        with closing(Programme(tmp_path, clock, options)) as programme:
            programme.bus.publish("labellisation", [Envelope.starting(LABEL)])
            yield programme


def jusqu_au(programme: Programme, clock: SimulatedClock, fin: date) -> None:
    """Chaque échéance à son heure, comme les travailleurs la verraient venir."""
    terme = datetime.combine(fin, time(9), PARIS)
    programme.settle()
    while (due := programme.next_due()) and due <= terme:
        clock.advance(due)
        programme.settle()
    clock.advance(terme)


def repondre(programme: Programme, rang: int, annee: int, note: int) -> str:
    reponse = RepondreEnquete(
        message_id=uuid5(MAISON, f"{annee} {rang}"),
        acteur=USAGER,
        structure_id=MAISON,
        annee=annee,
        questionnaire="QUESTIONNAIRE-USAGERS-1",
        notes={"ACCUEIL": note},
    )
    return programme.send(reponse).code


def faits(programme: Programme) -> list[Contract]:
    dits: list[Contract] = []
    programme.observe(dits.append)
    programme.settle()
    return dits


def usagers(programme: Programme, annee: int) -> SatisfactionMesuree:
    tous = satisfaction(programme.components["audit"].model, str(MAISON))
    [found] = [each for each in tous if (each["public"], each["annee"]) == ("USAGERS", annee)]
    return found


def test_une_annee_d_enquetes(programme: Programme, clock: SimulatedClock) -> None:
    """A-026, A-027, A-101, X-06, TMR-08 : une campagne par an, un indicateur vif, deux clôtures."""
    jusqu_au(programme, clock, date(2020, 1, 15))
    assert repondre(programme, 1, 2020, 6) == ""
    programme.settle()
    assert (usagers(programme, 2020)["note"], usagers(programme, 2020)["etat"]) == (6.0, "OUVERTE")

    jusqu_au(programme, clock, date(2020, 3, 30))
    assert repondre(programme, 2, 2020, 10) == ""
    jusqu_au(programme, clock, date(2020, 6, 1))
    assert repondre(programme, 3, 2020, 0) == "CampagneClose"
    assert (usagers(programme, 2020)["note"], usagers(programme, 2020)["etat"]) == (8.0, "CLOSE")

    jusqu_au(programme, clock, date(2021, 1, 2))
    assert repondre(programme, 4, 2021, 9) == ""
    jusqu_au(programme, clock, date(2022, 1, 2))

    dits = faits(programme)
    ouvertes = [each for each in dits if isinstance(each, CampagneEnqueteOuverte)]
    closes = [each for each in dits if isinstance(each, CampagneEnqueteCloturee)]
    assert [each.annee for each in ouvertes] == [2020, 2021, 2022]
    assert [(each.annee, each.resultats[1].note) for each in closes] == [(2020, 8.0), (2021, 9.0)]
    assert {each.structure_id for each in ouvertes} == {UUID(str(MAISON))}


def test_un_service_longtemps_arrete_ouvre_chaque_campagne_a_sa_date(
    programme: Programme, clock: SimulatedClock
) -> None:
    """Les dates des campagnes ne dérivent pas avec l'heure à laquelle on les traite."""
    clock.advance(datetime(2021, 5, 1, 9, tzinfo=PARIS))
    programme.settle()

    ouvertes = [each for each in faits(programme) if isinstance(each, CampagneEnqueteOuverte)]
    assert [each.ouverte_le for each in ouvertes] == [date(2020, 1, 1), date(2021, 1, 1)]
    assert usagers(programme, 2020)["etat"] == usagers(programme, 2021)["etat"] == "CLOSE"
