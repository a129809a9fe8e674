"""Une MSAP inscrite, et ce qui lui arrive : label, fermeture, terme. Les essais le partagent."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from console.execution.embedded import InProcessBus
from services.funding.garantie.commands import ConstaterFinDeGarantie, EnregistrerGarantieMSAP
from services.funding.garantie.domain.declaration import Declaration
from services.funding.garantie.domain.garantie import GarantieMSAP
from services.funding.garantie.questions import garanties_dues
from services.funding.garantie.rules import Garantie
from shared.clock import PARIS
from shared.contracts import Contract
from shared.contracts.labellisation import (
    FinDeLabel,
    LabelRetire,
    StructureFermee,
    StructureLabellisee,
    StructuresFusionnees,
)
from shared.contracts.structure import Fiche
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.runtime.component import Component
from shared.structures import DesignationEnregistree
from tests.contracts.language import sample

AGENCE = Acteur(role="AGENCE_NATIONALE", id="agence nationale", organisme="ANCT")
CANTAL = Acteur(role="PREFET", id="préfecture du Cantal", departement="15")
HORLOGE = Acteur(role="SERVICE", id="funding")
MAISON_DU_CANTAL = 25_000_00
LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
MSAP = UUID(str(LABEL.structure_id))
FERMETURES: dict[str, type[FinDeLabel]] = {
    "FERMETURE": StructureFermee,
    "FUSION": StructuresFusionnees,
}

STRUCTURE: DesignationEnregistree = {"nom": "Maison des Estives", "departement": "15"}
GARANTIE = Garantie(2_500_000, date(2020, 1, 1), date(2021, 12, 31), "GARANTIE-MSAP-2020")
DECLAREE = Declaration(STRUCTURE, "COLLECTIVITE", "", False, None, "abc", 2)
SUIVI: dict[str, Any] = {"structure_id": MSAP, "structure": STRUCTURE}
ENREGISTREE: dict[str, Any] = {
    "structure_id": MSAP,
    "structure": STRUCTURE,
    "porteur_type": "COLLECTIVITE",
    "siret": "",
    "renforce": False,
    "montant_centimes": 2_500_000,
    "du": "2020-01-01",
    "au": "2021-12-31",
    "regle": "GARANTIE-MSAP-2020",
    "reprise": False,
    "fichier": "abc",
    "ligne": 2,
}
EXPIRE: dict[str, Any] = {
    "structure_id": MSAP,
    "structure": STRUCTURE,
    "le": "2021-12-31",
    "label_le": "",
    "regle": "GARANTIE-MSAP-2020",
    "reprise": False,
}
ETATS = GarantieMSAP.SuiviMSAPOuvert, GarantieMSAP.GarantieMSAPEnregistree


def inscription(le: datetime, acteur: Acteur = AGENCE, **dit: Any) -> EnregistrerGarantieMSAP:
    """La MSAP de l'échantillon, inscrite ce jour-là."""
    fiche = LABEL.fiche.model_dump(include={"nom", "departement", "commune_insee", "matricule"})
    fiche |= {"porteur_type": "COLLECTIVITE", **dit.pop("fiche", {})}
    champs = {"structure_id": MSAP, "fichier": "", "ligne": 2, **dit}
    message_id = uuid5(NAMESPACE_URL, f"inscription {le} {sorted(map(str, champs.items()))}")
    return EnregistrerGarantieMSAP(
        message_id=message_id, acteur=acteur, survenu_le=le, fiche=Fiche(**fiche), **champs
    )


def terme(le: datetime) -> ConstaterFinDeGarantie:
    return ConstaterFinDeGarantie(
        message_id=uuid5(NAMESPACE_URL, f"terme {le}"),
        acteur=HORLOGE,
        survenu_le=le,
        structure_id=MSAP,
    )


def labellisee(effet: date, rang: int = 1, **dit: Any) -> StructureLabellisee:
    """Le label de ce rang, à effet de ce jour."""
    label_id, message_id = (uuid5(NAMESPACE_URL, f"{mot} {rang}") for mot in ("label", "fait"))
    return LABEL.model_copy(
        update={"label_id": label_id, "message_id": message_id, "date_effet": effet, **dit}
    )


def retire(le: date, rang: int = 1, kind: type[FinDeLabel] = LabelRetire) -> FinDeLabel:
    """La fin du label de ce rang."""
    fait = kind.read(sample(f"{kind.__name__}.v1"))
    label_id, message_id = (uuid5(NAMESPACE_URL, f"{mot} {rang}") for mot in ("label", "fin"))
    dit = {"label_id": label_id, "message_id": message_id, "structure_id": MSAP}
    return fait.model_copy(update={**dit, "date_effet": le})


def midi(annee: int, mois: int, jour: int) -> datetime:
    return datetime(annee, mois, jour, 12, tzinfo=PARIS).astimezone(UTC)


def tourner(component: Component) -> None:
    """Les échéances venues, les tables à jour."""
    bus = InProcessBus([])
    readers = [*component.readers(bus), *component.timed(bus)]
    while sum(reader.run() for reader in readers):
        pass


def dire(component: Component, message: Contract | Command) -> Outcome:
    return component.service.receive(Envelope.starting(message))


def dues(component: Component) -> dict[int, int]:
    """Par année où quelque chose est dû, jusqu'en 2030."""
    tourner(component)
    annees = range(2019, 2031)
    lues = [due for annee in annees for due in garanties_dues(component.model, annee)]
    return {due["annee"]: due["montant_centimes"] for due in lues}
