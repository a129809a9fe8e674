"""Les campagnes de remontée : une ouverture, des rappels, une clôture (A-003, A-010)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment
from shared.typographie import jour_long


class CalendrierIncoherent(RefusDuMoment):
    """Une campagne s'ouvre avant de se clore, et ses rappels sont entre les deux (A-010)."""


class CampagneDejaOuverte(RefusDuMoment):
    """Une campagne du même code est déjà ouverte, avec un autre calendrier."""


class CampagneInconnue(RefusDuMoment):
    """Aucune campagne de remontée n'a cette identité."""


class Calendrier(NamedTuple):
    """Des jours civils, heure de Paris ; la clôture est le dernier jour de la campagne."""

    ouverture: date
    cloture: date
    rappels: tuple[date, ...]

    def verifier(self) -> None:
        jours = [self.ouverture, *self.rappels, self.cloture]
        if jours != sorted(jours) or self.ouverture == self.cloture:
            raise CalendrierIncoherent(
                f"Une campagne ouverte le {jour_long(self.ouverture)} ne peut se clore le "
                f"{jour_long(self.cloture)} avec ces rappels "
                f"({', '.join(map(jour_long, self.rappels)) or 'aucun'}) : mettez les jours dans "
                "l'ordre, les rappels entre l'ouverture et la clôture."
            )


class Annonce(NamedTuple):
    """Une campagne telle que l'agence nationale l'annonce."""

    code: str
    nom: str
    vague: str
    jours: Calendrier


class CampagneRemontee(Aggregate):
    """Une campagne de remontée des préfets."""

    TOPIC = "labellisation.CampagneRemontee"

    class CampagneOuverte(Created):
        TOPIC = "labellisation.CampagneOuverte"
        PHRASE = "Campagne de remontée ouverte"
        code: str
        nom: str
        vague: str
        ouverture: str
        cloture: str
        rappels: list[str]

        def apply(self, aggregate: "CampagneRemontee") -> None:
            jours = Calendrier(
                date.fromisoformat(self.ouverture),
                date.fromisoformat(self.cloture),
                tuple(map(date.fromisoformat, self.rappels)),
            )
            aggregate.annonce = Annonce(self.code, self.nom, self.vague, jours)

        def details(self) -> str:
            return f"({self.nom} ; clôture le {jour_long(date.fromisoformat(self.cloture))})"

    class CampagneRappelee(Aggregate.Event):
        TOPIC = "labellisation.CampagneRappelee"
        PHRASE = "Rappel de la campagne aux préfets"
        jour: str

        def apply(self, aggregate: "CampagneRemontee") -> None:
            aggregate.rappelee.add(self.jour)

    class CampagneClose(Aggregate.Event):
        TOPIC = "labellisation.CampagneClose"
        PHRASE = "Campagne de remontée close"
        jour: str

        def apply(self, aggregate: "CampagneRemontee") -> None:
            aggregate.close_le = self.jour

    def __init__(self) -> None:
        self.annonce: Annonce
        self.rappelee: set[str] = set()
        self.close_le = ""

    @staticmethod
    def create_id(code: str) -> UUID:
        """Une campagne par code : son identité se déduit."""
        return uuid5(NAMESPACE_URL, f"campagne:{code}")

    @classmethod
    def ouvrir(cls, annonce: Annonce, selon: Iterable[str] = ()) -> "CampagneRemontee":
        annonce.jours.verifier()
        return cls.creer(
            cls.CampagneOuverte,
            selon,
            code=annonce.code,
            nom=annonce.nom,
            vague=annonce.vague,
            ouverture=annonce.jours.ouverture.isoformat(),
            cloture=annonce.jours.cloture.isoformat(),
            rappels=[jour.isoformat() for jour in annonce.jours.rappels],
        )

    def confirmer(self, annonce: Annonce) -> None:
        """La même annonce ne change rien ; une autre est refusée."""
        if annonce != self.annonce:
            raise CampagneDejaOuverte(
                f"La campagne {self.annonce.code} est déjà ouverte, avec un autre calendrier : "
                "donnez un autre code à la nouvelle."
            )

    def rappeler(self, jour: date) -> None:
        if not self.close_le and jour.isoformat() not in self.rappelee:
            self.enregistrer(self.CampagneRappelee, jour=jour.isoformat())

    def clore(self, jour: date) -> None:
        if self.close_le:
            return
        ouverture = self.annonce.jours.ouverture
        if jour < ouverture:
            raise CalendrierIncoherent(
                f"La campagne {self.annonce.code} ouvre le {jour_long(ouverture)} : "
                "elle ne peut être close avant."
            )
        self.enregistrer(self.CampagneClose, jour=jour.isoformat())


@dataclass(frozen=True)
class CampagneConnue:
    """Une campagne, telle que la lit une décision ; `fin` est son dernier jour."""

    campagne_id: UUID
    ouverture: date
    fin: date


def rattacher(
    campagnes: Iterable[CampagneConnue], jour: date, voulue: UUID | None
) -> tuple[CampagneConnue, bool] | None:
    """La campagne d'une remontée de ce jour, et si elle est tardive (A-010).

    Sans campagne nommée, celle qui finit la première parmi les ouvertes ; à défaut, la dernière
    finie : une remontée tardive n'est ni perdue ni refusée.
    """
    connues = [each for each in campagnes if voulue in (None, each.campagne_id)]
    if voulue and not connues:
        raise CampagneInconnue(f"Aucune campagne de remontée n'a l'identité {voulue}.")
    commencees = connues if voulue else [each for each in connues if each.ouverture <= jour]
    ouvertes = [each for each in commencees if jour <= each.fin]
    if ouvertes:
        return min(ouvertes, key=lambda each: each.fin), False
    if commencees:
        return max(commencees, key=lambda each: each.fin), True
    return None
