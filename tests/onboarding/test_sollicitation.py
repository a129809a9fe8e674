"""Une sollicitation, racontée par ses faits : un seul délai, et ce qui l'arrête."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.onboarding.operateurs.domain.sollicitation import Sollicitation, SollicitationClose
from tests.gwt import Fact, fact, specification

given = specification(Sollicitation)

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


def repondre(le: datetime, *pieces: dict[str, Any]) -> Any:
    return lambda sollicitation: sollicitation.repondre("fait", pieces, le)


def constater(au: datetime) -> Any:
    return lambda sollicitation: sollicitation.constater_depassement(au)


def test_une_reponse_a_la_derniere_seconde_est_dans_le_delai() -> None:
    """A-125."""
    given(EMISE).when(repondre(LIMITE)).then(repondue(True))


def test_une_reponse_transmet_ses_pieces() -> None:
    """A-124."""
    given(EMISE).when(repondre(LIMITE, PIECE)).then(repondue(True, PIECE))


def test_une_reponse_tardive_dit_le_depassement_et_ne_l_efface_pas() -> None:
    """A-125, INV-15 : même quand nul n'avait encore constaté que le délai était passé."""
    given(EMISE).when(repondre(TROP_TARD)).then(DEPASSEE, repondue(False))
    given(EMISE, DEPASSEE).when(repondre(TROP_TARD)).then(repondue(False))


def test_le_depassement_ne_se_constate_qu_une_fois_et_sans_reponse() -> None:
    """INV-15."""
    given(EMISE).when(constater(TROP_TARD)).then(DEPASSEE)
    given(EMISE).when(constater(LIMITE)).then_nothing()
    given(EMISE, DEPASSEE).when(constater(TROP_TARD)).then_nothing()
    given(EMISE, repondue(True)).when(constater(TROP_TARD)).then_nothing()


def test_une_seconde_reponse_ne_relance_pas_le_delai() -> None:
    """INV-15 : la première réponse l'a arrêté."""
    given(EMISE, repondue(True)).when(repondre(TROP_TARD)).then(repondue(False))


def test_clore_arrete_le_delai_et_la_sollicitation() -> None:
    def clore(le: datetime) -> Any:
        return lambda sollicitation: sollicitation.clore(le)

    given(EMISE).when(clore(LIMITE)).then(CLOSE)
    given(EMISE).when(clore(TROP_TARD)).then(DEPASSEE, CLOSE)
    given(EMISE, CLOSE).when(clore(TROP_TARD)).then_nothing()
    given(EMISE, CLOSE).when(constater(TROP_TARD)).then_nothing()
    given(EMISE, CLOSE).when(repondre(LIMITE)).then_refused(SollicitationClose)
