"""Ce que les opérateurs doivent, tel que livré avec le service."""

from functools import cache
from importlib.resources import files

from services.onboarding.operateurs.relations import Relations
from shared.rules.loading import load


@cache
def charger_relations() -> Relations:
    """Les règles de référents et de réponse ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.onboarding") / "donnees" / "relations.yaml", Relations)
