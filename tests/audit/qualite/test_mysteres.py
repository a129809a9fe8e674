"""Une campagne de visites mystères : tirée, tenue secrète, visitée, révélée (A-028 à A-030)."""

import json
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.audit.mysteres.commands import (
    AnnulerVisiteMystere,
    RealiserVisiteMystere,
    RevelerTirage,
    TirerVisitesMysteres,
)
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from services.audit.mysteres.questions import ecarts
from services.audit.mysteres.rules import grille_du
from services.audit.vigilance.domain.suivi import SuiviQualite
from shared.clock import SimulatedClock
from shared.contracts.audit import (
    AlerteQualiteEmise,
    TirageRevele,
    VisiteMystereRealisee,
    VisitesMysteresTirees,
)
from shared.log.journal import history
from shared.messages.actors import Acteur
from shared.messages.envelope import Outcome
from shared.runtime.component import Component
from tests.audit.qualite.envois import (
    LABEL,
    MAISON,
    attendre,
    dits,
    recevoir,
    tourner,
    voisine,
)

DITP = Acteur(role="DITP", id="baromètre Marianne")
GRAINE = "5f" * 32
LE = date(2020, 2, 10)
TIRAGE = TirageVisitesMysteres.create_id("Baromètre Marianne", LE.isoformat())
PLEINE = {each.code: each.points for each in grille_du(LE).observations}
STRUCTURES = [MAISON, *map(voisine, range(1, 12))]


@pytest.fixture
def labellisees(audit: Component, clock: SimulatedClock) -> Component:
    """Douze structures, dont une qui ne le sera qu'en mars, au 10 février 2020."""
    for rang, structure_id in enumerate(STRUCTURES):
        departement = ("15", "46", "29")[rang % 3]
        fiche = LABEL.fiche.model_copy(update={"departement": departement, "nom": f"Maison {rang}"})
        label = LABEL.model_copy(
            update={
                "message_id": uuid5(structure_id, "message"),
                "label_id": uuid5(structure_id, "label"),
                "structure_id": structure_id,
                "fiche": fiche,
                "date_effet": date(2020, 3, 1) if rang == 11 else LABEL.date_effet,
            }
        )
        assert recevoir(audit, label).accepted
    attendre(audit, clock, LE)
    return audit


def demander(component: Component, kind: type[Any], objet: str, **dit: Any) -> Outcome:
    entete = {"message_id": uuid5(TIRAGE, f"{kind.__name__} {objet}"), "acteur": DITP}
    return recevoir(component, kind.model_validate({**entete, **dit}))


def tirer(component: Component, objet: str = "tirage", **dit: Any) -> Outcome:
    corps = {"programme": "Baromètre Marianne", "le": LE, "nombre": 4, "graine": GRAINE, **dit}
    return demander(component, TirerVisitesMysteres, objet, **corps)


def visiter(component: Component, cible: UUID | str, **points: int) -> Outcome:
    observations = [{"code": c, "points": n} for c, n in {**PLEINE, **points}.items()]
    corps = {"tirage_id": TIRAGE, "cible": cible, "observations": observations}
    return demander(component, RealiserVisiteMystere, f"{cible} {points}", **corps)


@pytest.fixture
def tirage(labellisees: Component) -> TirageVisitesMysteres:
    assert tirer(labellisees).accepted
    tourner(labellisees)
    return labellisees.service.load_or_refuse(TirageVisitesMysteres, TIRAGE)


def test_on_tire_parmi_les_structures_labellisees_ce_jour_la_a030(
    tirage: TirageVisitesMysteres,
) -> None:
    base = {UUID(each["structure"]) for each in tirage.base}
    assert base == set(STRUCTURES[:11])
    assert len(tirage.cibles) == 4 and {UUID(each) for each in tirage.cibles} < base


def test_la_reponse_identifie_le_tirage_et_rien_de_ses_cibles_a029(labellisees: Component) -> None:
    reponse = tirer(labellisees)
    [annonce] = dits(labellisees, VisitesMysteresTirees)
    assert reponse.cree == {"tirage_id": annonce.tirage_id}


