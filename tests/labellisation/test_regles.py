"""Les règles datées de la labellisation : bornées, citées, et jamais muettes."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.labellisation.dossier.commands import DonnerAccordPrealable
from services.labellisation.dossier.rules import AucuneRegle, charger_reglement, de_ce_jour
from services.labellisation.label.rules.comptage import charger_comptage
from services.labellisation.label.rules.vie_du_label import charger_regles_du_label
from services.labellisation.territoire.rules.operateurs import charger_operateurs
from shared.messages.actors import Acteur
from shared.rules.dated import Rules
from shared.rules.periods import RuleError
from tests.labellisation.bureau import Bureau, structure

REGLEMENT = charger_reglement()
ORDINAIRE, FIN_2022 = date(2020, 3, 2), date(2023, 1, 2)


def regles_du_refus(bureau: Bureau, nom: str) -> Any:
    """Ce que cite le dernier fait du journal de la structure."""
    return json.loads(bureau.phrases(nom)[-1]["regles"])


@pytest.mark.parametrize(
    ("jour", "accordee"),
    [(date(2019, 11, 4), True), (date(2020, 6, 30), True), (date(2020, 7, 1), False)],
)
def test_la_priorite_s_accorde_avant_sa_fenetre_et_jusqu_a_sa_fin_a016(
    jour: date, accordee: bool
) -> None:
    priorite = REGLEMENT.priorite("REMARQUES_MINEURES", jour)

    assert (priorite is not None) == accordee
    assert REGLEMENT.priorite("MONTEE_EN_GAMME_REELLE", jour) is None


@pytest.mark.parametrize("silence", ["ACCEPTER", "REFUSER"])
def test_le_silence_ne_donne_ni_ne_retire_un_label_c6(silence: Any) -> None:
    [regle] = charger_regles_du_label().mises_en_demeure

    with pytest.raises(RuleError, match="silence: ESCALADER"):
        replace(regle, silence=silence)


def test_un_jour_sans_regle_est_refuse_et_nomme_les_regles_connues() -> None:
    with pytest.raises(AucuneRegle, match="30/06/2019 : CGET, ANCT"):
        de_ce_jour(REGLEMENT.organismes, date(2019, 6, 30))


def test_avant_la_premiere_regle_de_comptage_elle_vaut_deja_x01() -> None:
    assert charger_comptage().au(date(2019, 1, 1)).id == charger_comptage().au(ORDINAIRE).id


def test_un_operateur_n_est_pas_deux_fois_au_socle_le_meme_jour_a046() -> None:
    [poste, *_] = charger_operateurs().operateurs

    with pytest.raises(RuleError, match="LA_POSTE"):
        Rules([poste, replace(poste, nom="La Banque postale")])


def test_un_signalement_hors_du_programme_cite_sa_fenetre_a018_inv17(bureau: Bureau) -> None:
    bureau.remonter("Allanche", FIN_2022)

    assert bureau.signaler("Allanche", FIN_2022).code == "HorsProgramme"
    assert regles_du_refus(bureau, "Allanche") == ["PROGRAMME@2019-07"]


def test_un_accord_d_une_autre_agence_cite_celle_du_jour_x04_inv17(bureau: Bureau) -> None:
    bureau.remonter("Allanche", ORDINAIRE)
    bureau.signaler("Allanche", ORDINAIRE)
    bureau.auditer("Allanche", ORDINAIRE)
    cget = Acteur(role="AGENCE_NATIONALE", id="agence", organisme="CGET")

    refus = bureau.demander(
        DonnerAccordPrealable,
        cget,
        ORDINAIRE,
        structure_id=structure("Allanche"),
        audit_id=bureau.audit("Allanche"),
    )

    assert refus.code == "AutoriteIncompetente"
    assert regles_du_refus(bureau, "Allanche") == ["ANCT"]
