"""L'alerte : un point d'attention, à toute étape, qui ne change aucune décision ; qui la classe."""

from collections.abc import Iterable

from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.evenements.instruction import (
    AlerteClassee,
    AlerteEmise,
)
from shared.refusal import RefusDuMoment


class AlerteInconnue(RefusDuMoment):
    """Aucune alerte de ce genre n'attend sur le label de la structure."""


def alerter(dossier: Dossier, code: str, texte: str, selon: Iterable[str] = ()) -> None:
    dossier.enregistrer(
        AlerteEmise, selon, code=code, texte=texte, label_id=dossier.label_id, fiche=dossier.fiche
    )


def exiger_alerte(dossier: Dossier, code: str) -> None:
    if code not in dossier.alertes:
        attendues = ", ".join(sorted(dossier.alertes)) or "aucune"
        raise AlerteInconnue(
            f"« {dossier.nom} » : aucune alerte {code} n'attend (en attente : {attendues})."
        )


def classer(dossier: Dossier, code: str, raison: str) -> None:
    dossier.enregistrer(AlerteClassee, label_id=dossier.label_id, code=code, raison=raison)
