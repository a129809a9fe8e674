"""L'annexe d'une structure : attend le label et le financement, dans tout ordre (A-057)."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from typing_extensions import TypedDict

from services.onboarding.convention.rules.socle import Socle
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.structures import (
    DesignationEnregistree,
    FicheEnregistree,
    MaillageEnregistre,
    SyntheseEnregistree,
)


class LabelAnnonce(TypedDict):
    """Le contenu du fait StructureLabellisée."""

    type: str
    version: int
    message_id: str
    occurred_at: str
    structure_id: str
    label_id: str
    fiche: FicheEnregistree
    maillage: MaillageEnregistre
    prefecture: str
    date_effet: str
    audit: SyntheseEnregistree
    accord_id: str
    accord_le: str


class LabelEnregistre(TypedDict):
    """Le label tel qu'il fut annoncé, et la désignation de la structure."""

    structure: DesignationEnregistree
    fait: LabelAnnonce


class FinancementEnregistre(TypedDict, total=False):
    """Le contenu du fait DroitAuForfaitOuvert, DroitAuForfaitRefusé ou DroitEnAttente.

    Les deux derniers portent `raison`, et le dernier seul `attend`.
    """

    type: str
    version: int
    message_id: str
    occurred_at: str
    structure_id: str
    label_id: str
    structure: DesignationEnregistree
    annee: int
    montant_centimes: int
    parts_centimes: dict[str, int]
    regles: list[str]
    source: str
    attend: str
    raison: str


class FichiersEnregistres(TypedDict):
    """Les documents de l'annexe ; empreintes SHA-256 en hexadécimal."""

    fichier_pdf: str
    empreinte_pdf: str
    fichier_docx: str
    empreinte_docx: str


