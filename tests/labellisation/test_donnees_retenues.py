"""Les communes et les campagnes qu'un processus retient, quand un autre les change."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.labellisation.dossier.domain.evenements.candidature import StructureRemontee
from services.labellisation.geographie.domain import FichierLu
from services.labellisation.geographie.projections import CommunesRetenues
from services.labellisation.geographie.questions import CodeGeographique, Commune, CommunesChargees
from services.labellisation.pilotage.projections.reseau_connu import ReseauConnu
from services.labellisation.pilotage.projections.tables import CAMPAGNE, CLOTURE, TABLES
from services.labellisation.territoire.policies.remontee import campagne_du_jour
from shared.log.readers import recorded_after
from shared.read_model import ReadModel
from shared.recording.held import Changed
from shared.statements import apply
from tests.labellisation.bureau import COMMUNES, Bureau, geographie

JOUR = date(2019, 9, 10)
OUVERTE = {
    "campagne_id": "00000000-0000-0000-0000-000000000001",
    "code": "REMONTEE-2019-09",
    "nom": "Remontées",
    "vague": "VAGUE-1",
    "ouverture": "2019-07-01",
    "cloture": "2019-09-15",
}


class Compte(ReadModel):
    """Comme sur un serveur, où une seconde passe avant de relire ; compte les questions."""

    reread_after = 1.0

    def __init__(self, url: str) -> None:
        self.questions: list[str] = []
        super().__init__(url)

    def query(self, sql: str, parameters: Any = None) -> list[dict[str, Any]]:
        self.questions.append(sql)
        return super().query(sql, parameters)


@dataclass
class Ici:
    """Un processus, sa base, l'heure qu'il est ; `ailleurs` est un autre processus."""

    model: Compte
    ailleurs: ReadModel
    heure: float = 100.0
    communes: CommunesRetenues = field(init=False)
    reseau: ReseauConnu = field(init=False)

    def __post_init__(self) -> None:
        self.model.create(list(TABLES.values()))
        self.communes = CommunesRetenues(self.model, self.passer)
        self.reseau = ReseauConnu(self.model, self.passer)

    def passer(self) -> float:
        """Le temps passe : deux instants ne sont pas les mêmes."""
        self.heure += 0.001
        return self.heure

    def questions(self) -> Sequence[str]:
        posees, self.model.questions = self.model.questions, []
        return posees


@pytest.fixture
def ici(tmp_path: Path) -> Iterator[Ici]:
    url = f"sqlite:///{tmp_path / 'labellisation.sqlite'}"
    with closing(Compte(url)) as model, closing(ReadModel(url)) as ailleurs:
        CommunesChargees(ailleurs).charger(geographie())
        yield Ici(model, ailleurs)


def renommee(millesime: int = 2025) -> CodeGeographique:
    """Le même code, où les communes ont changé de nom."""
    communes = [
        Commune(code, f"{nom}-la-Neuve", code[:2], "Cantal", canton, nom, "CC", 45.0, 3.0, code)
        for code, (nom, _, _, canton) in COMMUNES.items()
    ]
    return CodeGeographique(millesime, (FichierLu("f", str(millesime)),), (), tuple(communes))


def nom(commune: Commune | None) -> str:
    assert commune is not None
    return commune.nom


def test_une_commune_connue_ne_se_redemande_pas(ici: Ici) -> None:
    communes = [ici.communes.view().commune("15138") for _ in range(3)]

    assert communes == [CommunesChargees(ici.ailleurs).commune("15138")] * 3
    assert len(ici.questions()) == 2, "le chargement, puis la commune"


def test_un_message_ne_demande_rien_quand_tout_vient_d_etre_lu(ici: Ici) -> None:
    vue = ici.communes.view()
    assert (vue.millesime, nom(vue.commune("15001"))) == ("2024", "Allanche")
    ici.questions()

    suivante = ici.communes.view()

    assert (suivante.millesime, nom(suivante.commune("15001"))) == ("2024", "Allanche")
    assert ici.questions() == []


def test_un_code_charge_par_un_autre_processus_se_voit_une_seconde_apres(ici: Ici) -> None:
    assert nom(ici.communes.view().commune("15001")) == "Allanche"
    CommunesChargees(ici.ailleurs).charger(renommee())

    ici.heure += 1.1
    vue = ici.communes.view()

    assert (vue.millesime, nom(vue.commune("15001"))) == ("2025", "Allanche-la-Neuve")


def test_un_message_ne_melange_pas_deux_chargements(ici: Ici) -> None:
    """Ce qu'il a déjà lu est du premier : il se décide de nouveau, d'après le second."""
    vue = ici.communes.view()
    assert nom(vue.commune("15001")) == "Allanche"
    CommunesChargees(ici.ailleurs).charger(renommee())

    assert (vue.millesime, nom(vue.commune("15001"))) == ("2024", "Allanche")
    with pytest.raises(Changed):
        vue.commune("15138")

    de_nouveau = ici.communes.view()
    assert (de_nouveau.millesime, nom(de_nouveau.commune("15138"))) == ("2025", "Murat-la-Neuve")


def test_une_commune_inconnue_l_est_de_la_base_a_chaque_fois(ici: Ici) -> None:
    assert [ici.communes.view().commune("99999") for _ in range(2)] == [None, None]
    assert len(ici.questions()) == 3, "le chargement, puis deux fois la commune"


def test_sans_code_charge_toute_commune_est_inconnue(tmp_path: Path) -> None:
    with closing(ReadModel(f"sqlite:///{tmp_path / 'vide.sqlite'}")) as model:
        vue = CommunesRetenues(model).view()

        assert (vue.millesime, vue.commune("15001")) == ("aucun", None)


def test_qui_decide_pendant_un_chargement_decide_d_apres_un_seul_code(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReadModel, "reread_after", 60.0)
    bureau.component.service.given = {
        **bureau.component.service.given,
        "geographie": CommunesRetenues(bureau.component.model),
    }
    assert bureau.remonter("Allanche", JOUR).accepted
    CommunesChargees(bureau.component.model).charger(renommee())

    assert bureau.remonter("Murat", JOUR, "15138").accepted

    [_, murat] = [
        event
        for _, event in recorded_after(bureau.component.service, 0)
        if isinstance(event, StructureRemontee)
    ]
    assert (murat.fiche["commune"], murat.maillage["millesime"]) == ("Murat-la-Neuve", "2025")
    assert "COG@2025" in murat.provenance["regles"]


def ouvrir(model: ReadModel, **dit: str) -> None:
    with model.transaction() as connection:
        apply(connection, (CAMPAGNE, {**OUVERTE, **dit}))


def clore(model: ReadModel, jour: str) -> None:
    with model.transaction() as connection:
        apply(connection, (CLOTURE, {"campagne_id": OUVERTE["campagne_id"], "jour": jour}))


def test_une_campagne_ouverte_ne_se_redemande_pas(ici: Ici) -> None:
    ouvrir(ici.ailleurs)
    ici.questions()

    tardives = [campagne_du_jour(ici.reseau.view(), JOUR, None) for _ in range(3)]

    assert [each and each[1] for each in tardives] == [False] * 3
    assert len(ici.questions()) == 1


def test_une_campagne_qu_un_autre_processus_vient_d_ouvrir_est_trouvee_aussitot(ici: Ici) -> None:
    assert campagne_du_jour(ici.reseau.view(), JOUR, None) is None

    ouvrir(ici.ailleurs)

    trouvee = campagne_du_jour(ici.reseau.view(), JOUR, None)
    assert trouvee and not trouvee[1]


def test_une_remontee_n_est_tardive_que_d_apres_les_campagnes_du_moment(ici: Ici) -> None:
    """Celle qui s'est ouverte depuis la dernière lecture l'accueille à temps."""
    ouvrir(ici.ailleurs)
    tard = date(2020, 1, 15)
    finie = campagne_du_jour(ici.reseau.view(), tard, None)
    assert finie and finie[1]

    seconde = "00000000-0000-0000-0000-000000000002"
    ouvrir(ici.ailleurs, campagne_id=seconde, ouverture="2020-01-10", cloture="2020-02-01")

    trouvee = campagne_du_jour(ici.reseau.view(), tard, None)
    assert trouvee and (str(trouvee[0].campagne_id), trouvee[1]) == (seconde, False)


def test_une_campagne_close_par_un_autre_processus_l_est_une_seconde_apres(ici: Ici) -> None:
    ouvrir(ici.ailleurs)
    assert campagne_du_jour(ici.reseau.view(), JOUR, None)
    clore(ici.ailleurs, "2019-09-05")

    ici.heure += 1.1

    trouvee = campagne_du_jour(ici.reseau.view(), JOUR, None)
    assert trouvee and trouvee[1]
