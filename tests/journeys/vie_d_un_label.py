"""La vie d'un label sur des serveurs, et ce que chaque service en dit."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from time import monotonic
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from console.essai.demo import DEBUT, engager
from console.essai.simulation import Acteurs, dans
from console.imports.geographie import lire_dossier
from services.labellisation.dossier.commands import RemonterStructure
from services.labellisation.label.commands import (
    MettreEnDemeure,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
)
from services.onboarding.convention.rules.socle import charger_socle
from shared.clock import PARIS, start_of
from shared.contracts import Contract
from shared.contracts.audit import AuditDeclenche
from shared.contracts.funding import DroitClos
from shared.contracts.labellisation import (
    AccordPrealableDemande,
    AccordPrealableDonne,
    StructureLabellisee,
    StructureRemontee,
)
from shared.contracts.onboarding import (
    AccesFerme,
    AccesRetabli,
    AccesSuspendu,
    AnnexeARetirer,
)
from shared.messages.commands import Command
from tests.journeys.drivers import ServersDriver
from tests.journeys.parcours import ECHANTILLON, PATIENCE
from tests.scenarios.recit import CANTAL, FICHE

F = TypeVar("F", bound=Contract)
SIGNATURE = date(2019, 11, 15)
ANNEE = 2020
MANQUEMENTS = [{"critere": "AGT-01", "constat": "un seul agent présent"}]
SUITES = (AccesSuspendu, AccesRetabli, AccesFerme, AnnexeARetirer, DroitClos)
HISTOIRES = {
    "audit": ("SuiviQualiteOuvert", "SuiviQualiteClos"),
    "onboarding": ("AccesSuspendu", "AccesRetabli", "AccesFerme"),
}
OBJETS = (
    "Mise en demeure",
    "Label France Services suspendu",
    "Label France Services rétabli",
    "Label France Services retiré",
    "Annexe à retirer par avenant",
)


class Terrain:
    """Dix processus, une convention signée dans le Cantal, et les faits qui s'y publient."""

    def __init__(self, driver: ServersDriver) -> None:
        self.driver, self.faits = driver, dict[UUID, Contract]()
        self.acteurs = Acteurs(driver.signature, constats={})
        driver.charger(lire_dossier(ECHANTILLON, 2024))
        for operateur in charger_socle().en_vigueur(SIGNATURE):
            assert driver.send(engager("15", operateur.code, SIGNATURE)).accepted

    def entendre(self) -> bool:
        """Le prochain fait, s'il en vient un ; le même, publié de nouveau, ne compte pas."""
        if fait := self.driver.next_fact():
            self.faits[fait.message_id] = fait
        return fait is not None

    def jusqu_a(self, condition: Callable[[], Any], dit: Callable[[], object]) -> None:
        limite = monotonic() + PATIENCE
        while not condition():
            assert monotonic() < limite, dit()
            self.entendre()


class Vie:
    """Une structure du Cantal ; toutes les demandes sont datées de son histoire."""

    def __init__(self, terrain: Terrain, nom: str) -> None:
        self.terrain, self.nom = terrain, nom
        self.structure_id = uuid5(NAMESPACE_URL, nom)
        self.demandes: list[Command] = []

    def jusqu_a_l_audit_concluant(self) -> None:
        fiche = {**FICHE, "nom": self.nom, "matricule": f"15-{self.structure_id.hex[:6]}"}
        declare = {"fiche": fiche, "agents": 2, "etp": 2.0, "fichier": "abc", "ligne": 2}
        self.demander(RemonterStructure, DEBUT, **declare)
        self.reagir(StructureRemontee)
        self.reagir(AuditDeclenche)
        self.attendre(AccordPrealableDemande)

    def jusqu_au_label(self, *suites: type[Contract]) -> None:
        """L'accord et le label, puis les premières suites que ces services-là en donnent."""
        self.reagir(AccordPrealableDemande)
        self.reagir(AccordPrealableDonne)
        self.attendre(StructureLabellisee)
        for suite in suites:
            self.attendre(suite)

    def jusqu_au_retrait(self) -> None:
        """Suspendu, rétabli, puis retiré : une demande par jour."""
        jours = self._jours()
        self.demander(MettreEnDemeure, next(jours), manquements=MANQUEMENTS)
        self.demander(SuspendreLabel, next(jours), motif="plus d'agent à l'accueil")
        self.demander(RetablirLabel, next(jours), raison="deux agents sont revenus")
        self.demander(MettreEnDemeure, next(jours), manquements=MANQUEMENTS)
        le = next(jours)
        effet = le.astimezone(PARIS).date()
        self.demander(RetirerLabel, le, date_effet=effet, motif="locaux fermés")

    def _jours(self) -> Iterator[datetime]:
        effet = start_of(self.attendre(StructureLabellisee).date_effet)
        return (dans(effet, rang) + timedelta(minutes=rang) for rang in range(10, 20))

    def demander(self, kind: type[Command], le: datetime, **dit: Any) -> None:
        message_id = uuid5(self.structure_id, f"demande {len(self.demandes)}")
        entete: dict[str, Any] = {"message_id": message_id, "acteur": CANTAL, "survenu_le": le}
        self.demandes.append(kind(**entete, **{"structure_id": self.structure_id, **dit}))
        self._obtenir(self.demandes[-1])

    def redemander(self) -> None:
        """Les mêmes demandes, mot pour mot : la même réponse, et rien de plus."""
        for demande in self.demandes:
            self._obtenir(demande)
        while self.terrain.entendre():
            pass

    def reagir(self, kind: type[Contract]) -> None:
        for _, commande in self.terrain.acteurs.reagir(self.attendre(kind)):
            self._obtenir(commande)

    def _obtenir(self, commande: Command) -> None:
        reponse = self.terrain.driver.send(commande)
        assert reponse.accepted, reponse.detail

    def attendre(self, kind: type[F]) -> F:
        self.terrain.jusqu_a(lambda: self.dits(kind), lambda: (self.nom, kind.__name__))
        return self.dits(kind)[-1]

    def dits(self, kind: type[F]) -> list[F]:
        """Les faits de ce type sur cette structure ; d'un droit, ceux de l'année du label."""
        faits = [each for each in self.terrain.faits.values() if isinstance(each, kind)]
        siens = [each for each in faits if each.structure_id == self.structure_id]
        return [each for each in siens if getattr(each, "annee", ANNEE) == ANNEE]

    def faits(self) -> dict[str, int]:
        """Les suites publiées, puis ce que l'histoire de la structure en garde par service."""
        dits = {kind.__name__: len(self.dits(kind)) for kind in SUITES}
        for service, evenements in HISTOIRES.items():
            histoire = self.terrain.driver.history(service, self.structure_id)
            vus = Counter(each["evenement"] for each in histoire)
            dits |= {f"{service} : {evenement}": vus[evenement] for evenement in evenements}
        return dits

    def courriels(self) -> dict[str, int]:
        """Le nombre de courriels remis, par objet."""
        lus = (
            message_from_bytes(each.read_bytes(), policy=policy.default)["Subject"]
            for each in self.terrain.driver.courriels.glob("*.eml")
        )
        objets = Counter(
            objet.partition("\u00a0:")[0] for objet in map(str, lus) if self.nom in objet
        )
        return {objet: objets[objet] for objet in OBJETS}
