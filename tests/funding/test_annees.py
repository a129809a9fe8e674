"""Un droit par an, le 1er janvier, pour chaque label qui vaut ce jour-là (A-032)."""

from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from console.execution.embedded import InProcessBus
from services.funding.component import build, echeances
from services.funding.forfait.questions import droits_de_la_structure
from shared.clock import PARIS, SimulatedClock
from shared.messages.deadline import Deadline
from shared.personal_data.master_keys import new_master_key
from shared.runtime.settings import embedded
from tests.funding.anciens import POSTE, enregistrer, inscrire, label, structure
from tests.funding.calendrier import (
    Calendrier,
    labellisee,
    le,
    porteur_change,
    regles,
    retabli,
    retire,
    suspendu,
)
from tests.funding.faits import decides

FIN_2026 = date(2026, 12, 31)
SEPT_ANNEES = {
    2020: ("OUVERT", 30_000_00),
    2021: ("OUVERT", 30_000_00),
    2022: ("OUVERT", 30_000_00),
    2023: ("OUVERT", 35_000_00),
    2024: ("EN_ATTENTE", 0),
    2025: ("REFUSE", 0),
    2026: ("EN_ATTENTE", 0),
}


def test_un_label_de_2020_ouvre_ses_annees_l_une_apres_l_autre_a032(calendrier: Calendrier) -> None:
    calendrier.apprendre(labellisee(date(2020, 1, 1)))
    calendrier.jusqu_au(FIN_2026)
    assert calendrier.etats() == SEPT_ANNEES


def test_chaque_droit_s_ouvre_le_1er_janvier_a_minuit_heure_de_paris_a032(
    calendrier: Calendrier,
) -> None:
    calendrier.apprendre(labellisee(date(2020, 3, 15)))
    calendrier.jusqu_au(date(2020, 12, 31))
    assert list(calendrier.etats()) == [2020]

    calendrier.jusqu_au(date(2021, 1, 1))
    [_, suivant] = decides(calendrier.funding)
    assert suivant.provenance["survenu_le"].astimezone(PARIS) == le(date(2021, 1, 1)).replace(
        hour=0
    )
    assert (suivant.annee, suivant.provenance["cause_type"]) == (2021, "OuvrirDroitAnnuel")
    assert suivant.provenance["role"] == "SERVICE"


def test_un_label_accorde_fin_2019_n_a_rien_pour_2019_et_le_forfait_de_2020(
    calendrier: Calendrier,
) -> None:
    calendrier.apprendre(labellisee(date(2019, 12, 1)))
    calendrier.jusqu_au(date(2020, 1, 1))
    assert calendrier.etats() == {2019: ("REFUSE", 0), 2020: ("OUVERT", 30_000_00)}


@pytest.mark.parametrize("jour", [date(1, 1, 1), date(2200, 12, 31), date(9999, 12, 31)])
def test_un_label_hors_du_calendrier_n_attend_aucune_autre_annee(
    calendrier: Calendrier, jour: date
) -> None:
    dit = {"date_effet": jour, "message_id": UUID(int=jour.year)}
    calendrier.apprendre(labellisee(date(2020, 1, 1)).model_copy(update=dit))
    calendrier.apprendre(retire(date(2020, 6, 30)).model_copy(update={"date_effet": jour}))
    calendrier.jusqu_au(FIN_2026)
    assert len(decides(calendrier.funding)) in (1, 2)


def test_une_annee_demandee_deux_fois_n_ouvre_qu_un_droit_a032(calendrier: Calendrier) -> None:
    calendrier.apprendre(labellisee(date(2020, 1, 1)))
    for event in decides(calendrier.funding):
        for each in echeances(event):
            calendrier.clock.advance(le(date(2021, 1, 1)))
            assert isinstance(each, Deadline)
            for rang in range(2):
                redite = each.command.model_copy(update={"message_id": UUID(int=rang)})
                calendrier.apprendre(redite)
    assert Counter(each.annee for each in decides(calendrier.funding)) == {2020: 1, 2021: 1}


def test_le_porteur_du_1er_janvier_decide_de_l_annee_a032(calendrier: Calendrier) -> None:
    calendrier.apprendre(labellisee(date(2020, 1, 1)))
    calendrier.jusqu_au(date(2020, 12, 30))
    calendrier.apprendre(porteur_change(date(2020, 12, 31), "LA_POSTE"))
    calendrier.jusqu_au(date(2021, 6, 1))
    calendrier.apprendre(porteur_change(date(2021, 6, 1), "ASSOCIATION"))
    calendrier.jusqu_au(date(2022, 1, 1))

    parts = [each.parts_centimes for each in decides(calendrier.funding)]
    poste, autre = {"FPNPT": 26_000_00, "FNFS": 4_000_00}, {"FNADT": 15_000_00, "FNFS": 15_000_00}
    assert parts == [autre, poste, autre]


