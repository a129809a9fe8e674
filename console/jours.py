"""Les jours : option de la ligne de commande, fin du jour à Paris, affichage."""

from datetime import date, datetime, time
from typing import Any

import typer

from shared.clock import PARIS, SystemClock, paris_date
from shared.types.temps import jour_du_calendrier

FORMATS = ["%Y-%m-%d"]


def option_jour(aide: str, *noms: str) -> Any:
    """Un jour du calendrier, ou plusieurs."""
    return typer.Option(*noms, formats=FORMATS, help=aide, callback=du_calendrier)


def du_calendrier(valeur: Any) -> Any:
    """Ce jour, ces jours ou cet instant ; `BadParameter` hors du calendrier."""
    for each in valeur if isinstance(valeur, list | tuple) else [valeur]:
        try:
            if each is not None:
                jour_du_calendrier(each.date())
        except ValueError as error:
            raise typer.BadParameter(f"{error}.") from error
    return valeur


def fin_du_jour(jour: datetime | None) -> datetime | None:
    """À Paris ; None si aucun jour n'est donné."""
    return datetime.combine(jour, time.max, PARIS) if jour else None


def ou_aujourd_hui(jour: datetime | None) -> date:
    return jour.date() if jour else paris_date(SystemClock().now())


def jour(iso: str) -> str:
    """Le jour d'un instant à Paris, à la française."""
    return f"{datetime.fromisoformat(iso).astimezone(PARIS):%d/%m/%Y}"
