"""L'annexe d'une structure : attend le label et le financement, dans tout ordre (A-057)."""

from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created


class AnnexeStructure(Aggregate):
    """Établie une fois : quand tout est su et que la convention réunit le socle (A-045, A-058)."""

    TOPIC = "onboarding.AnnexeStructure"

    class AnnexeOuverte(Created):
        TOPIC = "onboarding.AnnexeOuverte"
        PHRASE = "Annexe à la convention départementale à établir"
        label_id: UUID
        structure_id: UUID

    class LabelAppris(Aggregate.Event):
        TOPIC = "onboarding.LabelAppris"
        PHRASE = "Label pris en compte pour l'annexe"
        PERSONNELLES = personal(contact, "label.structure.courriel", "label.fait.fiche.courriel")
        structure_id: UUID
        label: dict[str, Any]

    class FinancementAppris(Aggregate.Event):
        TOPIC = "onboarding.FinancementAppris"
        PHRASE = "Financement pris en compte pour l'annexe"
        PERSONNELLES = personal(contact, "financement.structure.courriel")
        structure_id: UUID
        financement: dict[str, Any]

    class AnnexeEnAttente(Aggregate.Event):
        TOPIC = "onboarding.AnnexeEnAttente"
        PHRASE = "Annexe en attente : il manque des opérateurs à la convention-cadre"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: dict[str, Any]
        operateurs_manquants: dict[str, str]

        def details(self) -> str:
            return f"({', '.join(self.operateurs_manquants.values())})"

    class OperateursManquantsRevus(Aggregate.Event):
        TOPIC = "onboarding.OperateursManquantsRevus"
        PHRASE = "Annexe toujours en attente : la liste des opérateurs manquants a changé"
        structure_id: UUID
        operateurs_manquants: dict[str, str]

        def details(self) -> str:
            return f"({', '.join(self.operateurs_manquants.values())})"

    class AnnexeEtablie(Aggregate.Event):
        TOPIC = "onboarding.AnnexeEtablie"
        PHRASE = "Contenu de l'annexe arrêté"
        PERSONNELLES = personal(contact, "structure.courriel", "contenu.structure.courriel")
        structure_id: UUID
        structure: dict[str, Any]
        reference: str
        contenu: dict[str, Any]

        def details(self) -> str:
            return f"(référence {self.reference})"

    class AnnexeGeneree(Aggregate.Event):
        TOPIC = "onboarding.AnnexeGeneree"
        PHRASE = "Annexe écrite, prête à être signée par avenant"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: dict[str, Any]
        reference: str
        gabarit: str
        etablie_le: str
        fichier_pdf: str
        empreinte_pdf: str
        fichier_docx: str
        empreinte_docx: str

        def details(self) -> str:
            return f"({self.fichier_pdf})"

    @staticmethod
    def create_id(label_id: UUID) -> UUID:
        """Une annexe par label."""
        return uuid5(label_id, AnnexeStructure.TOPIC)

    @event(AnnexeOuverte)
    def __init__(self, label_id: UUID, structure_id: UUID) -> None:
        self.label_id, self.structure_id = label_id, structure_id
        self.label: dict[str, Any] | None = None
        self.financement: dict[str, Any] | None = None
        self.manquants: dict[str, str] = {}
        self.reference = ""
        self.est_generee = False

    @property
    def structure(self) -> dict[str, Any]:
        """La désignation de la structure, telle que le label l'a donnée."""
        known: dict[str, Any] = self.label["structure"] if self.label else {}
        return known

    @property
    def attend_la_convention(self) -> bool:
        """Tout est su, rien n'est encore établi."""
        return bool(self.label and self.financement and not self.reference)

    def apprendre_label(self, label: dict[str, Any]) -> None:
        if self.label is None:
            self._label_appris(self.structure_id, label)

    def apprendre_financement(self, financement: dict[str, Any]) -> None:
        if self.financement is None:
            self._financement_appris(self.structure_id, financement)

    def attendre(self, manquants: dict[str, str]) -> None:
        """Ce qui manque, nom par code ; seul le début de l'attente s'annonce (A-045)."""
        if not self.attend_la_convention or manquants == self.manquants:
            return
        if self.manquants:
            self._operateurs_manquants_revus(self.structure_id, manquants)
        else:
            self._annexe_en_attente(self.structure_id, self.structure, manquants)

    def etablir(self, reference: str, contenu: dict[str, Any]) -> None:
        if self.attend_la_convention:
            self._annexe_etablie(self.structure_id, self.structure, reference, contenu)

    def noter_fichiers(self, gabarit: str, etablie_le: str, fichiers: dict[str, str]) -> None:
        if self.reference and not self.est_generee:
            self._annexe_generee(
                structure_id=self.structure_id,
                structure=self.structure,
                reference=self.reference,
                gabarit=gabarit,
                etablie_le=etablie_le,
                **fichiers,
            )

    @event(LabelAppris)
    def _label_appris(self, structure_id: UUID, label: dict[str, Any]) -> None:
        self.label = label

    @event(FinancementAppris)
    def _financement_appris(self, structure_id: UUID, financement: dict[str, Any]) -> None:
        self.financement = financement

    @event(AnnexeEnAttente)
    def _annexe_en_attente(
        self, structure_id: UUID, structure: dict[str, Any], operateurs_manquants: dict[str, str]
    ) -> None:
        self.manquants = operateurs_manquants

    @event(OperateursManquantsRevus)
    def _operateurs_manquants_revus(
        self, structure_id: UUID, operateurs_manquants: dict[str, str]
    ) -> None:
        self.manquants = operateurs_manquants

    @event(AnnexeEtablie)
    def _annexe_etablie(
        self,
        structure_id: UUID,
        structure: dict[str, Any],
        reference: str,
        contenu: dict[str, Any],
    ) -> None:
        self.reference = reference

    @event(AnnexeGeneree)
    def _annexe_generee(
        self,
        structure_id: UUID,
        structure: dict[str, Any],
        reference: str,
        gabarit: str,
        etablie_le: str,
        fichier_pdf: str,
        empreinte_pdf: str,
        fichier_docx: str,
        empreinte_docx: str,
    ) -> None:
        self.est_generee = True
