"""Un label, de 2020 à 2026 : ses droits l'un après l'autre, et qui les apprend (A-032)."""

from collections import Counter
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

from services.funding.forfait.questions import DroitDeLaStructure, droits_de_la_structure
from services.labellisation.label.commands import (
    ChangerPorteur,
    MettreEnDemeure,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
)
from shared.contracts.funding import (
    DroitAuForfaitOuvert,
    DroitAuForfaitRefuse,
    DroitClos,
    DroitEnAttente,
    DroitRetabli,
    DroitSuspendu,
)
from tests.scenarios.recit import CANTAL, MAISON, Recit

MANQUEMENTS = [{"critere": "AGT-01", "constat": "un seul agent présent"}]


def jusqu_au(recit: Recit, jour: date) -> None:
    recit.attendre((jour - recit.maintenant.date()).days)


def droits(recit: Recit) -> dict[int, DroitDeLaStructure]:
    model = recit.programme.components["funding"].model
    return {each["annee"]: each for each in droits_de_la_structure(model, str(MAISON))}


def etats(recit: Recit) -> dict[int, tuple[str, int]]:
    return {annee: (x["etat"], x["montant_centimes"]) for annee, x in droits(recit).items()}


def objets(dossier: Path) -> Counter[str]:
    """Les courriels du forfait, par année et par suite."""
    lus = (message_from_bytes(x.read_bytes(), policy=policy.default) for x in dossier.iterdir())
    sujets = (str(each["Subject"]).replace("\u00a0", " ") for each in lus)
    return Counter(
        each.removeprefix("Forfait de fonctionnement ").split(" pour ")[0]
        for each in sujets
        if each.startswith("Forfait de fonctionnement")
    )


def suspendre(recit: Recit) -> None:
    recit.obtenir(MettreEnDemeure, CANTAL, manquements=MANQUEMENTS)
    recit.obtenir(SuspendreLabel, CANTAL, motif="plus d'agent à l'accueil")


def test_les_droits_d_un_label_de_2020_a_2026_a032(recit: Recit, tmp_path: Path) -> None:
    """Suspendu fin 2021, rétabli en mars 2022 ; La Poste le reprend en 2025, sans montant connu."""
    recit.jusqu_au_label()
    jusqu_au(recit, date(2021, 11, 15))
    suspendre(recit)
    jusqu_au(recit, date(2022, 3, 1))
    assert etats(recit) == {
        2020: ("OUVERT", 30_000_00),
        2021: ("SUSPENDU", 30_000_00),
        2022: ("EN_ATTENTE", 0),
    }
    recit.obtenir(RetablirLabel, CANTAL, raison="deux agents sont revenus")
    jusqu_au(recit, date(2025, 6, 1))
    recit.obtenir(ChangerPorteur, CANTAL, porteur_type="LA_POSTE", porteur="La Poste")
    jusqu_au(recit, date(2026, 12, 31))

    assert etats(recit) == {
        2020: ("OUVERT", 30_000_00),
        2021: ("OUVERT", 30_000_00),
        2022: ("OUVERT", 30_000_00),
        2023: ("OUVERT", 35_000_00),
        2024: ("EN_ATTENTE", 0),
        2025: ("REFUSE", 0),
        2026: ("REFUSE", 0),
    }
    kinds = DroitAuForfaitOuvert, DroitEnAttente, DroitAuForfaitRefuse, DroitSuspendu, DroitRetabli
    assert [recit.annonces(kind) for kind in kinds] == [4, 2, 2, 1, 1]
    assert objets(tmp_path / "courriels") == {
        **dict.fromkeys([f"{annee} : droit ouvert" for annee in range(2020, 2024)], 2),
        "2021 : droit suspendu": 2,
        "2021 : droit rétabli": 2,
        "2022 : droit en attente": 2,
        "2024 : droit en attente": 2,
        "2025 : droit non ouvert": 1,
        "2026 : droit non ouvert": 1,
    }


def test_un_droit_se_lit_avec_son_histoire_et_ce_qui_s_y_ajoute_a033_a034_a035_a044(
    recit: Recit,
) -> None:
    """Aucune source ne donne le montant des contributions : la question le dit."""
    recit.jusqu_au_label()
    jusqu_au(recit, date(2021, 11, 15))
    suspendre(recit)
    jusqu_au(recit, date(2022, 3, 1))
    recit.obtenir(RetablirLabel, CANTAL, raison="deux agents sont revenus")

    attendu = droits(recit)[2022]
    assert [each["etat"] for each in attendu["mouvements"]] == ["EN_ATTENTE", "OUVERT"]
    assert "SUSPENSION-2020" in attendu["mouvements"][0]["regles"]
    assert len({each["evenement_id"] for each in attendu["mouvements"]}) == 2
    ajouts = {each["regle"]: each["montant_centimes"] for each in attendu["contributions"]}
    assert ajouts == dict.fromkeys(
        ["INVESTISSEMENT-2020", "FORMATION-2020", "OUTILS-2020"]
        + ["DGFIP-FINANCEMENT-2020", "DGFIP-FORMATION-2020"]
    )


def test_un_label_retire_en_2021_clot_l_annee_et_n_en_ouvre_plus_c_7_16(
    recit: Recit, tmp_path: Path
) -> None:
    recit.jusqu_au_label()
    jusqu_au(recit, date(2021, 2, 1))
    recit.obtenir(MettreEnDemeure, CANTAL, manquements=MANQUEMENTS)
    jusqu_au(recit, date(2021, 5, 3))
    recit.obtenir(RetirerLabel, CANTAL, date_effet=date(2021, 5, 3), motif="locaux fermés")
    jusqu_au(recit, date(2023, 2, 1))

    assert etats(recit) == {2020: ("OUVERT", 30_000_00), 2021: ("CLOS", 30_000_00)}
    assert (recit.annonces(DroitAuForfaitOuvert), recit.annonces(DroitClos)) == (2, 1)
    assert objets(tmp_path / "courriels")["2021 : droit clos"] == 2
