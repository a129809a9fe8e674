"""Le programme de formation : ce que les textes en disent, et des totaux qui se calculent."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.formation.rules import (
    AucunProgramme,
    BlocInconnu,
    ModuleInconnu,
    Programme,
    charger_formation,
    programme_en_vigueur,
)
from shared.rules.dated import Rules
from shared.rules.loading import RuleError, load

PROGRAMME = programme_en_vigueur(date(2020, 1, 1))
SOURCE = (files("services.onboarding.formation") / "donnees" / "formation.yaml").read_text("utf-8")
MODULES = {module.code: module for module in PROGRAMME.modules}


def relire(dossier: Path, ancien: str, nouveau: str) -> Rules[Programme]:
    assert ancien in SOURCE
    (dossier / "formation.yaml").write_text(SOURCE.replace(ancien, nouveau, 1), encoding="utf-8")
    return load(dossier / "formation.yaml", Rules[Programme])


def test_les_cinq_jours_et_demi_se_calculent_et_ne_s_ecrivent_pas(tmp_path: Path) -> None:
    """A-092, X-19 : 2,5 + 3 en présence ; allonger un bloc allonge le total."""
    assert PROGRAMME.jours("PRESENTIEL") == 5.5
    assert "5.5" not in SOURCE.split("- id: FORMATION-2019")[1]

    [plus_long] = relire(tmp_path, "jours: 3\n", "jours: 4\n")
    assert plus_long.jours("PRESENTIEL") == 6.5


def test_le_distant_est_obligatoire_et_hors_du_total() -> None:
    """A-102, X-19 : le CNFPT compte 6,5 jours, avec un jour à distance."""
    assert PROGRAMME.jours("A_DISTANCE") == 1
    assert {"SOCLE-DIST", "OUTILS"} < set(MODULES)
    assert PROGRAMME.bloc_de("SOCLE-DIST").mode == "A_DISTANCE"


def test_le_socle_commun_est_donne_par_le_cnfpt_en_cinq_demi_journees() -> None:
    """A-102."""
    assert PROGRAMME.bloc("SOCLE").demi_journees == 5
    assert list(PROGRAMME.prestataires("SOCLE")) == ["CNFPT"]


@pytest.mark.parametrize("sujet", ["posture", "médiation numérique", "outils numériques"])
def test_le_socle_commun_forme_a_la_posture_a_la_mediation_et_aux_outils(sujet: str) -> None:
    """A-093."""
    assert any(sujet in contenu for contenu in MODULES["SOCLE"].contenus)


@pytest.mark.parametrize("sujet", ["accueil", "relation à l'usager", "médiation numérique"])
def test_le_socle_commun_traite_de_l_accueil_et_de_la_relation(sujet: str) -> None:
    """A-103."""
    assert any(sujet in contenu for contenu in MODULES["SOCLE"].contenus)


def test_les_modules_metiers_sont_donnes_par_les_neuf_operateurs() -> None:
    """A-094, A-106 : trois jours en présence, deux modules."""
    bloc = PROGRAMME.bloc("METIERS")

    assert (bloc.jours, bloc.demi_journees, bloc.mode) == (3, 6, "PRESENTIEL")
    assert [module.code for module in bloc.modules] == ["METIER-A", "METIER-B"]
    assert bloc.prestataires == ("SOCLE_DES_OPERATEURS",)
    assert len(charger_socle().en_vigueur(date(2020, 1, 1))) == 9


def test_le_premier_module_metiers_presente_les_services_et_les_sites() -> None:
    """A-107."""
    assert [mot.split()[0] for mot in MODULES["METIER-A"].contenus] == ["offre", "sites"]
    assert MODULES["METIER-A"].situations_de_vie == ()


def test_le_second_module_metiers_va_de_situations_de_vie_en_cas() -> None:
    """A-094, A-108, A-109."""
    module = MODULES["METIER-B"]

    assert module.situations_de_vie == ("déménager", "attendre un enfant")
    assert "résolution de cas" in module.contenus
    assert "DITP" in module.methode


def test_le_webinaire_des_outils_est_commun_et_se_suit_de_son_poste() -> None:
    """A-104, A-105."""
    assert set(PROGRAMME.prestataires("OUTILS")) == {"CNFPT", "BANQUE_DES_TERRITOIRES"}
    assert len(MODULES["OUTILS"].contenus) == 3
    assert [module.code for module in PROGRAMME.modules if module.du_poste] == ["OUTILS"]


def test_la_formation_prepare_a_neuf_operateurs_a_la_polyvalence_et_au_pilotage() -> None:
    """A-130 : chaque objectif a ses modules, et chaque module sert un objectif."""
    assert len(PROGRAMME.objectifs) == 3
    assert {code for each in PROGRAMME.objectifs for code in each.modules} == set(MODULES)


def test_le_programme_plus_long_annonce_en_2023_n_est_qu_un_repere() -> None:
    assert programme_en_vigueur(date(2023, 6, 1)) is PROGRAMME
    assert [repere.jours for repere in PROGRAMME.reperes] == [11.5]


def test_avant_la_circulaire_il_n_y_a_pas_de_programme() -> None:
    with pytest.raises(AucunProgramme, match="30/06/2019"):
        programme_en_vigueur(date(2019, 6, 30))


@pytest.mark.parametrize(
    ("ancien", "nouveau", "raison"),
    [
        ("code: METIER-B", "code: METIER-A", "présent deux fois : METIER-A"),
        ("modules: [OUTILS]", "modules: [PILOTAGE]", "module inconnu : PILOTAGE"),
        ("jours: 2.5", "jours: 2.3", "demi-journées entières"),
        ("jours: 2.5", "jours: 0", "demi-journées entières"),
        ("mode: A_DISTANCE", "mode: MIXTE", "mode"),
    ],
)
def test_un_programme_faux_est_refuse(
    tmp_path: Path, ancien: str, nouveau: str, raison: str
) -> None:
    with pytest.raises(RuleError, match=raison):
        relire(tmp_path, ancien, nouveau)


def test_un_bloc_ou_un_module_etranger_est_refuse() -> None:
    with pytest.raises(BlocInconnu, match="SOCLE, METIERS, DISTANCE"):
        PROGRAMME.bloc("CUISINE")
    with pytest.raises(ModuleInconnu, match="CUISINE"):
        PROGRAMME.bloc_de("CUISINE")


def test_le_programme_n_est_lu_qu_une_fois() -> None:
    assert charger_formation() is charger_formation()
