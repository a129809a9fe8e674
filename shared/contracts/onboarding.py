"""Les faits que le raccordement, la formation, les opérateurs et les conventions annoncent."""

from typing import Literal
from uuid import UUID

from shared.contracts import Contract, Value
from shared.contracts.structure import Designation
from shared.types.annonces import Compte, Dit
from shared.types.temps import Instant, JourAnnonce


class LienInscriptionEnvoye(Contract):
    """La Banque des territoires ouvre à la structure un lien d'inscription (A-116).

    Le lien ne sert qu'une fois et n'est plus valable après `expire_le`. `url` est l'adresse de la
    page d'inscription ; le jeton qui l'ouvre n'est que dans le courriel envoyé à la structure.
    """

    type: Literal["LienInscriptionEnvoyé"] = "LienInscriptionEnvoyé"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    lien_id: UUID
    url: Dit
    expire_le: Instant


class LienAccesEnvoye(Contract):
    """Un lien d'accès est ouvert à la structure qui l'a demandé : son compte existe (A-117).

    Il n'est plus valable après `expire_le`, ni dès que le suivant est ouvert. `url` est l'adresse
    de la page d'inscription ; le jeton n'est que dans le courriel envoyé à la structure.
    """

    type: Literal["LienAccèsEnvoyé"] = "LienAccèsEnvoyé"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    lien_id: UUID
    url: Dit
    expire_le: Instant


class CompteStructureCree(Contract):
    """La structure a créé son compte par son lien d'inscription (A-117)."""

    type: Literal["CompteStructureCréé"] = "CompteStructureCréé"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    compte_id: UUID


class AgentInscrit(Contract):
    """La structure a inscrit un agent (A-117). `agent_id` est un identifiant : rien ne dit qui."""

    type: Literal["AgentInscrit"] = "AgentInscrit"
    version: Literal[1] = 1
    agent_id: UUID


class ApplicationsOuvertes(Contract):
    """Assez d'agents sont inscrits : les applications de la plateforme s'ouvrent (A-118)."""

    type: Literal["ApplicationsOuvertes"] = "ApplicationsOuvertes"
    version: Literal[1] = 1
    structure: Designation
    applications: list[Dit]
    agents: Compte


class AccesSuspendu(Contract):
    """Le label est suspendu : lien, compte et applications sont gelés jusqu'à nouvel ordre."""

    type: Literal["AccèsSuspendu"] = "AccèsSuspendu"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation


class AccesRetabli(Contract):
    """Le label vaut de nouveau : l'accès reprend où il en était."""

    type: Literal["AccèsRétabli"] = "AccèsRétabli"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation


class AccesFerme(Contract):
    """Le label a cessé : lien révoqué, compte et applications fermés (INV-13).

    `le` est le dernier jour du label ; `raison` nomme le fait qui y a mis fin.
    """

    type: Literal["AccèsFermé"] = "AccèsFermé"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    le: JourAnnonce
    raison: Dit


class AccesRecu(Contract):
    """Cette structure, qui survit à une fusion, reçoit l'accès de l'absorbée (C.7-17).

    `compte_id` est le compte reçu, si elle n'en avait pas ; `agents` sont des identifiants.
    """

    type: Literal["AccèsReçu"] = "AccèsReçu"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    absorbee_id: UUID
    label_absorbe_id: UUID
    compte_id: UUID | None = None
    agents: list[UUID]


class AccesRestitue(Contract):
    """La fusion est annulée : cette structure, qui survivait, rend l'accès qu'elle avait reçu.

    `compte_id` est le compte rendu, s'il y en a un ; `agents`, ceux qui n'étaient pas partis.
    """

    type: Literal["AccèsRestitué"] = "AccèsRestitué"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    absorbee_id: UUID
    label_absorbe_id: UUID
    compte_id: UUID | None = None
    agents: list[UUID]


class AccesRendu(Contract):
    """La fusion est annulée : la structure absorbée retrouve son accès (C.7-17)."""

    type: Literal["AccèsRendu"] = "AccèsRendu"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    survivante_id: UUID


class DemiJourneeTenue(Value):
    """Une demi-journée d'une session, heure de Paris."""

    le: JourAnnonce
    moment: Literal["MATIN", "APRES_MIDI"]


class SessionFormationPlanifiee(Contract):
    """La préfecture a fixé le lieu et les dates d'une session de formation (A-111).

    Ce fait ne porte sur aucune structure.
    """

    type: Literal["SessionFormationPlanifiée"] = "SessionFormationPlanifiée"
    version: Literal[1] = 1
    structure_id: None = None  # type: ignore[assignment]
    session_id: UUID
    departement: Dit
    programme: Dit
    bloc: Dit
    lieu: Dit
    demi_journees: list[DemiJourneeTenue]
    places: Compte


