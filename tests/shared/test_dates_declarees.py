"""Une demande ne se dit jamais d'un jour à venir : ce qui sera décidé ne vaut pas encore."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.recording.dates import DateAVenir, charger_dates

MIDI = datetime(2020, 2, 16, 11, tzinfo=UTC)


def demande(le: datetime | None) -> Command:
    prefet = Acteur(role="PREFET", id="préfecture", departement="15")
    return Command(message_id=UUID(int=1), acteur=prefet, survenu_le=le)


@pytest.mark.parametrize("avance", [timedelta(minutes=5), timedelta(0), timedelta(days=-3000)])
def test_une_date_passee_ou_l_ecart_de_deux_horloges_sont_admis(avance: timedelta) -> None:
    charger_dates().verifier(demande(MIDI + avance), MIDI)


def test_une_demande_qui_ne_se_date_pas_est_d_aujourd_hui() -> None:
    charger_dates().verifier(demande(None), MIDI)


@pytest.mark.parametrize("avance", [timedelta(minutes=5, microseconds=1), timedelta(days=3)])
def test_une_date_a_venir_est_refusee_avec_la_regle_et_les_deux_dates(avance: timedelta) -> None:
    """A-007 : en heure de Paris, celle de qui la lit."""
    with pytest.raises(DateAVenir, match="il n'est que le 16/02/2020 à 12:00") as refus:
        charger_dates().verifier(demande(MIDI + avance), MIDI)
    assert refus.value.selon == ("DATES-DECLAREES-2019",)
