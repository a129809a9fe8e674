"""Puts structures forward and checks the result, wherever the services run."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from uuid import NAMESPACE_URL, uuid5

from console.essai.demo import DEBUT, engager
from console.imports.importation import commande
from services.labellisation.dossier.commands import RemonterStructure
from services.labellisation.tableau.questions import lire_tableau
from services.onboarding.convention.rules.socle import charger_socle
from shared.contracts.labellisation import StructureLabellisee
from shared.delivery.parking import Parked
from shared.runtime.component import Component
from tests.faults.checker import Checker, Findings
from tests.faults.outside import Outside
from tests.journeys.parcours import ECHANTILLON

CHARGE = 8
PATIENCE = 600.0
"""Seconds without a new event: thousands of repeats may be read meanwhile."""
LOOK_AGAIN = 0.25
STILL = 40
"""Looks without a new event, after which a broken variant is taken as finished."""


@dataclass(kw_only=True)
class Site:
    components: Mapping[str, Component]
    outside: Outside
    checker: Checker
    modele: RemonterStructure
    demandees: int = 0
    structures: int = 0
    publies: int = 0
    """How many facts were published when the round began."""

    def preparer(self) -> None:
        """Sign the convention of the sample's département; then start the people outside."""
        for operateur in charger_socle().en_vigueur(DEBUT.date()):
            self.outside.ask(engager("15", operateur.code, DEBUT.date()))
        self.outside.start()

    def demander(self, number: int) -> None:
        """Put forward so many new structures; the rest follows by itself."""
        for _ in range(number):
            self.outside.ask(self.remontee())

    def remontee(self) -> RemonterStructure:
        self.demandees += 1
        self.structures += 1
        return remontee(self.modele, self.demandees)

    def attendre(self, condition: Callable[[], bool]) -> None:
        limit = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < limit, f"rien ne vient après {PATIENCE:.0f} s"
            time.sleep(LOOK_AGAIN)

    def labels(self) -> int:
        """The number of labels granted in this round."""
        facts = self.checker.journal("labellisation").facts
        return sum(isinstance(fact, StructureLabellisee) for fact in facts)

    def commencer(self) -> int:
        self.checker.begin()
        self.structures = 0
        self.publies = len(self.outside.publies)
        return self.publies

    def finir(self, mark: int, fini: Callable[[], bool], ordered: bool = True) -> Findings:
        """The findings once all is finished, or once no event was recorded for `PATIENCE`."""
        moved, before = time.monotonic(), -1
        while True:
            looked = time.monotonic()
            findings = self.constater(mark, ordered)
            if findings.evenements != before:
                moved, before = looked, findings.evenements
            if (findings.parfait and fini()) or looked - moved > PATIENCE:
                return findings
            spent = time.monotonic() - looked  # the proxies run in this process too
            time.sleep(max(LOOK_AGAIN, 4 * spent))

    def constater(self, mark: int, ordered: bool = True) -> Findings:
        return self.checker.check(self.outside.publies[mark:], ordered)

    def termine(self) -> bool:
        """True if each structure put forward is labelled, with its applications open."""
        ouvertes = [
            event
            for event in self.checker.journal("onboarding").events
            if type(event).__name__ == "ApplicationsOuvertes"
        ]
        return len(ouvertes) == self.structures

    def achever(self) -> None:
        """Wait for all that the structures put forward bring about: rights of later years too.

        What is under way when a server is lost may be told again in another order.
        """
        self.attendre(lambda: self.termine() and self.constater(self.publies).parfait)

    def immobile(self, mark: int) -> Findings:
        """The findings once no new event is recorded."""
        same, before = 0, -1
        while same < STILL:
            time.sleep(LOOK_AGAIN)
            now = self.checker.events()
            same, before = (same + 1 if now == before else 0), now
        return self.constater(mark)

    def rouvrir(self) -> None:
        """Open new sessions for the checker: the old ones ended with the server."""
        for component in self.components.values():
            component.model.engine.dispose()

    def retenus(self) -> list[tuple[Component, Parked]]:
        return [(each, row) for each in self.components.values() for row in each.parking.all()]


def remontee(modele: RemonterStructure, number: int) -> RemonterStructure:
    """A structure like the first of the sample, with its own id, number and name."""
    structure_id = uuid5(NAMESPACE_URL, f"faults {number}")
    nom = {"matricule": f"15-{number:05}", "nom": f"Maison n° {number}"}
    return modele.model_copy(
        update={
            "message_id": uuid5(structure_id, "remontée"),
            "structure_id": structure_id,
            "fiche": modele.fiche.model_copy(update=nom),
        }
    )


def modele() -> RemonterStructure:
    lu = lire_tableau(ECHANTILLON / "tableau_remontee.csv", departement="15")
    return commande(lu, lu.lignes[0], DEBUT)


@contextmanager
def en_charge(site: Site, number: int = CHARGE) -> Iterator[None]:
    """Put structures forward during the block, which begins once their first facts are out."""
    asking = Thread(target=site.demander, args=(number,), daemon=True)
    before = len(site.outside.publies)
    asking.start()
    while len(site.outside.publies) < before + number:
        time.sleep(0.02)
    yield
    asking.join()
