"""Chaque critère de 2019, face à ce que la circulaire attend d'une structure."""

from typing import get_args

import pytest

from services.audit.conduite.domain.bilan import CriteresNonVerifies
from services.audit.conduite.domain.conclusion import AuditConcluant, AuditNonConcluant
from services.audit.referentiels.domain import ecarts, mesurer
from services.audit.referentiels.rules.chargement import charger_referentiel
from services.audit.referentiels.rules.grille import Applicabilite
from shared.horaires import lire_semaine
from tests.audit.faits import (
    conclure,
    constat,
    tout_constate,
    visite_close,
)

GRILLE = charger_referentiel("FS-2019-07")
OUVRES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")


def exige(code: str, motif: str, *preuves: str, par_donnee: bool = False) -> None:
    """Le critère s'appuie sur ces preuves ; seul non conforme, il suffit au refus, à ce motif.

    Une donnée publiée n'en tient lieu que là où le référentiel l'admet.
    """
    critere = GRILLE.critere(code)
    assert set(preuves) <= set(critere.preuves), critere.preuves
    faute = constat(code, "NON_CONFORME")
    refus = visite_close(*tout_constate(), faute).when(conclure)
    refus.then_one(AuditNonConcluant, motif_principal=motif)
    lu = visite_close(*tout_constate(), constat(code, mode="CONSTATE_PAR_DONNEE"))
    if par_donnee:
        lu.when(conclure).then_one(AuditConcluant)
    else:
        lu.when(conclure).then_refused(CriteresNonVerifies, code)


def vaut_pour(code: str) -> set[str]:
    return set(GRILLE.critere(code).applicabilite)


PARTOUT = set(get_args(Applicabilite))


@pytest.mark.parametrize(("jours", "manque"), [(4, "4 pour 5 au moins"), (5, ""), (6, "")])
def test_quatre_jours_par_semaine_ne_suffisent_pas(jours: int, manque: str) -> None:
    """A-078."""
    assert manque in "".join(ecarts(GRILLE.critere("HOR-01"), {"jours_semaine": jours}))
    assert bool(ecarts(GRILLE.critere("HOR-01"), {"jours_semaine": jours})) == bool(manque)
    exige("HOR-01", "AUTRE", "horaires_publies", par_donnee=True)


def test_les_vingt_quatre_heures_sont_la_somme_des_ouvertures() -> None:
    """A-079, X-16 : de 9 h à 18 h, une longue pause ôte ce qu'elle dure."""
    ouverte = mesurer(lire_semaine(dict.fromkeys(OUVRES, "9h-11h / 15h12-18h")))
    fermee = mesurer(lire_semaine(dict.fromkeys(OUVRES, "9h-11h / 15h13-18h")))

    assert ouverte["heures_semaine"] == 24
    assert ecarts(GRILLE.critere("HOR-02"), ouverte) == []
    assert len(ecarts(GRILLE.critere("HOR-02"), fermee)) == 1
    exige("HOR-02", "AUTRE", "horaires_publies", par_donnee=True)


def test_l_absence_d_un_agent_ne_ferme_pas_la_porte() -> None:
    """A-080 : une règle de remplacement et l'état des fermetures se voient sur place."""
    exige("HOR-03", "ETP_INSUFFISANTS", "plan_de_remplacement", "registre_des_fermetures")


@pytest.mark.parametrize(
    ("mesures", "manques"),
    [
        ({"effectif": 2, "etp": 2.0}, 0),
        ({"effectif": 2, "etp": 1.9}, 1),
        ({"effectif": 1, "etp": 2.0}, 1),
        ({"effectif": 1, "etp": 1.0}, 2),
    ],
)
def test_deux_agents_et_deux_temps_pleins_s_exigent_ensemble(
    mesures: dict[str, float], manques: int
) -> None:
    """A-081, X-17."""
    assert len(ecarts(GRILLE.critere("AGT-01"), mesures)) == manques
    exige("AGT-01", "ETP_INSUFFISANTS", "tableau_des_agents", "contrats", par_donnee=True)


def test_l_accueil_et_l_aide_en_ligne_se_tiennent_ensemble() -> None:
    """A-082."""
    exige("AGT-02", "ETP_INSUFFISANTS", "planning_hebdomadaire")


def test_les_neuf_operateurs_sont_engages_dans_la_structure() -> None:
    """A-085 : dans la structure elle-même, et non seulement dans le département."""
    exige("PAR-01", "PARTENARIATS_INCOMPLETS", "convention_signee", par_donnee=True)
    exige("PAR-02", "PARTENARIATS_INCOMPLETS", "convention", par_donnee=True)
    assert [GRILLE.critere(code).niveau for code in ("PAR-01", "PAR-02")] == [
        "structure",
        "departement",
    ]


