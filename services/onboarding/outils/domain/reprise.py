"""La reprise de l'activité des MSAP : des totaux par période, rien de plus (A-128)."""

from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus
from shared.rules.periods import Period


class PeriodeDejaReprise(Refus):
    """L'activité d'un même jour ne se reprend pas deux fois."""


class RepriseActivite(Aggregate):
    """Ce que l'ancien outil comptait d'une structure, du temps où elle était une MSAP."""

    TOPIC = "onboarding.RepriseActivite"

    class RepriseOuverte(Created):
        TOPIC = "onboarding.RepriseOuverte"
        PHRASE = "Reprise de l'activité de la MSAP ouverte"
        structure_id: UUID

    class ActiviteReprise(Aggregate.Event):
        TOPIC = "onboarding.ActiviteReprise"
        PHRASE = "Activité de la MSAP reprise"
        structure_id: UUID
        du: str
        au: str
        passages: int
        source: str

        def details(self) -> str:
            return f"({self.passages} passages, {self.source})"

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        """Une reprise par structure, période après période."""
        return uuid5(structure_id, RepriseActivite.TOPIC)

    @event(RepriseOuverte)
    def __init__(self, structure_id: UUID) -> None:
        self.structure_id = structure_id
        self.periodes: dict[tuple[str, str], int] = {}

    def reprendre(self, periode: Period, passages: int, source: str) -> None:
        """Reprendre deux fois la même période, au même total, ne change rien."""
        du, au = periode.du.isoformat(), (periode.au or periode.du).isoformat()
        if self.periodes.get((du, au)) == passages:
            return
        for debut, fin in self.periodes:
            if periode.common(Period(date.fromisoformat(debut), date.fromisoformat(fin))):
                raise PeriodeDejaReprise(f"L'activité du {debut} au {fin} est déjà reprise.")
        self._activite_reprise(self.structure_id, du, au, passages, source)

    @event(ActiviteReprise)
    def _activite_reprise(
        self, structure_id: UUID, du: str, au: str, passages: int, source: str
    ) -> None:
        self.periodes[du, au] = passages
