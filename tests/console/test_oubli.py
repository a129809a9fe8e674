"""Oublier quelqu'un dans les cinq services d'un essai, et n'oublier que lui."""

import csv
import shutil
from pathlib import Path

import pytest

from console.execution.opened import opened
from console.execution.services import BUILDERS
from shared.log.readers import recorded_after
from shared.personal_data.master_keys import new_master_key
from shared.recording.store import PersonneOubliee
from tests.console.conftest import ECHANTILLON, Commande
from tests.console.dossiers import evenements

pytestmark = pytest.mark.xdist_group("essai")

MATRICULE, ADRESSE = "15-01", "accueil@maison-estives.example"
VOISINE = "accueil@maison-source.example"
DEMANDE = ("--motif", "à sa demande", "--auteur", "délégué")


@pytest.fixture
def copie(essai: Path, tmp_path: Path) -> Path:
    return shutil.copytree(essai, tmp_path / "copie")


def octets(dossier: Path) -> bytes:
    """Tous les fichiers de base de données, journaux d'écriture compris."""
    return b"".join(path.read_bytes() for path in sorted(dossier.glob("*.sqlite*")))


def adresses(dossier: Path) -> set[str]:
    """Ce que les services savent lire, de leur journal, des structures et de leurs agents."""
    lues: set[str] = set()
    with opened(list(BUILDERS), dossier) as components:
        for component in components:
            for _, event in recorded_after(component.service, 0, 1_000_000):
                lues.update(mot for mot in textes(vars(event)) if "@" in mot)
    return lues


def textes(dit: object) -> list[str]:
    if isinstance(dit, dict):
        return [mot for valeur in dit.values() for mot in textes(valeur)]
    if isinstance(dit, list):
        return [mot for valeur in dit for mot in textes(valeur)]
    return [dit] if isinstance(dit, str) else []


def test_aucune_adresse_de_personne_n_est_en_clair_dans_les_bases(essai: Path) -> None:
    """Sauf dans la table des courriels, que l'oubli refait."""
    with (ECHANTILLON / "tableau_remontee.csv").open(encoding="utf-8") as fichier:
        contacts = {ligne["courriel"] for ligne in csv.DictReader(fichier, delimiter=";")} - {""}
    with opened(list(BUILDERS), essai) as components:
        journaux = b"".join(state for each in components for *_, state in evenements(each))
    agents = {adresse for adresse in adresses(essai) if ".example.org" in adresse}

    assert len(contacts) > 40 and len(agents) > 40
    assert contacts <= adresses(essai)
    assert [mot for mot in contacts | agents if mot.encode() in journaux] == []
    autres = b"".join(
        path.read_bytes() for path in essai.glob("*.sqlite*") if "notifications" not in path.name
    )
    assert [mot for mot in contacts | agents if mot.encode() in autres] == []


def test_le_contact_d_une_structure_oublie_n_est_plus_dans_aucune_base(
    copie: Path, france_services: Commande
) -> None:
    avant = adresses(copie)
    assert ADRESSE.encode() in octets(copie)

    reponse = france_services("forget", MATRICULE, *DEMANDE, "--sortie", copie)

    assert reponse.code == 0, reponse.erreur
    assert ADRESSE.encode() not in octets(copie)
    assert adresses(copie) == avant - {ADRESSE}
    assert VOISINE.encode() in octets(copie)


def test_la_commande_dit_ce_qu_elle_a_efface_et_ce_qu_elle_ne_peut_effacer(
    copie: Path, france_services: Commande
) -> None:
    dit = france_services("forget", MATRICULE, *DEMANDE, "--sortie", copie).sortie

    for service in BUILDERS:
        assert f"{service} : " in dit
    assert "onboarding : 9 données rendues illisibles." in dit
    restes = dit.partition("Ne peuvent être effacés d'ici :")[2]
    for mot in ("annexes", "courriels déjà remis", "RabbitMQ", "sauvegardes", "texte libre"):
        assert mot in restes


def test_l_histoire_se_relit_et_dit_l_oubli_son_auteur_et_son_motif(
    copie: Path, france_services: Commande
) -> None:
    france_services("forget", MATRICULE, *DEMANDE, "--sortie", copie)

    for service in BUILDERS:
        assert france_services("replay", service, "--sortie", copie).code == 0
    racontee = france_services("history", MATRICULE, "--sortie", copie).sortie
    assert "Label France Services accordé" in racontee
    assert racontee.count("Personne oubliée") == len(BUILDERS)
    assert "à sa demande" in racontee and "délégué (administrateur)" in racontee
    assert "oubli d'une personne" in racontee
    assert ADRESSE.encode() not in octets(copie)


def test_un_agent_s_oublie_par_son_adresse_la_ou_il_est_connu(
    copie: Path, france_services: Commande
) -> None:
    agent = min(adresse for adresse in adresses(copie) if ".example.org" in adresse)

    dit = france_services("forget", agent.upper(), *DEMANDE, "--sortie", copie).sortie

    assert "onboarding : 1 donnée rendue illisible." in dit
    assert "audit : 0 donnée rendue illisible." in dit
    assert agent not in adresses(copie) and agent.encode() not in octets(copie)
    with opened(list(BUILDERS), copie) as components:
        oublis = {
            component.name: [
                event
                for _, event in recorded_after(component.service, 0, 1_000_000)
                if isinstance(event, PersonneOubliee)
            ]
            for component in components
        }
    assert [nom for nom, faits in oublis.items() if faits] == ["onboarding"]


def test_oublier_deux_fois_est_sans_effet(copie: Path, france_services: Commande) -> None:
    france_services("forget", MATRICULE, *DEMANDE, "--sortie", copie)

    encore = france_services("forget", MATRICULE, *DEMANDE, "--sortie", copie)

    assert (encore.code, "onboarding : 0 donnée rendue" in encore.sortie) == (0, True)
    racontee = france_services("history", MATRICULE, "--sortie", copie).sortie
    assert racontee.count("Personne oubliée") == len(BUILDERS)


@pytest.mark.parametrize(
    ("qui", "dit"),
    [
        ("99-99", "« 99-99 » désigne 0 structures"),
        ("personne@nulle.example", "Personne n'est connu à l'adresse"),
    ],
)
def test_qui_n_est_pas_connu_n_est_pas_oublie(
    essai: Path, france_services: Commande, qui: str, dit: str
) -> None:
    reponse = france_services("forget", qui, *DEMANDE, "--sortie", essai)

    assert (reponse.code, dit in reponse.erreur) == (2, True)


def test_une_cle_maitresse_se_change_puis_l_ancienne_ne_sert_plus(
    copie: Path, france_services: Commande
) -> None:
    avant, fichier = adresses(copie), copie / "cle-maitresse"
    nouvelle = new_master_key()
    fichier.write_text(f"{nouvelle},{fichier.read_text()}")

    dit = france_services("rewrap", "--sortie", copie).sortie
    fichier.write_text(nouvelle)

    assert "funding : 0 clé " not in dit and "clés chiffrées de nouveau" in dit
    assert adresses(copie) == avant
    fichier.write_text(new_master_key())
    refus = france_services("history", MATRICULE, "--sortie", copie)
    assert (refus.code, "MASTER_KEY ne contient pas la clé" in refus.erreur) == (2, True)