class AgentConvoque(Contract):
    """Un agent de la structure est convoqué à une session de formation (A-111)."""

    type: Literal["AgentConvoqué"] = "AgentConvoqué"
    version: Literal[1] = 1
    label_id: UUID
    session_id: UUID
    agent_id: UUID


class AgentAFormer(Contract):
    """Un agent inscrit doit suivre le programme en vigueur ce jour-là (INV-14).

    `agent_id` est un identifiant : rien ne dit qui. `modules` sont tous ceux qu'il doit valider ;
    `label_id` manque aux faits les plus anciens.
    """

    type: Literal["AgentÀFormer"] = "AgentÀFormer"
    version: Literal[1] = 1
    label_id: UUID | None = None
    agent_id: UUID
    programme: Dit
    modules: list[Dit]


class ParcoursFormationAcheve(Contract):
    """Un agent a validé tous les modules de son programme (A-092).

    `agents_formes` atteint `agents_inscrits` quand tous les agents de la structure l'ont fait.
    """

    type: Literal["ParcoursFormationAchevé"] = "ParcoursFormationAchevé"
    version: Literal[1] = 1
    label_id: UUID
    agent_id: UUID
    programme: Dit
    agents_formes: Compte
    agents_inscrits: Compte


class AgentDesinscrit(Contract):
    """Un agent a quitté la structure : combien restent inscrits (C.7-14).

    `agent_id` est un identifiant : rien ne dit qui ; il manque aux faits les plus anciens.
    """

    type: Literal["AgentDésinscrit"] = "AgentDésinscrit"
    version: Literal[1] = 1
    label_id: UUID
    structure: Designation
    agents: Compte
    agent_id: UUID | None = None


class SollicitationEmise(Contract):
    """Un agent demande à un opérateur, qui doit répondre avant `limite_le` (A-123, A-125).

    Ni la demande, ni l'usager, ni les pièces ne s'annoncent.
    """

    type: Literal["SollicitationÉmise"] = "SollicitationÉmise"
    version: Literal[1] = 1
    sollicitation_id: UUID
    departement: Dit
    operateur: Dit
    limite_le: Instant


class AnnexeStructureGeneree(Contract):
    """L'annexe de la structure est établie, prête à être signée par avenant (A-057, A-058).

    Les empreintes sont des SHA-256 en hexadécimal.
    """

    type: Literal["AnnexeStructureGénérée"] = "AnnexeStructureGénérée"
    version: Literal[1] = 1
    structure: Designation
    annexe_id: UUID
    reference: Dit
    gabarit: Dit
    etablie_le: JourAnnonce
    fichier_pdf: Dit
    empreinte_pdf: Dit
    fichier_docx: Dit
    empreinte_docx: Dit


class AnnexeEnAttente(Contract):
    """L'annexe ne peut être établie : il manque des opérateurs à la convention-cadre (A-045).

    Dit une fois, quand l'attente commence, avec les opérateurs qui manquent ce jour-là.
    """

    type: Literal["AnnexeEnAttente"] = "AnnexeEnAttente"
    version: Literal[1] = 1
    structure: Designation
    operateurs_manquants: list[Dit]


class AnnexeRecue(Contract):
    """La structure, qui survit à une fusion, reçoit l'annexe qu'elle n'avait pas (C.7-17)."""

    type: Literal["AnnexeReçue"] = "AnnexeReçue"
    version: Literal[1] = 1
    structure: Designation
    annexe_id: UUID
    reference: Dit
    absorbee_id: UUID


class AnnexeRendue(Contract):
    """La fusion est annulée : l'annexe est de nouveau celle de la structure absorbée (C.7-17).

    `reference` est vide si elle n'était pas établie.
    """

    type: Literal["AnnexeRendue"] = "AnnexeRendue"
    version: Literal[1] = 1
    structure: Designation
    annexe_id: UUID
    reference: Dit


class AnnexeARetirer(Contract):
    """Le label a cessé : l'annexe est à retirer de la convention par avenant (INV-09, C.7-16).

    `le` est le dernier jour du label ; `raison` nomme le fait qui y a mis fin.
    """

    type: Literal["AnnexeÀRetirer"] = "AnnexeÀRetirer"
    version: Literal[1] = 1
    structure: Designation
    annexe_id: UUID
    reference: Dit
    le: JourAnnonce
    raison: Dit
