"""Le relevé des MSAP, de son import à ce que la console montre de leur financement."""

import csv
import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import openpyxl
import pytest

from console.execution.opened import caught_up, opened
from console.screen import Ecran
from console.suivi.msap import vues
from console.tableaux import montrer
from services.funding.garantie.questions import garanties_dues, msap_suivies
from services.labellisation.tableau.questions import lire_releve_des_msap, lire_tableau
from shared.messages.envelope import Envelope
from tests.console.conftest import ECHANTILLON, Commande
from tests.funding.garanties import labellisee

RELEVE = ECHANTILLON / "msap.csv"
LE = ("--date", "2020-01-15")
ENTETE = "Nom de la MSAP;RENFORCE;Dep;Code insee;montant;siret"


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return tmp_path / "essai"


@pytest.fixture
def importer_releve(france_services: Commande, dossier: Path, tmp_path: Path) -> Commande:
    """Tape « import --msap » sur ce relevé, dans le dossier d'un essai."""
    rapport = ("--rapport", tmp_path / "rapport")
    return lambda *mots: france_services("import", "--msap", *mots, "--sortie", dossier, *rapport)


def ecrire(dossier: Path, *lignes: str) -> Path:
    place = dossier / "releve.csv"
    place.write_text("\n".join([ENTETE, *lignes, ""]), encoding="utf-8")
    return place


def rejets(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "rapport" / "lignes_rejetees.csv").open(encoding="utf-8-sig") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def dus(dossier: Path, annee: int, departement: str | None = None) -> list[int]:
    with opened(["funding"], dossier) as [funding]:
        dues = garanties_dues(caught_up(funding).model, annee, departement)
    return [due["montant_centimes"] for due in dues]


def test_le_releve_de_l_echantillon_s_importe_une_fois_a036(
    importer_releve: Commande, dossier: Path
) -> None:
    """A-036 : trois maisons renforcées, dont deux à un autre montant ; deux fois ne change rien."""
    premiere = importer_releve(RELEVE, *LE)
    seconde = importer_releve(RELEVE, *LE)

    assert (premiere.code, seconde.code) == (0, 0)
    assert "12 lignes lues, 12 retenues, 0 rejetée" in premiere.sortie
    assert dus(dossier, 2021) == dus(dossier, 2020)
    assert sorted(dus(dossier, 2021)) == [25_000_00] * 10 + [30_500_50, 32_000_00]
    assert dus(dossier, 2022) == []


def test_une_msap_inscrite_puis_remontee_est_la_meme_structure_x_03() -> None:
    """Le label arrête la garantie de cette structure, et d'aucune autre."""
    inscrites = {x.fiche.nom: x.structure_id for x in lire_releve_des_msap(RELEVE).lignes}
    tableau = lire_tableau(ECHANTILLON / "tableau_remontee.csv")
    remontees = {x.fiche.nom: x.structure_id for x in tableau.lignes if x.fiche.nom in inscrites}

    assert len(remontees) == 10
    assert remontees == {nom: inscrites[nom] for nom in remontees}
    assert {x.fiche.origine for x in lire_releve_des_msap(RELEVE).lignes} == {"MSAP"}


def test_les_titres_se_lisent_dans_tout_ordre_et_tout_classeur(
    importer_releve: Commande, dossier: Path, tmp_path: Path
) -> None:
    classeur = openpyxl.Workbook()
    onglet = classeur.active
    assert onglet is not None
    onglet.append(["MONTANT RENFORCÉ", "insee", "Nom", "Renforcée ?", "département", "N° SIRET"])
    onglet.append(["Montant annuel", "Code INSEE", "NOM", "renforcée", "Département", "SIRET"])
    onglet.append([32000, "15138", "MSAP du Rocher", True, "15", 2000000000001])
    classeur.save(tmp_path / "releve.xlsx")

    dit = importer_releve(tmp_path / "releve.xlsx", *LE)

    assert (dit.code, "1 retenue" in dit.sortie) == (0, True), dit
    assert dus(dossier, 2021) == [32_000_00]


