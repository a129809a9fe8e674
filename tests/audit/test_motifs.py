"""Les motifs de non-labellisation : comptés par période et par département, puis dessinés."""

from contextlib import closing
from datetime import date, datetime, time
from struct import unpack
from uuid import UUID, uuid5
from xml.etree import ElementTree

import pytest

from services.audit.conduite.commands import (
    AnnulerAudit,
    CloreVisite,
    ConclureAudit,
    ConstaterCriteres,
    DebuterVisite,
    PlanifierVisite,
)
from services.audit.conduite.domain.audit import Audit
from services.audit.missions.commands import DesignerEquipe
from services.audit.motifs.projections import MOTIFS
from services.audit.motifs.questions.graphique import dessiner, mettre_en_page
from services.audit.motifs.questions.statistiques import Statistique, compter, en_texte, pour_cent
from services.audit.referentiels.rules.grille import AucunReferentiel
from shared.clock import PARIS
from shared.log.readers import ProjectionReader
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope
from shared.read_model import ReadModel
from shared.recording.application import Service
from tests.audit.envois import (
    AUDITEUR,
    GRILLE,
    MEMBRES,
    MISSION,
    SIGNAL,
    conforme,
    constituer,
    tous_acceptes,
)
from tests.horloge import attendre
from tests.servers.addresses import Servers
from tests.servers.isolation import databases, sqlalchemy_url

AGENCE = Acteur(role="AGENCE_NATIONALE", id="ANCT")
FIN_2019, PRINTEMPS_2020 = date(2019, 12, 20), date(2020, 4, 3)


def auditer(service: Service, rang: int, departement: str, le: date, *fautes: str) -> None:
    """Un audit entier : déclenché, constaté, conclu ce jour-là."""
    fiche = SIGNAL.fiche.model_copy(update={"departement": departement, "horaires": {}})
    structure_id, signalement_id = UUID(int=rang), UUID(int=1000 + rang)
    signale = {"fiche": fiche, "structure_id": structure_id, "signalement_id": signalement_id}
    message_id = uuid5(structure_id, "signal")
    service.receive(
        Envelope.starting(SIGNAL.model_copy(update={**signale, "message_id": message_id}))
    )
    constats = [
        conforme(c.code, "NON_CONFORME" if c.code in fautes else "CONFORME")
        for c in GRILLE.applicables(mobile=False)
    ]
    attendre(service, datetime.combine(le, time(10), PARIS))
    mission = constituer(
        objet=f"mission {rang}", le=datetime(le.year, le.month, le.day, tzinfo=PARIS)
    )
    tous_acceptes(service, mission)
    equipe = {"mission_id": MISSION, "membres": MEMBRES[:1], "responsable": AUDITEUR.id}
    demander(service, DesignerEquipe, rang, AGENCE, le, **equipe)
    demander(service, PlanifierVisite, rang, AUDITEUR, le, le=le)
    demander(service, DebuterVisite, rang, AUDITEUR, le)
    demander(service, ConstaterCriteres, rang, AUDITEUR, le, constats=constats)
    demander(service, CloreVisite, rang, AUDITEUR, le)
    demander(service, ConclureAudit, rang, AUDITEUR, le)


def demander(
    service: Service, kind: type[Command], rang: int, acteur: Acteur, jour: date, **dit: object
) -> None:
    reponse = service.receive(
        Envelope.starting(
            kind.model_validate(
                {
                    "message_id": uuid5(UUID(int=rang), kind.__name__),
                    "acteur": acteur,
                    "survenu_le": datetime(jour.year, jour.month, jour.day, 10, tzinfo=PARIS),
                    "structure_id": UUID(int=rang),
                    "audit_id": Audit.create_id(UUID(int=1000 + rang)),
                    **dit,
                }
            )
        )
    )
    assert reponse.accepted, reponse


@pytest.fixture
def six_audits(service: Service) -> Service:
    """Deux concluants, quatre refus, dans deux départements et deux années."""
    auditer(service, 1, "15", FIN_2019, "AGT-01")
    auditer(service, 2, "15", FIN_2019, "AGT-01", "LOC-02")
    auditer(service, 3, "15", FIN_2019)
    auditer(service, 4, "46", FIN_2019, "LOC-02")
    auditer(service, 5, "46", PRINTEMPS_2020, "PAR-01")
    auditer(service, 6, "46", PRINTEMPS_2020)
    return service


@pytest.fixture
def compte(six_audits: Service, model: ReadModel) -> ReadModel:
    return lire(six_audits, model)


def lire(service: Service, model: ReadModel) -> ReadModel:
    reader = ProjectionReader(service, model, MOTIFS)
    while reader.run():
        pass
    return model


def parts(statistique: Statistique) -> dict[str, tuple[int, int | None]]:
    return {part.motif: (part.nombre, part.part) for part in statistique.parts if part.nombre}


def test_un_refus_compte_pour_son_motif_principal_et_pour_lui_seul(compte: ReadModel) -> None:
    """A-013 : les parts publiées sont celles de la première vague."""
    statistique = compter(compte, PRINTEMPS_2020)

    assert (statistique.audits, statistique.refus) == (6, 4)
    assert parts(statistique) == {
        "ETP_INSUFFISANTS": (2, 50),
        "PARTENARIATS_INCOMPLETS": (1, 25),
        "CONFIDENTIALITE": (1, 25),
    }
    assert [part.part_publiee for part in statistique.parts] == [60, 15, 5, 3, 1, 16]


