"""Une MSAP autour du 31 décembre 2021 : financée, expirée, labellisée trop tard (C.7-8, C.7-9)."""

from collections.abc import Iterator
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from services.funding.garantie.commands import EnregistrerGarantieMSAP
from services.funding.garantie.questions import MSAPSuivie, garanties_dues, msap_suivies
from shared.clock import PARIS
from shared.contracts.funding import (
    DroitAuForfaitOuvert,
    FinancementMSAPExpire,
    GarantieMSAPClose,
    GarantieMSAPEnregistree,
)
from shared.contracts.labellisation import StructureLabellisee
from tests.scenarios.recit import FICHE, MAISON, Recit, raconter

OBJET = "Financement de la maison de services au public expiré"
ANNONCES = (GarantieMSAPEnregistree, GarantieMSAPClose, FinancementMSAPExpire)
MSAP = {**FICHE, "origine": "MSAP"}


@pytest.fixture
def recit(tmp_path: Path) -> Iterator[Recit]:
    """La MSAP inscrite par l'agence nationale le 4 octobre 2021."""
    with raconter(tmp_path, date(2021, 10, 4)) as recit:
        inscription = {"fiche": MSAP, "fichier": "", "ligne": 2}
        recit.obtenir(EnregistrerGarantieMSAP, recit.agence, **inscription)
        yield recit


def attendre_le(recit: Recit, jour: date) -> None:
    midi = datetime(jour.year, jour.month, jour.day, 12, tzinfo=PARIS)
    recit.attendre((midi - recit.maintenant).days + 1)


def annonces(recit: Recit) -> list[int]:
    return [recit.annonces(kind) for kind in ANNONCES]


def suivie(recit: Recit) -> MSAPSuivie:
    au = recit.maintenant.astimezone(PARIS).date()
    [vue] = msap_suivies(recit.programme.components["funding"].model, au)
    return vue


def dues(recit: Recit) -> list[int]:
    model = recit.programme.components["funding"].model
    return [due["annee"] for annee in range(2020, 2026) for due in garanties_dues(model, annee)]


def expirations(dossier: Path) -> list[str]:
    """À qui fut écrit que le financement a pris fin."""
    lus = (
        message_from_bytes(each.read_bytes(), policy=policy.default)
        for each in sorted((dossier / "courriels").iterdir())
    )
    return sorted(str(each["To"]) for each in lus if str(each["Subject"]).startswith(OBJET))


def test_une_msap_sans_label_n_est_plus_financee_en_2022_et_on_le_lui_ecrit_a037_tmr_05(
    recit: Recit, tmp_path: Path
) -> None:
    """INV-12, C.7-8 : le porteur et la préfecture l'apprennent, une fois, le terme passé."""
    attendre_le(recit, date(2021, 12, 30))
    assert (annonces(recit), expirations(tmp_path)) == ([1, 0, 0], [])

    attendre_le(recit, date(2022, 2, 1))
    assert annonces(recit) == [1, 0, 1]
    assert len(expirations(tmp_path)) == 2
    assert FICHE["courriel"] in " ".join(expirations(tmp_path))
    assert dues(recit) == [2021]
    vus = recit.evenements(service="funding")
    assert set(vus) == {
        "SuiviMSAPOuvert",
        "MSAPReperee",
        "GarantieMSAPEnregistree",
        "FinancementMSAPExpire",
    }


def test_une_msap_labellisee_apres_le_terme_montre_ses_jours_sans_financement_c_7_9_x_03(
    recit: Recit,
) -> None:
    """C.7-9, X-03 : le forfait ne rattrape pas les jours d'avant le label."""
    attendre_le(recit, date(2022, 2, 1))
    recit.remonter(origine="MSAP")
    recit.signaler()
    recit.accorder(recit.auditer())
    assert recit.labelliser().accepted

    effet = recit.dernier(StructureLabellisee).date_effet
    vue = suivie(recit)
    assert effet > date(2022, 2, 1) and annonces(recit) == [1, 0, 1]
    assert (vue["label_le"], vue["a_labelliser"]) == (effet.isoformat(), False)
    assert vue["interruption_du"] == "2022-01-01"
    assert vue["interruption_jours"] == (effet - date(2022, 1, 1)).days
    assert dues(recit) == [2021] and recit.dernier(DroitAuForfaitOuvert).annee == 2022


def test_le_label_d_une_msap_arrete_sa_garantie_et_ouvre_le_forfait_a031_c_7_8(
    recit: Recit, tmp_path: Path
) -> None:
    """INV-12 : l'année du label, le forfait remplace la garantie ; rien n'expire ensuite."""
    recit.remonter(origine="MSAP")
    recit.signaler()
    recit.accorder(recit.auditer())
    assert recit.labelliser().accepted
    attendre_le(recit, date(2022, 2, 1))

    assert annonces(recit) == [1, 1, 0] and expirations(tmp_path) == []
    assert recit.dernier(GarantieMSAPClose).structure_id == MAISON
    assert dues(recit) == [] and recit.dernier(DroitAuForfaitOuvert).annee >= 2021
    assert suivie(recit)["interruption_jours"] == 0
