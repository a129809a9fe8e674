"""Les textes d'un courriel : un gabarit et des variables donnent un objet, un texte et une page."""

from collections.abc import Mapping
from functools import cache

from jinja2 import (
    Environment,
    PackageLoader,
    StrictUndefined,
    Template,
    UndefinedError,
    select_autoescape,
)

from services.notifications.courriels.effects.typographie import (
    ValeurInutilisable,
    civil,
    euros,
    heure,
    jour,
)
from services.notifications.courriels.rules.catalogue import (
    CompositionImpossible,
    VariableManquante,
    charger_catalogue,
)
from shared.jinja import Typographie
from shared.typographie import insecables


def rediger(gabarit: str, variables: Mapping[str, object]) -> tuple[str, str, str]:
    """L'objet, le texte et la page HTML ; `CompositionImpossible` si une variable a tort."""
    modele = charger_catalogue().gabarits[gabarit]
    sujet, texte, html = modeles(gabarit)
    try:
        objet = sujet.render(variables)
        donnees = {**variables, "objet": objet, "modele": modele}
        return objet, texte.render(donnees), html.render(donnees)
    except UndefinedError as error:
        raise VariableManquante(f"Gabarit « {gabarit} » : {error.message}.") from error
    except (ValeurInutilisable, TypeError) as error:
        raise CompositionImpossible(f"Gabarit « {gabarit} » : {error}.") from error


@cache
def environnement() -> Environment:
    """Strict: a value that is missing, or None, is an error, never a blank."""
    environment = Environment(
        loader=PackageLoader("services.notifications.courriels", "gabarits"),
        autoescape=select_autoescape(["html.j2"], default_for_string=False),
        extensions=[Typographie],
        undefined=StrictUndefined,
        finalize=_jamais_absente,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    catalogue = charger_catalogue()
    environment.globals["reperes"] = catalogue.reperes
    environment.filters.update(
        civil=civil,
        jour=jour,
        heure=heure,
        euros=euros,
        insecables=insecables,
        libelle=lambda code: catalogue.libelles.get(code, code),
    )
    return environment


def _jamais_absente(valeur: object) -> object:
    if valeur is None:
        raise ValeurInutilisable("une valeur absente (None) serait écrite")
    return valeur


@cache
def modeles(gabarit: str) -> tuple[Template, Template, Template]:
    environment = environnement()
    return (
        environment.from_string(charger_catalogue().gabarits[gabarit].objet),
        environment.get_template(f"{gabarit}.txt.j2"),
        environment.get_template(f"{gabarit}.html.j2"),
    )