def test_une_date_borne_ce_que_l_on_compte(compte: ReadModel) -> None:
    """A-013 : le dernier jour compte ; ce qui n'était pas conclu ne compte pas."""
    assert compter(compte, FIN_2019).refus == 3
    assert compter(compte, date(2019, 12, 19)).audits == 0
    assert parts(compter(compte, PRINTEMPS_2020, du=date(2020, 1, 1))) == {
        "PARTENARIATS_INCOMPLETS": (1, 100)
    }


def test_postgresql_compte_comme_sqlite(
    six_audits: Service, compte: ReadModel, servers: Servers
) -> None:
    with databases(servers, ["audit"]) as urls:
        with closing(ReadModel(sqlalchemy_url(urls["audit"]))) as postgres:
            lire(six_audits, postgres)

            for du, departement in [(None, None), (FIN_2019, "15"), (PRINTEMPS_2020, None)]:
                bornes = (PRINTEMPS_2020, du, departement)
                assert compter(postgres, *bornes) == compter(compte, *bornes)


def test_un_departement_se_compte_a_part(compte: ReadModel) -> None:
    cantal = compter(compte, PRINTEMPS_2020, departement="15")

    assert (cantal.audits, cantal.refus) == (3, 2)
    assert parts(cantal) == {"ETP_INSUFFISANTS": (2, 100)}


def test_un_audit_annule_ne_compte_plus(service: Service, compte: ReadModel) -> None:
    demander(service, AnnulerAudit, 4, AGENCE, PRINTEMPS_2020, motif="conflit d'intérêts")
    lire(service, compte)

    assert (compter(compte, FIN_2019).audits, compter(compte, FIN_2019).refus) == (3, 2)


def test_avant_tout_referentiel_il_n_y_a_pas_de_motif(compte: ReadModel) -> None:
    with pytest.raises(AucunReferentiel, match="30/06/2019"):
        compter(compte, date(2019, 6, 30))


def test_la_reponse_se_dit_en_texte(compte: ReadModel) -> None:
    reponse = en_texte(compter(compte, PRINTEMPS_2020, du=FIN_2019))

    assert (reponse["du"], reponse["au"], reponse["refus"]) == ("2019-12-20", "2020-04-03", 4)
    assert reponse["parts"][0]["motif"] == "ETP_INSUFFISANTS"


@pytest.mark.parametrize(
    ("nombre", "total", "part"), [(1, 3, 33), (2, 3, 67), (1, 200, 1), (1, 201, 0), (7, 7, 100)]
)
def test_une_part_s_arrondit_a_l_entier_le_plus_proche(nombre: int, total: int, part: int) -> None:
    assert pour_cent(nombre, total) == part


def test_le_graphique_dit_son_titre_ses_parts_son_total_et_ses_sources(compte: ReadModel) -> None:
    dit = mettre_en_page(compter(compte, PRINTEMPS_2020, date(2020, 1, 1), "46"))

    assert dit["sous_titre"].replace("\xa0", " ") == (
        "Département 46, du 1er janvier 2020 au 3 avril 2020"
    )
    assert dit["total"].startswith("1 refus sur 2 audits conclus")
    assert [barre["dite"].replace("\xa0", " ") for barre in dit["parts"]][1] == "100 % (1)"
    assert [barre["dite_publiee"].replace("\xa0", " ") for barre in dit["parts"]] == [
        "60 %", "15 %", "5 %", "3 %", "1 %", "16 %",
    ]  # fmt: skip
    assert "25 février 2020" in dit["source_publiee"]


def test_sans_refus_le_graphique_le_dit_et_montre_les_parts_publiees(compte: ReadModel) -> None:
    dit = mettre_en_page(compter(compte, date(2019, 12, 1)))

    assert {barre["dite"] for barre in dit["parts"]} == {"aucun refus"}


def test_le_graphique_est_une_image_la_meme_chaque_fois(compte: ReadModel) -> None:
    statistique = compter(compte, PRINTEMPS_2020)
    svg, png = dessiner(statistique, "svg"), dessiner(statistique, "png")

    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    largeur, hauteur = unpack(">II", png[16:24])
    assert largeur > 1200 and 600 < hauteur < largeur
    assert (dessiner(statistique, "svg"), dessiner(statistique, "png")) == (svg, png)
    assert dessiner(compter(compte, FIN_2019), "svg") != svg


def test_le_graphique_n_a_pas_de_couleur(compte: ReadModel) -> None:
    """Une circulaire s'imprime en noir."""
    svg = dessiner(compter(compte, PRINTEMPS_2020), "svg").decode()
    couleurs = {mot[:7] for mot in svg.split('"') if mot.startswith("#") and len(mot) == 7}

    assert couleurs and all(c[1:3] == c[3:5] == c[5:7] for c in couleurs)


def test_un_departement_mal_saisi_n_est_que_du_texte(compte: ReadModel) -> None:
    hostile = "</text><script>alert(1)</script> #panic() *a* $b$ @c <d>"

    svg = dessiner(compter(compte, PRINTEMPS_2020, None, hostile), "svg")

    assert not any(each.tag.endswith("script") for each in ElementTree.fromstring(svg).iter())
