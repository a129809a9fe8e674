"""Le fil des faits d'un service, tel qu'un nouveau venu le lit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from console.execution.embedded import Programme
from shared.contracts import Contract
from shared.questions.asking import Refusee, Reponse, ask
from shared.questions.facts import FAITS
from shared.questions.question import Questions
from shared.questions.rights import Asker
from shared.runtime.component import Component


@dataclass(frozen=True)
class Joue:
    """Un programme joué, et les faits entendus pendant qu'il l'était."""

    programme: Programme
    entendus: list[Contract]

    def annonces(self, service: str) -> list[Contract]:
        return [fait for fait in self.entendus if fait.publisher() == service]


@dataclass
class Fil:
    """Les faits d'un service, page par page, depuis un curseur."""

    component: Component
    limit: int = 500
    curseur: str | None = None
    asker: Asker | None = None

    def demander(self, **parametres: Any) -> Reponse | Refusee:
        questions = Questions(self.component.name, FAITS)
        page = (self.curseur, self.limit)
        return ask(self.component, questions, self.asker, "faits", parametres, *page)

    def page(self, **parametres: Any) -> Any:
        """La page suivante ; le curseur avance."""
        reponse = self.demander(**parametres)
        assert isinstance(reponse, Reponse), reponse
        assert reponse.suite
        self.curseur = reponse.suite
        return reponse.contenu

    def pages(self, **parametres: Any) -> Iterator[Any]:
        """Jusqu'à celle qui dit la fin ; tout doit être annoncé."""
        lu = -1
        while True:
            page = self.page(**parametres)
            yield page
            if page["fin"]:
                return
            assert page["faits"] or page["lu"] > lu, page
            lu = page["lu"]

    def lire(self, **parametres: Any) -> list[Any]:
        return [fait for page in self.pages(**parametres) for fait in page["faits"]]

    def rattraper(self, traiter: Callable[[Any], object]) -> None:
        """Tout ce qui était enregistré au début : le reste vient par la file."""
        but = None
        while True:
            page = self.page()
            for fait in page["faits"]:
                traiter(fait)
            but = page["tete"] if but is None else but
            if page["lu"] >= but:
                return


def ids(faits: list[Any]) -> list[str]:
    return [fait["id"] for fait in faits]
