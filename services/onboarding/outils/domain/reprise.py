"""La reprise de l'activité des MSAP : des totaux par période, rien de plus (A-128)."""

from datetime import date
from uuid import UUID, uuid5

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDefinitif, RefusDuMoment
from shared.rules.periods import Period


class PeriodeRenversee(RefusDefinitif):
    """Une période finit après avoir commencé."""


class PeriodeDejaReprise(RefusDuMoment):
    """L'activité d'un même jour ne se reprend pas deux fois."""


class RepriseActivite(Aggregate):
    """Les passages que l'ancien outil comptait d'une structure, quand elle était une MSAP."""

    TOPIC = "onboarding.RepriseActivite"

    class RepriseOuverte(Created):
        TOPIC = "onboarding.RepriseOuverte"
        PHRASE = "Reprise de l'activité de la MSAP ouverte"
        structure_id: UUID

        def apply(self, aggregate: "RepriseActivite") -> None:
            aggregate.structure_id = self.structure_id

    class ActiviteReprise(Aggregate.Event):
        TOPIC = "onboarding.ActiviteReprise"
        PHRASE = "Activité de la MSAP reprise"
        structure_id: UUID
        du: str
        au: str
        passages: int
        source: str

        def apply(self, aggregate: "RepriseActivite") -> None:
            aggregate.periodes[self.du, self.au] = self.passages

        def details(self) -> str:
            return f"({self.passages} passages, {self.source})"

    def __init__(self) -> None:
        self.structure_id: UUID
        self.periodes: dict[tuple[str, str], int] = {}

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        """Une reprise par structure, période après période."""
        return uuid5(structure_id, RepriseActivite.TOPIC)

    @classmethod
    def ouvrir(cls, structure_id: UUID) -> "RepriseActivite":
        return cls.creer(cls.RepriseOuverte, structure_id=structure_id)

    def reprendre(self, du: date, au: date, passages: int, source: str) -> None:
        """Reprendre deux fois la même période, au même total, ne change rien."""
        if au < du:
            raise PeriodeRenversee(f"La période finit le {au}, avant de commencer.")
        if self.periodes.get((du.isoformat(), au.isoformat())) == passages:
            return
        for debut, fin in self.periodes:
            connue = Period(date.fromisoformat(debut), date.fromisoformat(fin))
            if connue.common(Period(du, au)):
                raise PeriodeDejaReprise(f"L'activité du {debut} au {fin} est déjà reprise.")
        self.enregistrer(
            self.ActiviteReprise,
            structure_id=self.structure_id,
            du=du.isoformat(),
            au=au.isoformat(),
            passages=passages,
            source=source,
        )