def test_la_charte_et_le_bouquet_sont_ceux_de_la_circulaire() -> None:
    """A-086 : les preuves qui y renvoient disent de quel texte il s'agit."""
    textes = {texte.preuve: texte.source for texte in GRILLE.textes}
    appels = {preuve for critere in GRILLE.criteres for preuve in critere.preuves} & set(textes)

    assert textes == {
        "charte": ("circulaire n° 6094/SG, annexe 5",),
        "bouquet": ("circulaire n° 6094/SG, annexe 6",),
    }
    assert appels == set(textes)


def test_chaque_operateur_a_un_referent_dans_le_departement() -> None:
    """A-087 : se vérifie une fois par département."""
    exige("MOB-01", "PARTENARIATS_INCOMPLETS", "tableau_des_referents", par_donnee=True)
    assert GRILLE.critere("MOB-01").niveau == "departement"


def test_une_demande_complexe_se_traite_ou_se_relaie() -> None:
    """A-088 : sur un échantillon de demandes."""
    exige("QUA-03", "AUTRE", "echantillon_de_demandes")


def test_des_permanences_physiques_se_tiennent() -> None:
    """A-089."""
    exige("MOB-02", "PARTENARIATS_INCOMPLETS", "calendrier_des_permanences")


def test_la_visioconference_se_prouve_par_un_appel() -> None:
    """A-090."""
    exige("MOB-03", "ACCES_NUMERIQUE", "compte_rendu_d_essai")


def test_administration_plus_se_prouve_par_un_message() -> None:
    """A-091."""
    exige("MOB-04", "PARTENARIATS_INCOMPLETS", "message_d_essai")


@pytest.mark.parametrize(
    ("code", "preuve"),
    [
        ("FOR-01", "attestations_de_presence"),
        ("FOR-02", "attestation_cnfpt"),
        ("FOR-03", "attestation_des_partenaires"),
        ("FOR-04", "registre_du_webinaire"),
    ],
)
def test_la_formation_se_prouve_agent_par_agent(code: str, preuve: str) -> None:
    """A-092, A-102, A-104, A-106 : l'audit peut s'en tenir aux attestations."""
    exige(code, "AUTRE", preuve, par_donnee=True)


@pytest.mark.parametrize("code", ["NUM-01", "NUM-02"])
def test_un_poste_en_libre_acces_et_un_ordinateur_a_camera_s_essaient(code: str) -> None:
    """A-096 : dans un bus comme dans un local."""
    exige(code, "ACCES_NUMERIQUE", "photographie", "essai")
    assert vaut_pour(code) == PARTOUT


def test_l_agent_voit_entrer_l_usager() -> None:
    """A-097."""
    exige("LOC-01", "AUTRE", "plan", "photographie")
    assert vaut_pour("LOC-01") == PARTOUT


@pytest.mark.parametrize(("code", "preuve"), [("LOC-02", "plan"), ("LOC-03", "essai")])
def test_l_espace_confidentiel_est_clos_et_sert_aussi_a_distance(code: str, preuve: str) -> None:
    """A-098, A-129 : les permanences à distance se tiennent dans cet espace."""
    exige(code, "CONFIDENTIALITE", preuve)
    assert vaut_pour(code) == PARTOUT


def test_l_accessibilite_ne_s_exige_que_d_un_local() -> None:
    """A-099."""
    exige("LOC-04", "ACCESSIBILITE_PMR", "registre_public_d_accessibilite")
    assert vaut_pour("LOC-04") == {"fixe"}


@pytest.mark.parametrize("critere", [critere.code for critere in GRILLE.criteres])
def test_vingt_neuf_criteres_sur_trente_n_ouvrent_pas_de_structure(critere: str) -> None:
    """A-004, A-100."""
    assert len(GRILLE.criteres) == 30
    faute = constat(critere, "NON_CONFORME")
    visite_close(*tout_constate(), faute).when(conclure).then_one(AuditNonConcluant)


@pytest.mark.parametrize("code", ["QUA-01", "QUA-02"])
def test_la_structure_s_engage_aux_controles_d_apres_le_label(code: str) -> None:
    """A-101 : les enquêtes annuelles et les visites, acceptées avant d'être labellisée."""
    exige(code, "AUTRE", "charte", par_donnee=True)
