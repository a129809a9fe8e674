"""Les faits d'un dossier, jusqu'au label ou au refus."""

from typing import Literal
from uuid import UUID

from shared.contracts import Contract, Value
from shared.contracts.audit import CritereNonConforme, Issue, SyntheseAudit
from shared.contracts.structure import Designation, FicheAnnoncee
from shared.types.annonces import Dit
from shared.types.temps import JourAnnonce


class Maillage(Value):
    """Où se trouve la structure, selon le code officiel géographique cité."""

    departement: Dit
    canton: Dit = ""
    epci: Dit = ""
    millesime: Dit


class StructureRemontee(Contract):
    """Un préfet a remonté une structure susceptible d'être labellisée (A-003)."""

    type: Literal["StructureRemontée"] = "StructureRemontée"
    version: Literal[1] = 1
    fiche: FicheAnnoncee
    maillage: Maillage | None = None


class StructureSignalee(Contract):
    """Le préfet signale qu'une structure remplit les conditions (A-020) : un audit suivra."""

    type: Literal["StructureSignalée"] = "StructureSignalée"
    version: Literal[1] = 1
    signalement_id: UUID
    fiche: FicheAnnoncee
    prefecture: Dit


class AccordPrealableDemande(Contract):
    """Un audit concluant attend l'accord préalable de l'agence nationale (A-024)."""

    type: Literal["AccordPréalableDemandé"] = "AccordPréalableDemandé"
    version: Literal[1] = 1
    structure: Designation
    audit_id: UUID
    referentiel: Dit


class AccordPrealableDonne(Contract):
    """L'agence nationale a donné son accord : le préfet peut labelliser (A-024)."""

    type: Literal["AccordPréalableDonné"] = "AccordPréalableDonné"
    version: Literal[1] = 1
    structure: Designation
    audit_id: UUID


class StructureLabellisee(Contract):
    """Le préfet a accordé le label France Services à une structure (A-023).

    `date_effet` est un jour civil, heure de Paris ; `agents` et `etp` sont ceux de l'audit.
    """

    type: Literal["StructureLabellisée"] = "StructureLabellisée"
    version: Literal[1] = 1
    label_id: UUID
    fiche: FicheAnnoncee
    maillage: Maillage
    prefecture: Dit
    date_effet: JourAnnonce
    audit: SyntheseAudit
    accord_id: UUID
    accord_le: JourAnnonce


class StructureNonRetenue(Contract):
    """La structure n'est pas retenue ; le refus ne vaut que pour cet audit (A-013, A-014)."""

    type: Literal["StructureNonRetenue"] = "StructureNonRetenue"
    version: Literal[1] = 1
    structure: Designation
    motif_principal: Dit
    motif_libelle: Dit
    issue: Issue
    criteres: list[CritereNonConforme]
    referentiel: Dit


class AccordPrealableRefuse(Contract):
    """L'agence nationale a refusé son accord ; un nouveau signalement reste possible (C.7-3)."""

    type: Literal["AccordPréalableRefusé"] = "AccordPréalableRefusé"
    version: Literal[1] = 1
    structure: Designation
    audit_id: UUID
    raison: Dit


class PrioriteDeRelabellisationAccordee(Contract):
    """Une structure non retenue pour des remarques mineures passera d'abord (A-016)."""

    type: Literal["PrioritéDeRelabellisationAccordée"] = "PrioritéDeRelabellisationAccordée"
    version: Literal[1] = 1
    structure: Designation
    du: JourAnnonce
    jusqu_au: JourAnnonce
