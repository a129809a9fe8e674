"""Rien ne se date d'avant ce à quoi il répond : ni accord, ni label, ni suspension, ni fin."""

from datetime import date, datetime
from typing import Any, cast

import pytest

from console.suivi.histoire import Ligne, justifiee
from services.labellisation.dossier.commands import DonnerAccordPrealable, LabelliserStructure
from services.labellisation.label.commands import (
    ConstaterMiseEnConformite,
    FermerStructure,
    MettreEnDemeure,
    OuvrirFranceServices,
    RenoncerAuLabel,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
)
from services.labellisation.territoire.commands import RendreAvis
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from tests.labellisation.bureau import (
    AGENCE,
    CONCLUANT,
    Bureau,
    matin,
    operateur,
    prefet,
    structure,
)

MAISON = {"structure_id": structure("Allanche")}
OCTOBRE, DECEMBRE, JANVIER = date(2019, 10, 19), date(2019, 12, 10), date(2020, 1, 1)
MANQUEMENTS: dict[str, Any] = {
    "manquements": [{"critere": "AGT-01", "constat": "un seul agent présent"}]
}
PORTEUR = Acteur(role="PORTEUR", id="commune", structure_id=structure("Allanche"))
FINS: list[tuple[type[Command], Acteur, dict[str, Any]]] = [
    (RetirerLabel, prefet(), {"motif": "locaux fermés"}),
    (RenoncerAuLabel, PORTEUR, {"raison": "la commune renonce"}),
    (FermerStructure, prefet(), {"raison": "locaux fermés"}),
]


def dater(
    bureau: Bureau, kind: type[Command], le: date, acteur: Acteur | None = None, **dit: Any
) -> Outcome:
    """Une demande d'aujourd'hui qui se dit d'un autre jour, et dit pourquoi."""
    aujourd_hui = bureau.clock.now().date()
    dates = {"survenu_le": matin(le), "motif_retard": "retrouvé aux archives"}
    return bureau.demander(kind, acteur or prefet(), aujourd_hui, **{**MAISON, **dates, **dit})


def agir(bureau: Bureau, kind: type[Command], le: date, **dit: Any) -> None:
    assert bureau.demander(kind, prefet(), le, **{**MAISON, **dit}).accepted


@pytest.fixture
def audite(bureau: Bureau) -> Bureau:
    bureau.remonter("Allanche", date(2019, 9, 1))
    bureau.signaler("Allanche", date(2019, 9, 20))
    bureau.auditer("Allanche", OCTOBRE)
    return bureau


@pytest.fixture
def labellisee(bureau: Bureau) -> Bureau:
    """À effet du 1er janvier 2020."""
    bureau.mener_au_label("Allanche", DECEMBRE)
    bureau.clock.advance(matin(date(2020, 5, 5)))
    return bureau


def test_un_accord_ne_precede_pas_l_audit_qu_il_approuve_inv_02(audite: Bureau) -> None:
    audit: dict[str, Any] = {"audit_id": audite.audit("Allanche")}
    refus = dater(audite, DonnerAccordPrealable, date(2019, 10, 18), AGENCE, **audit)

    assert (refus.code, "19/10/2019" in refus.detail) == ("DateAnterieure", True)
    assert dater(audite, DonnerAccordPrealable, OCTOBRE, AGENCE, **audit).accepted


def test_un_label_ne_precede_ni_l_audit_ni_l_accord_inv_01_inv_02(audite: Bureau) -> None:
    """Ni par le jour de la décision, ni par celui de son effet."""
    audite.accorder("Allanche", date(2019, 11, 4))
    effet = audite.labelliser("Allanche", date(2019, 11, 5), date(2019, 7, 2))
    decision = dater(audite, LabelliserStructure, OCTOBRE, date_effet=JANVIER)

    assert (effet.code, decision.code) == ("EffetAvantDecision", "DateAnterieure")
    assert audite.labelliser("Allanche", date(2019, 11, 5), JANVIER).accepted


def test_un_signalement_ne_precede_pas_la_remontee_a020(bureau: Bureau) -> None:
    bureau.remonter("Allanche", date(2019, 9, 10))
    la_veille = matin(date(2019, 9, 9))

    refus = bureau.signaler("Allanche", date(2019, 9, 12), survenu_le=la_veille)
    assert refus.code == "DateAnterieure"


def test_un_avis_ne_precede_pas_le_signalement_a075(audite: Bureau) -> None:
    dit = {"signalement_id": audite.signalement("Allanche"), "operateur": "CNAF"}
    avis = {**dit, "avis": "FAVORABLE", "survenu_le": matin(date(2019, 9, 19))}
    le = date(2019, 10, 19)

    refus = audite.demander(RendreAvis, operateur("CNAF"), le, **{**MAISON, **avis})
    assert refus.code == "DateAnterieure"


@pytest.mark.parametrize(("fin", "acteur", "dit"), FINS)
def test_une_fin_datee_de_2018_n_efface_pas_un_label_de_2020_c_7_16(
    labellisee: Bureau, fin: type[Command], acteur: Acteur, dit: dict[str, Any]
) -> None:
    """Ni décidée, ni à effet d'avant lui : ce que le label a été reste."""
    if fin is RetirerLabel:
        agir(labellisee, MettreEnDemeure, date(2020, 4, 1), **MANQUEMENTS)
    en_2018, aujourd_hui = date(2018, 5, 5), date(2020, 5, 5)
    effet = labellisee.demander(fin, acteur, aujourd_hui, **{**MAISON, **dit}, date_effet=en_2018)
    decision = dater(labellisee, fin, en_2018, acteur, **dit, date_effet=aujourd_hui)

    assert effet.code == "FinAvantLabel"
    assert decision.code == ("DeclarationTardive" if acteur is PORTEUR else "DateAnterieure")


