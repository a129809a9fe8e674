"""Les faits d'un label accordé, jusqu'à sa fin."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.contracts import Contract, Value
from shared.contracts.structure import Designation, Fiche


class Manquement(Value):
    """Un critère qui n'est plus respecté, tel que constaté : une déclaration ne suffit pas."""

    critere: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9]{2}$")]
    constat: str = Field(min_length=1, max_length=2000)
    mode: Literal["CONSTATE_SUR_SITE", "CONSTATE_PAR_DONNEE"] = "CONSTATE_SUR_SITE"


class FranceServicesOuverte(Contract):
    """La France Services accueille le public ; c'est une autre date que celle du label (X-20)."""

    type: Literal["FranceServicesOuverte"] = "FranceServicesOuverte"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    ouverte_le: date


class PorteurMisEnDemeure(Contract):
    """Le préfet demande au porteur de rétablir ce que le label exige, avant une échéance."""

    type: Literal["PorteurMisEnDemeure"] = "PorteurMisEnDemeure"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    manquements: list[Manquement]
    echeance: date


class ConformiteRetablie(Contract):
    """Le préfet constate la mise en conformité : la mise en demeure est levée."""

    type: Literal["ConformitéRétablie"] = "ConformitéRétablie"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    constat: str


class LabelSuspendu(Contract):
    """Le label est suspendu, jusqu'à ce qu'il soit rétabli ou retiré."""

    type: Literal["LabelSuspendu"] = "LabelSuspendu"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    raison: str


class LabelRetabli(Contract):
    """Un label suspendu vaut de nouveau."""

    type: Literal["LabelRétabli"] = "LabelRétabli"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    raison: str


class LabelRetire(Contract):
    """Le préfet a retiré le label ; il a valu jusqu'à `date_effet` (C.7-16)."""

    type: Literal["LabelRetiré"] = "LabelRetiré"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    raison: str
    date_effet: date


class LabelRenonce(Contract):
    """Le porteur a renoncé au label ; il a valu jusqu'à `date_effet` (C.7-16)."""

    type: Literal["LabelRenoncé"] = "LabelRenoncé"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    raison: str
    date_effet: date


class StructureFermee(Contract):
    """La structure ferme ; `label_id` est le label qui cesse avec elle, s'il y en a un."""

    type: Literal["StructureFermée"] = "StructureFermée"
    version: Literal[1] = 1
    label_id: UUID | None = None
    structure: Designation
    raison: str
    date_effet: date


class StructuresFusionnees(Contract):
    """Cette structure n'en était qu'une avec `survivante_id` ; son label, s'il y en a un, cesse."""

    type: Literal["StructuresFusionnées"] = "StructuresFusionnées"
    version: Literal[1] = 1
    label_id: UUID | None = None
    structure: Designation
    survivante_id: UUID
    date_effet: date


class HorairesModifies(Contract):
    """Les horaires publiés d'une structure labellisée changent : la fiche entière est redite."""

    type: Literal["HorairesModifiés"] = "HorairesModifiés"
    version: Literal[1] = 1
    fiche: Fiche


class PorteurChange(Contract):
    """Un autre organisme porte la structure : la fiche entière est redite."""

    type: Literal["PorteurChangé"] = "PorteurChangé"
    version: Literal[1] = 1
    fiche: Fiche


class AntenneRattachee(Contract):
    """Une antenne, sans label propre, dépend désormais d'une structure labellisée (X-01)."""

    type: Literal["AntenneRattachée"] = "AntenneRattachée"
    version: Literal[1] = 1
    structure: Designation
    nom: str
    commune_insee: str
    commune: str


class AlerteEmise(Contract):
    """Un point du dossier appelle l'attention ; aucune décision n'est changée (C.7-7, TMR-11)."""

    type: Literal["AlerteÉmise"] = "AlerteÉmise"
    version: Literal[1] = 1
    label_id: UUID | None = None
    structure: Designation
    code: str
    texte: str