class AnnexeStructure(Aggregate):
    """Établie une fois, label et financement connus et socle réuni (A-045, A-058)."""

    TOPIC = "onboarding.AnnexeStructure"

    class AnnexeOuverte(Created):
        TOPIC = "onboarding.AnnexeOuverte"
        PHRASE = "Annexe à la convention départementale à établir"
        label_id: UUID
        structure_id: UUID

        def apply(self, aggregate: "AnnexeStructure") -> None:
            aggregate.label_id, aggregate.structure_id = self.label_id, self.structure_id

    class LabelAppris(Aggregate.Event):
        TOPIC = "onboarding.LabelAppris"
        PHRASE = "Label pris en compte pour l'annexe"
        PERSONNELLES = personal(contact, "label.structure.courriel", "label.fait.fiche.courriel")
        structure_id: UUID
        label: LabelEnregistre

        def apply(self, aggregate: "AnnexeStructure") -> None:
            aggregate.label = self.label

    class FinancementAppris(Aggregate.Event):
        TOPIC = "onboarding.FinancementAppris"
        PHRASE = "Financement pris en compte pour l'annexe"
        PERSONNELLES = personal(contact, "financement.structure.courriel")
        structure_id: UUID
        financement: FinancementEnregistre

        def apply(self, aggregate: "AnnexeStructure") -> None:
            aggregate.financement = self.financement

    class AnnexeEnAttente(Aggregate.Event):
        TOPIC = "onboarding.AnnexeEnAttente"
        PHRASE = "Annexe en attente : il manque des opérateurs à la convention-cadre"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: DesignationEnregistree
        operateurs_manquants: dict[str, str]

        def apply(self, aggregate: "AnnexeStructure") -> None:
            aggregate.manquants = self.operateurs_manquants

        def details(self) -> str:
            return f"({', '.join(self.operateurs_manquants.values())})"

    class OperateursManquantsRevus(Aggregate.Event):
        TOPIC = "onboarding.OperateursManquantsRevus"
        PHRASE = "Annexe toujours en attente : la liste des opérateurs manquants a changé"
        structure_id: UUID
        operateurs_manquants: dict[str, str]

        def apply(self, aggregate: "AnnexeStructure") -> None:
            aggregate.manquants = self.operateurs_manquants

        def details(self) -> str:
            return f"({', '.join(self.operateurs_manquants.values())})"

    class AnnexeEtablie(Aggregate.Event):
        TOPIC = "onboarding.AnnexeEtablie"
        PHRASE = "Contenu de l'annexe arrêté"
        PERSONNELLES = personal(contact, "structure.courriel", "contenu.structure.courriel")
        structure_id: UUID
        structure: DesignationEnregistree
        reference: str
        contenu: dict[str, Any]

        def apply(self, aggregate: "AnnexeStructure") -> None:
            aggregate.reference = self.reference

        def details(self) -> str:
            return f"(référence {self.reference})"

    class AnnexeGeneree(Aggregate.Event):
        TOPIC = "onboarding.AnnexeGeneree"
        PHRASE = "Annexe écrite, prête à être signée par avenant"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: DesignationEnregistree
        reference: str
        gabarit: str
        etablie_le: str
        fichier_pdf: str
        empreinte_pdf: str
        fichier_docx: str
        empreinte_docx: str

        def apply(self, aggregate: "AnnexeStructure") -> None:
            aggregate.est_generee = True

        def details(self) -> str:
            return f"({self.fichier_pdf})"

    class AnnexeSuspendue(Aggregate.Event):
        TOPIC = "onboarding.AnnexeSuspendue"
        PHRASE = "Annexe suspendue avec le label"

        def apply(self, aggregate: "AnnexeStructure") -> None:
            aggregate.est_suspendue = True

    class AnnexeReprise(Aggregate.Event):
        TOPIC = "onboarding.AnnexeReprise"
        PHRASE = "Annexe reprise : le label vaut de nouveau"

        def apply(self, aggregate: "AnnexeStructure") -> None:
            aggregate.est_suspendue = False

    class AnnexeSansObjet(Aggregate.Event):
        TOPIC = "onboarding.AnnexeSansObjet"
        PHRASE = "Annexe sans objet : le label a cessé avant qu'elle soit établie"
        structure_id: UUID
        le: str
        raison: str

        def apply(self, aggregate: "AnnexeStructure") -> None:
            aggregate.est_close = True

    class AnnexeARetirer(Aggregate.Event):
        TOPIC = "onboarding.AnnexeARetirer"
        PHRASE = "Annexe à retirer de la convention par avenant : le label a cessé"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: DesignationEnregistree
        reference: str
        le: str
        raison: str

        def apply(self, aggregate: "AnnexeStructure") -> None:
            aggregate.est_close = True

        def details(self) -> str:
            return f"(référence {self.reference})"

    def __init__(self) -> None:
        self.label_id: UUID
        self.structure_id: UUID
        self.label: LabelEnregistre | None = None
        self.financement: FinancementEnregistre | None = None
        self.manquants: dict[str, str] = {}
        self.reference = ""
        self.est_generee = False
        self.est_suspendue = False
        self.est_close = False
        self.recue_de: UUID | None = None

    @staticmethod
    def create_id(label_id: UUID) -> UUID:
        """Une annexe par label."""
        return uuid5(label_id, AnnexeStructure.TOPIC)

    @classmethod
    def ouvrir(cls, label_id: UUID, structure_id: UUID) -> "AnnexeStructure":
        return cls.creer(cls.AnnexeOuverte, label_id=label_id, structure_id=structure_id)

    @property
    def structure(self) -> DesignationEnregistree:
        """La désignation de la structure, telle que le label l'a donnée."""
        return self.label["structure"] if self.label else {}

    @property
    def attend_la_convention(self) -> bool:
        """Label et financement sont connus, le label vaut, l'annexe n'est pas établie (INV-09)."""
        connus = self.label and self.financement and not self.reference
        return bool(connus and not self.est_suspendue and not self.est_close)

    def apprendre_label(self, label: LabelEnregistre) -> None:
        if self.label is None:
            self.enregistrer(self.LabelAppris, structure_id=self.structure_id, label=label)

    def apprendre_financement(self, financement: FinancementEnregistre) -> None:
        if self.financement is None:
            self.enregistrer(
                self.FinancementAppris, structure_id=self.structure_id, financement=financement
            )

    def attendre(self, manquants: dict[str, str], socle: Socle) -> None:
        """`manquants` : nom par code ; seul le début de l'attente s'annonce (A-045)."""
        if not self.attend_la_convention or manquants == self.manquants:
            return
        attente = {"structure_id": self.structure_id, "operateurs_manquants": manquants}
        if self.manquants:
            self.enregistrer(self.OperateursManquantsRevus, selon=[socle.id], **attente)
        else:
            self.enregistrer(
                self.AnnexeEnAttente, selon=[socle.id], structure=self.structure, **attente
            )

    def etablir(self, reference: str, contenu: dict[str, Any], selon: Iterable[str]) -> None:
        """`selon` : le socle, et l'accord-cadre national s'il y en a un."""
        if self.attend_la_convention:
            self.enregistrer(
                self.AnnexeEtablie,
                selon=selon,
                structure_id=self.structure_id,
                structure=self.structure,
                reference=reference,
                contenu=contenu,
            )

    def noter_fichiers(self, gabarit: str, le: date, fichiers: FichiersEnregistres) -> None:
        """Les documents sont écrits ; une seconde fois, ou après le label, rien ne change."""
        if self.reference and not self.est_generee and not self.est_close:
            self.enregistrer(
                self.AnnexeGeneree,
                structure_id=self.structure_id,
                structure=self.structure,
                reference=self.reference,
                gabarit=gabarit,
                etablie_le=le.isoformat(),
                **fichiers,
            )

    def suspendre(self) -> None:
        if not self.est_suspendue and not self.est_close:
            self.enregistrer(self.AnnexeSuspendue)

    def reprendre(self) -> None:
        if self.est_suspendue and not self.est_close:
            self.enregistrer(self.AnnexeReprise)

    def clore(self, le: date, raison: str) -> None:
        """INV-09, C.7-16 : établie, elle est à retirer par avenant ; sinon, elle est sans objet.

        `le` est le dernier jour du label ; `raison` nomme le fait qui y a mis fin.
        """
        if self.est_close:
            return
        if self.reference:
            self._clore(
                self.AnnexeARetirer, le, raison, structure=self.structure, reference=self.reference
            )
        else:
            self._clore(self.AnnexeSansObjet, le, raison)

    def _clore(self, kind: type[Aggregate.Event], le: date, raison: str, **dit: Any) -> None:
        self.enregistrer(
            kind, structure_id=self.structure_id, le=le.isoformat(), raison=raison, **dit
        )