def test_le_jour_du_tirage_seul_l_engagement_est_annonce_a029(
    labellisees: Component, tirage: TirageVisitesMysteres
) -> None:
    [annonce] = dits(labellisees, VisitesMysteresTirees)
    assert (annonce.nombre, annonce.subject, len(annonce.engagement)) == (4, None, 64)
    assert [(s.territoire, s.format, s.base) for s in annonce.strates] == [
        ("Auvergne-Rhône-Alpes", "fixe", 4),
        ("Bretagne", "fixe", 3),
        ("Occitanie", "fixe", 4),
    ]


def lisible(component: Component) -> Iterator[str]:
    """Tout ce qu'un préfet, une structure ou un service peut lire : faits, histoires, tables."""
    for fait in dits(component):
        yield f"annonce {type(fait).__name__} {fait.model_dump_json()}"
    for structure_id in STRUCTURES:
        lignes = json.dumps(history(component.model, structure_id, None), ensure_ascii=False)
        yield f"histoire {structure_id} {lignes}"
    for reader in component.projection_readers():
        for table in reader.projection.tables:
            rows = component.model.query(f"SELECT * FROM {table}")
            yield f"table {table} {json.dumps(rows, ensure_ascii=False)}"


def traces(component: Component, structure_id: str) -> list[str]:
    """Ce qui parle d'une structure, identifiant tu, pour la comparer à une autre."""
    return sorted(
        texte.replace(structure_id, "X").replace(UUID(structure_id).hex, "X").split(" ", 1)[0]
        for texte in lisible(component)
        for _ in range(texte.count(structure_id))
    )