@pytest.mark.parametrize(
    ("ligne", "champ", "remede"),
    [
        ("MSAP;oui;15;15138;beaucoup;", "montant", "32000,50"),
        ("MSAP;oui;15;15138;32.000;", "montant", "32000,50"),
        ("MSAP;peut-être;15;15138;;", "RENFORCE", "valeurs admises"),
        ("MSAP;non;15;15138;;12 34", "siret", "14 chiffres"),
        ("MSAP;non;15;23030;;", "Dep", "23030 est du département 23"),
        (";non;15;15138;;", "Nom de la MSAP", "la cellule est vide"),
        ("MSAP;non;15;15138;30000;", "RenforcementInvalide", "dites la MSAP renforcée"),
        ("MSAP;oui;15;15138;20000;", "RenforcementInvalide", "inférieur à la garantie"),
    ],
)
def test_une_ligne_rejetee_dit_ou_et_comment_la_corriger_a036(
    importer_releve: Commande,
    dossier: Path,
    tmp_path: Path,
    ligne: str,
    champ: str,
    remede: str,
) -> None:
    bonne = "MSAP du Rocher;non;15;15138;;"
    dit = importer_releve(ecrire(tmp_path, bonne, ligne), *LE)

    assert dit.code == 1
    assert "2 lignes lues, 1 retenue, 1 rejetée" in dit.sortie
    [rejet] = rejets(tmp_path)
    assert (rejet["ligne"], rejet["champ"]) == ("3", champ)
    assert remede in rejet["raison"]
    assert dus(dossier, 2021) == [25_000_00]


def test_une_ligne_corrigee_s_importe_ensuite_sans_doubler_les_autres(
    importer_releve: Commande, dossier: Path, tmp_path: Path
) -> None:
    bonne = "MSAP du Rocher;non;15;15138;;"
    importer_releve(ecrire(tmp_path, bonne, "MSAP de l'Église;oui;15;15138;beaucoup;"), *LE)
    dit = importer_releve(ecrire(tmp_path, bonne, "MSAP de l'Église;oui;15;15138;40000;"), *LE)

    assert dit.code == 0
    assert sorted(dus(dossier, 2021)) == [25_000_00, 40_000_00]


def test_un_prefet_n_inscrit_que_son_departement_a020(
    importer_releve: Commande, dossier: Path
) -> None:
    dit = importer_releve(RELEVE, *LE, "--departement", "15")

    assert dit.code == 1 and "12 lignes lues, 6 retenues, 6 rejetées" in dit.sortie
    assert len(dus(dossier, 2021)) == len(dus(dossier, 2021, "15")) == 6


@pytest.mark.parametrize(
    ("mots", "raison"),
    [
        ((ECHANTILLON / "tableau_remontee.csv",), "relevé des MSAP"),
        ((RELEVE, RELEVE), "se lit seul"),
        ((RELEVE, "--historique"), "l'un des deux"),
    ],
)
def test_ce_qui_n_est_pas_un_releve_des_msap_est_refuse_en_entier(
    importer_releve: Commande, dossier: Path, mots: tuple[object, ...], raison: str
) -> None:
    dit = importer_releve(*mots)

    assert dit.code == 2 and raison in dit.erreur
    assert not dossier.exists()


def test_un_releve_d_apres_le_terme_n_inscrit_personne_a037_inv_12(
    importer_releve: Commande, dossier: Path, tmp_path: Path
) -> None:
    dit = importer_releve(RELEVE, "--date", "2022-01-01")

    assert dit.code == 1 and "12 lignes lues, 0 retenue, 12 rejetées" in dit.sortie
    assert {rejet["champ"] for rejet in rejets(tmp_path)} == {"GarantieMSAPTerminee"}
    assert all("31\xa0décembre 2021" in rejet["raison"] for rejet in rejets(tmp_path))
    assert dus(dossier, 2021) == dus(dossier, 2022) == []


def test_la_date_du_nom_du_releve_est_celle_de_l_inscription(
    importer_releve: Commande, dossier: Path, tmp_path: Path
) -> None:
    releve = tmp_path / "msap_20210301.csv"
    releve.write_bytes(RELEVE.read_bytes())
    importer_releve(releve)

    assert (len(dus(dossier, 2020)), len(dus(dossier, 2021))) == (0, 12)


def labelliser(dossier: Path, matricule: str, effet: date) -> None:
    """Le financement apprend le label de cette maison du relevé."""
    [ligne] = (x for x in lire_releve_des_msap(RELEVE).lignes if x.fiche.matricule == matricule)
    rang = int(matricule.replace("-", ""))
    fait = labellisee(effet, rang=rang, structure_id=ligne.structure_id)
    with opened(["funding"], dossier) as [funding]:
        assert funding.service.receive(Envelope.starting(fait)).accepted


