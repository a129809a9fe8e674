"""Le code d'un département se lit partout de même, et tous les services les connaissent."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.audit.mysteres.rules import charger_regions
from services.labellisation.dossier.commands import IdentifierStructure
from services.labellisation.fichiers.rules import regles_de_lecture
from services.labellisation.territoire.commands import AdopterPlan
from services.onboarding.convention.commands import EngagerOperateur
from shared.contracts.labellisation import StructureRemontee
from shared.departements.lecture import DepartementInconnu, lire_departement
from shared.departements.table import charger_departements, de_la_commune, du_code_postal
from shared.messages.commands import Command
from shared.rules.loading import RuleError
from shared.runtime.account_table import Table
from tests.contracts.language import sample

COLLECTIVITES = ("975", "977", "978", "984", "986", "987", "988", "989")


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("3", "03"),
        ("03", "03"),
        ("3.0", "03"),
        (" 46 ", "46"),
        ("\u00a046\u202f", "46"),
        ("2a", "2A"),
        ("2B", "2B"),
        ("974", "974"),
        *((code, code) for code in COLLECTIVITES),
    ],
)
def test_un_code_se_lit_sans_s_arreter_a_son_ecriture(ecrit: str, code: str) -> None:
    assert lire_departement(ecrit) == code


@pytest.mark.parametrize("ecrit", ["zz", "99", "0", "00", "96", "97", "970", "2C", "1é", "", "Lot"])
def test_un_code_inconnu_le_dit(ecrit: str) -> None:
    with pytest.raises(DepartementInconnu, match="département inconnu.*01, 2A, 974 ou 978"):
        lire_departement(ecrit)


def test_un_code_qui_n_a_plus_cours_dit_ceux_qui_l_ont_remplace() -> None:
    with pytest.raises(DepartementInconnu, match=r"2A \(Corse-du-Sud\) ou 2B \(Haute-Corse\)"):
        lire_departement("20")


@pytest.mark.parametrize(
    ("postal", "code"),
    [
        ("20100", "2A"),
        ("20600", "2B"),
        ("97133", "977"),
        ("97150", "978"),
        ("97160", "971"),
        ("98713", "987"),
        ("15160", "15"),
        ("99999", ""),
    ],
)
def test_un_code_postal_dit_son_departement(postal: str, code: str) -> None:
    assert du_code_postal(postal) == code


@pytest.mark.parametrize(("insee", "code"), [("97801", "978"), ("2A004", "2A"), ("01033", "01")])
def test_une_commune_dit_son_departement(insee: str, code: str) -> None:
    assert de_la_commune(insee) == code


def demande(departement: str) -> dict[str, Any]:
    acteur = {"role": "PREFET", "id": "préfecture", "departement": departement}
    return {"message_id": UUID(int=1), "acteur": acteur}


@pytest.mark.parametrize(("ecrit", "code"), [("9", "09"), (" 2a ", "2A"), ("977", "977")])
def test_une_demande_lit_le_code_comme_une_commande(ecrit: str, code: str) -> None:
    champs = {"departement": ecrit, "operateur": "CAF", "le": "2020-01-01"}
    engager = EngagerOperateur.model_validate(demande(ecrit) | champs)
    assert (engager.departement, engager.acteur.departement) == (code, code)


@pytest.mark.parametrize("inconnu", ["99", "zz", "20"])
def test_une_demande_d_un_departement_inconnu_nomme_le_champ(inconnu: str) -> None:
    fiche = {"nom": "Maison", "departement": inconnu, "commune_insee": "15001"}
    objectifs = [{"echeance": "2020-01-01", "structures": 1}]
    demandes: list[tuple[type[Command], dict[str, Any], tuple[str, ...]]] = [
        (EngagerOperateur, {"departement": inconnu, "operateur": "CAF"}, ("departement",)),
        (AdopterPlan, {"departement": inconnu, "objectifs": objectifs}, ("departement",)),
        (
            IdentifierStructure,
            {"fiche": fiche, "structure_id": UUID(int=2)},
            ("fiche", "departement"),
        ),
        (EngagerOperateur, demande(inconnu), ("acteur", "departement")),
    ]
    for kind, champs, lieu in demandes:
        with pytest.raises(ValidationError) as refus:
            kind.model_validate(demande("15") | champs)
        dites = {each["loc"]: each["msg"] for each in refus.value.errors()}
        assert "département inconnu" in dites[lieu]


def test_un_fait_ancien_d_un_departement_inconnu_se_lit_toujours() -> None:
    ancien = sample("StructureRemontee.v1")
    ancien["fiche"]["departement"] = "99"
    assert StructureRemontee.read(ancien).fiche.departement == "99"
    assert charger_departements().designer("99").representant == "Préfecture du département 99"


def test_un_compte_est_borne_aux_departements_tels_qu_ils_se_lisent(tmp_path: Path) -> None:
    table = tmp_path / "comptes.yaml"
    ligne = "- {{compte: essai, roles: [PREFET], depuis: 2026-11-28T10:00:00Z, departements: [{}]}}"
    table.write_text(ligne.format('"2b", "4"'), encoding="utf-8")
    [compte] = Table.read(table).lines
    assert compte.departements == ("2B", "04")
    table.write_text(ligne.format('"98"'), encoding="utf-8")
    with pytest.raises(RuleError, match="département inconnu : « 98 »"):
        Table.read(table)


def test_chaque_departement_est_d_une_region_et_une_collectivite_se_tient_lieu_de_region() -> None:
    regions = charger_regions()
    seuls = {code for code in charger_departements().par_code if regions.de(code) == code}
    assert seuls == set(COLLECTIVITES)
    connus = {code for each in regions.regions for code in each.departements}
    assert connus | seuls == set(charger_departements().par_code)


def test_chaque_departement_d_outre_mer_a_le_cadre_de_ses_coordonnees() -> None:
    outre_mer = {code for code in charger_departements().par_code if len(code) == 3}
    assert set(regles_de_lecture().cadres) == {"autres", *outre_mer}
