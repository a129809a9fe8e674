"""Tout ce que la labellisation sait d'une structure, en une réponse."""

import json
from datetime import date, datetime
from typing import cast
from uuid import UUID

from typing_extensions import TypedDict

from services.labellisation.dossier.questions import DossierAuRegistre
from services.labellisation.pilotage.questions.consolidation import nombre_de_criteres
from services.labellisation.pilotage.questions.couverture import CandidateSuivie, plan_et_realite
from shared.clock import paris_date
from shared.log.journal import history
from shared.read_model import ReadModel
from shared.recording.repository import Introuvable

ETAT = "SELECT * FROM dossiers WHERE structure_id = :id"
LABELS = """SELECT label_id, origine, debut, fin FROM labels
    WHERE structure_id = :id AND connu_jusqu_au = '9999' ORDER BY debut"""
REMONTEES = """SELECT c.code AS campagne, r.recue_le, r.revisee_le, r.tardive,
    r.criteres AS criteres_declares, r.agents, r.etp FROM remontees r
    JOIN campagnes c ON c.campagne_id = r.campagne_id
    WHERE r.structure_id = :id ORDER BY r.recue_le"""
AVIS = """SELECT signalement_id, operateur, nom, echeance, avis, commentaire, antenne_locale,
    rendu_le, tardif FROM avis WHERE structure_id = :id ORDER BY signalement_id, operateur"""
INSERTIONS = "SELECT * FROM insertions WHERE structure_id = :id"
ANTENNES = "SELECT operateur, nom, fermee_le, apres_le_label FROM antennes WHERE structure_id = :id"


class Etape(TypedDict):
    """Un fait du dossier, à sa date."""

    le: str
    fait: str
    phrase: str


class LabelConnu(TypedDict):
    """Un label, de sa date d'effet à sa fin ; 9999, tant qu'il dure."""

    label_id: str
    origine: str
    debut: str
    fin: str


class RemonteeAuDossier(TypedDict):
    """Ce que la structure a déclaré dans une campagne."""

    campagne: str
    recue_le: str
    revisee_le: str
    tardive: int
    criteres_declares: int
    agents: int | None
    etp: float | None


class AvisAuDossier(TypedDict):
    """L'avis demandé à un opérateur ; vide, tant qu'il n'est pas rendu."""

    signalement_id: str
    operateur: str
    nom: str
    echeance: str
    avis: str
    commentaire: str
    antenne_locale: int | None
    rendu_le: str
    tardif: int


class InsertionAuDossier(TypedDict):
    """Un examen du maillage, et ses règles."""

    signalement_id: str
    structure_id: str
    voisine: str
    minutes: float | None
    exception: str
    raison: str
    regles: list[str]


class AntenneFermee(TypedDict):
    """L'antenne d'un opérateur, fermée près de la structure."""

    operateur: str
    nom: str
    fermee_le: str
    apres_le_label: int


class DossierEntier(DossierAuRegistre):
    """Où en est une structure, et toute son histoire."""

    etapes: list[Etape]
    labels: list[LabelConnu]
    criteres: int
    remontees: list[RemonteeAuDossier]
    avis: list[AvisAuDossier]
    insertions: list[InsertionAuDossier]
    antennes: list[AntenneFermee]
    plan: list[CandidateSuivie]


def dossier(model: ReadModel, structure_id: UUID, au: date) -> DossierEntier:
    """État, étapes datées, labels, déclarations, avis, maillage et plan ; refuse une inconnue.

    Rien n'y est rejoué : l'état est le dernier su, et `au` ne sert qu'à juger du plan.
    """
    cle = {"id": str(structure_id)}
    found = cast(list[DossierAuRegistre], model.query(ETAT, cle))
    if not found:
        raise Introuvable(f"Aucune structure connue sous « {structure_id} ».")
    examens = [
        {**each, "regles": json.loads(each["regles"])} for each in model.query(INSERTIONS, cle)
    ]
    return {
        **found[0],
        "etapes": etapes(model, structure_id),
        "labels": cast(list[LabelConnu], model.query(LABELS, cle)),
        "criteres": nombre_de_criteres(),
        "remontees": cast(list[RemonteeAuDossier], model.query(REMONTEES, cle)),
        "avis": cast(list[AvisAuDossier], model.query(AVIS, cle)),
        "insertions": cast(list[InsertionAuDossier], examens),
        "antennes": cast(list[AntenneFermee], model.query(ANTENNES, cle)),
        "plan": au_plan(model, structure_id, found[0]["departement"], au),
    }


def etapes(model: ReadModel, structure_id: UUID) -> list[Etape]:
    """Chaque fait du dossier, à sa date : remontée, signalement, audit, accord, décision."""
    return [
        {"le": jour(each["survenu_le"]), "fait": each["evenement"], "phrase": each["phrase"]}
        for each in history(model, structure_id, None)
        if each["evenement"] != "MessageRecu"
    ]


def au_plan(
    model: ReadModel, structure_id: UUID, departement: str, au: date
) -> list[CandidateSuivie]:
    """Ce que le plan du département attend de cette structure, s'il la nomme."""
    plan = plan_et_realite(model, departement, au)
    candidates = plan["candidates"] if plan else []
    return [each for each in candidates if each["structure_id"] == str(structure_id)]


def jour(instant: str) -> str:
    """Le jour civil, à Paris."""
    return paris_date(datetime.fromisoformat(instant)).isoformat()
