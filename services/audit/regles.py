"""Les référentiels livrés avec le service : un par fichier du dossier `donnees`."""

from datetime import date
from functools import cache
from importlib.resources import files

from services.audit.referentiel import AucunReferentiel, Referentiel
from shared.rules import check_no_overlap, in_force, load


@cache
def charger_referentiels() -> tuple[Referentiel, ...]:
    """Les référentiels, du plus ancien au plus récent ; `RuleError` si l'un est inutilisable."""
    folder = files("services.audit") / "donnees"
    sheets = [sheet for sheet in folder.iterdir() if sheet.name.endswith(".yaml")]
    referentiels = sorted((load(s, Referentiel) for s in sheets), key=lambda r: r.en_vigueur.du)
    check_no_overlap(referentiels, scope=lambda _: None, source="services/audit/donnees")
    return tuple(referentiels)


def referentiel_en_vigueur(jour: date) -> Referentiel:
    """Le référentiel applicable ce jour ; refuse (`AucunReferentiel`) s'il n'y en a pas."""
    found = in_force(charger_referentiels(), jour)
    if not found:
        raise AucunReferentiel(f"Aucun référentiel n'est en vigueur le {jour:%d/%m/%Y}.")
    return found[0]
