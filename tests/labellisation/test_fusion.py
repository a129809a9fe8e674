"""Deux dossiers fusionnés, puis rendus l'un et l'autre à ce qu'ils étaient (C.7-17)."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from services.labellisation.dossier.domain import candidature
from services.labellisation.dossier.domain.dossier import REPRIS_D_UNE_FUSION, Dossier
from services.labellisation.dossier.domain.etats import VIVANTES, Etat
from services.labellisation.dossier.domain.evenements.fusion import FusionAnnulee, StructureAbsorbee
from services.labellisation.fusion.commands import AnnulerFusion, FusionnerStructures
from services.labellisation.fusion.domain import (
    AnnulationImpossible,
    FusionImpossible,
    absorber,
    annuler,
)
from services.labellisation.label.commands import (
    FermerStructure,
    MettreEnDemeure,
    RenoncerAuLabel,
)
from services.labellisation.label.questions.comptage import compte_du_jour
from services.labellisation.label.questions.etats_a_une_date import etats
from services.labellisation.publishing import to_contract
from shared.contracts import Contract
from shared.contracts.labellisation import AlerteEmise, FusionDefaite, StructuresFusionnees
from shared.contracts.labellisation import FusionAnnulee as Annoncee
from shared.log.readers import recorded_after
from tests.labellisation.bureau import AGENCE, Bureau, matin, prefet, structure
from tests.labellisation.parcours import AUTRE, BIS, JOUR, MAILLAGE, autre, dossier_en

MARS, AVRIL, MAI = date(2020, 3, 2), date(2020, 4, 6), date(2020, 5, 4)
RAISON = "deux structures distinctes, à la même adresse"


def survivante() -> Dossier:
    """Un autre dossier, qui porte un label."""
    dossier = autre()
    dossier.label_id = UUID(int=99)
    return dossier


@pytest.mark.parametrize("etat", [each for each in VIVANTES if each != "ANTENNE"])
def test_une_fusion_annulee_rend_a_l_absorbee_tout_ce_qu_elle_avait_c_7_17(etat: Etat) -> None:
    """État, label, délai, audit, accord : le dossier reprend là où il en était."""
    dossier, autre_dossier = dossier_en(etat), survivante()
    avant = {name: getattr(dossier, name) for name in REPRIS_D_UNE_FUSION}
    absorber(autre_dossier, dossier, JOUR)
    assert dossier.etat == "FERMEE" and dossier.label_id is None

    annuler(dossier, autre_dossier, RAISON)
    assert {name: getattr(dossier, name) for name in REPRIS_D_UNE_FUSION} == avant
    assert (dossier.survivante_id, autre_dossier.fusions) == (None, ())
    absorber(autre_dossier, dossier, JOUR)
    assert [type(each) for each in dossier.collect_events()] == [
        StructureAbsorbee,
        FusionAnnulee,
        StructureAbsorbee,
    ]


def ailleurs() -> Dossier:
    return candidature.identifier(AUTRE, {**BIS, "departement": "12"}, MAILLAGE)


@pytest.mark.parametrize(
    ("qui", "dit"),
    [
        (lambda: dossier_en("LABELLISEE"), "elle-même"),
        (ailleurs, "département 12"),
        (autre, "celle qui porte le label"),
    ],
    ids=["elle-même", "un autre département", "une survivante sans label"],
)
def test_ce_qui_ne_fusionne_pas_c_7_17(qui: Callable[[], Dossier], dit: str) -> None:
    with pytest.raises(FusionImpossible, match=dit):
        absorber(qui(), dossier_en("LABELLISEE"), JOUR)


def test_une_structure_fermee_sans_fusion_ne_se_rouvre_pas_c_7_17() -> None:
    with pytest.raises(AnnulationImpossible, match="sans avoir été fusionnée"):
        annuler(dossier_en("FERMEE"), None, RAISON)


def test_la_derniere_fusion_s_annule_d_abord_c_7_17() -> None:
    premiere, reste = dossier_en("REMONTEE"), survivante()
    seconde = candidature.identifier(UUID(int=50), BIS, MAILLAGE)
    absorber(reste, premiere, JOUR)
    absorber(reste, seconde, JOUR)
    with pytest.raises(AnnulationImpossible, match="annulez d'abord"):
        annuler(premiere, reste, RAISON)
    annuler(seconde, reste, RAISON)
    annuler(premiere, reste, RAISON)
    assert reste.fusions == ()


def test_une_survivante_qui_a_perdu_son_label_ne_rend_rien_c_7_17() -> None:
    absorbee, reste = dossier_en("LABELLISEE"), survivante()
    absorber(reste, absorbee, JOUR)
    reste.label_id = None
    with pytest.raises(AnnulationImpossible, match="perdu son label"):
        annuler(absorbee, reste, RAISON)


@pytest.fixture
def fusionnees(bureau: Bureau) -> Bureau:
    """« a » et « b » labellisées, « a » en demeure ; « b » absorbe « a » en avril."""
    for nom in "ab":
        bureau.mener_au_label(nom, MARS, commune="15001" if nom == "a" else "15014")
    manquements = [{"critere": "AGT-01", "constat": "un seul agent présent"}]
    ici = {"structure_id": structure("a")}
    assert bureau.demander(MettreEnDemeure, prefet(), MARS, **ici, manquements=manquements).accepted
    assert fusionner(bureau) == ""
    return bureau


def fusionner(bureau: Bureau) -> str:
    dit = {"absorbee_id": structure("a"), "date_effet": AVRIL}
    return bureau.demander(
        FusionnerStructures, AGENCE, AVRIL, structure_id=structure("b"), **dit
    ).code


def defaire(bureau: Bureau, motif: str | None = RAISON) -> str:
    dit = {"structure_id": structure("a"), "motif": motif}
    return bureau.demander(AnnulerFusion, AGENCE, MAI, **dit).code


def annonces(bureau: Bureau) -> list[object]:
    return [each for each in dits(bureau) if isinstance(each, StructuresFusionnees | Annoncee)]


def dits(bureau: Bureau) -> list[Contract | None]:
    events = recorded_after(bureau.component.service, 0, 1000)
    return [to_contract(event) for _, event in events]


def test_les_faits_nomment_les_deux_labels_et_les_deux_structures_c_7_17(
    fusionnees: Bureau,
) -> None:
    assert defaire(fusionnees, None) == "RaisonManquante"
    assert defaire(fusionnees) == ""
    labels = {
        row["structure_id"]: row["label_id"]
        for row in fusionnees.component.model.query("SELECT * FROM suivi_labels")
    }
    [fusion, annulation] = annonces(fusionnees)
    assert isinstance(fusion, StructuresFusionnees) and isinstance(annulation, Annoncee)
    for fait in (fusion, annulation):
        assert str(fait.label_id) == labels[str(structure("a"))]
        assert str(fait.label_survivant_id) == labels[str(structure("b"))]
        assert (fait.structure_id, fait.survivante_id) == (structure("a"), structure("b"))
        assert (fait.structure.nom, fait.survivante_nom) == ("a", "b")
    assert (fusion.date_effet, annulation.raison) == (AVRIL, RAISON)
    [defaite] = [each for each in dits(fusionnees) if isinstance(each, FusionDefaite)]
    assert (defaite.structure_id, defaite.absorbee_id) == (structure("b"), structure("a"))


def test_les_tables_oublient_la_fin_du_label_d_une_fusion_annulee_c_7_17(
    fusionnees: Bureau,
) -> None:
    """Registre, suivi, comptes, états : comme si le label n'avait jamais cessé."""
    model = fusionnees.component.model
    assert compte_du_jour(model, "2020-04-20", None, None)["labellisees"] == 1
    assert defaire(fusionnees) == ""

    assert compte_du_jour(model, "2020-04-20", None, None)["labellisees"] == 2
    assert (
        compte_du_jour(model, "2020-04-20", "2020-04-30T00:00:00+00:00", None)["labellisees"] == 1
    )
    suivi = "SELECT etat, fin_le, echeance FROM suivi_labels ORDER BY etat"
    assert model.query(suivi) == [
        {"etat": "EN_VIGUEUR", "fin_le": "", "echeance": ""},
        {"etat": "SOUS_MISE_EN_DEMEURE", "fin_le": "", "echeance": "2020-05-01"},
    ]
    assert etats(model, MAI, None) == {"LABELLISEE": 1, "SOUS_MISE_EN_DEMEURE": 1}
    assert etats(model, AVRIL, None) == {"LABELLISEE": 1, "FERMEE": 1}
    [dossier] = model.query("SELECT etat, date_effet FROM dossiers WHERE nom = 'a'")
    assert dossier == {"etat": "SOUS_MISE_EN_DEMEURE", "date_effet": MARS.isoformat()}


