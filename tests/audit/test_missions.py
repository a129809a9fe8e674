"""Qui audite : une mission mixte en 2019, un auditeur ensuite, et l'ANCT à la suite du CGET."""

from datetime import date, datetime
from uuid import UUID, uuid5

import pytest

from services.audit.missions.commands import ProgrammerAudits
from services.audit.missions.domain import MissionAudit
from services.audit.missions.rules import (
    CompositionInsuffisante,
    OrganismeInconnu,
    charger_organismes,
    composition_du,
)
from shared.clock import PARIS
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from shared.rules.dated import Jours
from tests.audit.envois import AGENCE, AUDIT, MEMBRES, MISSION, constituer, enregistres, signaler
from tests.horloge import attendre

AVANT, APRES = date(2019, 12, 31), date(2020, 1, 1)
EN_2020 = datetime(2020, 1, 1, 9, tzinfo=PARIS)


@pytest.mark.parametrize("absent", [0, 1, 2])
def test_la_premiere_vague_veut_les_trois_corps_dans_la_mission_a002_x02(
    service: Service, absent: int
) -> None:
    incomplets = [membre for rang, membre in enumerate(MEMBRES) if rang != absent]

    assert service.receive(constituer(incomplets)).code == "CompositionInsuffisante"


def test_ensuite_un_auditeur_suffit_a025_x02(service: Service) -> None:
    attendre(service, EN_2020)
    assert service.receive(constituer(MEMBRES[1:2], le=EN_2020)).accepted


def test_l_anct_succede_au_cget_le_1er_janvier_2020_x02_x04(service: Service) -> None:
    registre = charger_organismes()
    assert registre.titulaire("CGET", AVANT).id == "CGET"
    assert registre.titulaire("CGET", APRES).id == "ANCT"
    assert registre.titulaire("CGET", APRES).genre == registre.titulaire("CGET", AVANT).genre
    with pytest.raises(OrganismeInconnu, match="31/12/2019"):
        registre.titulaire("ANCT", AVANT)
    with pytest.raises(OrganismeInconnu, match="ANCT, IGA, CABINET"):
        registre.titulaire("CAF", APRES)

    attendre(service, EN_2020)
    assert service.receive(constituer(le=EN_2020)).accepted
    [mission] = enregistres(service, MissionAudit.MissionConstituee)
    assert [membre["organisme"] for membre in mission.membres] == ["ANCT", "IGA", "CABINET"]


def test_une_mission_se_recompose_et_cite_sa_regle_inv_17(service: Service) -> None:
    assert service.receive(constituer()).accepted
    attendre(service, EN_2020)
    assert service.receive(constituer(MEMBRES[:1], "seul", EN_2020)).accepted
    assert service.receive(constituer(MEMBRES[:1], "pareil", EN_2020)).accepted

    [recomposee] = enregistres(service, MissionAudit.MissionRecomposee)
    assert recomposee.provenance["regles"] == ["ORGANISMES", "COMPOSITION_EQUIPE@2020-01"]


def test_une_mission_a_plusieurs_audits_a_son_programme_chacun_une_fois_a002(
    service: Service,
) -> None:
    signaler(service)
    service.receive(constituer())

    assert [programmer(service, rang, AUDIT) for rang in (1, 2)] == ["", ""]
    assert programmer(service, 3, AUDIT, UUID(int=9)) == "Introuvable"
    [inscrits] = enregistres(service, MissionAudit.AuditsProgrammes)
    assert inscrits.audits == [AUDIT]


def programmer(service: Service, rang: int, *audits: UUID) -> str:
    entete = {"message_id": uuid5(MISSION, f"programme {rang}"), "acteur": AGENCE}
    demande = ProgrammerAudits.model_validate(
        {**entete, "mission_id": MISSION, "audits": list(audits)}
    )
    return service.receive(Envelope.starting(demande)).code


def test_hors_de_toute_regle_aucune_equipe_ne_se_compose() -> None:
    with pytest.raises(CompositionInsuffisante, match="30/06/2019"):
        composition_du(Jours.un(date(2019, 6, 30)))