@pytest.fixture
def suivies(importer_releve: Commande, dossier: Path) -> Path:
    """L'échantillon ; deux maisons labellisées, l'une à temps, l'autre deux mois trop tard."""
    importer_releve(RELEVE, *LE)
    labelliser(dossier, "15-01", date(2020, 7, 1))
    labelliser(dossier, "15-02", date(2022, 3, 1))
    return dossier


def test_la_console_montre_l_interruption_d_une_msap_labellisee_en_2022_c_7_9_x_03(
    france_services: Commande, suivies: Path
) -> None:
    """C.7-9."""
    dit = france_services("funding", "msap", "--sortie", suivies, "--au", "2022-03-31")

    assert "2 MSAP sous label" in dit.sortie
    assert "Maison de la Source 32 000,00 € + 31/12/2021 terme 01/03/2022 59 jours" in (dit.sortie)
    assert "Maison des Estives 25 000,00 € 30/06/2020 label 01/07/2020 —" in dit.sortie


def test_la_console_montre_les_msap_a_labelliser_et_leurs_jours_a039(
    france_services: Commande, suivies: Path
) -> None:
    msap = ("funding", "msap", "--sortie", suivies, "--departement", "15")
    avant = france_services(*msap, "--au", "2021-12-21")
    apres = france_services(*msap, "--au", "2022-01-31")

    assert "4 MSAP à labelliser" in avant.sortie and "Kaz Rivière" not in avant.sortie
    assert "Maison du Rocher 25 000,00 € + 31/12/2021 10 sans label" in avant.sortie
    assert "Maison du Rocher 25 000,00 € + 31/12/2021 -31 sans label" in apres.sortie


def test_une_msap_sans_dossier_se_montre_et_compte_au_releve_a036(
    france_services: Commande, suivies: Path
) -> None:
    """La garantie n'a pas de ventilation connue."""
    montree = france_services("funding", "show", "Maison du Rocher", "--sortie", suivies)
    annee = ("statement", "--annee", "2021", "--departement", "15")
    releve = france_services("funding", *annee, "--sortie", suivies)

    assert "Maison du Rocher (15)" in montree.sortie and "garantie des MSAP" in montree.sortie
    assert "GARANTIE-MSAP-2020" in releve.sortie and "Maison du Rocher" in releve.sortie


def test_ce_qui_vient_a_echeance_dans_un_essai_se_garde_dans_sa_boite_a_032(
    france_services: Commande, essai: Path, tmp_path: Path
) -> None:
    """L'essai finit en 2020 : les droits d'après s'ouvrent, et nul serveur de courriel n'écoute."""
    copie = Path(shutil.copytree(essai, tmp_path / "essai"))
    avant = set((copie / "courriels").iterdir())
    mots = ("import", "--msap", RELEVE, *LE, "--sortie", copie, "--rapport", tmp_path)

    assert france_services(*mots).code == 0
    ecrits = [each.name for each in set((copie / "courriels").iterdir()) - avant]
    assert any("droit" in each for each in ecrits)
    releve = france_services("funding", "statement", "--annee", "2023", "--sortie", copie)
    assert "FORFAIT-2023-HORS-POSTE" in releve.sortie


def test_les_tableaux_tiennent_en_quatre_vingts_colonnes(suivies: Path) -> None:
    with opened(["funding"], suivies) as [funding]:
        lues = msap_suivies(caught_up(funding).model, date(2022, 3, 31))
    ecran = Ecran(width=80, record=True, file=StringIO())
    montrer(ecran, vues(lues))
    ecrit = ecran.export_text()
    assert max(map(len, ecrit.splitlines())) <= 80
    assert "01/03/2022" in ecrit and "32\xa0000,00\xa0€ +" in ecrit


def test_sans_msap_inscrite_la_console_dit_quoi_faire(
    france_services: Commande, importer_releve: Commande, dossier: Path
) -> None:
    importer_releve(RELEVE, "--date", "2022-01-01")
    dit = france_services("funding", "msap", "--sortie", dossier)
    assert (dit.code, "import --msap" in dit.sortie) == (0, True)
