"""Les gabarits de la page, remplis : tout ce qui vient d'ailleurs y est du texte."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from shared.clock import PARIS, paris_date
from shared.departements.table import charger_departements
from shared.jinja import Typographie
from shared.typographie import NBSP, denombrer, jour_long

PAQUET = "services.onboarding.inscription.web"


@cache
def environnement() -> Environment:
    known = Environment(
        loader=PackageLoader(PAQUET, "gabarits"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Typographie],
    )
    known.filters |= {"instant": instant_long, "masque": masquer, "denombrer": denombrer}
    known.filters |= {"departement": lambda code: charger_departements().designer(code)}
    return known


def page(gabarit: str, contexte: Mapping[str, Any]) -> str:
    """Le HTML de cette page."""
    return environnement().get_template(f"{gabarit}.html.j2").render(contexte)


@cache
def style() -> bytes:
    return (files(PAQUET) / "style.css").read_bytes()


def instant_long(instant: datetime) -> str:
    """« 15 décembre 2019 à 10 h 00 », à l'heure de Paris."""
    heure = instant.astimezone(PARIS)
    return f"{jour_long(paris_date(instant))} à {heure.hour}{NBSP}h{NBSP}{heure.minute:02d}"


def masquer(courriel: str) -> str:
    """« a•••@maison.example » : assez pour la reconnaître, pas pour l'apprendre."""
    nom, arobase, domaine = courriel.rpartition("@")
    return f"{nom[:1]}•••{arobase}{domaine}" if arobase else ""
