"""Ce qui attend une suite, avec ses identifiants : les alertes d'un label, les avis demandés."""

from typing import cast
from uuid import UUID

from typing_extensions import TypedDict

from services.labellisation.territoire.rules.operateurs import charger_operateurs
from shared.read_model import WHOLE, ReadModel, Window
from shared.recording.repository import Introuvable
from shared.statements import Row

ALERTES = """SELECT a.structure_id, a.label_id, d.nom, d.departement, a.code, a.texte, a.depuis
    FROM alertes_du_label a JOIN dossiers d ON d.structure_id = a.structure_id
    WHERE (:departement = '' OR d.departement = :departement)
    AND (:structure_id = '' OR a.structure_id = :structure_id)"""
VOULUS = """(:departement = '' OR a.departement = :departement)
    AND (:structure_id = '' OR a.structure_id = :structure_id)
    AND (:operateur = '' OR a.operateur = :operateur)"""
AVIS = f"""SELECT a.signalement_id, a.structure_id, COALESCE(l.nom, '') AS nom, a.departement,
    a.operateur, a.echeance, a.avis, a.antenne_locale, a.rendu_le, a.tardif
    FROM avis a LEFT JOIN lieux l ON l.structure_id = a.structure_id WHERE {VOULUS}
    AND a.signalement_id IN (SELECT DISTINCT a.signalement_id FROM avis a WHERE {VOULUS}
        AND a.signalement_id >= :depuis ORDER BY a.signalement_id LIMIT :au_plus)"""
"""Ceux d'autant de signalements qu'il faut d'avis, et d'un de plus : celui d'où l'on repart peut ne
plus en avoir. Un identifiant se trie partout de même, un opérateur non."""


class AlerteDuLabel(TypedDict):
    """Une alerte que le préfet n'a pas classée ; `code` est celui par lequel la classer."""

    structure_id: str
    label_id: str
    nom: str
    departement: str
    code: str
    texte: str
    depuis: str


class AvisDemande(TypedDict):
    """L'avis demandé à un opérateur sur un signalement ; vide, tant qu'il n'est pas rendu.

    Son commentaire n'est pas dit : il est dans le dossier.
    """

    signalement_id: str
    structure_id: str
    nom: str
    departement: str
    operateur: str
    echeance: str
    avis: str
    antenne_locale: bool | None
    rendu_le: str
    tardif: bool


def alertes_du_label(
    model: ReadModel, departement: str | None = None, structure_id: UUID | None = None
) -> list[AlerteDuLabel]:
    """C.7-7 : celles des labels en cours, tant qu'elles ne sont pas classées."""
    return cast(list[AlerteDuLabel], model.query(ALERTES, _ou(departement, structure_id)))


def avis_demandes(
    model: ReadModel,
    departement: str | None = None,
    structure_id: UUID | None = None,
    operateur: str | None = None,
    window: Window = WHOLE,
) -> list[AvisDemande]:
    """A-075 : rendus ou attendus."""
    depuis, _, _ = window.after.partition(" ")
    signalements = {"depuis": depuis, "au_plus": window.at_most + 1}
    asked = {**_ou(departement, structure_id), **signalements, "operateur": _code(operateur)}
    return [_avis(row) for row in model.query(AVIS, asked)]


def _avis(row: Row) -> AvisDemande:
    antenne = None if row["antenne_locale"] is None else bool(row["antenne_locale"])
    return cast(AvisDemande, {**row, "antenne_locale": antenne, "tardif": bool(row["tardif"])})


def _code(operateur: str | None) -> str:
    """Le code de l'opérateur ainsi nommé ; refuse (`Introuvable`) un nom étranger."""
    if operateur is None:
        return ""
    connus = charger_operateurs()
    if found := connus.nomme(operateur):
        return found.id
    codes = ", ".join(dict.fromkeys(each.id for each in connus.operateurs))
    raise Introuvable(f"« {operateur} » n'est pas un opérateur du socle (codes : {codes}).")


def _ou(departement: str | None, structure_id: UUID | None) -> dict[str, str]:
    return {
        "departement": departement or "",
        "structure_id": str(structure_id) if structure_id else "",
    }
