"""Le programme du 1er juillet 2019 au 31 décembre 2026, échéance après échéance."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from console.acteurs import agence
from console.essai.agenda import Agenda
from console.essai.demo import engager
from console.execution.embedded import InProcessBus, Programme
from console.imports.geographie import chargees
from console.imports.importation import commande, remonter
from console.imports.msap import inscrire
from services.labellisation.tableau.questions import (
    IdentitesConnues,
    Ligne,
    Tableau,
    lire_releve_des_msap,
)
from services.onboarding.convention.questions import operateurs_du_socle
from shared.clock import PARIS, SimulatedClock, paris_date
from shared.contracts import Contract
from tests.calendrier.acteurs import ActeursDuCalendrier
from tests.calendrier.parc import signalements
from tests.calendrier.vies import vies
from tests.invariants.monde import sans_document

DEBUT = datetime(2019, 7, 1, 9, tzinfo=PARIS)
REMONTEE = datetime(2019, 9, 15, 9, tzinfo=PARIS)
CONVENTIONS = datetime(2019, 11, 15, 9, tzinfo=PARIS)
RELEVE_DES_MSAP = datetime(2020, 1, 2, 9, tzinfo=PARIS)
FIN = datetime(2026, 12, 31, 18, tzinfo=PARIS)
PERSONNE = IdentitesConnues(())
Progression = Callable[[datetime], None]


@dataclass(frozen=True)
class Parc:
    """Ce que l'on joue : une liste, un relevé des MSAP, combien en auront le label."""

    liste: Tableau
    releve: Path
    msap_labellisees: int


@dataclass
class Bilan:
    """Ce qui fut joué, et ce que les services ont refusé."""

    structures: int = 0
    msap: int = 0
    labellisees: int = 0
    refus: Counter[str] = field(default_factory=Counter)


class ProgrammeSobre(Programme):
    """Sans mise en page ni courriel : le calendrier n'en dit rien."""

    def __init__(self, dossier: Path, clock: SimulatedClock) -> None:
        super().__init__(dossier, clock, {"RETRY_QUICK": "0"})
        self.components = {n: sans_document(n, c) for n, c in self.components.items()}
        notifications = self.components["notifications"]
        self.components["notifications"] = replace(notifications, effect=None)
        self.bus = InProcessBus(list(self.components.values()))
        self.logs = {name: c.log_pass(self.bus) for name, c in self.components.items()}
        self.timed = {name: c.timed(self.bus) for name, c in self.components.items()}


def derouler(
    programme: Programme, clock: SimulatedClock, parc: Parc, progression: Progression
) -> Bilan:
    """Joue la liste et les MSAP ; les communes sont déjà chargées."""
    lignes, bilan = parc.liste.lignes, Bilan(labellisees=parc.msap_labellisees)
    effets = {each.structure_id: each.label_du for each in lignes if each.label_du}
    acteurs, agenda = (
        ActeursDuCalendrier(programme.signature, effets),
        Agenda(programme, clock, FIN),
    )
    programme.observe(lambda fait: _reagir(acteurs, fait, agenda, clock))
    _jusqu_au(agenda, REMONTEE, progression)
    communes = chargees(programme.components["labellisation"])
    rendu = remonter(parc.liste, REMONTEE, programme.send_all, geographie=communes)
    programme.settle()
    bilan.structures = rendu.retenues
    msap = lire_releve_des_msap(parc.releve)
    _planifier(agenda, lignes, msap, parc.msap_labellisees)
    _jusqu_au(agenda, RELEVE_DES_MSAP, progression)
    inscrites = inscrire(
        msap, RELEVE_DES_MSAP, agence(paris_date(RELEVE_DES_MSAP)), programme.send_all
    )
    bilan.msap = inscrites.retenues
    bilan.refus.update(each.message for each in (*rendu.rejets, *inscrites.rejets))
    _jusqu_au(agenda, FIN, progression)
    refusees = agenda.refused
    bilan.refus.update(f"{type(c).__name__} : {outcome.code}" for c, outcome in refusees)
    return bilan


def _planifier(agenda: Agenda, lignes: Sequence[Ligne], msap: Tableau, combien: int) -> None:
    """Les conventions, la vie de quelques labels, et la remontée des MSAP qui auront le label."""
    for departement in sorted({each.fiche.departement for each in (*lignes, *msap.lignes)}):
        for operateur in operateurs_du_socle(paris_date(CONVENTIONS)):
            engagement = engager(departement, operateur.code, paris_date(CONVENTIONS))
            agenda.plan(CONVENTIONS, engagement)
    for jour, acte in vies(lignes):
        agenda.plan(jour, acte)
    for jour, ligne in signalements(msap.lignes, combien):
        declaree = replace(ligne, agents=2, etp=2.0)
        agenda.plan(jour, commande(msap, declaree, jour, PERSONNE))


def _reagir(
    acteurs: ActeursDuCalendrier, fait: Contract, agenda: Agenda, clock: SimulatedClock
) -> None:
    for jour, demande in acteurs.demandes(fait):
        agenda.plan(max(jour, clock.now() + timedelta(microseconds=1)), demande)


def _jusqu_au(agenda: Agenda, fin: datetime, progression: Progression) -> None:
    agenda.until = fin
    agenda.run(progression)
