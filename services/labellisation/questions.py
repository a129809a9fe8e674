"""Ce que d'autres systèmes peuvent demander à la labellisation de ce qu'elle sait."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, cast

from typing_extensions import TypedDict

from services.labellisation.dossier.questions import DossierAuRegistre, Etat, find, registre
from services.labellisation.label.questions.comptage import Compte, compte_du_jour
from services.labellisation.label.questions.etats_a_une_date import etat
from services.labellisation.montee_en_gamme.questions import (
    PlanDeMonteeEnGamme,
    plan_de_montee_en_gamme,
)
from services.labellisation.pilotage.questions.a_faire import LigneDeTravail, a_faire
from services.labellisation.pilotage.questions.consolidation import (
    CampagneOuverte,
    Consolidation,
    RemonteesDUneStructure,
    campagnes_connues,
    consolidation,
    structures_remontees,
)
from services.labellisation.pilotage.questions.couverture import (
    CouvertureDuDepartement,
    PlanEtRealite,
    couverture,
    plan_et_realite,
)
from services.labellisation.pilotage.questions.dossier_entier import DossierEntier, dossier
from services.labellisation.pilotage.questions.suites import (
    AlerteDuLabel,
    AvisDemande,
    alertes_du_label,
    avis_demandes,
)
from services.labellisation.territoire.commands import CodeCampagne
from shared.clock import instant
from shared.messages.actors import Role
from shared.questions.facts import FAITS
from shared.questions.history import historique, in_order
from shared.questions.own_account import OWN_ACCOUNT
from shared.questions.parametres import (
    Aucun,
    DUnDepartementUnJour,
    DUneStructure,
    DUneStructureTelleQueSue,
    DUneStructureUnJour,
    Partout,
    PartoutTelQueSu,
    PartoutUnJour,
    StructureOuLieu,
    day,
)
from shared.questions.places import by_query, must_be_known, of_the_departement, of_the_structure
from shared.questions.question import Parametres, Questions
from shared.read_model import WHOLE, ReadModel, Window
from shared.recording.repository import Introuvable
from shared.runtime.component import Component
from shared.types.saisies import Libelle
from shared.types.texte import Texte

QUESTIONS = Questions("labellisation", FAITS, OWN_ACCOUNT)

SU = "9998"
"""Ce qui se sait aujourd'hui : rien n'est appris après."""
LIEU = of_the_structure(by_query("SELECT departement FROM dossiers WHERE structure_id = :id"))
LABELLISEES = """SELECT l.structure_id, l.label_id, l.departement, l.categorie, l.origine,
    l.debut, l.fin, COALESCE(d.nom, '') AS nom, COALESCE(d.commune, '') AS commune
    FROM labels l LEFT JOIN dossiers d ON d.structure_id = l.structure_id
    WHERE l.debut <= :au AND l.fin > :au AND l.connu_du <= :su AND l.connu_jusqu_au > :su
    AND (:departement = '' OR l.departement = :departement)
    AND (:structure_id = '' OR l.structure_id = :structure_id)
    AND l.label_id > :after ORDER BY l.label_id LIMIT :at_most"""


class DUnRole(PartoutUnJour):
    """Un rôle qui a une liste de travail ; celle d'un préfet est d'un département."""

    role: Role


class DUneCampagne(Parametres):
    """Une campagne, par son code ; à défaut, la dernière ouverte."""

    campagne: CodeCampagne | None = None


class DUneCampagneQuelquePart(DUneCampagne, Partout):
    """Une campagne, par son code ; à défaut, la dernière ouverte. Partout, ou un département."""


class DuRegistre(Partout):
    """Un état, un département ; `designation` : un identifiant, un matricule ou un nom exact."""

    etat: Etat | None = None
    designation: Annotated[str, Texte(200)] | None = None


class DUnAvis(StructureOuLieu):
    """Une structure, un département, ou tous ; un opérateur, par son code ou son nom, ou tous."""

    operateur: Libelle | None = None


class DUneStructureAuxDeuxDates(DUneStructureTelleQueSue, DUneStructureUnJour):
    """Une structure le jour ``au``, telle que sue à l'instant ``su``."""


class StructureEnVigueur(TypedDict):
    """Un label en vigueur ce jour-là ; ``fin`` vaut 9999 tant qu'il dure."""

    structure_id: str
    label_id: str
    nom: str
    departement: str
    commune: str
    categorie: str
    origine: str
    debut: str
    fin: str


class EtatAUneDate(TypedDict):
    """Où en était une structure ; ``etat`` est nul si rien n'en était encore survenu, ni su."""

    structure_id: str
    etat: Etat | None
    labels: list[StructureEnVigueur]


@QUESTIONS.on("structures", places=of_the_departement, key=lambda each: each["structure_id"])
def structures(
    component: Component, asked: DuRegistre, window: Window = WHOLE
) -> list[DossierAuRegistre]:
    """Les structures du registre, où en est chacune, et l'identifiant par lequel la désigner."""
    if asked.designation is None:
        return registre(component.model, asked.departement, asked.etat, window)
    wanted = {each["structure_id"] for each in find(component.model, asked.designation)}
    known = registre(component.model, asked.departement, asked.etat)
    return [each for each in known if each["structure_id"] in wanted]


@QUESTIONS.on("dossier", places=LIEU)
def d_une_structure(component: Component, asked: DUneStructureUnJour) -> DossierEntier:
    """Tout ce que la labellisation sait d'une structure : état, étapes, labels, avis, plan.

    C'est ce qui se sait maintenant ; `au` ne sert qu'à juger du plan, et `etat` dit le passé.
    """
    return dossier(component.model, asked.structure_id, day(component, asked.au))