def test_rien_ne_distingue_une_cible_avant_sa_visite_inv_16(
    labellisees: Component,
    tirage: TirageVisitesMysteres,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Faits annoncés, histoires, tables, messages de refus, lignes de journal."""
    with caplog.at_level(logging.DEBUG):
        refusee = visiter(labellisees, tirage.cibles[0], ACCUEIL=99)
        tourner(labellisees)

    assert (refusee.statut, refusee.code) == ("REFUSE", "GrilleIncomplete")
    par_structure = {
        structure_id: traces(labellisees, str(structure_id)) for structure_id in STRUCTURES[:11]
    }
    assert len({tuple(each) for each in par_structure.values()}) == 1
    textes = [*lisible(labellisees), refusee.detail, caplog.text]
    assert not any(GRAINE in texte or "Cibles" in texte for texte in textes)
    assert not any("mystère" in texte for texte in textes if texte.startswith("histoire"))


def test_la_visite_faite_se_dit_avec_sa_note_et_son_exigence_a028(
    labellisees: Component, tirage: TirageVisitesMysteres
) -> None:
    cible = UUID(tirage.cibles[0])
    assert visiter(labellisees, cible).accepted
    tourner(labellisees)

    [visite] = dits(labellisees, VisiteMystereRealisee)
    [ligne] = [
        each["phrase"]
        for each in history(labellisees.model, cible, None)
        if "Visite" in each["phrase"]
    ]
    assert (visite.structure_id, visite.note, visite.exigence) == (cible, 10.0, 7)
    assert ligne == (
        "Visite mystère réalisée (Baromètre Marianne : 10 sur 10 ; exigence atteinte : 7)"
    )
    assert dits(labellisees, AlerteQualiteEmise) == []


def test_une_note_sous_sept_sur_dix_donne_l_alerte(
    labellisees: Component, tirage: TirageVisitesMysteres
) -> None:
    assert visiter(labellisees, tirage.cibles[1], REPONSE=0, ACCUEIL=0).accepted

    [visite] = dits(labellisees, VisiteMystereRealisee)
    [alerte] = dits(labellisees, AlerteQualiteEmise)
    assert (visite.note, visite.atteinte) == (5.5, False)
    assert (alerte.origine, str(alerte.structure_id)) == ("VISITE_MYSTERE", tirage.cibles[1])
    assert "5,5 sur 10, pour 7" in alerte.detail


def test_une_structure_qui_n_est_pas_tiree_ne_se_visite_pas(
    labellisees: Component, tirage: TirageVisitesMysteres
) -> None:
    hors = next(each for each in STRUCTURES if str(each) not in tirage.cibles)
    assert visiter(labellisees, hors).code == "CibleInconnue"
    assert visiter(labellisees, tirage.cibles[0]).accepted
    assert visiter(labellisees, tirage.cibles[0], ACCUEIL=1).code == "CibleInconnue"


@pytest.mark.parametrize(
    ("dit", "code"),
    [
        ({}, "TirageDejaFait"),
        ({"le": date(2020, 2, 11)}, "TiragePremature"),
        ({"programme": "autre", "nombre": 12}, "BaseInsuffisante"),
    ],
)
def test_un_tirage_ne_se_refait_pas_et_ne_se_devance_pas(
    dit: dict[str, Any], code: str, labellisees: Component, tirage: TirageVisitesMysteres
) -> None:
    assert tirer(labellisees, "second", graine="a0" * 32, **dit).code == code


def test_un_tirage_ne_se_revele_qu_une_fois_toutes_les_visites_faites_inv_16(
    labellisees: Component, tirage: TirageVisitesMysteres
) -> None:
    *visitees, fermee = tirage.cibles
    for cible in visitees:
        assert visiter(labellisees, cible).accepted
    trop_tot = demander(labellisees, RevelerTirage, "trop tôt", tirage_id=TIRAGE)
    assert (trop_tot.code, fermee in trop_tot.detail) == ("VisitesEnAttente", False)

    annulation = {"tirage_id": TIRAGE, "cible": fermee}
    assert demander(labellisees, AnnulerVisiteMystere, "sans", **annulation).code == "MotifManquant"
    annulation["motif"] = "structure fermée"
    assert demander(labellisees, AnnulerVisiteMystere, "avec", **annulation).accepted
    assert demander(labellisees, RevelerTirage, "fin", tirage_id=TIRAGE).accepted

    [tirees], [revele] = dits(labellisees, VisitesMysteresTirees), dits(labellisees, TirageRevele)
    assert (revele.engagement, revele.graine) == (tirees.engagement, GRAINE)
    assert list(ecarts(revele, tirees.engagement)) == []


@pytest.fixture
def revele(labellisees: Component, tirage: TirageVisitesMysteres) -> TirageRevele:
    for cible in tirage.cibles:
        assert visiter(labellisees, cible).accepted
    assert demander(labellisees, RevelerTirage, "fin", tirage_id=TIRAGE).accepted
    [dit] = dits(labellisees, TirageRevele)
    assert isinstance(dit, TirageRevele)
    return dit


@pytest.mark.parametrize(
    ("change", "mots"),
    [
        ({"graine": "00" * 32}, "d'autres cibles"),
        ({"programme": "Autre"}, "L'engagement révélé"),
        ({"algorithme": "FS-TIRAGE-9"}, "FS-TIRAGE-9"),
    ],
)
def test_un_tirage_trafique_se_voit_a029(
    change: dict[str, str], mots: str, revele: TirageRevele
) -> None:
    trouves = list(ecarts(revele.model_copy(update=change), None))
    assert any(mots in ecart for ecart in trouves), trouves


def test_une_cible_remplacee_se_voit_a029(revele: TirageRevele) -> None:
    autre = next(u.structure for u in revele.base if u.structure not in revele.cibles)
    truque = revele.model_copy(update={"cibles": [autre, *revele.cibles[1:]]})
    assert "2 structures différentes" in next(ecarts(truque, None))


def test_un_engagement_qui_n_est_pas_celui_du_jour_du_tirage_se_voit(revele: TirageRevele) -> None:
    [ecart] = ecarts(revele, "ab" * 32)
    assert "publié au tirage" in ecart


def test_une_structure_suivie_garde_son_nom(labellisees: Component) -> None:
    suivi = labellisees.service.load_or_refuse(SuiviQualite, SuiviQualite.create_id(MAISON))
    assert suivi.structure["nom"] == "Maison 0"


def test_la_graine_ne_va_que_dans_le_journal_du_service(
    labellisees: Component, tirage: TirageVisitesMysteres, tmp_path: Path
) -> None:
    """Le journal est au service ; ses tables de lecture n'en savent rien."""
    assert tirage.graine == GRAINE
    assert all(GRAINE not in texte for texte in lisible(labellisees))