def test_chaque_etape_d_une_suspension_suit_celle_qui_la_precede_inv_13(
    labellisee: Bureau,
) -> None:
    """Mise en demeure, suspension, rétablissement ; puis mise en conformité."""
    mars, avril = date(2020, 3, 2), date(2020, 4, 1)
    motif: dict[str, Any] = {"motif": "plus d'agent à l'accueil"}
    assert dater(labellisee, MettreEnDemeure, mars, **MANQUEMENTS).accepted
    assert dater(labellisee, SuspendreLabel, date(2020, 3, 1), **motif).code == "DateAnterieure"
    assert dater(labellisee, SuspendreLabel, avril, **motif).accepted
    raison: dict[str, Any] = {"raison": "deux agents sont revenus"}
    assert dater(labellisee, RetablirLabel, mars, **raison).code == "DateAnterieure"
    assert dater(labellisee, RetablirLabel, avril, **raison).accepted
    assert dater(labellisee, MettreEnDemeure, mars, **MANQUEMENTS).code == "DateAnterieure"
    assert dater(labellisee, MettreEnDemeure, avril, **MANQUEMENTS).accepted
    constat: dict[str, Any] = {"constat": "deux agents"}
    assert dater(labellisee, ConstaterMiseEnConformite, mars, **constat).code == "DateAnterieure"


def test_rien_ne_se_reproche_avant_que_le_label_prenne_effet_c_3(labellisee: Bureau) -> None:
    refus = dater(labellisee, MettreEnDemeure, date(2019, 12, 31), **MANQUEMENTS)

    assert (refus.code, "01/01/2020" in refus.detail) == ("AvantLeLabel", True)
    assert dater(labellisee, MettreEnDemeure, JANVIER, **MANQUEMENTS).accepted


def test_une_ouverture_ne_precede_ni_le_label_ni_son_effet_a092_a100(bureau: Bureau) -> None:
    bureau.remonter("Allanche", date(2019, 9, 1))
    bureau.signaler("Allanche", date(2019, 9, 20))
    formation = CONCLUANT.synthese.constats[0].model_copy(update={"code": "FOR-01"})
    bureau.auditer("Allanche", OCTOBRE, constats=[formation])
    bureau.accorder("Allanche", DECEMBRE)
    bureau.labelliser("Allanche", DECEMBRE, JANVIER)
    bureau.ouvrir_les_applications("Allanche")
    bureau.former_les_agents("Allanche")
    bureau.clock.advance(matin(date(2020, 5, 5)))
    dates = (date(2019, 12, 9), date(2019, 12, 31), JANVIER)

    codes = [dater(bureau, OuvrirFranceServices, le).code for le in dates]
    assert codes == ["AvantLeLabel", "AvantLeLabel", ""]


def test_ce_qui_est_deja_fait_se_redit_sans_refus(labellisee: Bureau) -> None:
    """Rien ne s'enregistre : rien n'est daté d'avant quoi que ce soit."""
    repete = dater(labellisee, LabelliserStructure, date(2019, 9, 1), date_effet=JANVIER)

    assert repete.accepted


def test_le_meme_jour_suffit_quelle_que_soit_l_heure(labellisee: Bureau) -> None:
    agir(labellisee, MettreEnDemeure, date(2020, 5, 6), **MANQUEMENTS)
    a_l_aube = datetime.combine(date(2020, 5, 6), datetime.min.time(), matin(JANVIER).tzinfo)
    dit = {"survenu_le": a_l_aube, "motif": "fermée"}

    agir(labellisee, SuspendreLabel, date(2020, 5, 6), **dit)


def test_une_mise_en_demeure_datee_d_il_y_a_deux_mois_laisse_tout_son_delai_c_3(
    labellisee: Bureau,
) -> None:
    """La règle protège le porteur : elle court du jour où la demande arrive."""
    assert dater(labellisee, MettreEnDemeure, date(2020, 3, 1), **MANQUEMENTS).accepted
    mai = date(2020, 5, 6)
    sans_motif = labellisee.demander(SuspendreLabel, prefet(), mai, **MAISON)

    assert (sans_motif.code, "04/07/2020" in sans_motif.detail) == ("DelaiEnCours", True)


def test_une_declaration_tardive_se_lit_dans_l_histoire_avec_sa_regle_a007(
    labellisee: Bureau,
) -> None:
    """Son motif suit la phrase ; celle d'un fait déclaré à temps n'en dit rien."""
    assert dater(labellisee, MettreEnDemeure, date(2020, 3, 2), **MANQUEMENTS).accepted
    agir(labellisee, ConstaterMiseEnConformite, date(2020, 5, 6), constat="deux agents")

    tardive, a_temps = [
        justifiee(cast(Ligne, {**ligne, "service": "labellisation"})).plain
        for ligne in labellisee.phrases("Allanche")[-2:]
    ]
    assert " — déclaration TARDIVE : « retrouvé aux archives »\n  règles : " in tardive
    assert "DECLARATION-TARDIVE-2019" in tardive and "TARDIVE" not in a_temps
