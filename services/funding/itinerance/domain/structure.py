"""Ce que l'aide aux bus sait d'une structure mobile : son format, son label, son canton."""

from typing import Any, Self
from uuid import UUID, uuid5

from services.funding.itinerance.rules.admission import SITUATIONS, SOUS_LABEL, Situation
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment


class AideDejaObtenue(RefusDuMoment):
    """Une structure n'est aidée que par un programme, une fois (INV-11)."""


class MobileSuivie(Aggregate):
    """Une par structure mobile ; elle n'apprend que par les faits de la labellisation."""

    TOPIC = "funding.MobileSuivie"

    class StructureConnue(Created):
        TOPIC = "funding.StructureConnue"
        PHRASE = "Structure mobile connue du financement"
        structure_id: UUID
        departement: str
        format: str
        situation: Situation
        canton: str
        label_id: UUID | None

        def apply(self, aggregate: "MobileSuivie") -> None:
            aggregate.structure_id = self.structure_id
            aggregate.departement = self.departement
            aggregate.retenir(self)

        def details(self) -> str:
            return f"({self.format}, {SITUATIONS[self.situation]})"

    class SituationChangee(Aggregate.Event):
        TOPIC = "funding.SituationChangee"
        PHRASE = "Structure mobile : ce que le financement en sait change"
        structure_id: UUID
        format: str
        situation: Situation
        canton: str
        label_id: UUID | None

        def apply(self, aggregate: "MobileSuivie") -> None:
            aggregate.retenir(self)

        def details(self) -> str:
            return f"({self.format}, {SITUATIONS[self.situation]})"

    class AideObtenue(Aggregate.Event):
        TOPIC = "funding.AideItineranteObtenue"
        PHRASE = "Structure aidée par un programme d'itinérance : aucun autre ne l'aidera"
        structure_id: UUID
        programme: str

        def apply(self, aggregate: "MobileSuivie") -> None:
            aggregate.aidee_par = self.programme

        def details(self) -> str:
            return f"({self.programme})"

    class AideRendue(Aggregate.Event):
        TOPIC = "funding.AideItineranteRendue"
        PHRASE = "Aide d'itinérance rendue : un autre programme pourra aider la structure"
        structure_id: UUID
        programme: str

        def apply(self, aggregate: "MobileSuivie") -> None:
            aggregate.aidee_par = ""

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        return uuid5(structure_id, MobileSuivie.TOPIC)

    def __init__(self) -> None:
        self.structure_id = UUID(int=0)
        self.departement, self.format, self.canton = "", "", ""
        self.aidee_par = ""
        self.situation: Situation = "REMONTEE"
        self.label_id: UUID | None = None
        self.labels_finis: frozenset[UUID] = frozenset()

    @classmethod
    def connaitre(
        cls,
        structure_id: UUID,
        departement: str,
        format: str,
        situation: Situation,
        canton: str = "",
        label_id: UUID | None = None,
    ) -> Self:
        return cls.creer(
            cls.StructureConnue,
            structure_id=structure_id,
            departement=departement,
            format=format,
            situation=situation,
            canton=canton,
            label_id=label_id,
        )

    def remonter(self, format: str, canton: str) -> None:
        """Une fiche corrigée : la situation reste ce qu'elle est."""
        self._changer(format=format, canton=canton or self.canton)

    def signaler(self, format: str) -> None:
        """Un signalement appris après le label qu'il a permis ne l'efface pas."""
        if self.situation not in SOUS_LABEL:
            self._changer(format=format, situation="SIGNALEE")

    def ecarter(self) -> None:
        """Un audit, ou l'accord préalable, ne permet pas le label : un signalement le pourra."""
        if self.situation not in SOUS_LABEL:
            self._changer(situation="NON_RETENUE")

    def labelliser(self, label_id: UUID, format: str, canton: str) -> None:
        """Un label dont la fin est déjà apprise ne revient pas."""
        if label_id not in self.labels_finis:
            self._changer(format=format, situation="LABELLISEE", canton=canton, label_id=label_id)

    def suspendre(self, label_id: UUID) -> None:
        if (self.situation, self.label_id) == ("LABELLISEE", label_id):
            self._changer(situation="SUSPENDUE")

    def retablir(self, label_id: UUID) -> None:
        if (self.situation, self.label_id) == ("SUSPENDUE", label_id):
            self._changer(situation="LABELLISEE")

    def finir(self, label_id: UUID | None, situation: Situation) -> None:
        """La fin d'un autre label que celui d'aujourd'hui n'y change rien."""
        if label_id in self.labels_finis:
            return
        if label_id is None or self.label_id in (None, label_id):
            self._changer(situation=situation, label_id=label_id or self.label_id)

    def reprendre(self, label_id: UUID) -> None:
        """C.7-17 : la fusion qui avait fait cesser ce label est annulée."""
        if (self.situation, self.label_id) == ("FERMEE", label_id):
            self._changer(situation="LABELLISEE")

    def obtenir(self, programme: str) -> None:
        """INV-11 : une aide par structure, quel que soit le programme."""
        if self.aidee_par:
            raise AideDejaObtenue(
                f"Cette structure est déjà aidée par {self.aidee_par} ; une structure ne l'est "
                "qu'une fois : libérez cette aide d'abord."
            )
        self._dire(self.AideObtenue, programme=programme)

    def rendre(self, programme: str) -> None:
        if self.aidee_par == programme:
            self._dire(self.AideRendue, programme=programme)

    def retenir(self, fait: "StructureConnue | SituationChangee") -> None:
        self.format, self.situation = fait.format, fait.situation
        self.canton, self.label_id = fait.canton, fait.label_id
        if fait.label_id:
            fini = fait.situation not in SOUS_LABEL
            autres = self.labels_finis - {fait.label_id}
            self.labels_finis = autres | ({fait.label_id} if fini else set())

    def _changer(self, **dit: Any) -> None:
        """Rien de nouveau n'enregistre rien."""
        sue = {nom: getattr(self, nom) for nom in ("format", "situation", "canton", "label_id")}
        if dite := {nom: dit[nom] for nom in dit if dit[nom] != sue[nom]}:
            self._dire(self.SituationChangee, **sue | dite)

    def _dire(self, kind: type[Aggregate.Event], **dit: Any) -> None:
        self.enregistrer(kind, structure_id=self.structure_id, **dit)


StructureConnue = MobileSuivie.StructureConnue
SituationChangee = MobileSuivie.SituationChangee
