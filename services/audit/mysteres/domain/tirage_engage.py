"""Un tirage de visites mystères : engagé le premier jour, tenu secret, révélé à la fin."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import event

from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus
from shared.typographie import decimal


class CibleInconnue(Refus):
    """Cette structure n'attend aucune visite de ce tirage."""


class VisitesEnAttente(Refus):
    """Un tirage ne se révèle que lorsqu'aucune visite n'est plus attendue (INV-16)."""


class TirageVisitesMysteres(Aggregate):
    """Les cibles ne sont dites à personne avant leur visite (A-029, INV-16).

    Aucun de ses événements ne nomme de structure, hors d'une visite faite : aucune histoire ne
    peut les montrer.
    """

    TOPIC = "audit.TirageVisitesMysteres"

    class VisitesMysteresTirees(Created):
        TOPIC = "audit.VisitesMysteresTirees"
        PHRASE = "Visites mystères tirées au sort"
        programme: str
        le: str
        nombre: int
        algorithme: str
        couverture_des: int
        engagement: str
        strates: list[dict[str, Any]]

    class CiblesScellees(Aggregate.Event):
        TOPIC = "audit.CiblesScellees"
        PHRASE = "Cibles d'un tirage, gardées secrètes"
        graine: str
        base: list[dict[str, str]]
        cibles: list[str]

    class VisiteMystereRealisee(Aggregate.Event):
        TOPIC = "audit.VisiteMystereRealisee"
        PHRASE = "Visite mystère réalisée"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: dict[str, Any]
        programme: str
        grille: str
        points: dict[str, int]
        note: float
        exigence: int
        atteinte: bool

        def details(self) -> str:
            issue = "exigence atteinte" if self.atteinte else "exigence non atteinte"
            return f"({self.programme} : {decimal(self.note)} sur 10 ; {issue} : {self.exigence})"

    class VisiteMystereAnnulee(Aggregate.Event):
        TOPIC = "audit.VisiteMystereAnnulee"
        PHRASE = "Visite mystère annulée"
        cible: str
        raison: str

    class TirageRevele(Aggregate.Event):
        TOPIC = "audit.TirageRevele"
        PHRASE = "Graine, base et cibles d'un tirage révélées"
        programme: str
        le: str
        nombre: int
        algorithme: str
        couverture_des: int
        engagement: str
        graine: str
        base: list[dict[str, str]]
        cibles: list[str]

    @staticmethod
    def create_id(programme: str, le: str) -> UUID:
        """Un tirage par programme et par jour."""
        return uuid5(NAMESPACE_URL, f"{TirageVisitesMysteres.TOPIC} {le} {programme}")

    @event(VisitesMysteresTirees)
    def __init__(
        self,
        programme: str,
        le: str,
        nombre: int,
        algorithme: str,
        couverture_des: int,
        engagement: str,
        strates: list[dict[str, Any]],
    ) -> None:
        self.programme = programme
        self.dit: dict[str, Any] = {
            "programme": programme,
            "le": le,
            "nombre": nombre,
            "algorithme": algorithme,
            "couverture_des": couverture_des,
            "engagement": engagement,
        }
        self.graine, self.base = "", list[dict[str, str]]()
        self.cibles, self.attendues = list[str](), set[str]()
        self.est_revele = False

    def sceller(self, graine: str, base: list[dict[str, str]], cibles: list[str]) -> None:
        self._cibles_scellees(graine, base, cibles)

    def realiser(
        self,
        structure: dict[str, Any],
        grille: str,
        cible: UUID,
        points: Mapping[str, int],
        note: float,
        exigence: int,
    ) -> None:
        """A-028 ; la visite faite, la cible peut être connue."""
        self.verifier_attendue(cible)
        self._visite_mystere_realisee(
            cible,
            structure,
            self.programme,
            grille,
            dict(points),
            note,
            exigence,
            note >= exigence,
        )

    def annuler(self, cible: UUID, raison: str) -> None:
        """Une structure fermée, par exemple, ne sera pas visitée."""
        self.verifier_attendue(cible)
        self._visite_mystere_annulee(str(cible), raison)

    def reveler(self) -> None:
        """La graine et la base permettent à chacun de refaire le tirage."""
        if self.est_revele:
            return
        if self.attendues:
            raise VisitesEnAttente(f"{len(self.attendues)} visites de ce tirage sont attendues.")
        self._tirage_revele(**self.dit, graine=self.graine, base=self.base, cibles=self.cibles)

    def verifier_attendue(self, cible: UUID) -> None:
        if str(cible) not in self.attendues:
            raise CibleInconnue("Ce tirage n'attend pas, ou plus, de visite de cette structure.")

    @event(CiblesScellees)
    def _cibles_scellees(self, graine: str, base: list[dict[str, str]], cibles: list[str]) -> None:
        self.graine, self.base, self.cibles = graine, base, cibles
        self.attendues = set(cibles)

    @event(VisiteMystereRealisee)
    def _visite_mystere_realisee(
        self,
        structure_id: UUID,
        structure: dict[str, Any],
        programme: str,
        grille: str,
        points: dict[str, int],
        note: float,
        exigence: int,
        atteinte: bool,
    ) -> None:
        self.attendues.discard(str(structure_id))

    @event(VisiteMystereAnnulee)
    def _visite_mystere_annulee(self, cible: str, raison: str) -> None:
        self.attendues.discard(cible)

    @event(TirageRevele)
    def _tirage_revele(
        self,
        programme: str,
        le: str,
        nombre: int,
        algorithme: str,
        couverture_des: int,
        engagement: str,
        graine: str,
        base: list[dict[str, str]],
        cibles: list[str],
    ) -> None:
        self.est_revele = True
