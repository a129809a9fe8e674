"""La convention-cadre d'un département, et qui s'y engage (A-045, A-046, A-049)."""

from collections.abc import Sequence
from datetime import date
from uuid import NAMESPACE_DNS, UUID, uuid5

from services.onboarding.convention.domain.contenu_annexe import Partenaire, Portee
from services.onboarding.convention.rules.socle import Operateur, Socle, operateur_nomme
from shared.normalisation import normaliser
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDefinitif, RefusDuMoment

CONVENTIONS = uuid5(NAMESPACE_DNS, "conventions.france-services.invalid")


class PartenaireDuSocle(RefusDuMoment):
    """Un opérateur du socle n'est pas un partenaire additionnel (A-046)."""


class StructureMalDite(RefusDefinitif):
    """Une structure se dit pour la portée STRUCTURE, et pour elle seule."""


class PorteeContradictoire(RefusDuMoment):
    """Un partenaire l'est du département, ou de quelques structures (INV-10)."""


class ConventionDepartementale(Aggregate):
    """Complète quand elle réunit tout le socle ; les annexes qu'elle bloque attendent ici."""

    TOPIC = "onboarding.ConventionDepartementale"

    class ConventionOuverte(Created):
        TOPIC = "onboarding.ConventionOuverte"
        PHRASE = "Convention-cadre départementale ouverte à l'engagement des opérateurs"
        departement: str

        def apply(self, aggregate: "ConventionDepartementale") -> None:
            aggregate.departement = self.departement

    class OperateurEngage(Aggregate.Event):
        TOPIC = "onboarding.OperateurEngage"
        PHRASE = "Opérateur engagé dans la convention-cadre du département"
        departement: str
        operateur: str
        le: str

        def apply(self, aggregate: "ConventionDepartementale") -> None:
            aggregate.engagements[self.operateur] = self.le

    class PartenaireEngage(Aggregate.Event):
        TOPIC = "onboarding.PartenaireEngage"
        PHRASE = "Partenaire additionnel engagé"
        departement: str
        nom: str
        portee: Portee
        structure_id: UUID | None
        le: str

        def apply(self, aggregate: "ConventionDepartementale") -> None:
            engage = Partenaire(self.nom, self.portee)
            aggregate.partenaires[normaliser(self.nom), self.structure_id] = engage

        def details(self) -> str:
            return f"({self.nom})"

    class AnnexeRetenue(Aggregate.Event):
        TOPIC = "onboarding.AnnexeRetenue"
        PHRASE = "Annexe retenue tant que la convention-cadre est incomplète"
        label_id: UUID

        def apply(self, aggregate: "ConventionDepartementale") -> None:
            aggregate.retenues.append(self.label_id)

    class AnnexesLiberees(Aggregate.Event):
        TOPIC = "onboarding.AnnexesLiberees"
        PHRASE = "Convention-cadre complète : les annexes retenues peuvent être établies"
        label_ids: list[UUID]

        def apply(self, aggregate: "ConventionDepartementale") -> None:
            aggregate.retenues = []

    def __init__(self) -> None:
        self.departement: str
        self.engagements: dict[str, str] = {}
        self.partenaires: dict[tuple[str, UUID | None], Partenaire] = {}
        self.retenues: list[UUID] = []

    @staticmethod
    def create_id(departement: str) -> UUID:
        """Une convention-cadre par département."""
        return uuid5(CONVENTIONS, departement)

    @classmethod
    def ouvrir(cls, departement: str) -> "ConventionDepartementale":
        return cls.creer(cls.ConventionOuverte, departement=departement)

    def engager(self, operateur: str, le: date, socle: Socle) -> None:
        """Un opérateur du socle, sous n'importe lequel de ses noms, s'engage une fois."""
        code = socle.code(operateur)
        if code not in self.engagements:
            self.enregistrer(
                self.OperateurEngage,
                selon=[socle.id],
                departement=self.departement,
                operateur=code,
                le=le.isoformat(),
            )

    def engager_partenaire(
        self, nom: str, portee: Portee, structure_id: UUID | None, le: date, socle: Socle
    ) -> None:
        """L'engagement peut précéder le label de la structure (A-050, A-051)."""
        _refuser_structure_mal_dite(portee, structure_id)
        _refuser_operateur(nom, le, socle)
        self._refuser_autre_portee(nom, portee)
        if (normaliser(nom), structure_id) not in self.partenaires:
            self.enregistrer(
                self.PartenaireEngage,
                selon=[socle.id],
                departement=self.departement,
                nom=nom,
                portee=portee,
                structure_id=structure_id,
                le=le.isoformat(),
            )

    def partenaires_de(
        self, structure_id: UUID, exiges: Sequence[Operateur]
    ) -> tuple[Partenaire, ...]:
        """Ceux du département et ceux de la structure, moins les opérateurs entrés au socle."""
        return tuple(
            partenaire
            for (_, lieu), partenaire in self.partenaires.items()
            if lieu in (None, structure_id) and operateur_nomme(exiges, partenaire.nom) is None
        )

    def manquants(self, exiges: Sequence[Operateur]) -> dict[str, str]:
        """Les opérateurs exigés, nom par code, qui ne se sont pas engagés (A-045)."""
        return {each.code: each.nom for each in exiges if each.code not in self.engagements}

    def retenir(self, label_id: UUID, socle: Socle) -> None:
        """L'annexe attend que le socle soit réuni."""
        if label_id not in self.retenues:
            self.enregistrer(self.AnnexeRetenue, selon=[socle.id], label_id=label_id)

    def liberer(self, socle: Socle) -> None:
        """Le socle est réuni : plus aucune annexe n'attend."""
        if self.retenues:
            self.enregistrer(self.AnnexesLiberees, selon=[socle.id], label_ids=list(self.retenues))

    def _refuser_autre_portee(self, nom: str, portee: Portee) -> None:
        for (known, _), partenaire in self.partenaires.items():
            if known == normaliser(nom) and partenaire.portee != portee:
                raise PorteeContradictoire(
                    f"« {partenaire.nom} » est déjà partenaire dans le département "
                    f"{self.departement}, de portée {partenaire.portee}. Qui signe la "
                    "convention-cadre se doit à toutes les structures, qui n'est présent que dans "
                    f"quelques-unes ne la signe pas : gardez la portée {partenaire.portee}."
                )


def _refuser_structure_mal_dite(portee: Portee, structure_id: UUID | None) -> None:
    if portee == "STRUCTURE" and structure_id is None:
        raise StructureMalDite("La portée STRUCTURE veut une structure : ajoutez « structure_id ».")
    if portee == "DEPARTEMENT" and structure_id is not None:
        raise StructureMalDite(
            "La portée DEPARTEMENT vaut pour toutes les structures : retirez « structure_id », ou "
            "dites la portée STRUCTURE."
        )


def _refuser_operateur(nom: str, jour: date, socle: Socle) -> None:
    operateur = operateur_nomme(socle.en_vigueur(jour), nom)
    if operateur:
        raise PartenaireDuSocle(
            f"« {nom} » désigne un opérateur du socle, {operateur.nom} : il ne s'engage pas comme "
            "partenaire additionnel, mais par la demande EngagerOperateur.",
            selon=[socle.id],
        )
