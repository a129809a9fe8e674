"""La question posée au raccordement : où en est l'annexe d'une structure."""

from typing import cast

from typing_extensions import TypedDict

from shared.read_model import ReadModel

ANNEXE = "SELECT etat, reference, manquants FROM annexes WHERE structure_id = :structure_id"


class EtatDeLAnnexe(TypedDict):
    """L'annexe à la convention : son état, sa référence, les opérateurs qui manquent encore."""

    etat: str
    reference: str
    manquants: str


def etat_de_l_annexe(model: ReadModel, structure_id: str) -> EtatDeLAnnexe | None:
    """A-057 ; None tant que les tables ne la connaissent pas."""
    rows = model.query(ANNEXE, {"structure_id": structure_id})
    return cast(EtatDeLAnnexe, rows[0]) if rows else None
