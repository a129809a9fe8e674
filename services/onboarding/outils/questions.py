"""Les questions posées aux outils des agents : l'activité saisie, le Bureau."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from typing_extensions import TypedDict

from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.outils.domain.bureau import BureauAgent, Domaine
from services.onboarding.outils.rules import proposees, questionnaire_en_vigueur
from shared.read_model import ReadModel
from shared.recording.application import Service

RESUMED = """SELECT passages FROM activites_reprises WHERE structure_id = :structure_id
    AND du >= :du AND au <= :au"""
BETWEEN = """SELECT operateur, issue FROM activites WHERE structure_id = :structure_id
    AND le BETWEEN :du AND :au"""


class QuestionPosee(TypedDict):
    """Une question d'activité, et les codes des réponses proposées."""

    code: str
    libelle: str
    reponses: list[str]


class ActiviteDeLaStructure(TypedDict):
    """Des passages : en tout, par opérateur, par issue ; `repris`, ceux de la MSAP, à part."""

    repris: int
    passages: int
    operateurs: dict[str, int]
    issues: dict[str, int]


class ChangementDuBureau(TypedDict):
    """Qui a autorisé ou retiré quel domaine, quand, et pourquoi."""

    fait: str
    domaine: str
    le: str
    auteur: str
    motif: str


class EtatDuBureau(TypedDict):
    """La page d'accueil (libellé par domaine), la liste des domaines, et son histoire."""

    accueil: dict[str, str]
    domaines: dict[str, Domaine]
    histoire: list[ChangementDuBureau]


class DomaineAdmis(TypedDict):
    """Un domaine de la recherche, et s'il est en page d'accueil."""

    domaine: str
    libelle: str
    accueil: bool


class MouvementDuBureau(TypedDict):
    """Un domaine autorisé ou retiré, quand, et pourquoi."""

    fait: str
    domaine: str
    le: str
    motif: str


class BureauPublie(TypedDict):
    """Les domaines du Bureau, et l'histoire de leur liste ; personne n'y est nommé."""

    domaines: list[DomaineAdmis]
    histoire: list[MouvementDuBureau]


def question_suivante(jour: date, choix: Mapping[str, str]) -> QuestionPosee | None:
    """A-127 : la question qui suit ces choix et ses réponses proposées ; None, à la fin."""
    question = questionnaire_en_vigueur(jour).suivante(choix)
    if question is None:
        return None
    return {
        "code": question.code,
        "libelle": question.libelle,
        "reponses": proposees(question, charger_socle().codes_en_vigueur(jour)),
    }


def activite(model: ReadModel, structure_id: str, du: str, au: str) -> ActiviteDeLaStructure:
    """Les passages d'une structure entre deux jours, inclus.

    `repris` compte les périodes de la MSAP qui y tiennent en entier.
    """
    wanted = {"structure_id": structure_id, "du": du, "au": au}
    rows = model.query(BETWEEN, wanted)
    return {
        "repris": sum(row["passages"] for row in model.query(RESUMED, wanted)),
        "passages": len(rows),
        "operateurs": dict(Counter(row["operateur"] for row in rows)),
        "issues": dict(Counter(row["issue"] for row in rows)),
    }


def etat_du_bureau(service: Service) -> EtatDuBureau:
    """A-121, A-122 : la page d'accueil, les domaines, leurs responsables et leur histoire."""
    bureau = service.load(BureauAgent, BureauAgent.create_id())
    if bureau is None:
        return {"accueil": {}, "domaines": {}, "histoire": []}
    return {
        "accueil": bureau.accueil,
        "domaines": bureau.domaines,
        "histoire": list(_histoire(service)),
    }


def bureau_publie(service: Service) -> BureauPublie:
    """Le même, sans les responsables ni les auteurs."""
    bureau = etat_du_bureau(service)
    return {
        "domaines": [
            {"domaine": domaine, "libelle": each["libelle"], "accueil": each["accueil"]}
            for domaine, each in sorted(bureau["domaines"].items())
        ],
        "histoire": [
            {
                "fait": each["fait"],
                "domaine": each["domaine"],
                "le": each["le"],
                "motif": each["motif"],
            }
            for each in bureau["histoire"]
        ],
    }


def recherche_admise(service: Service, adresse: str) -> bool:
    """A-122 : hors de la liste, la recherche ne va nulle part."""
    bureau = service.load(BureauAgent, BureauAgent.create_id())
    return bureau is not None and bureau.explore(adresse)


def _histoire(service: Service) -> Iterator[ChangementDuBureau]:
    for stored in service.recorder.select_events(BureauAgent.create_id()):
        event = service.mapper.to_domain_event(stored)
        if isinstance(event, BureauAgent.DomaineAutorise | BureauAgent.DomaineRetire):
            yield {
                "fait": type(event).__name__,
                "domaine": event.domaine,
                "le": event.provenance["survenu_le"].isoformat(),
                "auteur": event.provenance["acteur"],
                "motif": event.provenance.get("motif", ""),
            }
