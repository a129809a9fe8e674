"""Une sollicitation, racontée par ses faits : un seul délai, et ce qui l'arrête."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.onboarding.operateurs.domain.sollicitation import Sollicitation, SollicitationClose
from services.onboarding.operateurs.rules import charger_relations
from tests.gwt import Fact, When, fact, specification

given = specification(Sollicitation)
RELATIONS = charger_relations()

MAISON, USAGER = UUID(int=3), UUID(int=4)
LIMITE = datetime(2020, 1, 6, 9, tzinfo=UTC)
TROP_TARD = LIMITE + timedelta(seconds=1)
EMISE = fact(
    Sollicitation.SollicitationEmise,
    demande_id=UUID(int=2),
    structure_id=MAISON,
    departement="15",
    operateur="CNAF",
    usager_id=USAGER,
    objet="un dossier d'allocation",
    pieces=[],
    limite_le=LIMITE,
    regle="RELATIONS-2019",
)
DEPASSEE = fact(
    Sollicitation.DelaiSollicitationDepasse,
    structure_id=MAISON,
    departement="15",
    operateur="CNAF",
    limite_le=LIMITE,
)
CLOSE = fact(Sollicitation.SollicitationTerminee, structure_id=MAISON)
PIECE = {"empreinte": "0" * 64, "nom": "attestation.pdf", "taille": 12}


def repondue(dans_le_delai: bool, *pieces: dict[str, Any]) -> Fact:
    return fact(
        Sollicitation.ReponseApportee,
        structure_id=MAISON,
        usager_id=USAGER,
        reponse="fait",
        pieces=list(pieces),
        dans_le_delai=dans_le_delai,
    )


def quand_repond(le: datetime, *faits: Fact) -> When:
    return given(EMISE, *faits).when(Sollicitation.repondre, "fait", [], le)


def quand_constate(au: datetime, *faits: Fact) -> When:
    return given(EMISE, *faits).when(Sollicitation.constater_depassement, au)


def quand_clot(le: datetime, *faits: Fact) -> When:
    return given(EMISE, *faits).when(Sollicitation.clore, le)


def test_une_demande_court_le_delai_de_la_regle() -> None:
    """A-125 : soixante-douze heures dès la demande."""
    regle, feries = RELATIONS.en_vigueur(date(2020, 1, 3)), RELATIONS.feries
    demande = UUID(int=2), MAISON, "15", "CNAF", "un dossier d'allocation"
    le = LIMITE - timedelta(hours=72)
    given().when(Sollicitation.emettre, *demande, [], le, regle, feries).then_one(
        Sollicitation.SollicitationEmise, limite_le=LIMITE, regle="RELATIONS-2019"
    )


def test_une_reponse_a_la_derniere_seconde_est_dans_le_delai() -> None:
    """A-125."""
    quand_repond(LIMITE).then(repondue(True))


def test_une_reponse_transmet_ses_pieces() -> None:
    """A-124."""
    given(EMISE).when(Sollicitation.repondre, "fait", [PIECE], LIMITE).then(repondue(True, PIECE))


def test_une_reponse_tardive_dit_le_depassement_et_ne_l_efface_pas() -> None:
    """A-125, INV-15 : même quand nul n'avait encore constaté que le délai était passé."""
    quand_repond(TROP_TARD).then(DEPASSEE, repondue(False))
    quand_repond(TROP_TARD, DEPASSEE).then(repondue(False))


def test_le_depassement_ne_se_constate_qu_une_fois_et_sans_reponse() -> None:
    """INV-15."""
    quand_constate(TROP_TARD).then(DEPASSEE)
    quand_constate(LIMITE).then_nothing()
    quand_constate(TROP_TARD, DEPASSEE).then_nothing()
    quand_constate(TROP_TARD, repondue(True)).then_nothing()


def test_une_seconde_reponse_ne_relance_pas_le_delai() -> None:
    """INV-15 : la première réponse l'a arrêté."""
    quand_repond(TROP_TARD, repondue(True)).then(repondue(False))


def test_clore_arrete_le_delai_et_la_sollicitation() -> None:
    quand_clot(LIMITE).then(CLOSE)
    quand_clot(TROP_TARD).then(DEPASSEE, CLOSE)
    quand_clot(TROP_TARD, CLOSE).then_nothing()
    quand_constate(TROP_TARD, CLOSE).then_nothing()
    quand_repond(LIMITE, CLOSE).then_refused(SollicitationClose)
