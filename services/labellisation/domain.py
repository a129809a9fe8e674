"""Le dossier d'une structure, de son repérage à sa fermeture."""

from typing import Any
from uuid import UUID, uuid5

from services.labellisation import (
    candidature,
    changements,
    historique,
    instruction,
    label,
    montee_en_gamme,
)
from services.labellisation.etats import REGLE
from services.labellisation.montee_en_gamme import MonteeEnGamme
from services.labellisation.vie import VieDuLabel
from shared.recording.citing import cite


class Dossier(MonteeEnGamme, VieDuLabel):
    """Toute la vie d'une structure, un signalement après l'autre (INV-05, INV-06)."""

    TOPIC = "labellisation.Dossier"

    # The library finds the events of an aggregate by the names of its class.
    StructureIdentifiee = candidature.StructureIdentifiee
    StructureRemontee = candidature.StructureRemontee
    StructurePressentieRemontee = candidature.StructurePressentieRemontee
    RemonteeModifiee = candidature.RemonteeModifiee
    StructureSignalee = candidature.StructureSignalee
    PlanDeMonteeEnGammeEtabli = montee_en_gamme.PlanDeMonteeEnGammeEtabli
    ActionDeMonteeEnGammeAchevee = montee_en_gamme.ActionDeMonteeEnGammeAchevee
    MonteeEnGammeAchevee = montee_en_gamme.MonteeEnGammeAchevee
    AuditOuvert = instruction.AuditOuvert
    AuditConcluantEnregistre = instruction.AuditConcluantEnregistre
    StructureNonRetenue = instruction.StructureNonRetenue
    PrioriteDeRelabellisationAccordee = instruction.PrioriteDeRelabellisationAccordee
    PrioriteDeRelabellisationExpiree = instruction.PrioriteDeRelabellisationExpiree
    RemarquesLevees = instruction.RemarquesLevees
    AuditAnnuleEnregistre = instruction.AuditAnnuleEnregistre
    ConclusionContestee = instruction.ConclusionContestee
    AlerteEmise = instruction.AlerteEmise
    AccordPrealableDonne = instruction.AccordPrealableDonne
    AccordPrealableRefuse = instruction.AccordPrealableRefuse
    StructureLabellisee = instruction.StructureLabellisee
    ApplicationsOuvertesEnregistrees = label.ApplicationsOuvertesEnregistrees
    FranceServicesOuverte = label.FranceServicesOuverte
    PorteurMisEnDemeure = label.PorteurMisEnDemeure
    ConformiteRetablie = label.ConformiteRetablie
    LabelSuspendu = label.LabelSuspendu
    LabelRetabli = label.LabelRetabli
    LabelRetire = label.LabelRetire
    LabelRenonce = label.LabelRenonce
    HorairesModifies = changements.HorairesModifies
    PorteurChange = changements.PorteurChange
    AntenneRattachee = changements.AntenneRattachee
    StructureFermee = changements.StructureFermee
    StructureAbsorbee = changements.StructureAbsorbee
    FusionAccueillie = changements.FusionAccueillie
    StructureImportee = historique.StructureImportee
    LabelImporte = historique.LabelImporte
    AntenneImportee = historique.AntenneImportee
    StructureActualisee = historique.StructureActualisee
    PresenceConfirmee = historique.PresenceConfirmee
    ListeAncienneLue = historique.ListeAncienneLue
    StructureAbsente = historique.StructureAbsente

    @staticmethod
    def create_id(structure_id: UUID) -> UUID:
        """Un dossier par structure : son identité se déduit."""
        return uuid5(structure_id, Dossier.TOPIC)

    @classmethod
    def identifier(
        cls, structure_id: UUID, fiche: dict[str, Any], maillage: dict[str, str]
    ) -> "Dossier":
        """Une structure pressentie, avant toute remontée."""
        cite(REGLE)
        return cls._create(
            cls.StructureIdentifiee, structure_id=structure_id, fiche=fiche, maillage=maillage
        )

    @classmethod
    def remonter(
        cls,
        structure_id: UUID,
        fiche: dict[str, Any],
        maillage: dict[str, str],
        declaration: dict[str, Any],
        fichier: str,
        ligne: int,
    ) -> "Dossier":
        """A-003 : la première remontée ouvre le dossier."""
        cite(REGLE)
        return cls._create(
            cls.StructureRemontee,
            structure_id=structure_id,
            fiche=fiche,
            maillage=maillage,
            declaration=declaration,
            fichier=fichier,
            ligne=ligne,
        )
