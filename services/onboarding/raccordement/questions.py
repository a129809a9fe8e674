"""Ce que l'on peut demander d'un raccordement : le lien, le compte, les agents, ce qui manque."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, cast
from uuid import UUID

from typing_extensions import TypedDict

from services.onboarding.raccordement.domain.raccordement import Acces, Raccordement
from services.onboarding.raccordement.rules import charger_raccordement
from shared.clock import instant
from shared.read_model import ReadModel
from shared.runtime.component import Component

ETAPES = """SELECT evenement_id, evenement, MAX(survenu_le) AS le FROM journal
    WHERE structure_id = :id AND evenement IN ('LienInscriptionEnvoye',
        'LienInscriptionRenouvele', 'LienInscriptionExpire', 'CompteStructureCree',
        'ApplicationsOuvertes')
    GROUP BY evenement_id, evenement"""
ANNEXE = "SELECT etat, reference, manquants FROM annexes WHERE structure_id = :structure_id"
ENVOI = ("LienInscriptionEnvoye", "LienInscriptionRenouvele")

EtatDuRaccordement = Literal["LIEN_ENVOYE", "LIEN_EXPIRE", "COMPTE_CREE", "APPLICATIONS_OUVERTES"]
Manque = Literal["LABEL", "LIEN", "COMPTE", "AGENTS", "FORMATION"]
Etapes = Mapping[str, str]
"""Par fait d'un raccordement, quand il est survenu pour la dernière fois."""
Restants = Callable[[UUID], Mapping[UUID, Collection[str]]]
"""Par label, puis par agent, les modules de formation qui lui restent à valider."""


class AgentRaccorde(TypedDict):
    """Un agent inscrit, sous un identifiant qui ne dit rien de lui ; les modules à valider."""

    agent_id: str
    modules_restants: list[str]


class RaccordementDuLabel(TypedDict):
    """Où en est l'accès qu'un label ouvre ; une étape qui n'est pas franchie est vide.

    `liens` compte les liens ouverts. `agents_exiges` ouvrent les applications. `manque` : un label
    qui vaille, un nouveau lien, le compte, des agents, la fin de leur formation. Ni le lien, ni le
    compte, ni l'adresse des agents n'y sont.
    """

    label_id: str
    etat: EtatDuRaccordement
    acces: Acces
    liens: int
    lien_envoye_le: str
    lien_expire_le: str
    compte_cree_le: str
    applications_ouvertes_le: str
    agents: list[AgentRaccorde]
    agents_exiges: int
    manque: list[Manque]


def raccordements(component: Component, structure_id: UUID) -> Iterator[Raccordement]:
    """Ceux que les labels de cette structure ont ouverts."""
    for identite in _etapes(component, structure_id):
        if found := component.service.load(Raccordement, UUID(identite)):
            yield found


def departements(component: Component, structure_id: UUID) -> Iterable[str]:
    """Où ses raccordements la situent."""
    return [each.structure["departement"] for each in raccordements(component, structure_id)]


def etat_du_raccordement(
    component: Component, structure_id: UUID, jour: date, restants: Restants
) -> list[RaccordementDuLabel]:
    """A-115 à A-118, INV-13 : un par label, le plus ancien d'abord."""
    etapes = _etapes(component, structure_id)
    found = [
        _montre(each, etapes[each.id.hex], jour, restants(each.label_id))
        for each in raccordements(component, structure_id)
    ]
    return sorted(found, key=lambda each: (each["lien_envoye_le"], each["label_id"]))


def _etapes(component: Component, structure_id: UUID) -> dict[str, dict[str, str]]:
    """Par raccordement."""
    found: dict[str, dict[str, str]] = {}
    for row in component.model.query(ETAPES, {"id": str(structure_id)}):
        found.setdefault(row["evenement_id"], {})[row["evenement"]] = row["le"]
    return {identite: dits for identite, dits in found.items() if ENVOI[0] in dits}


def _montre(
    raccordement: Raccordement,
    dits: Etapes,
    jour: date,
    restants: Mapping[UUID, Collection[str]],
) -> RaccordementDuLabel:
    regle = charger_raccordement().on(jour)
    exiges = regle.minimum_agents if regle else 0
    agents: list[AgentRaccorde] = [
        {"agent_id": str(each), "modules_restants": sorted(restants.get(each, ()))}
        for each in raccordement.agents
    ]
    etat = _etat(raccordement, dits)
    return {
        "label_id": str(raccordement.label_id),
        "etat": etat,
        "acces": raccordement.acces,
        "liens": raccordement.liens,
        "lien_envoye_le": max(dits[each] for each in ENVOI if each in dits),
        "lien_expire_le": instant(raccordement.expire_le),
        "compte_cree_le": dits.get("CompteStructureCree", ""),
        "applications_ouvertes_le": dits.get("ApplicationsOuvertes", ""),
        "agents": agents,
        "agents_exiges": exiges,
        "manque": list(_manque(raccordement, etat, agents, exiges)),
    }


def _etat(raccordement: Raccordement, dits: Etapes) -> EtatDuRaccordement:
    if raccordement.est_ouvert:
        return "APPLICATIONS_OUVERTES"
    if raccordement.compte_id:
        return "COMPTE_CREE"
    envoye = max(dits[each] for each in ENVOI if each in dits)
    return "LIEN_EXPIRE" if dits.get("LienInscriptionExpire", "") > envoye else "LIEN_ENVOYE"


def _manque(
    raccordement: Raccordement,
    etat: EtatDuRaccordement,
    agents: list[AgentRaccorde],
    exiges: int,
) -> Iterator[Manque]:
    if raccordement.acces != "OUVERT":
        yield "LABEL"
    if etat == "LIEN_EXPIRE":
        yield "LIEN"
    if raccordement.compte_id is None:
        yield "COMPTE"
    if len(agents) < exiges:
        yield "AGENTS"
    if any(each["modules_restants"] for each in agents):
        yield "FORMATION"


class EtatDeLAnnexe(TypedDict):
    """L'annexe à la convention : son état, sa référence, les opérateurs qui manquent encore."""

    etat: str
    reference: str
    manquants: str


def etat_de_l_annexe(model: ReadModel, structure_id: str) -> EtatDeLAnnexe | None:
    """A-057 ; None tant que les tables ne la connaissent pas."""
    rows = model.query(ANNEXE, {"structure_id": structure_id})
    return cast(EtatDeLAnnexe, rows[0]) if rows else None
