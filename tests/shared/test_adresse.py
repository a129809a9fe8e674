"""Une seule définition de l'adresse électronique, de la saisie à l'envoi."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.labellisation.fichiers.reading.saisie import Saisie
from services.labellisation.tableau.reading.cellules import courriel
from services.notifications.courriels.effects.entetes import EnTeteRefuse
from services.notifications.courriels.effects.rendu import composer
from services.onboarding.raccordement.commands import AgentAInscrire
from shared.adresse import ADRESSE, AdresseRefusee, adresse_de, cle
from shared.contracts.labellisation import StructureSignalee
from shared.types.courriel import AdresseFacultative
from tests.contracts.language import sample
from tests.notifications.courriels import LE, variables

INVISIBLE = "contact@x\N{ZERO WIDTH SPACE}y.example"
ADMISES = {
    "contact@ville-neuve.example": "contact@ville-neuve.example",
    " Contact@Ville-Neuve.EXAMPLE ": "Contact@ville-neuve.example",
    "contact@châlons.example": "contact@xn--chlons-xta.example",
    "contact@cha\N{COMBINING CIRCUMFLEX ACCENT}lons.example": "contact@xn--chlons-xta.example",
    "l'accueil+fs@x.example": "l'accueil+fs@x.example",
}
REFUSEES = {
    "": "mal formée",
    "sans arobase": "mal formée",
    "deux@arobases@x.example": "mal formée",
    "un@x.example, deux@x.example": "mal formée",
    "Mairie <contact@x.example>": "mal formée",
    '"entre guillemets"@x.example': "mal formée",
    "contact@machine": "mal formée",
    "contact@[127.0.0.1]": "mal formée",
    "contact@x.example.": "mal formée",
    "contact@x..example": "mal formée",
    ".contact@x.example": "mal formée",
    "a" * 65 + "@x.example": "mal formée",
    "contact@x.example\r\nBcc: autre@x.example": "mal formée",
    INVISIBLE: "mal formée",
    "andré@x.example": "avant l'arobase",
    "ﬁscal@x.example": "avant l'arobase",
}


@pytest.mark.parametrize("ecrite", ADMISES)
def test_une_adresse_se_garde_en_ascii_et_se_relit_telle(ecrite: str) -> None:
    assert adresse_de(ecrite) == ADMISES[ecrite]
    assert adresse_de(ADMISES[ecrite]) == ADMISES[ecrite]


@pytest.mark.parametrize("ecrite", REFUSEES)
def test_un_refus_dit_pourquoi_sans_citer_l_adresse(ecrite: str) -> None:
    with pytest.raises(AdresseRefusee, match=REFUSEES[ecrite]) as refus:
        adresse_de(ecrite)
    assert len(ecrite) < 5 or ecrite not in str(refus.value)


def du_tableau(ecrite: str) -> str:
    saisie = Saisie(2, {"courriel": ecrite})
    lue = courriel(saisie)
    if saisie.fautes:
        raise AdresseRefusee(saisie.fautes["courriel"])
    return lue


def d_une_demande(ecrite: str) -> str:
    return AgentAInscrire(courriel=ecrite).courriel


def envoyee(ecrite: str) -> str:
    message = composer(
        "accord_prealable_demande",
        variables("accord_prealable_demande", "AGENCE_NATIONALE"),
        destinataire=ecrite,
        expediteur="france-services@agence.example",
        message_id="<1@agence.example>",
        date=LE,
    )
    return str(message["To"])


@pytest.mark.parametrize("porte", [du_tableau, d_une_demande, envoyee])
@pytest.mark.parametrize("ecrite", [*ADMISES, *REFUSEES])
def test_toutes_les_portes_disent_la_meme_chose(porte: Any, ecrite: str) -> None:
    if not ecrite:
        return
    refus = (AdresseRefusee, ValidationError, EnTeteRefuse)
    if porte is du_tableau and ecrite == INVISIBLE:
        assert porte(ecrite) == "contact@xy.example", "une cellule perd ses caractères invisibles"
    elif ecrite in ADMISES:
        assert porte(ecrite) == ADMISES[ecrite]
    else:
        with pytest.raises(refus):
            porte(ecrite)


@given(st.emails())
def test_ce_qui_est_lu_peut_toujours_etre_envoye(ecrite: str) -> None:
    try:
        lue = adresse_de(ecrite)
    except AdresseRefusee:
        return
    assert ADRESSE.fullmatch(lue) and len(lue) <= 254
    assert envoyee(lue) == lue


def test_une_adresse_facultative_peut_manquer() -> None:
    facultative: TypeAdapter[str] = TypeAdapter(AdresseFacultative)

    assert facultative.validate_python("") == ""
    with pytest.raises(ValidationError, match="mal formée"):
        facultative.validate_python("n.c.")


def test_une_adresse_d_avant_se_reconnait_sous_son_nom_technique() -> None:
    assert cle("Contact@Châlons.example") == cle("contact@xn--chlons-xta.example")
    assert cle("André@x.example") == "andré@x.example"


def test_un_fait_deja_annonce_se_lit_quelle_que_soit_son_adresse() -> None:
    fait = sample("StructureSignalee.v1")
    ancien = {**fait, "fiche": {**fait["fiche"], "courriel": "pas d'adresse", "nom": "  "}}

    assert StructureSignalee.read(ancien).fiche.courriel == "pas d'adresse"
