"""Ce qui ne doit jamais s'écrire dans le journal d'un dossier, quoi qu'on demande."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.labellisation.dossier.domain.etats import REGLE

CLOTURES = frozenset(
    {"StructureNonRetenue", "AccordPrealableRefuse", "LabelRetire", "LabelRenonce"}
)


@dataclass
class Surveillance:
    """Lit les événements d'un dossier dans leur ordre, et tient compte de chaque cycle."""

    accords_employes: set[UUID] = field(default_factory=set)
    ouvert: bool = False
    signale_par: str = ""
    audits: int = 0
    audit: Any = None
    accord: Any = None
    labels: int = 0
    effet: str = ""

    def lire(self, event: Any) -> None:
        name = type(event).__name__
        assert REGLE in event.provenance["regles"], (name, "INV-17")
        if step := getattr(self, f"_{name}", None):
            step(event)
        if name in CLOTURES:
            self.ouvert = False

    def _StructureSignalee(self, event: Any) -> None:
        assert not self.ouvert, "INV-05"
        self.ouvert, self.signale_par = True, event.prefecture
        self.audits, self.audit, self.accord = 0, None, None

    def _LabelRetire(self, event: Any) -> None:
        assert event.date_effet >= self.effet, "C.7-16"

    _LabelRenonce = _LabelRetire

    def _AuditOuvert(self, event: Any) -> None:
        self.audits += 1
        assert self.audits == 1, "INV-06"

    def _AuditAnnuleEnregistre(self, event: Any) -> None:
        self.ouvert = True
        self.audits, self.audit, self.accord = 0, None, None

    def _AuditConcluantEnregistre(self, event: Any) -> None:
        assert self.audit is None, "INV-06"
        self.audit = event

    def _AccordPrealableDonne(self, event: Any) -> None:
        assert self.audit and str(event.audit_id) == self.audit.synthese["audit_id"], "INV-01"
        assert event.accorde_par not in {*self.audit.auditeurs, self.signale_par}, "INV-03"
        assert self.signale_par not in self.audit.auditeurs, "INV-03"
        self.accord = event

    def _StructureLabellisee(self, event: Any) -> None:
        assert self.audit and event.synthese == self.audit.synthese, "INV-01"
        assert self.accord and event.accord_id == self.accord.accord_id, "INV-02"
        assert event.accord_id not in self.accords_employes, "INV-02"
        assert event.prefecture not in {*self.audit.auditeurs, self.accord.accorde_par}, "INV-03"
        assert event.date_effet >= max(event.synthese["conclu_le"], event.accord_le), "INV-01"
        self.effet = event.date_effet
        self.accords_employes.add(event.accord_id)
        self.labels += 1
