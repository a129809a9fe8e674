"""Le contrôle de la qualité, après le label."""

from typing import Literal
from uuid import UUID

from shared.contracts import Contract, Value
from shared.contracts.structure import Designation
from shared.types.annonces import Annee, Compte, Dit, Mesure
from shared.types.temps import JourAnnonce

Public = Literal["AGENTS", "USAGERS"]
OrigineAlerte = Literal["ENQUETE", "VISITE_MYSTERE", "EFFECTIF", "HORAIRES", "CONSTAT"]


class QuestionnairePose(Value):
    """À qui l'enquête s'adresse, et avec quel questionnaire."""

    public: Public
    questionnaire: Dit


class ResultatEnquete(Value):
    """Ce qu'un public a répondu : note sur dix, part d'usagers renvoyés ailleurs."""

    public: Public
    questionnaire: Dit
    reponses: Compte
    note: Mesure | None = None
    reorientation: Mesure | None = None


class CampagneEnqueteOuverte(Contract):
    """L'enquête annuelle de satisfaction d'une structure est ouverte (A-026, A-101)."""

    type: Literal["CampagneEnquêteOuverte"] = "CampagneEnquêteOuverte"
    version: Literal[1] = 1
    structure: Designation
    annee: Annee
    questionnaires: list[QuestionnairePose]
    ouverte_le: JourAnnonce
    cloture_le: JourAnnonce
    campagne_id: UUID | None = None


class CampagneEnqueteCloturee(Contract):
    """L'enquête annuelle d'une structure est close : ce que chaque public a répondu (A-027)."""

    type: Literal["CampagneEnquêteClôturée"] = "CampagneEnquêteClôturée"
    version: Literal[1] = 1
    annee: Annee
    resultats: list[ResultatEnquete]


class AlerteQualiteEmise(Contract):
    """Un doute sur la qualité d'une structure (C.7) ; son label n'est pas retiré pour autant.

    Une même cause ne donne qu'une alerte, jusqu'à ce qu'elle soit levée.
    """

    type: Literal["AlerteQualitéÉmise"] = "AlerteQualitéÉmise"
    version: Literal[1] = 1
    alerte_id: UUID
    structure: Designation
    origine: OrigineAlerte
    criteres: list[Dit]
    detail: Dit


class AlerteQualiteLevee(Contract):
    """Une alerte n'a plus lieu d'être, et pourquoi."""

    type: Literal["AlerteQualitéLevée"] = "AlerteQualitéLevée"
    version: Literal[1] = 1
    alerte_id: UUID
    origine: OrigineAlerte
    raison: Dit
