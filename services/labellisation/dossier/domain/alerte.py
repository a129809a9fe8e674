"""L'alerte : un point d'attention, à toute étape, qui ne change aucune décision."""

from collections.abc import Iterable

from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.evenements.instruction import AlerteEmise


def alerter(dossier: Dossier, code: str, texte: str, selon: Iterable[str] = ()) -> None:
    dossier.enregistrer(
        AlerteEmise, selon, code=code, texte=texte, label_id=dossier.label_id, fiche=dossier.fiche
    )
