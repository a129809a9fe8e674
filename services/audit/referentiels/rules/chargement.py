"""Les référentiels livrés avec le service : un par fichier du dossier `donnees`."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from services.audit.referentiels.rules.grille import (
    AucunReferentiel,
    Referentiel,
    ReferentielNonOpposable,
)
from shared.rules.dated import Rules
from shared.rules.loading import load
from shared.rules.periods import RuleError

DONNEES = files("services.audit.referentiels") / "donnees"


@cache
def charger_referentiels() -> Rules[Referentiel]:
    """Les référentiels, du plus ancien au plus récent ; `RuleError` si l'un est inutilisable."""
    sheets = [load(s, Referentiel) for s in DONNEES.iterdir() if s.name.endswith(".yaml")]
    return Rules(sorted(completer(sheets), key=lambda r: r.en_vigueur.du))


def completer(sheets: Iterable[Referentiel]) -> Iterator[Referentiel]:
    """Chacun avec les critères qu'il reprend ; `RuleError` s'il en reprend d'un inconnu."""
    known = {sheet.id: sheet for sheet in sheets}
    for sheet in known.values():
        if sheet.reprend is None:
            yield sheet
        elif sheet.reprend in known:
            yield sheet.complete_par(known[sheet.reprend])
        else:
            raise RuleError(
                f"{sheet.id} : reprend « {sheet.reprend} », qui n'est pas un référentiel chargé."
            )


def charger_referentiel(id: str) -> Referentiel:
    """Celui de cet identifiant, même abrogé ; refuse (`AucunReferentiel`) s'il est inconnu."""
    connus = charger_referentiels()
    if referentiel := connus.by_id(id):
        return referentiel
    noms = ", ".join(referentiel.id for referentiel in connus)
    raise AucunReferentiel(f"Aucun référentiel ne s'appelle « {id} » (référentiels : {noms}).")


def referentiel_en_vigueur(jour: date) -> Referentiel:
    """Le référentiel de ce jour ; refuse (`AucunReferentiel`) s'il n'y en a pas."""
    if referentiel := charger_referentiels().on(jour):
        return referentiel
    raise AucunReferentiel(f"Aucun référentiel n'est en vigueur le {jour:%d/%m/%Y}.")


def dernier_opposable(jour: date) -> Referentiel:
    """Le dernier qui ait pu fonder un label, à ce jour ; refuse s'il n'y en a pas encore eu."""
    connus = [r for r in charger_referentiels() if not r.obstacle and r.en_vigueur.du <= jour]
    if not connus:
        raise AucunReferentiel(f"Aucun référentiel n'avait fondé de label le {jour:%d/%m/%Y}.")
    return connus[-1]


def referentiel_opposable(jour: date) -> Referentiel:
    """Celui sur lequel un audit de ce jour peut fonder un label ; refuse s'il n'y en a pas."""
    referentiel = referentiel_en_vigueur(jour)
    if referentiel.obstacle:
        raise ReferentielNonOpposable(
            f"Le {jour:%d/%m/%Y}, le référentiel est {referentiel.id} : {referentiel.obstacle}.",
            selon=[referentiel.id],
        )
    return referentiel
