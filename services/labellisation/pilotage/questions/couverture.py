"""La couverture du territoire un jour donné, et le plan de chaque département face au réel."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

from typing_extensions import TypedDict

from services.labellisation.pilotage.projections.reseau_connu import LABELS, LIEUX, implantation
from services.labellisation.territoire.domain.maillage import cantons_couverts, doublons
from services.labellisation.territoire.domain.plan import (
    CandidateDuPlan,
    ObjectifDuPlan,
    Teneur,
)
from services.labellisation.territoire.rules.programme import charger_programme
from shared.read_model import ReadModel
from shared.statements import Row

RESEAU = f"""SELECT lieux.* FROM ({LIEUX}) AS lieux JOIN ({LABELS}) AS labels
    ON labels.structure_id = lieux.structure_id WHERE debut <= :au AND fin > :au"""
RESEAU_DU_DEPARTEMENT = f"{RESEAU} AND lieux.departement = :departement"
CANTONS = """SELECT departement, canton_code FROM communes WHERE canton_code <> ''
    GROUP BY departement, canton_code"""
PLANS = """SELECT * FROM plans WHERE le <= :au
    AND (:departement = '' OR departement = :departement) ORDER BY departement, version"""
DOSSIERS = """SELECT d.structure_id, d.nom, d.etat, l.commune_insee FROM dossiers d
    JOIN lieux l ON l.structure_id = d.structure_id WHERE d.departement = :departement"""


class CouvertureDuDepartement(TypedDict):
    """Un département : ses structures, ses cantons couverts, ses paires trop proches."""

    departement: str
    structures: int
    cantons: int
    cantons_couverts: int
    definition: str
    paires_proches: int
    methode: str
    objectif: int | None


class PlanEnVigueur(Teneur):
    """Une version d'un plan, et le jour où elle fut adoptée."""

    departement: str
    version: int
    le: str


class ObjectifSuivi(ObjectifDuPlan):
    """Un objectif, et le nombre de structures labellisées."""

    echu: bool
    atteint: int


class CandidateSuivie(CandidateDuPlan):
    """Une candidate, et où elle en est."""

    etat: str
    en_retard: bool


class PlanEtRealite(TypedDict):
    """Le plan en vigueur, chaque objectif et chaque candidate face au réel."""

    departement: str
    version: int
    le: str
    sdaasp: str
    objectifs: list[ObjectifSuivi]
    candidates: list[CandidateSuivie]


def couverture(
    model: ReadModel, au: date, departement: str | None = None
) -> list[CouvertureDuDepartement]:
    """Par département : structures, cantons couverts (CANTON_OU_VILLE), paires trop proches.

    Une paire se compte dans son département ; le signalement, lui, regarde aussi au-delà.
    """
    reseau = _groupes(model.query(RESEAU, {"au": au.isoformat()}))
    cantons, plans = _groupes(model.query(CANTONS)), derniers_plans(model, au)
    connus = sorted(cantons.keys() | reseau.keys() | plans.keys())
    return [
        _couverture(code, reseau[code], cantons[code], plans.get(code), au)
        for code in connus
        if departement in (None, code)
    ]


def _couverture(
    code: str,
    reseau: Sequence[Row],
    cantons: Sequence[Row],
    plan: PlanEnVigueur | None,
    au: date,
) -> CouvertureDuDepartement:
    [trajet] = charger_programme().temps_de_trajet.in_force(au)
    [regle] = charger_programme().couverture.in_force(au)
    tous = [row["canton_code"] for row in cantons]
    couverts = cantons_couverts(tous, (row["canton_code"] or "" for row in reseau))
    paires = sum(1 for _ in doublons([implantation(row) for row in reseau], trajet))
    return {
        "departement": code,
        "structures": len(reseau),
        "cantons": len(tous),
        "cantons_couverts": len(couverts),
        "definition": regle.definition,
        "paires_proches": paires,
        "methode": trajet.methode,
        "objectif": _objectif(plan, au),
    }


def plan_et_realite(model: ReadModel, departement: str, au: date) -> PlanEtRealite | None:
    """Le plan en vigueur ce jour-là, chaque objectif et chaque candidate face au réel."""
    plan = derniers_plans(model, au, departement).get(departement)
    if plan is None:
        return None
    voulu = {"au": au.isoformat(), "departement": departement}
    reseau = model.query(RESEAU_DU_DEPARTEMENT, voulu)
    dossiers = model.query(DOSSIERS, {"departement": departement})
    return {
        "departement": departement,
        "version": plan["version"],
        "le": plan["le"],
        "sdaasp": plan["sdaasp"],
        "objectifs": [
            {**each, "echu": each["echeance"] < au.isoformat(), "atteint": len(reseau)}
            for each in plan["objectifs"]
        ],
        "candidates": [_suivie(each, reseau, dossiers, au) for each in plan["candidates"]],
    }


def _suivie(
    candidate: CandidateDuPlan, reseau: Sequence[Row], dossiers: Sequence[Row], au: date
) -> CandidateSuivie:
    """Par sa structure si le plan la nomme, sinon par sa commune."""
    cle, voulue = "commune_insee", candidate["commune_insee"]
    if candidate["structure_id"]:
        cle, voulue = "structure_id", candidate["structure_id"]
    labellisee = any(each[cle] == voulue for each in reseau)
    connus = [each["etat"] for each in dossiers if each[cle] == voulue]
    etat = "LABELLISEE" if labellisee else connus[0] if connus else "SANS_DOSSIER"
    retard = candidate["echeance"] < au.isoformat() and not labellisee
    return {**candidate, "etat": etat, "en_retard": retard}


def derniers_plans(model: ReadModel, au: date, departement: str = "") -> dict[str, PlanEnVigueur]:
    """Par département, ou d'un seul, la dernière version adoptée ce jour-là ou avant."""
    rows = model.query(PLANS, {"au": au.isoformat(), "departement": departement})
    return {
        row["departement"]: cast(PlanEnVigueur, {**row, **json.loads(row.pop("contenu"))})
        for row in rows
    }


def _objectif(plan: PlanEnVigueur | None, au: date) -> int | None:
    """Le prochain objectif du plan, ou le dernier."""
    if plan is None:
        return None
    dus = sorted(plan["objectifs"], key=lambda each: each["echeance"])
    a_venir = [each for each in dus if each["echeance"] >= au.isoformat()]
    return (a_venir or dus[-1:])[0]["structures"]


def _groupes(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groupes: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groupes[str(row["departement"])].append(row)
    return groupes
