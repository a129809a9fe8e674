"""Une structure que le financement suit : ses porteurs successifs, et ses labels (A-032)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from services.funding.suivi.domain.label import Fin, Label, Sort
from shared.clock import instant
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.structures import DesignationEnregistree
from shared.typographie import jour_long

INCONNU = ("NON_RENSEIGNE",)


class StructureSuivie(Aggregate):
    """Ce qui décide des droits d'une structure, dans quelque ordre que ses faits soient appris."""

    TOPIC = "funding.StructureSuivie"

    class SuiviCommence(Created):
        TOPIC = "funding.SuiviCommence"
        PHRASE = "Structure suivie par le financement"
        structure_id: UUID

        def apply(self, aggregate: "StructureSuivie") -> None:
            aggregate.structure_id = self.structure_id

    class PorteurAppris(Aggregate.Event):
        TOPIC = "funding.PorteurAppris"
        PHRASE = "Porteur pris en compte par le financement"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: DesignationEnregistree
        porteurs: list[str]
        le: str

        def apply(self, aggregate: "StructureSuivie") -> None:
            aggregate.designer(self.structure, self.porteurs, self.le)

    class LabelSuivi(Aggregate.Event):
        TOPIC = "funding.LabelSuivi"
        PHRASE = "Label suivi par le financement"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        label_id: UUID
        effet: str
        annees: list[int]
        structure: DesignationEnregistree
        porteurs: list[str]
        le: str

        def apply(self, aggregate: "StructureSuivie") -> None:
            label = aggregate.label(self.label_id)
            label.annees.update(self.annees)
            label.effet = date.fromisoformat(self.effet) if self.effet else None
            aggregate.designer(self.structure, self.porteurs, self.le)

    class AnneeExaminee(Aggregate.Event):
        # Saved with the right, in the stream where the end of the label is: of two messages
        # handled at once, the second is decided again.
        TOPIC = "funding.AnneeExaminee"
        PHRASE = "Droit de l'année examiné"
        structure_id: UUID
        label_id: UUID
        annee: int

        def apply(self, aggregate: "StructureSuivie") -> None:
            aggregate.label(self.label_id).annees.add(self.annee)

        def details(self) -> str:
            return f"({self.annee})"

    class SuspensionApprise(Aggregate.Event):
        TOPIC = "funding.SuspensionApprise"
        PHRASE = "Suspension du label prise en compte par le financement"
        structure_id: UUID
        label_id: UUID
        instant: str

        def apply(self, aggregate: "StructureSuivie") -> None:
            aggregate.label(self.label_id).suspensions.append((self.instant, True))

    class RetablissementAppris(Aggregate.Event):
        TOPIC = "funding.RetablissementAppris"
        PHRASE = "Rétablissement du label pris en compte par le financement"
        structure_id: UUID
        label_id: UUID
        instant: str

        def apply(self, aggregate: "StructureSuivie") -> None:
            aggregate.label(self.label_id).suspensions.append((self.instant, False))

    class FinApprise(Aggregate.Event):
        TOPIC = "funding.FinApprise"
        PHRASE = "Fin du label prise en compte par le financement"
        structure_id: UUID
        label_id: UUID
        le: str
        raison: str
        sort: Sort
        survivante_id: UUID | None

        def apply(self, aggregate: "StructureSuivie") -> None:
            le = date.fromisoformat(self.le)
            fin = Fin(le, self.raison, self.sort, self.survivante_id)
            aggregate.label(self.label_id).fin = fin

        def details(self) -> str:
            return f"(label jusqu'au {jour_long(date.fromisoformat(self.le))})"

    class FinAnnulee(Aggregate.Event):
        TOPIC = "funding.FinAnnulee"
        PHRASE = "Fusion annulée : le label n'a pas cessé, pour le financement"
        structure_id: UUID
        label_id: UUID

        def apply(self, aggregate: "StructureSuivie") -> None:
            aggregate.label(self.label_id).fin = None

    class FusionRecue(Aggregate.Event):
        TOPIC = "funding.FusionRecue"
        PHRASE = "Structure avec laquelle une autre a fusionné : elle en porte le droit de l'année"
        structure_id: UUID
        absorbee_id: UUID
        label_id: UUID

        def apply(self, aggregate: "StructureSuivie") -> None:
            aggregate.absorbees[self.label_id] = self.absorbee_id

    class FinRevue(Aggregate.Event):
        TOPIC = "funding.FinRevue"
        PHRASE = "Fusion revue : la structure qui reste a son propre droit"
        structure_id: UUID
        label_id: UUID

        def apply(self, aggregate: "StructureSuivie") -> None:
            label = aggregate.label(self.label_id)
            if label.fin:
                label.fin = replace(label.fin, sort="DOUBLE")

    def __init__(self) -> None:
        self.structure_id: UUID
        self.structure: DesignationEnregistree = {}
        self.designee_le = ""
        self.porteurs: list[tuple[str, tuple[str, ...]]] = []
        self.labels: dict[UUID, Label] = {}
        self.absorbees: dict[UUID, UUID] = {}
        """Par label dont cette structure porte le droit, celle qui l'avait."""

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        return uuid5(structure_id, StructureSuivie.TOPIC)

    @classmethod
    def commencer(cls, structure_id: UUID) -> "StructureSuivie":
        return cls.creer(cls.SuiviCommence, structure_id=structure_id)

    def label(self, label_id: UUID) -> Label:
        return self.labels.setdefault(label_id, Label(label_id))

    def designer(self, structure: DesignationEnregistree, porteurs: list[str], le: str) -> None:
        """Appelé par les faits ; la désignation du fait le plus récent est la bonne."""
        self.porteurs.append((le, tuple(porteurs)))
        if le >= self.designee_le:
            self.structure, self.designee_le = structure, le

    def porte_un_label_le(self, jour: date) -> bool:
        return any(label.annees and label.vaut_le(jour) for label in self.labels.values())

    def porteurs_le(self, jour: date) -> tuple[str, ...]:
        """Les types possibles ce jour-là ; renseigné après coup, le type vaut pour avant."""
        dits = sorted(self.porteurs, key=lambda dit: dit[0])
        avant = [types for le, types in dits if le <= jour.isoformat()]
        apres = [types for le, types in dits if le > jour.isoformat()]
        connus = [*avant[-1:], *apres]
        return next((types for types in connus if types != INCONNU), INCONNU)

    def apprendre_porteur(
        self, porteurs: Iterable[str], structure: DesignationEnregistree, le: date
    ) -> None:
        dit = le.isoformat(), tuple(porteurs)
        if dit not in self.porteurs or structure != self.structure:
            self.enregistrer(
                self.PorteurAppris,
                structure_id=self.structure_id,
                structure=structure,
                porteurs=list(porteurs),
                le=le.isoformat(),
            )

    def apprendre_label(
        self,
        label_id: UUID,
        effet: date | None,
        annees: Iterable[int],
        structure: DesignationEnregistree,
        porteurs: Iterable[str],
        le: date,
    ) -> None:
        """La première date d'effet apprise est la bonne."""
        known = self.label(label_id)
        if known.annees and (effet is None or known.effet):
            return
        self._enregistrer(
            self.LabelSuivi,
            label_id,
            effet=effet.isoformat() if effet else "",
            annees=sorted(annees),
            structure=structure,
            porteurs=list(porteurs),
            le=le.isoformat(),
        )

    def examiner(self, label_id: UUID, annee: int) -> None:
        self._enregistrer(self.AnneeExaminee, label_id, annee=annee)

    def apprendre_suspension(self, label_id: UUID, le: datetime) -> None:
        if (instant(le), True) not in self.label(label_id).suspensions:
            self._enregistrer(self.SuspensionApprise, label_id, instant=instant(le))

    def apprendre_retablissement(self, label_id: UUID, le: datetime) -> None:
        if (instant(le), False) not in self.label(label_id).suspensions:
            self._enregistrer(self.RetablissementAppris, label_id, instant=instant(le))

    def apprendre_fin(self, label_id: UUID, fin: Fin) -> None:
        """Un label ne cesse qu'une fois."""
        if self.label(label_id).fin is None:
            self._enregistrer(
                self.FinApprise,
                label_id,
                le=fin.le.isoformat(),
                raison=fin.raison,
                sort=fin.sort,
                survivante_id=fin.survivante_id,
            )

    def annuler_fusion(self, label_id: UUID) -> None:
        """C.7-17 : seule la fin qu'une fusion a donnée s'annule."""
        fin = self.label(label_id).fin
        if fin and fin.survivante_id:
            self._enregistrer(self.FinAnnulee, label_id)

    def recevoir(self, absorbee_id: UUID, label_id: UUID) -> None:
        """C.7-17 : cette structure porte le droit de l'année de l'autre."""
        if label_id not in self.absorbees:
            self._enregistrer(self.FusionRecue, label_id, absorbee_id=absorbee_id)

    def revoir_fin(self, label_id: UUID, par: Label) -> None:
        """Le label de la survivante, appris après la fusion, a son droit de la même année."""
        fin = self.label(label_id).fin
        if fin and fin.sort == "PORTE" and (par.vaut_le(fin.le) or fin.le.year in par.annees):
            self._enregistrer(self.FinRevue, label_id)

    def _enregistrer(self, kind: type[Aggregate.Event], label_id: UUID, **dit: Any) -> None:
        self.enregistrer(kind, structure_id=self.structure_id, label_id=label_id, **dit)
