"""Quand un fait arrive, qui faut-il prévenir, avec quel courriel, et que lui dire."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.notifications.courriels.rules.catalogue import charger_catalogue
from shared.contracts import Contract
from shared.contracts.funding import DroitAuForfaitOuvert, DroitAuForfaitRefuse
from shared.contracts.labellisation import (
    AccordPrealableDemande,
    StructureLabellisee,
    StructureNonRetenue,
)
from shared.contracts.onboarding import (
    AnnexeEnAttente,
    AnnexeStructureGeneree,
    ApplicationsOuvertes,
    LienInscriptionEnvoye,
)
from shared.contracts.structure import Designation

GABARITS: dict[type[Contract], str] = {
    AccordPrealableDemande: "accord_prealable_demande",
    StructureLabellisee: "structure_labellisee",
    StructureNonRetenue: "structure_non_retenue",
    DroitAuForfaitOuvert: "droit_au_forfait_ouvert",
    DroitAuForfaitRefuse: "droit_au_forfait_refuse",
    LienInscriptionEnvoye: "lien_inscription",
    ApplicationsOuvertes: "applications_ouvertes",
    AnnexeStructureGeneree: "annexe_etablie",
    AnnexeEnAttente: "annexe_en_attente",
}


@dataclass(frozen=True)
class Demande:
    """Un courriel à écrire à une partie."""

    gabarit: str
    role: str
    structure: Designation
    variables: dict[str, Any]


def demandes(fait: Contract) -> Iterator[Demande]:
    """Un courriel par rôle que le catalogue prévoit pour ce fait."""
    gabarit = GABARITS[type(fait)]
    said = variables(fait)
    for role in charger_catalogue().gabarits[gabarit].destinataires:
        structure = Designation.model_validate(said["structure"])
        yield Demande(gabarit, role, structure, {**said, "role": role})


def variables(fait: Contract) -> dict[str, Any]:
    """Ce que le fait dit, sous les noms que les gabarits connaissent."""
    said = fait.model_dump(mode="json", exclude={"message_id", "type", "version"})
    said["survenu_le"] = said.pop("occurred_at")
    if isinstance(fait, StructureLabellisee):
        said["structure"] = Designation.of(fait.fiche).model_dump(mode="json")
        said["referentiel"] = fait.audit.referentiel
        said["audit_id"] = str(fait.audit.audit_id)
        for detail in ("fiche", "audit", "maillage"):
            said.pop(detail)
    return said
