"""Ce qui change dans la vie d'une structure : horaires, porteur, antennes, fermeture."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from typing_extensions import TypedDict

from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.evenements.changements import (
    AntenneRattachee,
    FicheChangee,
    HorairesModifies,
    PorteurChange,
    StructureFermee,
)
from services.labellisation.dossier.domain.transitions import exiger_ou_deja_fait
from services.labellisation.label.domain.vie_du_label import exiger_apres_le_label
from shared.structures import FicheEnregistree


class Fin(TypedDict):
    """Ce que retient toute fin d'un dossier."""

    structure_id: UUID
    label_id: UUID | None
    date_effet: str
    fiche: FicheEnregistree


def modifier_horaires(dossier: Dossier, horaires: Mapping[str, str], commentaire: str) -> None:
    nouveaux: FicheEnregistree = {
        "horaires": dict(horaires),
        "commentaire_horaires": commentaire,
    }
    _changer_fiche(dossier, "ModifierHoraires", HorairesModifies, nouveaux)


def changer_porteur(dossier: Dossier, porteur: str, porteur_type: str, courriel: str) -> None:
    nouveau: FicheEnregistree = {
        "porteur": porteur,
        "porteur_type": porteur_type,
        "courriel": courriel,
    }
    _changer_fiche(dossier, "ChangerPorteur", PorteurChange, nouveau)


def rattacher_antenne(
    dossier: Dossier, nom: str, commune_insee: str, commune: str, selon: Iterable[str] = ()
) -> None:
    connue = (nom, commune_insee) in dossier.antennes
    if exiger_ou_deja_fait(dossier, "RattacherAntenne") or connue:
        return
    dossier.enregistrer(
        AntenneRattachee,
        selon,
        nom=nom,
        commune_insee=commune_insee,
        commune=commune,
        fiche=dossier.fiche,
    )


def fermer(dossier: Dossier, raison: str, date_effet: date) -> None:
    if not exiger_ou_deja_fait(dossier, "FermerStructure"):
        exiger_apres_le_label(dossier, date_effet)
        dossier.enregistrer(StructureFermee, raison=raison, **fin_du_dossier(dossier, date_effet))


def _changer_fiche(
    dossier: Dossier, demande: str, evenement: type[FicheChangee], champs: FicheEnregistree
) -> None:
    """Une fiche qui dit déjà la même chose ne change pas."""
    fiche: FicheEnregistree = {**dossier.fiche, **champs}
    if not exiger_ou_deja_fait(dossier, demande) and fiche != dossier.fiche:
        dossier.enregistrer(evenement, fiche=fiche)


def fin_du_dossier(dossier: Dossier, date_effet: date) -> Fin:
    return {
        "structure_id": dossier.structure_id,
        "label_id": dossier.label_id,
        "date_effet": date_effet.isoformat(),
        "fiche": dossier.fiche,
    }
