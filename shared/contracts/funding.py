"""Les faits que le financement annonce."""

from typing import Literal
from uuid import UUID

from shared.contracts import Contract
from shared.contracts.structure import Designation
from shared.types.annonces import Annee, Centimes, Dit
from shared.types.nombre import VraiOuFaux
from shared.types.temps import JourAnnonce


class DroitAuForfaitOuvert(Contract):
    """Une structure labellisée a droit au forfait de fonctionnement de l'année (A-032).

    `montant_centimes` et `parts_centimes` sont en centimes d'euro ; des parts vides disent que la
    ventilation dépend d'un renseignement qui manque. `regles` cite les lignes du barème.
    """

    type: Literal["DroitAuForfaitOuvert"] = "DroitAuForfaitOuvert"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: Annee
    montant_centimes: Centimes
    parts_centimes: dict[Dit, Centimes]
    regles: list[Dit]
    source: Dit


class DroitAuForfaitRefuse(Contract):
    """Aucun droit ne peut être ouvert pour cette structure, et pourquoi."""

    type: Literal["DroitAuForfaitRefusé"] = "DroitAuForfaitRefusé"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: Annee
    raison: Dit


class DroitEnAttente(Contract):
    """Un droit dont rien ne peut encore être payé : ce qu'il serait, d'après quoi, et pourquoi.

    `attend` dit ce qui manque : BAREME, un montant qui ne soit pas seulement annoncé ou déduit, et
    sa ventilation ; RETABLISSEMENT, la fin de la suspension du label. `montant_centimes` et
    `parts_centimes`, en centimes d'euro, sont ceux du droit s'il s'ouvrait (A-032).
    """

    type: Literal["DroitEnAttente"] = "DroitEnAttente"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: Annee
    montant_centimes: Centimes
    parts_centimes: dict[Dit, Centimes]
    regles: list[Dit]
    source: Dit
    attend: Dit
    raison: Dit


class DroitSuspendu(Contract):
    """Le label est suspendu : rien n'est à verser du droit, tant qu'il n'est pas rétabli."""

    type: Literal["DroitSuspendu"] = "DroitSuspendu"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: Annee
    le: JourAnnonce
    regle: Dit


class DroitRetabli(Contract):
    """Le label est rétabli, le droit aussi : voici ce qui en est dû.

    `regle` est la règle de prorata, qui déduit ou non les jours suspendus.
    """

    type: Literal["DroitRétabli"] = "DroitRétabli"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: Annee
    regle: Dit
    montant_du_centimes: Centimes


class DroitPorteParLaSurvivante(Contract):
    """Deux structures ont fusionné : le droit de l'année passe à celle qui reste (C.7-17).

    `structure` est celle qui disparaît.
    """

    type: Literal["DroitPortéParLaSurvivante"] = "DroitPortéParLaSurvivante"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    survivante_id: UUID
    annee: Annee
    le: JourAnnonce
    regle: Dit
    montant_du_centimes: Centimes


class DroitClos(Contract):
    """Le label ne vaut plus : le droit de l'année est clos, et voici ce qui en reste dû (C.7-16).

    `le` est le dernier jour du label ; `raison` nomme le fait qui y a mis fin.
    """

    type: Literal["DroitClos"] = "DroitClos"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: Annee
    le: JourAnnonce
    raison: Dit
    regle: Dit
    montant_du_centimes: Centimes


class ForfaitNotifie(Contract):
    """Le forfait de l'année est notifié au porteur : il peut être versé (A-032).

    Clos à un moindre montant, un droit se notifie de nouveau. Des parts vides disent que la
    ventilation n'est pas connue.
    """

    type: Literal["ForfaitNotifié"] = "ForfaitNotifié"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: Annee
    le: JourAnnonce
    montant_centimes: Centimes
    parts_centimes: dict[Dit, Centimes]
    regles: list[Dit]


class ForfaitVerse(Contract):
    """Un fonds a versé tout ou partie du forfait de l'année ; ce qui est versé, ce qui reste."""

    type: Literal["ForfaitVersé"] = "ForfaitVersé"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: Annee
    reference: Dit
    fonds: Dit
    le: JourAnnonce
    montant_centimes: Centimes
    verse_centimes: Centimes
    reste_centimes: Centimes
    regles: list[Dit]


class GarantieMSAPEnregistree(Contract):
    """L'État finance cette MSAP, par an, du jour `du` au jour `au`, inclus (A-036).

    `montant_centimes` est en centimes d'euro, sa ventilation par fonds n'est pas connue ; il est
    celui de la règle, ou un autre si la MSAP est renforcée.
    """

    type: Literal["GarantieMSAPEnregistrée"] = "GarantieMSAPEnregistrée"
    version: Literal[1] = 1
    structure: Designation
    siret: Dit
    renforce: VraiOuFaux
    montant_centimes: Centimes
    du: JourAnnonce
    au: JourAnnonce
    regle: Dit


class GarantieMSAPClose(Contract):
    """La garantie d'une MSAP s'arrête avant son terme : label, fermeture ou fusion (C.7-8).

    `le` est le dernier jour garanti ; `montant_du_centimes`, ce qui est dû pour son année.
    Quand une fusion s'annule, rien n'est plus dû à celle qui survivait : la garantie de l'autre se
    redit.
    """

    type: Literal["GarantieMSAPClose"] = "GarantieMSAPClose"
    version: Literal[1] = 1
    structure: Designation
    le: JourAnnonce
    raison: Dit
    regle: Dit
    montant_du_centimes: Centimes


class FinancementMSAPExpire(Contract):
    """Une MSAP sans label n'est plus financée par l'État (A-037).

    `le` est le dernier jour financé ; `label_le`, le jour où un label déjà connu prendra effet.
    """

    type: Literal["FinancementMSAPExpiré"] = "FinancementMSAPExpiré"
    version: Literal[1] = 1
    structure: Designation
    le: JourAnnonce
    label_le: JourAnnonce | None = None
    regle: Dit


class TropPercuConstate(Contract):
    """Il fut versé, pour une année, plus que ce qui en reste dû : `montant_centimes` (C.7-16)."""

    type: Literal["TropPerçuConstaté"] = "TropPerçuConstaté"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    annee: Annee
    montant_centimes: Centimes
    verse_centimes: Centimes
    montant_du_centimes: Centimes
    regles: list[Dit]


class AideBusAccordee(Contract):
    """Une structure mobile est aidée, la première année, sur l'enveloppe du programme (A-041).

    `du` et `au` sont le premier et le dernier jour de l'aide, inclus.
    """

    type: Literal["AideBusAccordée"] = "AideBusAccordée"
    version: Literal[1] = 1
    programme: Dit
    financeur: Dit
    montant_centimes: Centimes
    du: JourAnnonce
    au: JourAnnonce


class AideBusLiberee(Contract):
    """L'aide accordée à une structure mobile ne lui est plus due, et pourquoi (C.7-10)."""

    type: Literal["AideBusLibérée"] = "AideBusLibérée"
    version: Literal[1] = 1
    programme: Dit
    montant_centimes: Centimes
    raison: Dit
