"""La date qu'une demande déclare : jamais celle d'un jour à venir."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from shared.clock import PARIS, after, paris_date
from shared.messages.commands import Command
from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Rules
from shared.rules.loading import load


class DateAVenir(RefusDuMoment):
    """La date déclarée de la demande (`survenu_le`) est à venir (A-007)."""


@dataclass(frozen=True, kw_only=True)
class RegleDesDates(Rule):
    """De combien de minutes une date déclarée peut devancer l'arrivée de la demande."""

    avance_minutes: int


@dataclass(frozen=True)
class DatesDeclarees:
    """Les règles, une seule à la fois."""

    id: str
    regles: Rules[RegleDesDates]

    def verifier(self, demande: Command, recue_le: datetime) -> None:
        """Refuse (`DateAVenir`) ce qui se dit décidé plus tard que son arrivée."""
        regle = self.regles.on(paris_date(recue_le))
        dite = demande.survenu_le
        if regle is None or dite is None:
            return
        if dite > after(recue_le, timedelta(minutes=regle.avance_minutes)):
            raise DateAVenir(
                f"La demande se dit du {_lisible(dite)}, et il n'est que le {_lisible(recue_le)} "
                "(heure de Paris) : corrigez « survenu_le », ou envoyez-la ce jour-là.",
                selon=[regle.id],
            )


def _lisible(instant: datetime) -> str:
    return f"{instant.astimezone(PARIS):%d/%m/%Y à %H:%M}"


@cache
def charger_dates() -> DatesDeclarees:
    """Les règles livrées avec le code ; `RuleError` si le fichier est inutilisable."""
    return load(files("shared.recording") / "dates.yaml", DatesDeclarees)
