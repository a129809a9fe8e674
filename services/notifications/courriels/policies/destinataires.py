"""Quand un fait arrive, qui faut-il prévenir, avec quel courriel, et que lui dire."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from services.notifications.courriels.domain import Envoi, Variables
from services.notifications.courriels.rules.catalogue import charger_catalogue
from shared.contracts import Contract
from shared.contracts.labellisation import StructureLabellisee
from shared.contracts.onboarding import LienAccesEnvoye, LienInscriptionEnvoye
from shared.contracts.structure import Designation
from shared.liens import sans_jeton


@cache
def gabarit_par_fait() -> dict[type[Contract], str]:
    """Les faits que le catalogue annonce, et par quel courriel."""
    gabarits = charger_catalogue().gabarits
    return {contrat(gabarit.fait): nom for nom, gabarit in gabarits.items()}


def contrat(fait: str) -> type[Contract]:
    """Celui que nomme le catalogue : « labellisation.StructureLabellisee »."""
    publieur, _, classe = fait.rpartition(".")
    found: type[Contract] = getattr(import_module(f"shared.contracts.{publieur}"), classe)
    return found


def envois(fait: Contract) -> Iterator[Envoi]:
    """Un courriel par rôle que le catalogue prévoit pour ce fait."""
    nom = gabarit_par_fait()[type(fait)]
    dites = variables(fait)
    for role in charger_catalogue().gabarits[nom].destinataires:
        yield Envoi(nom, role, {**dites, "role": role})


def variables(fait: Contract) -> Variables:
    """Le contenu du fait, sous les noms que les gabarits connaissent."""
    contenu: dict[str, Any] = fait.model_dump(
        mode="json", exclude={"message_id", "type", "version"}
    )
    contenu["survenu_le"] = contenu.pop("occurred_at")
    if isinstance(fait, LienInscriptionEnvoye | LienAccesEnvoye):
        contenu["url"] = sans_jeton(fait.url)
    if isinstance(fait, StructureLabellisee):
        contenu["structure"] = Designation.of(fait.fiche).model_dump(mode="json")
        contenu["referentiel"] = fait.audit.referentiel
        contenu["audit_id"] = str(fait.audit.audit_id)
        for detail in ("fiche", "audit", "maillage"):
            contenu.pop(detail)
    return contenu
