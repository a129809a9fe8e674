"""Le temps d'un service : une demande ne se dit jamais d'un jour à venir."""

from datetime import datetime

from shared.clock import SimulatedClock
from shared.recording.application import Service


def attendre(service: Service, le: datetime) -> None:
    """Le temps passe jusqu'à cet instant, s'il est à venir."""
    assert isinstance(service.clock, SimulatedClock)
    service.clock.advance(le)
