"""Les faits annoncés et le contenu de l'annexe, sous la forme que gardent les événements."""

from typing import Any, cast

from pydantic import TypeAdapter

from services.onboarding.convention.domain.annexe import FinancementEnregistre, LabelEnregistre
from services.onboarding.convention.domain.contenu_annexe import ContenuAnnexe
from shared.contracts.funding import DroitAuForfaitOuvert, DroitAuForfaitRefuse, DroitEnAttente
from shared.contracts.labellisation import StructureLabellisee
from shared.contracts.structure import Designation, FicheAnnoncee
from shared.structures import DesignationEnregistree

Droit = DroitAuForfaitOuvert | DroitAuForfaitRefuse | DroitEnAttente

CONTENU = TypeAdapter(ContenuAnnexe)
DROIT: TypeAdapter[Droit] = TypeAdapter(Droit)


def designation(fiche: FicheAnnoncee) -> DesignationEnregistree:
    """De quoi nommer la structure et lui écrire."""
    return cast(DesignationEnregistree, Designation.of(fiche).model_dump())


def label_enregistre(fait: StructureLabellisee) -> LabelEnregistre:
    annonce = {"structure": designation(fait.fiche), "fait": fait.model_dump(mode="json")}
    return cast(LabelEnregistre, annonce)


def label_relu(label: LabelEnregistre) -> StructureLabellisee:
    return StructureLabellisee.read(dict(label["fait"]))


def financement_enregistre(droit: Droit) -> FinancementEnregistre:
    return cast(FinancementEnregistre, droit.model_dump(mode="json"))


def financement_relu(financement: FinancementEnregistre) -> Droit:
    return DROIT.validate_python(financement)


def contenu_enregistre(contenu: ContenuAnnexe) -> dict[str, Any]:
    """En valeurs de JSON : un événement les garde telles quelles."""
    return cast(dict[str, Any], CONTENU.dump_python(contenu, mode="json"))


def contenu_relu(contenu: dict[str, Any]) -> ContenuAnnexe:
    return CONTENU.validate_python(contenu)
