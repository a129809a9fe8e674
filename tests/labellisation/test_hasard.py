"""Mille demandes au hasard, répétées, tardives, dans le désordre, par n'importe qui.

60 suites de 30 pas au plus, soit de mille à trois mille demandes et faits sur deux structures : le
tirage ne dépend que des modules chargés, où Hypothesis prend des nombres. Après chaque pas, le
journal respecte INV-01, INV-02, INV-03, INV-05, INV-06, INV-17 et C.7-16 ; à la fin de chaque
suite, la table de lecture dit l'état de chaque dossier.
"""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid5

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from console.contrats.explications import exemples
from console.imports.geographie import charger, lire_dossier
from services.labellisation.component import HANDLERS, build
from services.labellisation.dossier.domain.dossier import Dossier, Fait
from services.labellisation.dossier.domain.transitions import DEMANDES, FAITS
from shared.clock import SimulatedClock, days_after
from shared.contracts import Contract, audit, onboarding
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.envelope import Envelope
from shared.recording.received import Answered
from tests.contracts.language import ROOT, sample
from tests.labellisation.surveillance import Surveillance
from tests.shared.magasins import en_memoire

STRUCTURES = (UUID(int=46), UUID(int=47))
JOUR = datetime(2020, 2, 3, 9, tzinfo=UTC)
COMPTES = ("préfecture 15", "agence nationale", "auditeur A")
ACTEURS = [
    *(Acteur(role="PREFET", id=nom, departement="15") for nom in COMPTES),
    *(Acteur(role="AGENCE_NATIONALE", id=nom, organisme="ANCT") for nom in COMPTES),
    Acteur(role="PREFET", id="préfecture 12", departement="12"),
    Acteur(role="AGENCE_NATIONALE", id="agence nationale", organisme="CGET"),
    *(Acteur(role="PORTEUR", id="mairie", structure_id=each) for each in STRUCTURES),
    Acteur(role="AUDITEUR", id="auditeur A"),
]
BON = {"PREFET": ACTEURS[0], "AGENCE_NATIONALE": ACTEURS[4]}
AU_HASARD = sorted({**DEMANDES, **FAITS}) + sorted(FAITS)
SUITE = {
    "SIGNALEE": "AuditDeclenche",
    "EN_AUDIT": "AuditConcluant",
    "EN_ATTENTE_ACCORD": "DonnerAccordPrealable",
    "ACCORD_DONNE": "LabelliserStructure",
    "LABELLISEE": "MettreEnDemeure",
    "SOUS_MISE_EN_DEMEURE": "SuspendreLabel",
    "SUSPENDUE": "RetirerLabel",
}
"""La suite ordinaire de chaque état ; des autres, un signalement."""
AGENCE = frozenset(
    {"DonnerAccordPrealable", "RefuserAccordPrealable", "FusionnerStructures", "AnnulerFusion"}
)
COMMANDES: dict[str, Callable[..., Any]] = {each.__name__: each for each in HANDLERS.commands()}
COMPTE: Counter[str] = Counter()
"""Ce qui est arrivé dans toutes les suites, pour savoir qu'elles ont mené quelque part."""


