"""La convention-cadre d'un département, et qui s'y engage (A-045, A-046, A-049)."""

from collections.abc import Mapping, Sequence
from uuid import NAMESPACE_DNS, UUID, uuid5

from eventsourcing.domain import event

from services.onboarding.convention.domain.contenu_annexe import Partenaire, Portee
from services.onboarding.convention.rules.socle import Operateur, operateur_nomme, sans_accents
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus

CONVENTIONS = uuid5(NAMESPACE_DNS, "conventions.france-services.invalid")


class PartenaireDuSocle(Refus):
    """Un opérateur du socle n'est pas un partenaire additionnel (A-046)."""


class StructureMalDite(Refus):
    """Une structure se dit pour la portée STRUCTURE, et pour elle seule."""


class PorteeContradictoire(Refus):
    """Un partenaire l'est du département, ou de quelques structures (INV-10)."""


class ConventionDepartementale(Aggregate):
    """Complète quand elle réunit tout le socle ; les annexes qu'elle bloque attendent ici."""

    TOPIC = "onboarding.ConventionDepartementale"

    class ConventionOuverte(Created):
        TOPIC = "onboarding.ConventionOuverte"
        PHRASE = "Convention-cadre départementale ouverte à l'engagement des opérateurs"
        departement: str

    class OperateurEngage(Aggregate.Event):
        TOPIC = "onboarding.OperateurEngage"
        PHRASE = "Opérateur engagé dans la convention-cadre du département"
        departement: str
        operateur: str
        le: str

    class PartenaireEngage(Aggregate.Event):
        TOPIC = "onboarding.PartenaireEngage"
        PHRASE = "Partenaire additionnel engagé"
        departement: str
        nom: str
        portee: Portee
        structure_id: UUID | None
        le: str

        def details(self) -> str:
            return f"({self.nom})"

    class AnnexeRetenue(Aggregate.Event):
        TOPIC = "onboarding.AnnexeRetenue"
        PHRASE = "Annexe retenue tant que la convention-cadre est incomplète"
        label_id: UUID

    class AnnexesLiberees(Aggregate.Event):
        TOPIC = "onboarding.AnnexesLiberees"
        PHRASE = "Convention-cadre complète : les annexes retenues peuvent être établies"
        label_ids: list[UUID]

    @staticmethod
    def create_id(departement: str) -> UUID:
        """Une convention-cadre par département."""
        return uuid5(CONVENTIONS, departement)

    @event(ConventionOuverte)
    def __init__(self, departement: str) -> None:
        self.departement = departement
        self.engagements: dict[str, str] = {}
        self.partenaires: dict[tuple[str, UUID | None], Partenaire] = {}
        self.retenues: list[UUID] = []

    def engager(self, operateur: str, le: str) -> None:
        if operateur not in self.engagements:
            self._operateur_engage(self.departement, operateur, le)

    def engager_partenaire(
        self,
        nom: str,
        portee: Portee,
        structure_id: UUID | None,
        le: str,
        socle: Sequence[Operateur],
    ) -> None:
        """L'engagement peut précéder le label de la structure (A-050, A-051)."""
        _refuser_structure_mal_dite(portee, structure_id)
        _refuser_operateur(nom, socle)
        self._refuser_autre_portee(nom, portee)
        if (sans_accents(nom), structure_id) not in self.partenaires:
            self._partenaire_engage(self.departement, nom, portee, structure_id, le)

    def partenaires_de(
        self, structure_id: UUID, socle: Sequence[Operateur]
    ) -> tuple[Partenaire, ...]:
        """Ceux du département et ceux de la structure, moins qui est entré au socle depuis."""
        return tuple(
            partenaire
            for (_, lieu), partenaire in self.partenaires.items()
            if lieu in (None, structure_id) and operateur_nomme(socle, partenaire.nom) is None
        )

    def manquants(self, socle: Mapping[str, str]) -> dict[str, str]:
        """Les opérateurs du socle, nom par code, qui ne se sont pas engagés."""
        return {code: nom for code, nom in socle.items() if code not in self.engagements}

    def retenir(self, label_id: UUID) -> None:
        if label_id not in self.retenues:
            self._annexe_retenue(label_id)

    def _refuser_autre_portee(self, nom: str, portee: Portee) -> None:
        for (known, _), partenaire in self.partenaires.items():
            if known == sans_accents(nom) and partenaire.portee != portee:
                raise PorteeContradictoire(
                    f"« {partenaire.nom} » est déjà partenaire dans le département "
                    f"{self.departement}, de portée {partenaire.portee}. Qui signe la "
                    "convention-cadre se doit à toutes les structures, qui n'est présent que dans "
                    f"quelques-unes ne la signe pas : gardez la portée {partenaire.portee}."
                )

    def liberer(self) -> None:
        if self.retenues:
            self._annexes_liberees(list(self.retenues))

    @event(OperateurEngage)
    def _operateur_engage(self, departement: str, operateur: str, le: str) -> None:
        self.engagements[operateur] = le

    @event(PartenaireEngage)
    def _partenaire_engage(
        self, departement: str, nom: str, portee: Portee, structure_id: UUID | None, le: str
    ) -> None:
        self.partenaires[sans_accents(nom), structure_id] = Partenaire(nom, portee)

    @event(AnnexeRetenue)
    def _annexe_retenue(self, label_id: UUID) -> None:
        self.retenues.append(label_id)

    @event(AnnexesLiberees)
    def _annexes_liberees(self, label_ids: list[UUID]) -> None:
        self.retenues = []


def _refuser_structure_mal_dite(portee: Portee, structure_id: UUID | None) -> None:
    if portee == "STRUCTURE" and structure_id is None:
        raise StructureMalDite("La portée STRUCTURE veut une structure : ajoutez « structure_id ».")
    if portee == "DEPARTEMENT" and structure_id is not None:
        raise StructureMalDite(
            "La portée DEPARTEMENT vaut pour toutes les structures : retirez « structure_id », ou "
            "dites la portée STRUCTURE."
        )


def _refuser_operateur(nom: str, socle: Sequence[Operateur]) -> None:
    operateur = operateur_nomme(socle, nom)
    if operateur:
        raise PartenaireDuSocle(
            f"« {nom} » désigne un opérateur du socle, {operateur.nom} : il ne s'engage pas comme "
            "partenaire additionnel, mais par la demande EngagerOperateur."
        )
