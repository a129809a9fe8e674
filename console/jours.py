"""Les jours : option de la ligne de commande, fin du jour à Paris, affichage."""

from datetime import date, datetime, time
from typing import Any

import typer

from shared.clock import PARIS, SystemClock, paris_date

FORMATS = ["%Y-%m-%d"]


def option_jour(aide: str, *noms: str) -> Any:
    return typer.Option(*noms, formats=FORMATS, help=aide)


def fin_du_jour(jour: datetime | None) -> datetime | None:
    """À Paris ; None si aucun jour n'est donné."""
    return datetime.combine(jour, time.max, PARIS) if jour else None


def ou_aujourd_hui(jour: datetime | None) -> date:
    return jour.date() if jour else paris_date(SystemClock().now())


def jour(iso: str) -> str:
    """Le jour d'un instant à Paris, à la française."""
    return f"{datetime.fromisoformat(iso).astimezone(PARIS):%d/%m/%Y}"
