"""Trois référentiels se suivent : celui des MSAP, celui de 2019, et ce qu'on sait de 2025."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from services.audit.conduite.commands import ConstaterCriteres
from services.audit.conduite.domain.declenchement import AuditDeclenche
from services.audit.conduite.questions.simulation import simuler_audit
from services.audit.referentiels.domain import ecarts
from services.audit.referentiels.rules.chargement import (
    charger_referentiels,
    completer,
    referentiel_en_vigueur,
    referentiel_opposable,
)
from services.audit.referentiels.rules.grille import AucunReferentiel, ReferentielNonOpposable
from services.onboarding.convention.rules.socle import OperateurInconnu, charger_socle
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from shared.rules.loading import RuleError
from tests.audit.envois import (
    AUDIT,
    conforme,
    demande,
    enregistres,
    signaler,
    tous_acceptes,
    tout_constater,
    visite,
)

MSAP, FS_2019, FS_2025 = charger_referentiels()


@pytest.mark.parametrize(
    ("jour", "id"),
    [
        (date(2015, 1, 1), "MSAP-2015"),
        (date(2019, 6, 30), "MSAP-2015"),
        (date(2019, 7, 1), "FS-2019-07"),
        (date(2025, 6, 15), "FS-2019-07"),
        (date(2025, 6, 16), "FS-2025-06"),
        (date(2030, 1, 1), "FS-2025-06"),
    ],
)
def test_a_chaque_jour_son_referentiel(jour: date, id: str) -> None:
    assert referentiel_en_vigueur(jour).id == id


def test_les_periodes_se_suivent_sans_trou_ni_recouvrement() -> None:
    for avant, apres in pairwise(charger_referentiels()):
        assert avant.en_vigueur.au is not None
        assert (apres.en_vigueur.du - avant.en_vigueur.au).days == 1


@pytest.mark.parametrize("jour", [date(2019, 6, 30), date(2025, 6, 16)])
def test_ni_le_referentiel_des_msap_ni_une_reconstitution_ne_fondent_un_label(jour: date) -> None:
    with pytest.raises(ReferentielNonOpposable, match=referentiel_en_vigueur(jour).id):
        referentiel_opposable(jour)


def test_un_agent_suffisait_a_une_msap() -> None:
    """A-083 : il en faut deux depuis, et deux temps pleins."""
    seul = {"effectif": 1.0, "etp": 1.0}

    assert ecarts(MSAP.critere("MSP-05"), seul) == []
    assert len(ecarts(FS_2019.critere("AGT-01"), seul)) == 2


def test_deux_operateurs_suffisaient_a_une_msap() -> None:
    """A-084 : GRDF était du nombre des sept ; il n'est pas du socle."""
    assert len(ecarts(MSAP.critere("MSP-03"), {"operateurs": 1})) == 1
    assert ecarts(MSAP.critere("MSP-03"), {"operateurs": 2}) == []
    assert {repere.valeur for repere in MSAP.reperes} == {7, 3.6}
    with pytest.raises(OperateurInconnu):
        charger_socle().code("GRDF")


def test_une_msap_ouvrait_sans_controle_et_nul_audit_ne_s_invente(service: Service) -> None:
    """A-131 : un signalement daté de ce temps est refusé, aucun audit n'est déclenché."""
    reponse = signaler(service, {"occurred_at": datetime(2018, 3, 1, 9, tzinfo=UTC)})

    assert "aucun contrôle" in reponse.detail
    assert enregistres(service, AuditDeclenche) == []


def test_les_locaux_d_une_msap_avaient_leurs_exigences_plus_legeres() -> None:
    """A-132 : la page publiée demande trois lieux distincts ; rien sur la vue ni sur la visio."""
    locaux = [critere for critere in MSAP.criteres if critere.theme == "locaux"]
    libelles = " ".join(critere.libelle for critere in locaux)

    assert "accueil" in libelles and "attente" in libelles and "confidentiel" in libelles
    assert len(locaux) < len([c for c in FS_2019.criteres if c.theme == "locaux"])