def test_le_porteur_appris_avant_le_label_reste_celui_du_jour(calendrier: Calendrier) -> None:
    calendrier.apprendre(porteur_change(date(2020, 6, 1), "LA_POSTE"))
    calendrier.apprendre(labellisee(date(2020, 1, 1)))
    calendrier.jusqu_au(date(2021, 1, 1))
    assert [each.regles for each in decides(calendrier.funding)] == [
        ["FORFAIT-2020-HORS-POSTE"],
        ["FORFAIT-2020-POSTE"],
    ]


def test_un_label_retire_en_2021_clot_le_droit_de_2021_et_n_ouvre_rien_ensuite_c_7_16(
    calendrier: Calendrier,
) -> None:
    calendrier.apprendre(labellisee(date(2020, 1, 1)))
    calendrier.jusqu_au(date(2021, 3, 31))
    calendrier.apprendre(retire(date(2021, 3, 31)))
    calendrier.jusqu_au(FIN_2026)
    assert calendrier.etats() == {2020: ("OUVERT", 30_000_00), 2021: ("CLOS", 30_000_00)}


def test_une_fin_ancienne_apprise_tard_clot_chaque_annee_et_rien_n_est_du_apres_elle_c_7_16(
    calendrier: Calendrier,
) -> None:
    calendrier.apprendre(labellisee(date(2020, 1, 1)))
    calendrier.jusqu_au(date(2023, 2, 1))
    calendrier.apprendre(retire(date(2021, 6, 30)))
    calendrier.jusqu_au(FIN_2026)
    assert calendrier.etats() == {
        2020: ("OUVERT", 30_000_00),
        2021: ("CLOS", 30_000_00),
        2022: ("CLOS", 0),
        2023: ("CLOS", 0),
    }


def test_une_fin_a_venir_laisse_s_ouvrir_l_annee_ou_elle_tombe_c_7_16(
    calendrier: Calendrier,
) -> None:
    calendrier.apprendre(labellisee(date(2020, 1, 1)), retire(date(2021, 3, 31)))
    calendrier.jusqu_au(FIN_2026)
    assert calendrier.etats() == {2020: ("OUVERT", 30_000_00), 2021: ("CLOS", 30_000_00)}


def test_un_label_suspendu_suspend_le_droit_de_l_annee_et_rien_ne_s_ouvre_avant_qu_il_soit_retabli(
    calendrier: Calendrier,
) -> None:
    calendrier.apprendre(labellisee(date(2020, 1, 1)))
    calendrier.jusqu_au(date(2020, 11, 1))
    calendrier.apprendre(suspendu(date(2020, 11, 1)))
    calendrier.jusqu_au(date(2021, 3, 1))
    assert calendrier.etats() == {2020: ("SUSPENDU", 30_000_00), 2021: ("EN_ATTENTE", 0)}
    assert [each.attend for each in [calendrier.droit(2021)] if each] == ["RETABLISSEMENT"]

    calendrier.apprendre(retabli(date(2021, 3, 1)))
    assert calendrier.etats() == {2020: ("OUVERT", 30_000_00), 2021: ("OUVERT", 30_000_00)}
    calendrier.jusqu_au(date(2022, 1, 1))
    assert calendrier.etats()[2022] == ("OUVERT", 30_000_00)


def test_une_regle_peut_refuser_le_droit_d_un_label_suspendu_le_1er_janvier(
    calendrier: Calendrier,
) -> None:
    calendrier.funding.given = {"regles": regles(ouverture="AUCUNE")}
    calendrier.apprendre(labellisee(date(2020, 1, 1)), suspendu(date(2020, 11, 1)))
    calendrier.jusqu_au(date(2021, 3, 1))
    calendrier.apprendre(retabli(date(2021, 3, 1)))
    assert calendrier.etats()[2021] == ("REFUSE", 0)
    [refus] = [each for each in decides(calendrier.funding) if each.annee == 2021]
    assert refus.provenance["regles"] == ["SUSPENSION-2020"]