@QUESTIONS.on("etat", places=LIEU)
def etat_a_une_date(component: Component, asked: DUneStructureAuxDeuxDates) -> EtatAUneDate:
    """L'état d'une structure un jour, et ses labels d'alors, tels que sus à un instant (J-1)."""
    must_be_known(component, asked.structure_id)
    au, structure_id = day(component, asked.au), str(asked.structure_id)
    return {
        "structure_id": structure_id,
        "etat": etat(component.model, asked.structure_id, au, asked.su),
        "labels": labels(component.model, au, asked.su, structure_id=structure_id),
    }


@QUESTIONS.on("labellisees", places=of_the_departement, key=lambda each: each["label_id"])
def en_vigueur(
    component: Component, asked: PartoutTelQueSu, window: Window = WHOLE
) -> list[StructureEnVigueur]:
    """Les structures labellisées un jour, telles que sues à un instant (X-01)."""
    departement = asked.departement or ""
    au = day(component, asked.au)
    return labels(component.model, au, asked.su, departement=departement, window=window)


@QUESTIONS.on("comptes", places=of_the_departement)
def comptes(component: Component, asked: PartoutTelQueSu) -> Compte:
    """Combien étaient labellisées un jour, telles que sues à un instant (X-01)."""
    su = instant(asked.su) if asked.su else None
    au = day(component, asked.au).isoformat()
    return compte_du_jour(component.model, au, su, asked.departement)


def urgente(each: Mapping[str, Any]) -> str:
    """Ce qui presse d'abord ; une ligne se distingue par tout ce qu'elle dit."""
    dites = (str(each.get(nom) or "") for nom in ("departement", "nom", "quoi", "operateur"))
    return "\t".join([each["echeance"] or "9999", *dites, each["structure_id"], each["depuis"]])


@QUESTIONS.on("a_faire", places=of_the_departement, key=urgente)
def liste_de_travail(component: Component, asked: DUnRole) -> list[LigneDeTravail]:
    """Ce qui attend un rôle, depuis quand, et les jours qui restent ; le plus pressé d'abord."""
    au = day(component, asked.au)
    return a_faire(component.model, asked.role, asked.departement, au)


@QUESTIONS.on("alertes", places=LIEU, key=lambda each: f"{each['label_id']} {each['code']}")
def alertes(component: Component, asked: StructureOuLieu) -> list[AlerteDuLabel]:
    """Les alertes sur un label que le préfet n'a pas classées (C.7-7)."""
    must_be_known(component, asked.structure_id)
    return alertes_du_label(component.model, asked.departement, asked.structure_id)


@QUESTIONS.on("avis", places=LIEU, key=lambda each: f"{each['signalement_id']} {each['operateur']}")
def avis(component: Component, asked: DUnAvis, window: Window = WHOLE) -> list[AvisDemande]:
    """Les avis demandés aux opérateurs sur les signalements, rendus ou attendus (A-075)."""
    must_be_known(component, asked.structure_id)
    operateur, structure_id = asked.operateur, asked.structure_id
    return avis_demandes(component.model, asked.departement, structure_id, operateur, window)


@QUESTIONS.on("montee_en_gamme", places=LIEU)
def montee_en_gamme(component: Component, asked: DUneStructure) -> PlanDeMonteeEnGamme:
    """Le plan de montée en gamme d'une structure : ses écarts, ses actions (A-008, A-009)."""
    return plan_de_montee_en_gamme(component.service, asked.structure_id)


@QUESTIONS.on("couverture", places=of_the_departement, key=lambda each: each["departement"])
def couverture_du_jour(component: Component, asked: PartoutUnJour) -> list[CouvertureDuDepartement]:
    """Structures, cantons couverts et paires trop proches, par département (A-066, A-070)."""
    return couverture(component.model, day(component, asked.au), asked.departement)


@QUESTIONS.on("plan", places=of_the_departement)
def plan(component: Component, asked: DUnDepartementUnJour) -> PlanEtRealite:
    """Le plan de déploiement d'un département, face au réel (A-019)."""
    found = plan_et_realite(component.model, asked.departement, day(component, asked.au))
    if found is None:
        raise Introuvable(f"Le département {asked.departement} n'a pas de plan ce jour-là.")
    return found


@QUESTIONS.on("campagnes", key=lambda each: f"{each['ouverture']} {each['code']}")
def campagnes(component: Component, asked: Aucun) -> list[CampagneOuverte]:
    """Les campagnes de remontée, ouvertes ou closes, et leurs identifiants (A-010)."""
    return campagnes_connues(component.model)


@QUESTIONS.on("consolidation")
def consolidation_nationale(component: Component, asked: DUneCampagne) -> Consolidation:
    """Les remontées d'une campagne, par département ; tout y est déclaré (A-005, A-011)."""
    return consolidation(component.model, asked.campagne)


@QUESTIONS.on("remontees", places=of_the_departement, key=lambda each: each["structure_id"])
def remontees(component: Component, asked: DUneCampagneQuelquePart) -> list[RemonteesDUneStructure]:
    """Les mêmes, par structure : combien de critères déclarés, et quand (A-006)."""
    found = structures_remontees(component.model, asked.campagne)
    return [each for each in found if asked.departement in (None, each["departement"])]


def labels(
    model: ReadModel,
    au: date,
    su: datetime | None,
    departement: str = "",
    structure_id: str = "",
    window: Window = WHOLE,
) -> list[StructureEnVigueur]:
    """Ceux d'un département, d'une structure, ou tous, par identifiant."""
    asked = {
        "au": au.isoformat(),
        "su": instant(su) if su else SU,
        "departement": departement,
        "structure_id": structure_id,
        **vars(window),
    }
    return cast(list[StructureEnVigueur], model.query(LABELLISEES, asked))


QUESTIONS.on("historique", places=LIEU, key=in_order)(historique)