def test_la_formation_d_une_msap_dependait_de_ses_operateurs() -> None:
    """A-133 : un animateur formé par eux, sans durée ni module ; quatre critères depuis."""
    assert [c.code for c in MSAP.criteres if "formé" in c.libelle] == ["MSP-05"]
    assert len([c for c in FS_2019.criteres if c.theme == "formation"]) == 4


def test_rien_n_imposait_de_permanence_a_une_msap() -> None:
    """A-134."""
    assert "permanence" not in " ".join(c.libelle + c.controle for c in MSAP.criteres).lower()
    assert "permanences" in FS_2019.critere("MOB-02").controle


def test_le_referentiel_des_msap_compte_neuf_criteres_publies() -> None:
    assert len(MSAP.criteres) == 9
    assert {critere.statut for critere in MSAP.criteres} == {"SRC"}


def test_ce_que_l_on_n_a_pas_lu_de_2025_est_repris_de_2019_et_le_dit() -> None:
    repris = [critere for critere in FS_2025.criteres if critere.statut == "RECON"]
    lus = [critere.code for critere in FS_2025.criteres if critere.statut == "SRC"]

    assert lus == ["MIS-01", "QUA-03", "QUA-05"]
    assert {critere.source for critere in repris} == {("repris de FS-2019-07",)}
    assert {c.code for c in FS_2019.criteres} < {c.code for c in FS_2025.criteres}


def test_reprendre_d_un_referentiel_inconnu_est_refuse() -> None:
    with pytest.raises(RuleError, match="FS-2025-06 : reprend « FS-2019-07 »"):
        list(completer([FS_2025]))


@pytest.fixture
def audite(service: Service) -> Service:
    signaler(service)
    tous_acceptes(service, *visite(), tout_constater())
    return service


def test_un_audit_de_2019_ne_suffit_pas_a_conclure_sous_2025(audite: Service) -> None:
    """Ce que l'arrêté dit d'autre n'a été constaté par personne."""
    simule = simuler_audit(audite, AUDIT, "FS-2025-06")

    assert simule["verdict"] == "INCOMPLET"
    assert simule["non_constates"] == ["MIS-01", "QUA-03", "QUA-05"]
    assert "ne permet pas de conclure" in simule["phrase"]


def test_un_audit_se_simule_aussi_sous_le_sien(audite: Service) -> None:
    assert simuler_audit(audite, AUDIT, "FS-2019-07")["verdict"] == "CONCLUANT"


def test_une_mesure_vaut_sous_tout_referentiel(service: Service) -> None:
    """X-17 : ce qui refuse en 2019, un seul agent, suffisait à une MSAP."""
    signaler(service)
    tous_acceptes(service, *visite())
    mesures = {"effectif": 1.0, "etp": 1.0}
    faute = {**conforme("AGT-01", "NON_CONFORME"), "valeurs": mesures}
    service.receive(demande_de_constat(faute))

    assert simuler_audit(service, AUDIT, "FS-2019-07")["non_conformes"] == ["AGT-01"]
    msap = simuler_audit(service, AUDIT, "MSAP-2015")
    assert msap["non_conformes"] == [] and "MSP-05" not in msap["non_constates"]


@pytest.mark.parametrize("dit", [{"mode": "DECLARE"}, {"resultat": "NON_VERIFIE"}])
def test_ce_que_nul_n_a_verifie_ne_se_simule_pas(dit: dict[str, str], service: Service) -> None:
    """A-011 : une déclaration n'y suffit pas."""
    signaler(service)
    tous_acceptes(service, *visite())
    service.receive(demande_de_constat({**conforme("LOC-02"), **dit}))

    assert "LOC-02" in simuler_audit(service, AUDIT, "FS-2025-06")["non_constates"]


def test_un_referentiel_inconnu_ne_se_simule_pas(audite: Service) -> None:
    with pytest.raises(AucunReferentiel, match="FS-2019-07, FS-2025-06"):
        simuler_audit(audite, AUDIT, "FS-2030-01")


def demande_de_constat(constat: dict[str, object]) -> Envelope:
    return demande(ConstaterCriteres, str(constat), constats=[constat])