class VieAuHasard(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        dossier = Path(self.closing.enter_context(TemporaryDirectory()))
        magasin = self.closing.enter_context(en_memoire(dossier))
        self.component = magasin.ouvrir(build, SimulatedClock(JOUR))
        charger(self.component, lire_dossier(ROOT / "console" / "echantillon", 2024))
        self.envoyes: list[Envelope] = []
        self.surveillances: dict[UUID, Surveillance] = {}
        self.position = 0
        for structure in STRUCTURES:
            self.envoyer("RemonterStructure", structure, BON["PREFET"], [], 0)

    def teardown(self) -> None:
        with self.closing:
            self.la_table_dit_l_etat()

    @rule(graine=st.integers(0, 2**32))
    def agir(self, graine: int) -> None:
        """Quelques pas ordinaires, puis n'importe quoi, par n'importe qui, à contretemps."""
        tirage = Random(graine)
        structure = tirage.choice(STRUCTURES)
        for _ in range(tirage.randint(0, 3)):
            self.avancer(structure)
        demande = tirage.choice(AU_HASARD)
        retard = tirage.choice((0, 0, 0, 1))
        self.envoyer(demande, structure, tirage.choice(ACTEURS), [tirage.choice(COMPTES)], retard)

    def avancer(self, structure: UUID) -> None:
        """La suite ordinaire, par qui en a la charge."""
        demande = SUITE.get(self.dossier(structure).etat, "SignalerStructure")
        acteur = BON["AGENCE_NATIONALE" if demande in AGENCE else "PREFET"]
        self.envoyer(demande, structure, acteur, ["auditeur A"], 0)

    @rule(rang=st.integers(0, 200))
    def repeter(self, rang: int) -> None:
        """Un message déjà traité revient : la même réponse, et rien de plus.

        Sauf une demande refusée pour une raison du moment, qui est décidée de nouveau (ADR 0031).
        """
        if self.envoyes:
            service, envelope = self.component.service, self.envoyes[rang % len(self.envoyes)]
            avant, connue = service.recorder.max_notification_id(), self.reponse(envelope)
            reponse = service.receive(envelope)
            assert reponse == self.reponse(envelope).outcome
            if connue.final or reponse == connue.outcome:
                assert service.recorder.max_notification_id() == avant

    def reponse(self, envelope: Envelope) -> Answered:
        connue = self.component.service.receipts.answered(envelope)
        assert connue
        return connue

    @invariant()
    def le_journal_reste_juste(self) -> None:
        for position, event in recorded_after(self.component.service, self.position, 1000):
            self.position = position
            if isinstance(event, Fait):
                COMPTE[type(event).__name__] += 1
                lue = self.surveillances.setdefault(event.originator_id, Surveillance())
                lue.lire(event)

    def la_table_dit_l_etat(self) -> None:
        for reader in self.component.projection_readers():
            while reader.run():
                pass
        rows = self.component.model.query("SELECT structure_id, etat FROM dossiers")
        for row in rows:
            assert row["etat"] == self.dossier(UUID(row["structure_id"])).etat

    def envoyer(
        self, demande: str, structure: UUID, acteur: Acteur, auditeurs: list[str], retard: int
    ) -> None:
        message_id = uuid5(structure, f"message {len(self.envoyes)}")
        if demande in FAITS:
            body: Any = self.fait(demande, structure, auditeurs, retard)
        else:
            body = self.demande(demande, structure, acteur)
        envelope = Envelope.starting(body.model_copy(update={"message_id": message_id}))
        self.envoyes.append(envelope)
        COMPTE["envois"] += 1
        self.component.service.receive(envelope)

    def demande(self, nom: str, structure: UUID, acteur: Acteur) -> Any:
        kind = COMMANDES[nom]
        corps = {**exemples("demandes", nom)[0]["payload"], "acteur": acteur.model_dump()}
        corps |= {"structure_id": structure, "survenu_le": JOUR, "motif": "au hasard"}
        if "date_effet" in corps:
            corps["date_effet"] = days_after(JOUR.date(), -(len(self.envoyes) % 4 == 0))
        if "absorbee_id" in corps:
            corps["absorbee_id"] = next(each for each in STRUCTURES if each != structure)
        if "audit_id" in corps:
            corps["audit_id"] = self.audit_de(structure, 0)
        return kind(**json.loads(json.dumps(corps, default=str)))

    def fait(self, nom: str, structure: UUID, auditeurs: list[str], retard: int) -> Contract:
        module = onboarding if nom == "ApplicationsOuvertes" else audit
        fait: Contract = getattr(module, nom).read(sample(f"{nom}.v1"))
        audit_id = self.audit_de(structure, retard)
        dit: dict[str, Any] = {"structure_id": structure, "occurred_at": JOUR}
        dit |= {"audit_id": audit_id, "signalement_id": self.signalement_de(structure, retard)}
        dit |= {"auditeurs": auditeurs}
        if synthese := getattr(fait, "synthese", None):
            conclu = {"audit_id": audit_id, "conclu_le": date(2020, 2, 1)}
            dit["synthese"] = synthese.model_copy(update=conclu)
        known = {name: value for name, value in dit.items() if name in type(fait).model_fields}
        return fait.model_copy(update=known)

    def dossier(self, structure: UUID) -> Any:
        return self.component.service.load(Dossier, Dossier.create_id(structure))

    def signalement_de(self, structure: UUID, retard: int) -> UUID:
        """Le dernier, ou un plus ancien."""
        dossier = self.dossier(structure)
        rang = (dossier.signalements if dossier else 0) - retard
        return uuid5(Dossier.create_id(structure), f"signalement {rang}")

    def audit_de(self, structure: UUID, retard: int) -> UUID:
        """Celui que le service d'audit ouvrirait, ou celui qui remplace un audit annulé."""
        dossier = self.dossier(structure)
        annules = len(dossier.audits_annules) if dossier else 0
        return uuid5(self.signalement_de(structure, retard), f"audit {annules}")


REGLAGES = settings(
    max_examples=60,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_mille_demandes_au_hasard_ne_rompent_aucun_invariant() -> None:
    """INV-01, INV-02, INV-03, INV-05, INV-06, INV-17."""
    COMPTE.clear()
    run_state_machine_as_test(VieAuHasard, settings=REGLAGES)

    assert COMPTE["envois"] > 600 and COMPTE["StructureLabellisee"] > 5, COMPTE
    assert {"StructureNonRetenue", "LabelRetire", "AuditAnnuleEnregistre"} <= COMPTE.keys()
    assert len(COMPTE) > 15, COMPTE
