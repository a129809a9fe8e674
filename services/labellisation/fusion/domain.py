"""Fusionner deux dossiers de la même structure, ou annuler leur fusion (C.7-17)."""

from datetime import date

from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.evenements.fusion import (
    FusionAccueillie,
    FusionAnnulee,
    FusionDefaite,
    StructureAbsorbee,
)
from services.labellisation.dossier.domain.transitions import exiger_ou_deja_fait
from services.labellisation.label.domain.changements import fin_du_dossier
from services.labellisation.label.domain.vie_du_label import exiger_apres_le_label
from shared.refusal import RefusDuMoment


class FusionImpossible(RefusDuMoment):
    """On fusionne deux structures d'un département, et celle qui porte le label survit (C.7-17)."""


class AnnulationImpossible(RefusDuMoment):
    """Une fusion ne s'annule plus une fois que la survivante a cessé, ou fusionné de nouveau."""


def absorber(survivante: Dossier, absorbee: Dossier, date_effet: date) -> None:
    """C.7-17 : les deux histoires restent ; un label ne passe pas de l'une à l'autre."""
    demande = "FusionnerStructures"
    if exiger_ou_deja_fait(survivante, demande) or exiger_ou_deja_fait(absorbee, demande):
        return
    _exiger_fusion_possible(survivante, absorbee)
    exiger_apres_le_label(absorbee, date_effet)
    survivante.enregistrer(
        FusionAccueillie,
        absorbee_id=absorbee.structure_id,
        absorbee_nom=absorbee.nom,
        label_id=survivante.label_id,
        fiche=survivante.fiche,
    )
    absorbee.enregistrer(
        StructureAbsorbee,
        survivante_id=survivante.structure_id,
        survivante_nom=survivante.nom,
        label_survivant_id=survivante.label_id,
        **fin_du_dossier(absorbee, date_effet),
    )


def annuler(absorbee: Dossier, survivante: Dossier | None, raison: str) -> None:
    """C.7-17 : l'absorbée redevient ce qu'elle était ; l'histoire des deux garde la fusion."""
    if exiger_ou_deja_fait(absorbee, "AnnulerFusion"):
        return
    if survivante is None:
        raise AnnulationImpossible(
            f"« {absorbee.nom} » est fermée sans avoir été fusionnée : il n'y a rien à annuler."
        )
    _exiger_annulation_possible(absorbee, survivante)
    avant = absorbee.avant_fusion
    absorbee.enregistrer(
        FusionAnnulee,
        structure_id=absorbee.structure_id,
        label_id=avant["label_id"],
        etat=avant["etat"],
        label_effet=absorbee.label_effet if avant["label_id"] else "",
        echeance_avant=avant["echeance"],
        priorite_jusqu_au=avant["priorite_jusqu_au"],
        survivante_id=survivante.structure_id,
        survivante_nom=survivante.nom,
        label_survivant_id=survivante.label_id,
        raison=raison,
        fiche=absorbee.fiche,
    )
    survivante.enregistrer(
        FusionDefaite,
        structure_id=survivante.structure_id,
        absorbee_id=absorbee.structure_id,
        absorbee_nom=absorbee.nom,
        label_id=survivante.label_id,
        raison=raison,
        fiche=survivante.fiche,
    )


def _exiger_fusion_possible(survivante: Dossier, absorbee: Dossier) -> None:
    if absorbee.id == survivante.id:
        raise FusionImpossible(f"« {survivante.nom} » ne fusionne pas avec elle-même.")
    if absorbee.departement != survivante.departement:
        raise FusionImpossible(
            f"« {absorbee.nom} » est du département {absorbee.departement}, « {survivante.nom} » "
            f"du département {survivante.departement} : deux dossiers d'une même structure sont "
            "d'un même département. Corrigez d'abord la fiche qui a tort."
        )
    if absorbee.label_id and not survivante.label_id:
        raise FusionImpossible(
            f"« {absorbee.nom} » est labellisée, « {survivante.nom} » ne l'est pas : "
            "choisissez comme survivante celle qui porte le label."
        )


def _exiger_annulation_possible(absorbee: Dossier, survivante: Dossier) -> None:
    dernier, label_id = survivante.fusions[-1]
    if survivante.etat == "FERMEE" or (label_id and survivante.label_id != label_id):
        raise AnnulationImpossible(
            f"« {survivante.nom} », qui survit à la fusion, a depuis fermé, fusionné ou perdu son "
            f"label : signalez « {absorbee.nom} » comme une structure nouvelle."
        )
    if dernier != absorbee.structure_id:
        raise AnnulationImpossible(
            f"« {survivante.nom} » a depuis absorbé une autre structure ({dernier}) : annulez "
            "d'abord cette fusion."
        )
