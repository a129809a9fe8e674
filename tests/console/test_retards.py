"""À partir de quand ce qui attend inquiète, d'après le seul relevé d'un service."""

import re
from typing import Any

import pytest
import yaml

from console.exploitation import retards, seuils
from console.exploitation.marche import DU_RELEVE, de_postgresql
from console.exploitation.releve import Releve, Suivi
from console.exploitation.serveur_sql import EtatSql, numero
from shared.delivery.parking import DEAD, WAITING
from shared.log.set_aside import BEHIND, UNDECIDED
from shared.runtime.probes.backlog import Backlog, Lag, Parked, SetAside, Undelivered
from tests.servers.children import ROOT

TABLE = "projection.droits"
SAIN = EtatSql(sans_ecriture=None, octets=1, archivage_en_echec=False, a_archiver=0)


def releve(
    *,
    relais: float = 0.0,
    table: float = 0.0,
    morts: float = 0.0,
    de_cote: float = 0.0,
    echeance: float = 0.0,
    webhook: tuple[str, float] | None = None,
    mene: bool | None = True,
    sql: EtatSql = SAIN,
) -> Releve:
    """Un service où tout va bien, sauf ce qui est dit, en secondes."""
    lags = {"relay": Lag(int(relais > 0), relais), TABLE: Lag(2 * (table > 0), table)}
    parked = [Parked(DEAD, "Illisible", 1, morts)] if morts else []
    aside = [SetAside(TABLE, UNDECIDED, 1, de_cote), SetAside(TABLE, BEHIND, 2, 5.0)]
    attend = [Undelivered("w1", webhook[0], 4, webhook[1])] if webhook else []
    vu = Backlog(9, None, lags, parked, aside if de_cote else [], 3, echeance, attend)
    return Releve("funding", vu, mene, sql)


def trouves(vu: Releve) -> dict[str, str]:
    fautes = {nom: examine(vu) for nom, examine, *_ in DU_RELEVE}
    return {nom: faute for nom, faute in fautes.items() if faute}


@pytest.mark.parametrize(
    "vu, examen, dit",
    [
        (releve(relais=61), "relais", "relay : 1 à lire, le plus ancien depuis 1 min"),
        (releve(table=61), "lecteurs lents", f"{TABLE} : 2 à lire, le plus ancien"),
        (releve(table=7300), "lecteurs arrêtés", "le plus ancien depuis 2 h 02"),
        (releve(mene=False), "meneur", "aucun travailleur ne mène"),
        (releve(echeance=301), "échéances", "dépassées : 3, la plus ancienne de 5 min"),
        (releve(morts=30), "messages à décider", "sans nouvel essai : 1, depuis 30 s"),
        (
            releve(webhook=(WAITING, 3601)),
            "webhooks",
            "webhooks qui attendent : 1 ; faits : 4, abandonnés : 0, depuis 1 h",
        ),
        (releve(webhook=(DEAD, 5)), "webhooks", "faits : 4, abandonnés : 4, depuis 5 s"),
        (releve(de_cote=45), "événements mis de côté", f"{TABLE} : 1, et 2 derrière, depuis 45 s"),
        (releve(de_cote=86_401), "événements délaissés", f"{TABLE} : 1, et 2 derrière"),
        (releve(morts=86_401), "messages oubliés", "sans nouvel essai : 1, depuis 24 h"),
    ],
)
def test_une_faute_est_seule_et_se_dit(vu: Releve, examen: str, dit: str) -> None:
    [(nom, faute)] = trouves(vu).items()

    assert (nom, dit in faute.replace("\N{NO-BREAK SPACE}", " ")) == (examen, True), faute


@pytest.mark.parametrize(
    "vu",
    [releve(), releve(relais=59, table=59, echeance=299), releve(mene=None, echeance=301)],
    ids=["rien", "pas encore", "dans un dossier"],
)
def test_ce_qui_n_inquiete_pas(vu: Releve) -> None:
    assert trouves(vu) == {}


def test_une_base_en_lecture_seule_est_en_panne() -> None:
    seule = EtatSql(
        sans_ecriture="lecture seule", octets=1, archivage_en_echec=False, a_archiver=None
    )

    assert trouves(releve(sql=seule)) == {
        "écriture": "la base n'accepte plus d'écriture (lecture seule)"
    }


@pytest.mark.parametrize(
    "sql, examen, dit",
    [
        (EtatSql(None, 1, True, 12), "archivage", "il échoue ; journaux de 16 Mo en attente : 12"),
        (EtatSql(None, 1, False, 65), "journaux à archiver", "journaux de 16 Mo en attente : 65"),
    ],
)
def test_un_archivage_qui_ne_suit_pas(sql: EtatSql, examen: str, dit: str) -> None:
    suivi = Suivi("funding")
    suivi.releve = releve(sql=sql)

    constats = [each.constat("PostgreSQL") for each in de_postgresql([suivi])]
    assert [(each.examen, each.constat) for each in constats if each.constat] == [(examen, dit)]


def test_le_rang_d_un_journal_suit_son_nom() -> None:
    assert numero("0000000100000001000000FF") == 511
    assert numero("000000020000000200000000") == 512
    assert numero("000000010000000100000003.00000028.backup") == 259


SEUILS = {
    "RelaisEnRetard": seuils.RELAIS_EN_RETARD,
    "LecteurEnRetard": seuils.LECTEUR_EN_RETARD,
    "EcheancesDepassees": seuils.ECHEANCE_DEPASSEE,
    "MessagesMortsAnciens": seuils.DECISION_ATTENDUE,
    "FileQuiGrossit": seuils.FILE_LONGUE,
}


@pytest.mark.parametrize("alerte", SEUILS)
def test_les_alertes_ont_les_memes_seuils(alerte: str) -> None:
    regles: Any = yaml.safe_load((ROOT / "deploy/observability/regles.yml").read_text())
    [expr] = [
        each["expr"]
        for group in regles["groups"]
        for each in group["rules"]
        if each["alert"] == alerte
    ]

    assert re.findall(r"> (\d+)", expr) == [f"{SEUILS[alerte]:.0f}"]


def test_une_duree_se_lit() -> None:
    assert [retards.depuis(each) for each in (0.4, 59.0, 61.0, 3599.0)] == [
        *("0 s", "59 s", "1 min"),
        "1\N{NO-BREAK SPACE}h",
    ]
