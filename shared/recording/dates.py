"""La date qu'une demande déclare : ni à venir, ni trop ancienne, ni avant ce à quoi elle répond."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import ClassVar

from shared.clock import PARIS, after, paris_date
from shared.messages.actors import Role
from shared.messages.commands import Command
from shared.recording.aggregates import Aggregate
from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Rules, Vaut
from shared.rules.loading import load
from shared.typographie import denombrer


class DateAVenir(RefusDuMoment):
    """La date déclarée de la demande (`survenu_le`) est à venir (A-007)."""


class DeclarationTardive(RefusDuMoment):
    """La date déclarée est trop ancienne : seuls les rôles que la règle nomme la régularisent."""


class MotifDeRetardManquant(RefusDuMoment):
    """Une demande déclarée si tard dit pourquoi, dans `motif_retard`."""


class DateAnterieure(RefusDuMoment):
    """La date déclarée est d'avant ce à quoi la demande répond (INV-01)."""


@dataclass(frozen=True, kw_only=True)
class RegleDArrivee(Rule):
    """Une règle du jour où la demande arrive : elle juge la date que la demande se donne."""

    LU: ClassVar[tuple[Vaut, ...]] = ("ARRIVEE",)


@dataclass(frozen=True, kw_only=True)
class Avance(RegleDArrivee):
    """De combien de minutes une date déclarée peut devancer l'arrivée de la demande."""

    avance_minutes: int


@dataclass(frozen=True, kw_only=True)
class Retard(RegleDArrivee):
    """Combien de jours après une demande se déclare encore, et les rôles qui vont au-delà.

    Sans `demande`, la règle vaut pour toutes celles qui n'ont pas la leur.
    """

    delai_jours: int
    roles: tuple[Role, ...]
    demande: str | None = None

    @property
    def scope(self) -> str | None:
        return self.demande


@dataclass(frozen=True, kw_only=True)
class Reprise(RegleDArrivee):
    """Les demandes qui redisent une histoire déjà écrite ailleurs, à ses propres dates."""

    demandes: tuple[str, ...]


@dataclass(frozen=True)
class DatesDeclarees:
    """Les règles, une seule de chaque sorte à la fois."""

    id: str
    avances: Rules[Avance]
    retards: Rules[Retard]
    reprises: Rules[Reprise]

    def tardive(self, demande: Command, recue_le: datetime) -> Retard | None:
        """La règle dont cette demande passe le délai, s'il y en a une."""
        arrivee, dite = paris_date(recue_le), demande.survenu_le
        if dite is None or self._est_libre(demande, arrivee):
            return None
        regle = self.retards.on(arrivee, type(demande).__name__) or self.retards.on(arrivee)
        passe = regle and (arrivee - paris_date(dite)).days > regle.delai_jours
        return regle if passe else None

    def verifier(self, demande: Command, recue_le: datetime) -> None:
        """Refuse ce qui se dit décidé plus tard que son arrivée, ou bien avant sans raison."""
        self._verifier_avance(demande, recue_le)
        regle = self.tardive(demande, recue_le)
        if regle is None or demande.survenu_le is None:
            return
        if demande.acteur.role not in regle.roles:
            raise DeclarationTardive(
                f"{_retard(regle, demande.survenu_le, recue_le)} : corrigez « survenu_le », ou "
                f"adressez-vous à qui peut la régulariser ({', '.join(regle.roles)}).",
                selon=[regle.id],
            )
        if not demande.motif_retard:
            raise MotifDeRetardManquant(
                f"{_retard(regle, demande.survenu_le, recue_le)} : dites pourquoi si tard, dans "
                "« motif_retard » ; il est enregistré.",
                selon=[regle.id],
            )

    def verifier_ordre(
        self, demande: Command, survenu_le: datetime, lus: Iterable[Aggregate]
    ) -> None:
        """Refuse (`DateAnterieure`) une date d'avant celle où ce qui a été lu en est arrivé là."""
        dite = paris_date(survenu_le)
        if self._est_libre(demande, dite):
            return
        depuis = max((each.depuis for each in lus if each.etape is not None), default=None)
        if depuis and dite < paris_date(depuis):
            raise DateAnterieure(
                f"La demande se dit du {_jour(survenu_le)}, et ce à quoi elle répond date du "
                f"{_jour(depuis)} : corrigez « survenu_le »."
            )

    def _verifier_avance(self, demande: Command, recue_le: datetime) -> None:
        regle, dite = self.avances.on(paris_date(recue_le)), demande.survenu_le
        if regle and dite and dite > after(recue_le, timedelta(minutes=regle.avance_minutes)):
            raise DateAVenir(
                f"La demande se dit du {_instant(dite)}, et il n'est que le {_instant(recue_le)} "
                "(heure de Paris) : corrigez « survenu_le », ou envoyez-la ce jour-là.",
                selon=[regle.id],
            )

    def _est_libre(self, demande: Command, jour: date) -> bool:
        """Ce qu'un service s'envoie à l'échéance, et ce qui redit une histoire déjà datée."""
        reprise = self.reprises.on(jour)
        redite = reprise is not None and type(demande).__name__ in reprise.demandes
        return redite or demande.acteur.role == "SERVICE"


def _retard(regle: Retard, dite: datetime, recue_le: datetime) -> str:
    return (
        f"La demande se dit du {_jour(dite)} et arrive le {_jour(recue_le)}, "
        f"plus de {denombrer(regle.delai_jours, 'jour')} après ({regle.id})"
    )


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(PARIS):%d/%m/%Y à %H:%M}"


def _jour(moment: datetime) -> str:
    return f"{moment.astimezone(PARIS):%d/%m/%Y}"


@cache
def charger_dates() -> DatesDeclarees:
    """Les règles livrées avec le code ; `RuleError` si le fichier est inutilisable."""
    return load(files("shared.recording") / "dates.yaml", DatesDeclarees)
