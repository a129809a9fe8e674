"""Le Bureau de l'agent : sa page d'accueil, et les domaines où il cherche (A-121, A-122)."""

from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_DNS, UUID, uuid5

from eventsourcing.domain import event

from shared.recording.aggregates import Aggregate, Created
from shared.refusal import Refus

BUREAU = uuid5(NAMESPACE_DNS, "bureau.france-services.invalid")


class DomaineInconnu(Refus):
    """Ce domaine n'est pas, ou plus, dans la liste du Bureau."""


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

    class DomaineRetire(Aggregate.Event):
        TOPIC = "onboarding.DomaineRetire"
        PHRASE = "Domaine retiré du Bureau de l'agent"
        domaine: str

    @staticmethod
    def create_id() -> UUID:
        return BUREAU

    @event(BureauOuvert)
    def __init__(self) -> None:
        self.domaines: dict[str, dict[str, Any]] = {}

    def autoriser(self, domaine: str, libelle: str, responsable: str, accueil: bool) -> None:
        dit = {"libelle": libelle, "responsable": responsable, "accueil": accueil}
        if self.domaines.get(domaine) != dit:
            self._domaine_autorise(domaine, libelle, responsable, accueil)

    def retirer(self, domaine: str) -> None:
        if domaine not in self.domaines:
            raise DomaineInconnu(f"« {domaine} » n'est pas dans la liste du Bureau.")
        self._domaine_retire(domaine)

    def explore(self, adresse: str) -> bool:
        """La recherche ne va que sur un domaine de la liste, ou sous lui."""
        hote = urlsplit(adresse).hostname or ""
        return any(hote == each or hote.endswith(f".{each}") for each in self.domaines)

    @property
    def accueil(self) -> dict[str, str]:
        """Les liens de la page d'accueil, libellé par domaine."""
        return {each: dit["libelle"] for each, dit in self.domaines.items() if dit["accueil"]}

    @event(DomaineAutorise)
    def _domaine_autorise(
        self, domaine: str, libelle: str, responsable: str, accueil: bool
    ) -> None:
        self.domaines[domaine] = {
            "libelle": libelle,
            "responsable": responsable,
            "accueil": accueil,
        }

    @event(DomaineRetire)
    def _domaine_retire(self, domaine: str) -> None:
        del self.domaines[domaine]