@pytest.mark.parametrize("kind", [FermerStructure, RenoncerAuLabel])
def test_une_fusion_ne_s_annule_plus_quand_la_survivante_a_cesse_c_7_17(
    fusionnees: Bureau, kind: type[FermerStructure] | type[RenoncerAuLabel]
) -> None:
    porteur = AGENCE.model_copy(update={"role": "PORTEUR", "structure_id": structure("b")})
    qui = porteur if kind is RenoncerAuLabel else prefet()
    dit = {"structure_id": structure("b"), "raison": "fin du bail", "date_effet": AVRIL}
    assert fusionnees.demander(kind, qui, AVRIL, **dit).accepted
    assert defaire(fusionnees) == "AnnulationImpossible"


def test_le_delai_d_une_mise_en_demeure_court_de_nouveau_c_7_17(fusionnees: Bureau) -> None:
    """Le délai a passé pendant la fusion : l'alerte n'est émise qu'une fois celle-ci annulée."""
    fusionnees.clock.advance(matin(MAI))
    assert alertes(fusionnees) == []
    assert defaire(fusionnees) == ""
    assert alertes(fusionnees) == ["DELAI_DEPASSE"]


def alertes(bureau: Bureau) -> list[str]:
    return [each.code for each in dits(bureau) if isinstance(each, AlerteEmise)]


def test_une_structure_inconnue_ne_fusionne_pas_c_7_17(fusionnees: Bureau) -> None:
    dit = {"absorbee_id": UUID(int=1), "date_effet": AVRIL}
    reponse = fusionnees.demander(
        FusionnerStructures, AGENCE, AVRIL, structure_id=structure("b"), **dit
    )
    assert reponse.code == "Introuvable"
    assert fusionner(fusionnees) == "TransitionInterdite"
