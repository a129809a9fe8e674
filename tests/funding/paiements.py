"""Des labels, leurs droits et leurs versements en 2021, et ce que le relevé en dit."""

from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from console.execution.embedded import InProcessBus
from services.funding.publishing import to_contract
from services.funding.releve.questions.releve import (
    Releve,
    relever,
)
from services.funding.versements.commands import VerserForfait
from shared.contracts import Contract
from shared.contracts.labellisation import (
    LabelRetire,
    LabelSuspendu,
    StructureLabellisee,
    StructuresFusionnees,
)
from shared.contracts.structure import TypePorteur
from shared.log.contract_fields import subject_of
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope
from shared.runtime.component import Component
from tests.contracts.language import sample

C = TypeVar("C", bound=Contract)
MODELE = StructureLabellisee.read(sample("StructureLabellisee.v1"))
AGENCE = Acteur(role="AGENCE_NATIONALE", id="ANCT")
BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
PART = 15_000_00
LE = date(2021, 3, 1)


def recevoir(component: Component, message: Contract | Command) -> None:
    reponse = component.service.receive(Envelope.starting(message))
    assert reponse.accepted, reponse.detail


def label_id(rang: int) -> UUID:
    return UUID(int=700 + rang)


def labelliser(component: Component, rang: int, departement: str = "15", **dit: Any) -> None:
    """La structure de ce rang, le 1er janvier 2021."""
    porteur: TypePorteur = dit.pop("porteur", "COLLECTIVITE")
    format = dit.pop("format", "FIXE")
    fiche = {"nom": f"Maison {rang}", "departement": departement, "porteur_type": porteur}
    fait = MODELE.model_copy(
        update={
            "message_id": uuid5(label_id(rang), "label"),
            "structure_id": UUID(int=rang),
            "label_id": label_id(rang),
            "date_effet": dit.pop("le", date(2021, 1, 1)),
            "fiche": MODELE.fiche.model_copy(update=fiche | {"format": format}),
        }
    )
    recevoir(component, fait)


def demander(component: Component, kind: type[Command], rang: int, **dit: Any) -> None:
    champs = {"structure_id": UUID(int=rang), "label_id": label_id(rang), "annee": 2021, **dit}
    message_id = uuid5(label_id(rang), f"{kind.__name__} {dit}")
    recevoir(component, kind.model_validate({"message_id": message_id, "acteur": AGENCE} | champs))


def verser(component: Component, rang: int, reference: str, fonds: str, montant: int) -> None:
    dit = {"reference": reference, "fonds": fonds, "montant_centimes": montant, "le": LE}
    demander(component, VerserForfait, rang, **dit)


def du_label(kind: type[C], rang: int, **dit: Any) -> C:
    """Un autre fait de ce label, tel que l'exemple le dit."""
    fait = kind.read(sample(f"{kind.__name__}.v1"))
    sien = {"structure_id": UUID(int=rang), "label_id": label_id(rang)}
    message_id = uuid5(label_id(rang), kind.__name__)
    return fait.model_copy(update={"message_id": message_id, **sien, **dit})


def retirer(component: Component, rang: int) -> None:
    recevoir(component, du_label(LabelRetire, rang, date_effet=date(2021, 6, 30)))


def suspendre(component: Component, rang: int) -> None:
    le = datetime(2021, 2, 1, 9, tzinfo=UTC)
    recevoir(component, du_label(LabelSuspendu, rang, occurred_at=le))


def fusionner(component: Component, absorbee: int, survivante: int) -> None:
    voulu = {"survivante_id": UUID(int=survivante), "date_effet": date(2021, 2, 1)}
    recevoir(component, du_label(StructuresFusionnees, absorbee, **voulu))


def refus(component: Component, rang: int, reference: str, **dit: Any) -> str:
    """Le code du refus d'un versement d'un euro ; vide s'il est accepté."""
    voulu = {"reference": reference, "fonds": "FNFS", "montant_centimes": 1_00, "le": LE}
    champs = {"structure_id": UUID(int=rang), "label_id": label_id(rang), "annee": 2021}
    entete = {"message_id": uuid5(label_id(rang), f"{reference} {dit}"), "acteur": AGENCE}
    commande = VerserForfait.model_validate({**entete, **champs, **voulu, **dit})
    return component.service.receive(Envelope.starting(commande)).code


def a_jour(component: Component) -> Component:
    bus = InProcessBus([])
    readers = [*component.readers(bus), *component.timed(bus)]
    while sum(reader.run() for reader in readers):
        pass
    return component


def faits(component: Component, kind: type[Any]) -> list[Any]:
    return [each for _, each in recorded_after(component.service, 0) if isinstance(each, kind)]


def evenement_id(event: Any) -> str:
    """L'identifiant sous lequel il s'annonce."""
    annonce = to_contract(event)
    assert annonce
    return str(annonce.message_id)


def evenement(component: Component, kind: type[Any], rang: int) -> str:
    """Le seul de cette sorte au sujet de cette structure."""
    [seul] = [each for each in faits(component, kind) if subject_of(each) == UUID(int=rang)]
    return evenement_id(seul)


def releve(component: Component, departement: str | None = None) -> Releve:
    return relever(a_jour(component).model, 2021, departement)
