"""Le suivi de la qualité d'une structure : a-t-elle le label, et quand l'interroger."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from typing_extensions import TypedDict

from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.structures import DesignationEnregistree


class StructureSuivie(TypedDict):
    """Une structure labellisée, son département, et son format."""

    structure_id: UUID
    departement: str
    format: str


@dataclass(frozen=True)
class LabelSuivi:
    """Le label d'une structure, sa date d'effet, et le jour de sa prochaine enquête (ISO 8601)."""

    label_id: UUID
    structure: DesignationEnregistree
    format: str
    date_effet: str
    enquete_le: str


class SuiviQualite(Aggregate):
    """Une structure labellisée est interrogée chaque année, et peut être tirée (A-026, A-030)."""

    TOPIC = "audit.SuiviQualite"

    class SuiviQualiteOuvert(Created):
        TOPIC = "audit.SuiviQualiteOuvert"
        PHRASE = "Suivi de la qualité ouvert par le label"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        label_id: UUID
        structure: DesignationEnregistree
        format: str
        date_effet: str
        enquete_le: str

        def apply(self, suivi: "SuiviQualite") -> None:
            suivi.structure_id = self.structure_id
            suivi.retenir(self)

    class SuiviQualiteRepris(Aggregate.Event):
        TOPIC = "audit.SuiviQualiteRepris"
        PHRASE = "Suivi de la qualité repris par un nouveau label"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        label_id: UUID
        structure: DesignationEnregistree
        format: str
        date_effet: str
        enquete_le: str

        def apply(self, suivi: "SuiviQualite") -> None:
            suivi.retenir(self)

    class SuiviQualiteClos(Aggregate.Event):
        TOPIC = "audit.SuiviQualiteClos"
        PHRASE = "Suivi de la qualité clos : la structure n'est plus labellisée"
        structure_id: UUID
        le: str

        def apply(self, suivi: "SuiviQualite") -> None:
            suivi.est_labellisee = False

    class SuiviQualiteSuspendu(Aggregate.Event):
        TOPIC = "audit.SuiviQualiteSuspendu"
        PHRASE = "Suivi de la qualité suspendu avec le label"
        structure_id: UUID
        label_id: UUID
        le: str

        def apply(self, suivi: "SuiviQualite") -> None:
            suivi.est_suspendu = True

    class SuiviQualiteRetabli(Aggregate.Event):
        TOPIC = "audit.SuiviQualiteRetabli"
        PHRASE = "Suivi de la qualité rétabli avec le label"
        structure_id: UUID
        label_id: UUID
        le: str
        enquete_le: str

        def apply(self, suivi: "SuiviQualite") -> None:
            suivi.est_suspendu = False

    class SuiviQualiteRendu(Aggregate.Event):
        TOPIC = "audit.SuiviQualiteRendu"
        PHRASE = "Suivi de la qualité repris : la fusion qui l'avait clos est annulée"
        structure_id: UUID
        label_id: UUID
        enquete_le: str

        def apply(self, suivi: "SuiviQualite") -> None:
            suivi.est_labellisee = True

    class DateDuLabelCorrigee(Aggregate.Event):
        TOPIC = "audit.DateDuLabelCorrigee"
        PHRASE = "Date d'effet du label corrigée par une liste publiée"
        structure_id: UUID
        label_id: UUID
        date_effet: str

        def apply(self, suivi: "SuiviQualite") -> None:
            suivi.date_effet = self.date_effet

    def __init__(self) -> None:
        self.structure_id = self.label_id = UUID(int=0)
        self.structure: DesignationEnregistree = {}
        self.format = self.date_effet = ""
        self.est_labellisee = self.est_suspendu = False

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        return uuid5(structure_id, SuiviQualite.TOPIC)

    @property
    def est_interrogee(self) -> bool:
        """A-030 : le label est en vigueur, et n'est pas suspendu."""
        return self.est_labellisee and not self.est_suspendu

    def retenir(self, label: SuiviQualiteOuvert | SuiviQualiteRepris) -> None:
        self.label_id, self.date_effet = label.label_id, label.date_effet
        self.structure, self.format = label.structure, label.format
        self.est_labellisee, self.est_suspendu = True, False

    @classmethod
    def ouvrir(
        cls, structure_id: UUID, label: LabelSuivi, selon: Iterable[str] = ()
    ) -> "SuiviQualite":
        return cls.creer(
            cls.SuiviQualiteOuvert, selon=selon, structure_id=structure_id, **vars(label)
        )

    def reprendre(self, label: LabelSuivi, selon: Iterable[str] = ()) -> None:
        """Un label déjà connu ne se reprend pas."""
        if label.label_id != self.label_id:
            self.enregistrer(
                self.SuiviQualiteRepris,
                selon=selon,
                structure_id=self.structure_id,
                **vars(label),
            )

    def clore(self, label_id: UUID | None, le: str) -> None:
        """A-026, A-030 : ni enquête ni tirage pour une structure qui n'a plus le label."""
        if self.est_labellisee and label_id == self.label_id:
            self.enregistrer(self.SuiviQualiteClos, structure_id=self.structure_id, le=le)

    def suspendre(self, label_id: UUID, le: str) -> None:
        if self.est_interrogee and label_id == self.label_id:
            self._enregistrer(self.SuiviQualiteSuspendu, le=le)

    def retablir(self, label_id: UUID, le: str, enquete_le: str, selon: Iterable[str] = ()) -> None:
        """`enquete_le` : le jour de la prochaine enquête, que la suspension avait écartée."""
        if self.est_suspendu and label_id == self.label_id:
            self._enregistrer(self.SuiviQualiteRetabli, selon, le=le, enquete_le=enquete_le)

    def rendre(self, label_id: UUID, enquete_le: str, selon: Iterable[str] = ()) -> None:
        """C.7-17 : suspendu avant la fusion, le label l'est encore."""
        if not self.est_labellisee and label_id == self.label_id:
            self._enregistrer(self.SuiviQualiteRendu, selon, enquete_le=enquete_le)

    def corriger_date(self, label_id: UUID, date_effet: str) -> None:
        """A-131 : une liste publiée corrige celle d'avant."""
        if label_id == self.label_id and date_effet != self.date_effet:
            self._enregistrer(self.DateDuLabelCorrigee, date_effet=date_effet)

    def _enregistrer(
        self, kind: type[Aggregate.Event], selon: Iterable[str] = (), **dit: str
    ) -> None:
        about = {"structure_id": self.structure_id, "label_id": self.label_id}
        self.enregistrer(kind, selon, **about, **dit)
