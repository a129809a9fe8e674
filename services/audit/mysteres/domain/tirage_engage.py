"""Un tirage de visites mystères : engagé le premier jour, tenu secret, révélé à la fin."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from typing_extensions import TypedDict

from services.audit.mysteres.domain.algorithme import Unite, engagement, strates, tirer
from services.audit.mysteres.rules import Grille, Regions, RegleTirage
from services.audit.vigilance.domain.suivi import StructureSuivie
from services.audit.vigilance.rules import Seuils
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment
from shared.structures import DesignationEnregistree
from shared.typographie import decimal, denombrer


class CibleInconnue(RefusDuMoment):
    """Cette structure n'attend aucune visite de ce tirage."""


class VisitesEnAttente(RefusDuMoment):
    """Un tirage ne se révèle que lorsqu'aucune visite n'est plus attendue (INV-16)."""


class StrateEnregistree(TypedDict):
    """Une part du territoire, un format, et combien de structures la base y compte."""

    territoire: str
    format: str
    base: int


class UniteEnregistree(TypedDict):
    """Une structure de la base, et sa strate."""

    structure: str
    territoire: str
    format: str


class Parametres(TypedDict):
    """Les paramètres publics d'un tirage, que l'engagement lie ; `le` est un jour ISO 8601."""

    programme: str
    le: str
    nombre: int
    algorithme: str
    couverture_des: int


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
        strates: list[StrateEnregistree]

        def apply(self, tirage: "TirageVisitesMysteres") -> None:
            tirage.parametres = {
                "programme": self.programme,
                "le": self.le,
                "nombre": self.nombre,
                "algorithme": self.algorithme,
                "couverture_des": self.couverture_des,
            }
            tirage.engagement = self.engagement

    class CiblesScellees(Aggregate.Event):
        TOPIC = "audit.CiblesScellees"
        PHRASE = "Cibles d'un tirage, gardées secrètes"
        graine: str
        base: list[UniteEnregistree]
        cibles: list[str]

        def apply(self, tirage: "TirageVisitesMysteres") -> None:
            tirage.graine, tirage.base, tirage.cibles = self.graine, self.base, self.cibles
            tirage.attendues = set(self.cibles)

    class VisiteMystereRealisee(Aggregate.Event):
        TOPIC = "audit.VisiteMystereRealisee"
        PHRASE = "Visite mystère réalisée"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: DesignationEnregistree
        programme: str
        grille: str
        points: dict[str, int]
        note: float
        exigence: int
        atteinte: bool

        def apply(self, tirage: "TirageVisitesMysteres") -> None:
            tirage.attendues.discard(str(self.structure_id))

        def details(self) -> str:
            issue = "exigence atteinte" if self.atteinte else "exigence non atteinte"
            return f"({self.programme} : {decimal(self.note)} sur 10 ; {issue} : {self.exigence})"

    class VisiteMystereAnnulee(Aggregate.Event):
        TOPIC = "audit.VisiteMystereAnnulee"
        PHRASE = "Visite mystère annulée"
        cible: str
        raison: str

        def apply(self, tirage: "TirageVisitesMysteres") -> None:
            tirage.attendues.discard(self.cible)

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
        base: list[UniteEnregistree]
        cibles: list[str]

        def apply(self, tirage: "TirageVisitesMysteres") -> None:
            tirage.est_revele = True

    def __init__(self) -> None:
        self.parametres: Parametres
        self.engagement, self.graine = "", ""
        self.base: list[UniteEnregistree] = []
        self.cibles, self.attendues = list[str](), set[str]()
        self.est_revele = False

    @property
    def etape(self) -> Hashable:
        return "TIRE"

    @staticmethod
    def create_id(programme: str, le: str) -> UUID:
        """Un tirage par programme et par jour."""
        return uuid5(NAMESPACE_URL, f"{TirageVisitesMysteres.TOPIC} {le} {programme}")

    @classmethod
    def engager(
        cls,
        programme: str,
        le: date,
        nombre: int,
        graine: str,
        labellisees: Iterable[StructureSuivie],
        regle: RegleTirage,
        regions: Regions,
    ) -> "TirageVisitesMysteres":
        """A-028 à A-030 : l'engagement, qui sera publié, puis les cibles, qui ne le seront pas."""
        selon, base = [regle.id, regions.id], base_de(labellisees, regle, regions)
        cibles = tirer(graine, base, nombre, regle.couverture_des)
        parametres = _parametres(programme, le, nombre, regle)
        tirage = cls.creer(
            cls.VisitesMysteresTirees,
            selon=selon,
            **parametres,
            engagement=engagement(graine, base, cibles, **parametres),
            strates=_strates(base),
        )
        tirage.enregistrer(
            cls.CiblesScellees,
            selon=selon,
            graine=graine,
            base=_unites(base),
            cibles=[str(cible) for cible in cibles],
        )
        return tirage

    def realiser(
        self,
        cible: UUID,
        structure: DesignationEnregistree,
        grille: Grille,
        points: Mapping[str, int],
        seuils: Seuils,
    ) -> float:
        """A-028 : la note obtenue, sur dix ; la visite faite, la cible peut être connue."""
        self.verifier_attendue(cible)
        note, exigence = grille.note(points), seuils.note_visite_minimum
        self.enregistrer(
            self.VisiteMystereRealisee,
            selon=[seuils.id, grille.id],
            structure_id=cible,
            structure=structure,
            programme=self.parametres["programme"],
            grille=grille.id,
            points=dict(points),
            note=note,
            exigence=exigence,
            atteinte=note >= exigence,
        )
        return note

    def annuler(self, cible: UUID, raison: str) -> None:
        """Une structure fermée, par exemple, ne sera pas visitée."""
        self.verifier_attendue(cible)
        self.enregistrer(self.VisiteMystereAnnulee, cible=str(cible), raison=raison)

    def reveler(self) -> None:
        """La graine et la base permettent à chacun de refaire le tirage."""
        if self.est_revele:
            return
        if self.attendues:
            raise VisitesEnAttente(
                f"Ce tirage attend encore {denombrer(len(self.attendues), 'visite')}."
            )
        self.enregistrer(
            self.TirageRevele,
            **self.parametres,
            engagement=self.engagement,
            graine=self.graine,
            base=self.base,
            cibles=self.cibles,
        )

    def verifier_attendue(self, cible: UUID) -> None:
        if str(cible) not in self.attendues:
            raise CibleInconnue("Ce tirage n'attend pas, ou plus, de visite de cette structure.")


def base_de(
    labellisees: Iterable[StructureSuivie], regle: RegleTirage, regions: Regions
) -> list[Unite]:
    """A-030 : la base, chaque structure dans sa strate (A-028)."""
    return [
        Unite(
            each["structure_id"],
            each["departement"]
            if regle.territoire == "DEPARTEMENT"
            else regions.de(each["departement"]),
            regle.formats[each["format"]],
        )
        for each in labellisees
    ]


def _parametres(programme: str, le: date, nombre: int, regle: RegleTirage) -> Parametres:
    return {
        "programme": programme,
        "le": le.isoformat(),
        "nombre": nombre,
        "algorithme": regle.algorithme,
        "couverture_des": regle.couverture_des,
    }


def _strates(base: Sequence[Unite]) -> list[StrateEnregistree]:
    tailles = sorted((strate, len(membres)) for strate, membres in strates(base).items())
    return [{"territoire": t, "format": f, "base": taille} for (t, f), taille in tailles]


def _unites(base: Sequence[Unite]) -> list[UniteEnregistree]:
    return [
        {"structure": str(u.structure_id), "territoire": u.territoire, "format": u.format}
        for u in sorted(base, key=lambda u: u.structure_id)
    ]