def test_un_label_suspendu_toute_une_annee_n_y_a_droit_a_rien(calendrier: Calendrier) -> None:
    calendrier.apprendre(labellisee(date(2020, 1, 1)), suspendu(date(2020, 11, 1)))
    calendrier.jusqu_au(date(2022, 2, 1))
    calendrier.apprendre(retabli(date(2022, 2, 1)))
    assert calendrier.etats() == {
        2020: ("OUVERT", 30_000_00),
        2021: ("REFUSE", 0),
        2022: ("OUVERT", 30_000_00),
    }


def test_un_label_suspendu_puis_retire_ne_doit_rien_de_l_annee_ou_il_n_a_pas_valu_c_7_16(
    calendrier: Calendrier,
) -> None:
    calendrier.apprendre(labellisee(date(2020, 1, 1)), suspendu(date(2020, 11, 1)))
    calendrier.jusqu_au(date(2021, 3, 1))
    calendrier.apprendre(retire(date(2021, 3, 1)))
    calendrier.jusqu_au(FIN_2026)
    assert calendrier.etats() == {2020: ("OUVERT", 30_000_00), 2021: ("CLOS", 0)}


@pytest.mark.parametrize(
    ("prorata", "du"), [("AUCUN", 30_000_00), ("JOURS", 22_459_01), ("MOIS_ENTIERS", 22_500_00)]
)
def test_le_prorata_deduit_ou_non_les_jours_suspendus(
    calendrier: Calendrier, prorata: str, du: int
) -> None:
    """Du 1er juin au 31 août : 92 jours de 366."""
    calendrier.funding.given = {"regles": regles(prorata)}
    calendrier.apprendre(labellisee(date(2020, 1, 1)), suspendu(date(2020, 6, 1)))
    calendrier.apprendre(retabli(date(2020, 9, 1)))
    assert calendrier.etats() == {2020: ("OUVERT", du)}


def test_un_label_d_avant_le_suivi_ouvre_ses_annees_d_apres_son_droit_a032(
    calendrier: Calendrier,
) -> None:
    """Son journal n'a que le droit : la ligne qu'il cite dit de quels porteurs il peut s'agir."""
    inscrire(calendrier.funding, POSTE)
    calendrier.jusqu_au(date(2023, 1, 1))
    ouvert = ("OUVERT", 30_000_00)
    assert calendrier.etats(label(POSTE)) == {
        **dict.fromkeys((2020, 2021, 2022), ouvert),
        2023: ("REFUSE", 0),
    }
    assert [each.structure["nom"] for each in decides(calendrier.funding)] == [
        "Agence de la Santoire"
    ] * 4


def test_un_label_d_avant_le_suivi_se_clot_comme_un_autre_c_7_16(calendrier: Calendrier) -> None:
    inscrire(calendrier.funding, POSTE)
    fin = retire(date(2020, 6, 30), label(POSTE))
    calendrier.apprendre(fin.model_copy(update={"structure_id": structure(POSTE)}))
    calendrier.jusqu_au(FIN_2026)
    assert calendrier.etats(label(POSTE)) == {2020: ("CLOS", 30_000_00)}


def test_un_ancien_dossier_ouvre_a_son_premier_demarrage_les_annees_qui_manquent_a032(
    tmp_path: Path,
) -> None:
    """Ses lecteurs ont lu le droit ; celui des échéances, qui est nouveau, lit depuis le début."""
    clock = SimulatedClock(datetime(2022, 5, 1, tzinfo=UTC))
    options = {"MASTER_KEY": new_master_key()}
    with closing(build(embedded("funding", tmp_path, clock, options))) as ancien:
        enregistrer(ancien, POSTE)
        for reader in ancien.projection_readers():
            if reader.name not in ("projection.echeances", "projection.mouvements_des_droits"):
                reader.run()

    with closing(build(embedded("funding", tmp_path, clock, options))) as component:
        bus = InProcessBus([component])
        while sum(each.run() for each in (*component.readers(bus), *component.timed(bus))):
            pass
        droits = droits_de_la_structure(component.model, str(structure(POSTE)))
        assert [(x["annee"], x["etat"], x["montant_centimes"]) for x in droits] == [
            (2020, "OUVERT", 30_000_00),
            (2021, "OUVERT", 30_000_00),
            (2022, "OUVERT", 30_000_00),
        ]
        assert [len(each["mouvements"]) for each in droits] == [1, 1, 1]
        [restante] = component.model.query("SELECT le FROM echeances")
        assert restante["le"].startswith("2022-12-31T23:00")
