"""Les faits d'un label accordé, jusqu'à sa fin."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict

from shared.contracts import Contract, Value
from shared.contracts.structure import Designation, FicheAnnoncee, Format
from shared.types.annonces import Dit
from shared.types.codes import CodeCritere
from shared.types.saisies import Redaction
from shared.types.temps import JourAnnonce
from shared.types.texte import Annonce


class ManquementAnnonce(Value):
    """Un critère qui n'est plus respecté, tel que constaté : une déclaration ne suffit pas."""

    model_config = ConfigDict(revalidate_instances="subclass-instances")

    critere: CodeCritere
    constat: Annotated[str, Annonce(2000, minimum=1)]
    mode: Literal["CONSTATE_SUR_SITE", "CONSTATE_PAR_DONNEE"] = "CONSTATE_SUR_SITE"


class Manquement(ManquementAnnonce):
    """Un critère qui n'est plus respecté, tel qu'une demande le dit."""

    constat: Redaction


class LabelRepris(Contract):
    """Un label, repris d'une liste publiée : le programme n'en a ni l'audit ni l'accord (A-131).

    Dit de nouveau, pour le même label, si une autre liste en corrige la date d'effet.
    """

    type: Literal["LabelRepris"] = "LabelRepris"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    format: Format
    date_effet: JourAnnonce
    liste_du: JourAnnonce


class FranceServicesOuverte(Contract):
    """La France Services accueille le public ; c'est une autre date que celle du label (X-20)."""

    type: Literal["FranceServicesOuverte"] = "FranceServicesOuverte"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    ouverte_le: JourAnnonce


class PorteurMisEnDemeure(Contract):
    """Le préfet demande au porteur de rétablir ce que le label exige, avant une échéance."""

    type: Literal["PorteurMisEnDemeure"] = "PorteurMisEnDemeure"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    manquements: list[ManquementAnnonce]
    echeance: JourAnnonce


class ConformiteRetablie(Contract):
    """Le préfet constate la mise en conformité : la mise en demeure est levée."""

    type: Literal["ConformitéRétablie"] = "ConformitéRétablie"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    constat: Dit


class LabelSuspendu(Contract):
    """Le label est suspendu, jusqu'à ce qu'il soit rétabli ou retiré."""

    type: Literal["LabelSuspendu"] = "LabelSuspendu"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    raison: Dit


class LabelRetabli(Contract):
    """Un label suspendu vaut de nouveau."""

    type: Literal["LabelRétabli"] = "LabelRétabli"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    raison: Dit


class LabelRetire(Contract):
    """Le préfet a retiré le label ; il a valu jusqu'à `date_effet` (C.7-16)."""

    type: Literal["LabelRetiré"] = "LabelRetiré"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    raison: Dit
    date_effet: JourAnnonce


class LabelRenonce(Contract):
    """Le porteur a renoncé au label ; il a valu jusqu'à `date_effet` (C.7-16)."""

    type: Literal["LabelRenoncé"] = "LabelRenoncé"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    raison: Dit
    date_effet: JourAnnonce


class StructureFermee(Contract):
    """La structure ferme ; `label_id` est le label qui cesse avec elle, s'il y en a un."""

    type: Literal["StructureFermée"] = "StructureFermée"
    version: Literal[1] = 1
    label_id: UUID | None = None
    structure: Designation
    raison: Dit
    date_effet: JourAnnonce


class StructuresFusionnees(Contract):
    """Cette structure n'en était qu'une avec `survivante_id` ; son label, s'il y en a un, cesse.

    Aucun label ne passe de l'une à l'autre : `label_survivant_id` est celui que la survivante
    portait déjà. Ce que le label de l'absorbée avait ouvert lui revient (C.7-17).
    """

    type: Literal["StructuresFusionnées"] = "StructuresFusionnées"
    version: Literal[1] = 1
    label_id: UUID | None = None
    structure: Designation
    survivante_id: UUID
    date_effet: JourAnnonce
    survivante_nom: Dit = ""
    label_survivant_id: UUID | None = None


FinDeLabel = LabelRetire | LabelRenonce | StructureFermee | StructuresFusionnees
"""Les faits qui mettent fin au label d'une structure, si elle en porte un."""


class FusionAccueillie(Contract):
    """Un autre dossier de la même structure est désormais rattaché à celle-ci, qui survit."""

    type: Literal["FusionAccueillie"] = "FusionAccueillie"
    version: Literal[1] = 1
    label_id: UUID | None = None
    structure: Designation
    absorbee_id: UUID
    absorbee_nom: Dit = ""


class FusionAnnulee(Contract):
    """La structure absorbée était distincte : elle retrouve son dossier (C.7-17).

    Son label, `label_id`, n'a pas cessé ; ce que la fusion avait transmis à `survivante_id`, dont
    le label est `label_survivant_id`, lui revient.
    """

    type: Literal["FusionAnnulée"] = "FusionAnnulée"
    version: Literal[1] = 1
    label_id: UUID | None = None
    structure: Designation
    survivante_id: UUID
    survivante_nom: Dit
    label_survivant_id: UUID | None = None
    raison: Dit


class FusionDefaite(Contract):
    """La structure qui survivait à une fusion annulée : l'autre reprend ce qui lui revient."""

    type: Literal["FusionDéfaite"] = "FusionDéfaite"
    version: Literal[1] = 1
    label_id: UUID | None = None
    structure: Designation
    absorbee_id: UUID
    absorbee_nom: Dit
    raison: Dit


class HorairesModifies(Contract):
    """Les horaires publiés d'une structure labellisée changent : la fiche entière est redite."""

    type: Literal["HorairesModifiés"] = "HorairesModifiés"
    version: Literal[1] = 1
    fiche: FicheAnnoncee


class PorteurChange(Contract):
    """Un autre organisme porte la structure : la fiche entière est redite."""

    type: Literal["PorteurChangé"] = "PorteurChangé"
    version: Literal[1] = 1
    fiche: FicheAnnoncee


class AntenneRattachee(Contract):
    """Une antenne, sans label propre, dépend désormais d'une structure labellisée (X-01)."""

    type: Literal["AntenneRattachée"] = "AntenneRattachée"
    version: Literal[1] = 1
    structure: Designation
    nom: Dit
    commune_insee: Dit
    commune: Dit


class AlerteEmise(Contract):
    """Un point du dossier appelle l'attention ; aucune décision n'est changée (C.7-7, TMR-11)."""

    type: Literal["AlerteÉmise"] = "AlerteÉmise"
    version: Literal[1] = 1
    label_id: UUID | None = None
    structure: Designation
    code: Dit
    texte: Dit
