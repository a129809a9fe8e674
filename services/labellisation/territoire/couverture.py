"""La couverture du territoire un jour donné, et le plan de chaque département face au réel."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from services.labellisation.territoire.connu import LABELS, LIEUX, implantation
from services.labellisation.territoire.maillage import cantons_couverts, doublons
from services.labellisation.territoire.regles import charger_programme
from shared.read_model import ReadModel, Row
from shared.rules.periods import in_force

RESEAU = f"""SELECT lieux.* FROM ({LIEUX}) AS lieux JOIN ({LABELS}) AS labels
    ON labels.structure_id = lieux.structure_id WHERE debut <= :au AND fin > :au"""
RESEAU_DU_DEPARTEMENT = f"{RESEAU} AND lieux.departement = :departement"
CANTONS = """SELECT departement, canton_code FROM communes WHERE canton_code <> ''
    GROUP BY departement, canton_code"""
PLANS = """SELECT * FROM plans WHERE le <= :au ORDER BY departement, version"""
DOSSIERS = """SELECT d.structure_id, d.nom, d.etat, l.commune_insee FROM dossiers d
    JOIN lieux l ON l.structure_id = d.structure_id WHERE d.departement = :departement"""

Ligne = dict[str, Any]


def couverture(model: ReadModel, au: date, departement: str | None = None) -> list[Ligne]:
    """Par département : structures, cantons couverts (CANTON_OU_VILLE), paires trop proches.

    Une paire se compte dans son département ; le signalement, lui, regarde aussi au-delà.
    """
    reseau = _groupes(model.query(RESEAU, {"au": au.isoformat()}))
    cantons, plans = _groupes(model.query(CANTONS)), derniers_plans(model, au)
    connus = sorted(cantons.keys() | reseau.keys() | plans.keys())
    return [
        _ligne(code, reseau[code], cantons[code], plans.get(code), au)
        for code in connus
        if departement in (None, code)
    ]


def _ligne(code: str, reseau: list[Ligne], cantons: list[Ligne], plan: Any, au: date) -> Ligne:
    [trajet] = in_force(charger_programme().temps_de_trajet, au)
    [regle] = in_force(charger_programme().couverture, au)
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


def plan_et_realite(model: ReadModel, departement: str, au: date) -> Ligne | None:
    """Le plan en vigueur ce jour-là, chaque objectif et chaque candidate face au réel."""
    plan = derniers_plans(model, au).get(departement)
    if plan is None:
        return None
    voulu = {"au": au.isoformat(), "departement": departement}
    reseau = model.query(RESEAU_DU_DEPARTEMENT, voulu)
    dossiers = model.query(DOSSIERS, {"departement": departement})
    objectifs = [
        {**each, "echu": each["echeance"] < au.isoformat(), "atteint": len(reseau)}
        for each in plan["objectifs"]
    ]
    candidates = [_suivie(each, reseau, dossiers, au) for each in plan["candidates"]]
    return {**plan, "objectifs": objectifs, "candidates": candidates}


def _suivie(candidate: Ligne, reseau: list[Ligne], dossiers: list[Ligne], au: date) -> Ligne:
    """Par sa structure si le plan la nomme, sinon par sa commune."""
    cle = "structure_id" if candidate["structure_id"] else "commune_insee"
    labellisee = any(each[cle] == candidate[cle] for each in reseau)
    connus = [each["etat"] for each in dossiers if each[cle] == candidate[cle]]
    etat = "LABELLISEE" if labellisee else connus[0] if connus else "SANS_DOSSIER"
    retard = candidate["echeance"] < au.isoformat() and not labellisee
    return {**candidate, "etat": etat, "en_retard": retard}


def derniers_plans(model: ReadModel, au: date) -> dict[str, Ligne]:
    """Par département, la dernière version adoptée ce jour-là ou avant."""
    rows = model.query(PLANS, {"au": au.isoformat()})
    return {row["departement"]: {**row, **json.loads(row.pop("contenu"))} for row in rows}


def _objectif(plan: Ligne | None, au: date) -> int | None:
    """Le prochain objectif du plan, ou le dernier."""
    if plan is None:
        return None
    dus = sorted(plan["objectifs"], key=lambda each: str(each["echeance"]))
    a_venir = [each for each in dus if each["echeance"] >= au.isoformat()]
    return int((a_venir or dus[-1:])[0]["structures"])


def _groupes(rows: Iterable[Row]) -> dict[str, list[Ligne]]:
    groupes: dict[str, list[Ligne]] = defaultdict(list)
    for row in rows:
        groupes[str(row["departement"])].append(dict(row))
    return groupes
