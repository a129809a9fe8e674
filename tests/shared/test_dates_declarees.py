"""La date d'une demande : jamais à venir ; trop ancienne, elle est motivée, et pas par tous."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from console.execution.services import application
from services.funding.itinerance.commands import InscrireBus
from services.labellisation.label.commands import RenoncerAuLabel
from services.labellisation.reprise.commands import ImporterStructure
from shared.messages.actors import Acteur, Role
from shared.messages.commands import Command
from shared.recording.authorisations import charger_autorisations
from shared.recording.dates import (
    DateAVenir,
    DeclarationTardive,
    MotifDeRetardManquant,
    Retard,
    charger_dates,
)
from shared.refusal import Refus
from shared.rules.periods import Period, RuleError

MIDI = datetime(2020, 2, 16, 11, tzinfo=UTC)
MOTIF = "dossier retrouvé aux archives"


def demande(
    le: datetime | None,
    role: Role = "PREFET",
    motif_retard: str | None = None,
    kind: type[Command] = Command,
) -> Command:
    return kind.model_construct(
        message_id=UUID(int=1),
        acteur=Acteur(role=role, id="quelqu'un", departement="15"),
        survenu_le=le,
        motif_retard=motif_retard,
    )


@pytest.mark.parametrize("avance", [timedelta(minutes=5), timedelta(0), timedelta(days=-30)])
def test_une_date_passee_ou_l_ecart_de_deux_horloges_sont_admis(avance: timedelta) -> None:
    charger_dates().verifier(demande(MIDI + avance), MIDI)


def test_une_demande_qui_ne_se_date_pas_est_d_aujourd_hui() -> None:
    charger_dates().verifier(demande(None), MIDI)


@pytest.mark.parametrize("avance", [timedelta(minutes=5, microseconds=1), timedelta(days=3)])
def test_une_date_a_venir_est_refusee_avec_la_regle_et_les_deux_dates_a007(
    avance: timedelta,
) -> None:
    """En heure de Paris, celle de qui la lit."""
    with pytest.raises(DateAVenir, match="il n'est que le 16/02/2020 à 12:00") as refus:
        charger_dates().verifier(demande(MIDI + avance), MIDI)
    assert refus.value.selon == ("DATES-DECLAREES-2019",)


@pytest.mark.parametrize(
    ("role", "motif", "refus"),
    [
        ("PORTEUR", None, DeclarationTardive),
        ("AGENT", MOTIF, DeclarationTardive),
        ("OPERATEUR", MOTIF, DeclarationTardive),
        ("PREFET", None, MotifDeRetardManquant),
        ("AGENCE_NATIONALE", "", MotifDeRetardManquant),
    ],
)
def test_au_dela_du_delai_il_faut_le_role_et_le_motif_a007(
    role: Role, motif: str | None, refus: type[Refus]
) -> None:
    """La règle, les deux dates et le remède se lisent dans le refus."""
    avant = MIDI - timedelta(days=31)
    dates = "du 16/01/2020 et arrive le 16/02/2020, plus de 30 jours après"
    with pytest.raises(refus, match=dates) as refuse:
        charger_dates().verifier(demande(avant, role, motif), MIDI)
    assert refuse.value.selon == ("DECLARATION-TARDIVE-2019",)


@pytest.mark.parametrize("role", ["PREFET", "AGENCE_NATIONALE", "AUDITEUR", "DITP", "CNFPT"])
def test_une_autorite_regularise_ce_qu_elle_motive_a007(role: Role) -> None:
    tardive = demande(MIDI - timedelta(days=3000), role, MOTIF)

    charger_dates().verifier(tardive, MIDI)
    regle = charger_dates().tardive(tardive, MIDI)
    assert regle and regle.id == "DECLARATION-TARDIVE-2019"


def test_ce_qu_un_service_s_envoie_a_l_echeance_n_est_jamais_tardif() -> None:
    """Un service arrêté un mois fait à son retour ce que les dates demandaient."""
    assert charger_dates().tardive(demande(MIDI - timedelta(days=90), "SERVICE"), MIDI) is None


@pytest.mark.parametrize(
    ("kind", "jours", "regle"),
    [
        (RenoncerAuLabel, 30, None),
        (InscrireBus, 15, None),
        (InscrireBus, 16, "DECLARATION-TARDIVE-BUS-2019"),
        (ImporterStructure, 3000, None),
    ],
)
def test_une_demande_peut_avoir_son_delai_et_une_liste_publiee_n_en_a_pas_a131(
    kind: type[Command], jours: int, regle: str | None
) -> None:
    trouvee = charger_dates().tardive(demande(MIDI - timedelta(days=jours), kind=kind), MIDI)
    assert (trouvee and trouvee.id) == regle


def test_chaque_demande_que_les_regles_nomment_existe() -> None:
    dates, table = charger_dates(), charger_autorisations()
    nommees = {each.demande for each in dates.retards if each.demande}
    nommees |= {nom for each in dates.reprises for nom in each.demandes}

    assert nommees <= {ligne.demande for ligne in table.lignes}
    assert InscrireBus in application("funding").by_message


def test_une_regle_sur_les_dates_ne_peut_valoir_que_du_jour_d_arrivee() -> None:
    """À la date dite, une demande choisirait la règle qui la juge."""
    with pytest.raises(RuleError, match="vaut: ARRIVEE"):
        Retard(
            id="X",
            en_vigueur=Period(MIDI.date()),
            vaut="DATE_DITE",
            delai_jours=1,
            roles=(),
            statut="CHOICE",
            source=("A-007",),
        )
