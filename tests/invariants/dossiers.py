"""INV-01, INV-02, INV-03, INV-05 : un label, son audit, son accord, et qui décide de quoi."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from tests.invariants.journal import Evenement
from tests.invariants.temoin import Garde, exiger, sur

CLOT = (
    "labellisation.StructureNonRetenue",
    "labellisation.AccordPrealableRefuse",
    "labellisation.LabelRetire",
    "labellisation.LabelRenonce",
    "labellisation.StructureFermee",
)
OUVRE = (
    "labellisation.StructureIdentifiee",
    "labellisation.StructureRemontee",
    "labellisation.StructureImportee",
)


class Labels(Garde):
    """Ce qu'un label suppose, relu dans les journaux de l'audit et de la labellisation."""

    def __init__(self) -> None:
        self.structures: dict[UUID, UUID] = {}
        self.dossiers: dict[UUID, UUID] = {}
        self.en_cours: set[UUID] = set()
        self.interrompus: set[UUID] = set()
        self.audites: dict[UUID, UUID | None] = {}
        self.concluants: dict[UUID, Evenement] = {}
        self.auditeurs: dict[UUID, set[str]] = defaultdict(set)
        self.signalants: dict[UUID, str] = {}
        self.accords: dict[UUID, Evenement] = {}
        self.servis: set[UUID] = set()

    @sur(*OUVRE)
    def ouvrir(self, e: Evenement) -> None:
        assert e.structure
        self.structures[e.flux] = e.structure
        premier = self.dossiers.setdefault(e.structure, e.flux)
        exiger("INV-05", premier == e.flux, f"{e.structure} a deux dossiers")

    @sur("labellisation.StructureSignalee")
    def signaler(self, e: Evenement) -> None:
        exiger("INV-05", e.flux not in self.en_cours, f"{e.flux} est signalée deux fois à la fois")
        self.en_cours.add(e.flux)
        self.signalants[e.flux] = e.provenance["acteur"]

    @sur(*CLOT)
    def clore(self, e: Evenement) -> None:
        self.en_cours.discard(e.flux)

    @sur("labellisation.StructureAbsorbee")
    def absorber(self, e: Evenement) -> None:
        if e.flux in self.en_cours:
            self.interrompus.add(e.flux)
        self.en_cours.discard(e.flux)

    @sur("labellisation.FusionAnnulee")
    def revivre(self, e: Evenement) -> None:
        """Le signalement que la fusion avait interrompu reprend."""
        if e.flux in self.interrompus:
            self.en_cours.add(e.flux)
        self.interrompus.discard(e.flux)

    @sur("audit.AuditDeclenche")
    def auditer(self, e: Evenement) -> None:
        self.audites[e.flux] = e.structure

    @sur("audit.EquipeDesignee")
    def composer(self, e: Evenement) -> None:
        self.auditeurs[e.flux] = {membre["id"] for membre in e.dit["membres"]}

    @sur("audit.CritereConstate", "audit.ConstatRectifie", "audit.VisiteAuditDebutee")
    def constater(self, e: Evenement) -> None:
        if e.provenance["role"] == "AUDITEUR":
            self.auditeurs[e.flux].add(e.provenance["acteur"])

    @sur("audit.AuditConcluant")
    def conclure(self, e: Evenement) -> None:
        self.concluants[e.flux] = e
        self.auditeurs[e.flux].add(e.provenance["acteur"])

    @sur("labellisation.AccordPrealableDonne")
    def accorder(self, e: Evenement) -> None:
        audit_id, par = e.dit["audit_id"], e.provenance["acteur"]
        audit = self._audit("INV-02", audit_id, e)
        conclu = date.fromisoformat(audit.dit["synthese"]["conclu_le"])
        exiger(
            "INV-02",
            e.jour("accord_le") >= conclu,
            f"accord du {e.dit['accord_le']}, audit du {conclu}",
        )
        auditeurs, signalant = self.auditeurs[audit_id], self.signalants[e.flux]
        exiger("INV-03", par not in auditeurs, f"« {par} » audite et accorde")
        exiger("INV-03", par != signalant, f"« {par} » signale et accorde")
        exiger("INV-03", signalant not in auditeurs, f"« {signalant} » signale et audite")
        self.accords[e.dit["accord_id"]] = e

    @sur("labellisation.StructureLabellisee")
    def labelliser(self, e: Evenement) -> None:
        audit_id, accord_id = UUID(e.dit["synthese"]["audit_id"]), e.dit["accord_id"]
        audit, effet = self._audit("INV-01", audit_id, e), e.jour("date_effet")
        conclu = date.fromisoformat(audit.dit["synthese"]["conclu_le"])
        exiger("INV-01", effet >= conclu, f"effet le {effet}, audit conclu le {conclu}")
        exiger(
            "INV-01",
            e.survenu_le >= audit.survenu_le,
            f"label décidé avant l'audit : {e.survenu_le}",
        )
        accord = self.accords.get(accord_id)
        exiger(
            "INV-02",
            accord and accord.flux == e.flux,
            f"accord {accord_id} d'aucun dossier, ou d'un autre",
        )
        assert accord
        exiger("INV-02", accord.dit["audit_id"] == audit_id, "accord donné sur un autre audit")
        exiger("INV-02", accord_id not in self.servis, f"accord {accord_id} déjà servi")
        exiger("INV-02", effet >= accord.jour("accord_le"), f"effet le {effet}, avant l'accord")
        exiger(
            "INV-03", e.provenance["acteur"] not in self.auditeurs[audit_id], "qui audite labellise"
        )
        self.servis.add(accord_id)

    def _audit(self, invariant: str, audit_id: UUID, e: Evenement) -> Evenement:
        """L'audit concluant de la structure de ce dossier."""
        audit = self.concluants.get(audit_id)
        exiger(invariant, audit, f"{e.sujet} sans audit concluant ({audit_id})")
        assert audit
        sienne = self.audites.get(audit_id) == self.structures[e.flux]
        exiger(invariant, sienne, f"l'audit {audit_id} est celui d'une autre structure")
        return audit
