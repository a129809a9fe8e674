"""Le temps : des heures qui sont des heures, un calendrier dont aucun calcul ne sort."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.labellisation.dossier.domain.evenements.changements import StructureFermee
from services.labellisation.label.projections.registre import REGISTRE_DES_LABELS
from services.labellisation.publishing import to_contract
from services.labellisation.territoire.domain.campagne import CampagneRemontee
from services.labellisation.territoire.policies.echeances import echeances as de_la_campagne
from services.onboarding.operateurs.rules import charger_relations
from shared.clock import (
    FIRST,
    FIRST_DAY,
    LAST,
    LAST_DAY,
    PARIS,
    after,
    days_after,
    end_of,
    start_of,
    within,
    years_after,
)
from shared.messages.deadline import Deadline
from tests.architecture.house import ROOT, modules
from tests.gwt import LONG_AGO, SUBJECT

TROIS_JOURS = timedelta(hours=72)
CHANGEMENTS = {
    "fin octobre": datetime(2022, 10, 28, 17, 30, tzinfo=PARIS),
    "fin mars": datetime(2023, 3, 24, 17, 30, tzinfo=PARIS),
    "dans l'heure qui se répète": datetime(2022, 10, 30, 2, 15, tzinfo=PARIS, fold=1),
    "un jour ordinaire": datetime(2023, 6, 5, 8, tzinfo=PARIS),
}


@pytest.mark.parametrize("depuis", CHANGEMENTS.values(), ids=CHANGEMENTS)
def test_soixante_douze_heures_durent_soixante_douze_heures(depuis: datetime) -> None:
    """A-125 : le délai d'un opérateur, même quand les horloges changent d'heure entre les deux."""
    relations = charger_relations()

    limite = relations.en_vigueur(depuis.date()).limite(depuis, relations.feries)

    assert limite.astimezone(UTC) - depuis.astimezone(UTC) == TROIS_JOURS


def test_le_delai_d_octobre_finit_plus_tot_a_l_horloge_et_celui_de_mars_plus_tard() -> None:
    depuis = CHANGEMENTS["fin octobre"]

    assert after(depuis, TROIS_JOURS) == datetime(2022, 10, 31, 16, 30, tzinfo=PARIS)
    assert after(CHANGEMENTS["fin mars"], TROIS_JOURS) == datetime(
        2023, 3, 27, 18, 30, tzinfo=PARIS
    )


@given(st.dates(), st.integers(-5000, 5000), st.integers(0, 500))
def test_aucun_calcul_ne_sort_du_calendrier(jour: date, jours: int, annees: int) -> None:
    for calcule in (days_after(jour, jours), years_after(jour, annees), within(jour)):
        assert FIRST_DAY <= calcule <= LAST_DAY
    for instant in (start_of(jour), end_of(jour)):
        assert FIRST <= instant <= LAST


@given(st.datetimes(timezones=st.timezones()), st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_aucune_echeance_ne_sort_du_calendrier(instant: datetime, duree: timedelta) -> None:
    assert FIRST <= after(instant, duree) <= LAST


@given(st.dates(FIRST_DAY, date(2190, 12, 31)), st.integers(0, 3000))
def test_des_jours_s_ajoutent_comme_des_jours(jour: date, jours: int) -> None:
    assert days_after(jour, jours) - jour == timedelta(days=jours)
    assert end_of(jour).astimezone(PARIS).date() == jour + timedelta(days=1)


def test_un_29_fevrier_devient_un_28() -> None:
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def recorded(kind: type[Any], **fields: Any) -> Any:
    """An event as a log from before these bounds may hold it."""
    named = {"originator_topic": "labellisation.CampagneRemontee"} if kind is OUVERTE else {}
    return kind(originator_id=SUBJECT, originator_version=1, timestamp=LONG_AGO, **named, **fields)


OUVERTE = CampagneRemontee.CampagneOuverte


def test_une_campagne_enregistree_sans_fin_n_arrete_plus_rien() -> None:
    event = recorded(
        OUVERTE,
        code="SANS-FIN",
        nom="Sans fin",
        vague="VAGUE-9",
        ouverture="2021-01-01",
        cloture="9999-12-31",
        rappels=["2021-02-01", "9999-12-30"],
    )

    dues = [each.due for each in de_la_campagne(event) if isinstance(each, Deadline)]

    assert dues == [start_of(date(2021, 2, 1)), start_of(LAST_DAY), start_of(LAST_DAY)]


def test_une_fermeture_enregistree_pour_la_fin_des_temps_se_projette() -> None:
    event = recorded(
        StructureFermee,
        label_id=SUBJECT,
        raison="essai",
        date_effet="9999-12-31",
        fiche={"nom": "Le Moulin", "departement": "46"},
        structure_id=SUBJECT,
    )

    fins = {row["fin"] for _, row in REGISTRE_DES_LABELS.statements([(1, event)])}

    assert fins == {LAST_DAY.isoformat()}


def added(path: Path) -> list[int]:
    """The lines that add or take off a `timedelta` written there."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    sums = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp)]
    return [
        node.lineno
        for node in sums
        for side in (node.left, node.right)
        if isinstance(node.op, ast.Add | ast.Sub)
        and isinstance(side, ast.Call)
        and ast.unparse(side.func).endswith("timedelta")
    ]


@pytest.mark.parametrize("path", modules("services"), ids=lambda path: str(path.relative_to(ROOT)))
def test_un_service_compte_le_temps_par_l_horloge_commune(path: Path) -> None:
    assert added(path) == []


def test_un_ajout_serait_vu(tmp_path: Path) -> None:
    fautif = tmp_path / "fautif.py"
    fautif.write_text("demain = jour + timedelta(days=1)\nhier = jour - datetime.timedelta(1)\n")

    assert added(fautif) == [1, 2]


@pytest.mark.parametrize(
    ("survenu", "dit"),
    [(datetime(1066, 10, 14, tzinfo=UTC), FIRST), (datetime(2790, 1, 1, tzinfo=UTC), LAST)],
)
def test_un_evenement_d_avant_ces_bornes_s_annonce_au_plus_pres(
    survenu: datetime, dit: datetime
) -> None:
    """Le relais d'un journal ancien ne s'arrête pas à un instant que nul ne peut plus demander."""
    event = recorded(
        OUVERTE,
        code="ANCIENNE",
        nom="Ancien\x00ne",
        vague="",
        ouverture="0099-01-01",
        cloture="9999-12-31",
        rappels=[],
    )
    vars(event)["provenance"] = {"survenu_le": survenu, "sujet": None}

    fait = to_contract(event)

    assert fait and fait.occurred_at == dit
    assert fait.model_dump(include={"nom", "cloture"}) == {"nom": "Ancien�ne", "cloture": date.max}
