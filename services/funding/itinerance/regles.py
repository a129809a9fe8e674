"""Les programmes d'itinérance livrés avec le service."""

from functools import cache
from importlib.resources import files

from services.funding.itinerance.programme import Itinerance, Programme
from shared.refusal import Refus
from shared.rules.loading import load


class ProgrammeInconnu(Refus):
    """Aucun programme d'itinérance ne porte ce code."""


@cache
def charger_itinerance() -> Itinerance:
    """Les programmes ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.funding") / "donnees" / "itinerance.yaml", Itinerance)


def programme(code: str) -> Programme:
    """Le programme de ce code ; `ProgrammeInconnu`, qui nomme ceux qui existent."""
    connus = {each.id: each for each in charger_itinerance().programmes}
    if code not in connus:
        raise ProgrammeInconnu(f"Aucun programme « {code} » (connus : {', '.join(connus)}).")
    return connus[code]
