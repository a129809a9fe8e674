"""La garantie d'une MSAP : inscrite une fois, elle court jusqu'à son terme (A-036, A-037)."""

from datetime import date
from uuid import UUID, uuid5

from services.funding.garantie.domain.declaration import Declaration
from services.funding.garantie.rules import Cause, Garantie, GarantieMSAPTerminee
from shared.personal_data.fields import contact, personal
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment
from shared.structures import DesignationEnregistree
from shared.typographie import euros, jour_long


class GarantieMSAPDejaEnregistree(RefusDuMoment):
    """La garantie de cette MSAP est déjà enregistrée, à d'autres conditions."""


class GarantieMSAP(Aggregate):
    """Une par structure ; connue par la liste des MSAP ou par un label, dans un ordre ou l'autre.

    Le label et la fermeture restent notés si la liste vient après eux : une MSAP labellisée n'est
    jamais payée deux fois.
    """

    TOPIC = "funding.GarantieMSAP"

    class SuiviMSAPOuvert(Created):
        TOPIC = "funding.SuiviMSAPOuvert"
        PHRASE = "Structure suivie pour le financement garanti des MSAP"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: DesignationEnregistree

        def apply(self, aggregate: "GarantieMSAP") -> None:
            aggregate.structure_id, aggregate.structure = self.structure_id, self.structure

    class GarantieMSAPEnregistree(Aggregate.Event):
        TOPIC = "funding.GarantieMSAPEnregistree"
        PHRASE = "Financement garanti à la MSAP"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: DesignationEnregistree
        porteur_type: str
        siret: str
        renforce: bool
        montant_centimes: int
        du: str
        au: str
        regle: str
        reprise: bool
        fichier: str
        ligne: int

        def apply(self, aggregate: "GarantieMSAP") -> None:
            aggregate.structure = self.structure
            aggregate.montant_centimes, aggregate.renforce = self.montant_centimes, self.renforce
            aggregate.du, aggregate.au = date.fromisoformat(self.du), date.fromisoformat(self.au)
            aggregate.regle, aggregate.reprise = self.regle, self.reprise
            aggregate.declaree = Declaration(
                self.structure,
                self.porteur_type,
                self.siret,
                self.renforce,
                self.montant_centimes,
                self.fichier,
                self.ligne,
            )

        def details(self) -> str:
            renforce = ", renforcé" if self.renforce else ""
            au = jour_long(date.fromisoformat(self.au))
            return f"({euros(self.montant_centimes)} par an{renforce}, jusqu'au {au})"

    class FinancementMSAPExpire(Aggregate.Event):
        TOPIC = "funding.FinancementMSAPExpire"
        PHRASE = "Financement garanti de la MSAP expiré : elle n'avait pas le label"
        PERSONNELLES = personal(contact, "structure.courriel")
        structure_id: UUID
        structure: DesignationEnregistree
        le: str
        label_le: str
        regle: str
        reprise: bool

        def apply(self, aggregate: "GarantieMSAP") -> None:
            aggregate.est_expiree = True

        def details(self) -> str:
            dits = filter(None, (self.le, self.label_le))
            jours = (jour_long(date.fromisoformat(jour)) for jour in dits)
            return f"(dernier jour : {' ; label le '.join(jours)})"

    def __init__(self) -> None:
        self.structure_id = UUID(int=0)
        self.structure: DesignationEnregistree = {}
        self.montant_centimes: int | None = None
        self.renforce = False
        self.du, self.au = date.max, date.min
        self.regle, self.reprise = "", False
        self.declaree: Declaration | None = None
        self.close_le: date | None = None
        self.est_expiree = False
        self.labels: dict[UUID, date] = {}
        self.labels_finis: set[UUID] = set()
        self.arrets: set[tuple[date, Cause]] = set()

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        """Une garantie par structure."""
        return uuid5(structure_id, GarantieMSAP.TOPIC)

    @classmethod
    def suivre(cls, structure_id: UUID, structure: DesignationEnregistree) -> "GarantieMSAP":
        return cls.creer(cls.SuiviMSAPOuvert, structure_id=structure_id, structure=structure)

    def garantir(self, declaree: Declaration, garantie: Garantie, recue_le: date) -> None:
        """A-036 : une fois ; rien ne rouvre une garantie finie (C.7-8).

        Une garantie reçue après son terme est une reprise : elle est gardée, et n'est pas annoncée.
        """
        montant = declaree.montant(garantie)
        if self.montant_centimes is not None:
            self._exiger_la_meme(montant, declaree.renforce, garantie.du)
            return
        self._inscrire(declaree, garantie, montant, recue_le > garantie.au)

    def reinscrire(self) -> None:
        """C.7-17 : aux mêmes conditions ; une garantie venue à son terme l'est une fois."""
        if self.declaree is None or self.montant_centimes is None or self.est_expiree:
            return
        garantie = Garantie(self.montant_centimes, self.du, self.au, self.regle)
        self._inscrire(self.declaree, garantie, self.montant_centimes, self.reprise)

    def oublier_la_garantie(self) -> None:
        """Appelé par un fait."""
        self.declaree = self.montant_centimes = self.close_le = None
        self.du, self.au, self.est_expiree = date.max, date.min, False

    def _inscrire(
        self, declaree: Declaration, garantie: Garantie, montant: int, reprise: bool
    ) -> None:
        self.enregistrer(
            self.GarantieMSAPEnregistree,
            selon=[garantie.regle],
            structure_id=self.structure_id,
            structure=declaree.structure,
            porteur_type=declaree.porteur_type,
            siret=declaree.siret,
            renforce=declaree.renforce,
            montant_centimes=montant,
            du=garantie.du.isoformat(),
            au=garantie.au.isoformat(),
            regle=garantie.regle,
            reprise=reprise,
            fichier=declaree.fichier,
            ligne=declaree.ligne,
        )

    def porter(self, absorbee: "GarantieMSAP", le: date) -> None:
        """C.7-17 : la garantie d'une structure absorbée, pour l'année de la fusion et la suite."""
        if self.declaree or absorbee.declaree is None or absorbee.montant_centimes is None:
            return
        du = max(absorbee.du, date(le.year, 1, 1))
        garantie = Garantie(absorbee.montant_centimes, du, absorbee.au, absorbee.regle)
        self.garantir(absorbee.declaree, garantie, date.max if absorbee.reprise else le)

    def garantie_le(self, jour: date) -> bool:
        """Vrai si ce jour est avant la fin de la garantie, et qu'elle est inscrite."""
        return self.declaree is not None and jour <= (self.close_le or self.au)

    def expirer(self) -> None:
        """A-037, TMR-05 : au terme, si rien ne l'a arrêtée avant."""
        if self.montant_centimes is None or self.close_le or self.est_expiree:
            return
        suivants = [jour for jour in self.labels.values() if jour > self.au]
        self.enregistrer(
            self.FinancementMSAPExpire,
            selon=[self.regle],
            structure_id=self.structure_id,
            structure=self.structure,
            le=self.au.isoformat(),
            label_le=min(suivants).isoformat() if suivants else "",
            regle=self.regle,
            reprise=self.reprise,
        )

    def _exiger_la_meme(self, montant: int, renforce: bool, du: date) -> None:
        """Redire ce qui était vrai un jour garanti ne change rien."""
        fin = self.close_le or self.au
        if du > fin:
            raise GarantieMSAPTerminee(
                f"La garantie de « {self.structure['nom']} » a pris fin le {jour_long(fin)} : rien "
                "ne la rouvre. Seul le label France Services ouvre un droit.",
                selon=[self.regle],
            )
        if (montant, renforce) != (self.montant_centimes, self.renforce):
            raise GarantieMSAPDejaEnregistree(
                f"La garantie de « {self.structure['nom']} » est déjà enregistrée : "
                f"{euros(self.montant_centimes or 0)} par an"
                f"{', renforcée' if self.renforce else ''}. Corrigez la ligne de la liste.",
                selon=[self.regle],
            )
