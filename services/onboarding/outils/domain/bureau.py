"""Le Bureau de l'agent : sa page d'accueil, et les domaines où il cherche (A-121, A-122)."""

from urllib.parse import urlsplit
from uuid import NAMESPACE_DNS, UUID, uuid5

from typing_extensions import TypedDict

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDuMoment

BUREAU = uuid5(NAMESPACE_DNS, "bureau.france-services.invalid")


class DomaineInconnu(RefusDuMoment):
    """Ce domaine n'est pas, ou plus, dans la liste du Bureau."""


class Domaine(TypedDict):
    """Un domaine de la liste : son libellé, son responsable, et s'il est en page d'accueil."""

    libelle: str
    responsable: str
    accueil: bool


class BureauAgent(Aggregate):
    """Une seule liste pour tout le pays ; chaque domaine y a un responsable."""

    TOPIC = "onboarding.BureauAgent"

    class BureauOuvert(Created):
        TOPIC = "onboarding.BureauOuvert"
        PHRASE = "Liste des domaines du Bureau de l'agent ouverte"

    class DomaineAutorise(Aggregate.Event):
        TOPIC = "onboarding.DomaineAutorise"
        PHRASE = "Domaine autorisé dans le Bureau de l'agent"
        domaine: str
        libelle: str
        responsable: str
        accueil: bool

        def apply(self, aggregate: "BureauAgent") -> None:
            aggregate.domaines[self.domaine] = {
                "libelle": self.libelle,
                "responsable": self.responsable,
                "accueil": self.accueil,
            }

    class DomaineRetire(Aggregate.Event):
        TOPIC = "onboarding.DomaineRetire"
        PHRASE = "Domaine retiré du Bureau de l'agent"
        domaine: str

        def apply(self, aggregate: "BureauAgent") -> None:
            del aggregate.domaines[self.domaine]

    def __init__(self) -> None:
        self.domaines: dict[str, Domaine] = {}

    @staticmethod
    def create_id() -> UUID:
        return BUREAU

    @classmethod
    def ouvrir(cls) -> "BureauAgent":
        return cls.creer(cls.BureauOuvert)

    def autoriser(self, domaine: str, voulu: Domaine) -> None:
        """Le domaine entre dans la liste, ou y change de libellé, de responsable, de place."""
        if self.domaines.get(domaine) != voulu:
            self.enregistrer(self.DomaineAutorise, domaine=domaine, **voulu)

    def retirer(self, domaine: str) -> None:
        if domaine not in self.domaines:
            raise DomaineInconnu(f"« {domaine} » n'est pas dans la liste du Bureau.")
        self.enregistrer(self.DomaineRetire, domaine=domaine)

    def explore(self, adresse: str) -> bool:
        """La recherche ne va que sur un domaine de la liste, ou sous lui."""
        hote = urlsplit(adresse).hostname or ""
        return any(hote == each or hote.endswith(f".{each}") for each in self.domaines)

    @property
    def accueil(self) -> dict[str, str]:
        """Les liens de la page d'accueil, libellé par domaine."""
        return {nom: each["libelle"] for nom, each in self.domaines.items() if each["accueil"]}
