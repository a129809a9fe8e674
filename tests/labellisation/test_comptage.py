"""Les fins de label et les suspensions, comptées à leurs dates, et comme on les savait (X-01)."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from console.acteurs import prefecture
from console.execution.embedded import Programme
from console.execution.opened import caught_up
from console.imports.listes import lire_listes, reprendre
from services.labellisation.dossier.domain.etats import Etat
from services.labellisation.label.commands import (
    FermerStructure,
    MettreEnDemeure,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
)
from services.labellisation.label.questions.comptage import (
    PRINCIPALE,
    SUSPENDU,
    charger_comptage,
    compter,
    nombre,
)
from services.labellisation.label.questions.etats_a_une_date import etats
from services.labellisation.tableau.questions import lire_tableau
from shared.clock import SimulatedClock, days_after
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from tests.labellisation.listes import ALLANCHE, GUERET, liste

MANQUEMENT = {"critere": "AGT-01", "constat": "un seul agent", "mode": "CONSTATE_SUR_SITE"}
LABEL = "SELECT debut FROM labels WHERE structure_id = :structure_id"


class Cantal:
    """Deux structures reprises d'une liste ; le préfet du Cantal agit sur la sienne."""

    def __init__(self, programme: Programme, clock: SimulatedClock, dossier: Path) -> None:
        self.programme, self.clock = programme, clock
        self.labellisation = programme.components["labellisation"]
        self.liste = liste(dossier, "20200206", ALLANCHE, GUERET)
        list(reprendre(lire_listes([self.liste], None), self.labellisation, lambda *_: None))
        self.structure_id: UUID = lire_tableau(self.liste).lignes[0].structure_id

    def agir(self, kind: type[Command], mois: int, **dit: Any) -> None:
        reponse = self.demander(kind, mois, **dit)
        assert reponse.accepted, reponse
        caught_up(self.labellisation)

    def demander(self, kind: type[Command], mois: int, **dit: Any) -> Outcome:
        """Le premier du mois, en 2021 ; enregistré le même jour."""
        jour = datetime(2021, mois, 1, 9, tzinfo=UTC)
        self.clock.advance(jour)
        commande = kind(
            message_id=uuid5(self.structure_id, f"{kind.__name__} {mois}"),
            acteur=prefecture("15"),
            survenu_le=jour,
            structure_id=self.structure_id,  # type: ignore[call-arg]
            **{"motif": "constaté sur place", **dit},
        )
        return self.programme.send(commande)

    def compte(self, mois: int, su: int | None = None) -> tuple[int, int]:
        """Labellisées et suspendues le 15 du mois de 2021 ; telles que sues le 15 d'un autre."""
        instant = datetime(2021, su, 15, tzinfo=UTC) if su else None
        rows = compter(self.labellisation.model, date(2021, mois, 15), instant)
        return nombre(rows, PRINCIPALE), nombre(rows, SUSPENDU)

    def etats(self, mois: int, su: int | None = None) -> dict[Etat, int]:
        instant = datetime(2021, su, 15, tzinfo=UTC) if su else None
        return dict(etats(self.labellisation.model, date(2021, mois, 15), instant))


@pytest.fixture
def cantal(tmp_path: Path) -> Iterator[Cantal]:
    clock = SimulatedClock(datetime(2021, 1, 1, tzinfo=UTC))
    with closing(Programme(tmp_path / "essai", clock, {})) as programme:
        yield Cantal(programme, clock, tmp_path)


def test_un_label_retire_cesse_de_compter_a_sa_date_pas_avant(cantal: Cantal) -> None:
    """C.7-16 : ce qu'il a été reste compté ; avant que l'on sache, il l'était encore."""
    cantal.agir(MettreEnDemeure, 2, manquements=[MANQUEMENT])
    cantal.agir(RetirerLabel, 4, date_effet=date(2021, 3, 31))

    assert cantal.compte(mois=3) == (2, 0)
    assert cantal.compte(mois=4) == (1, 0)
    assert cantal.compte(mois=4, su=3) == (2, 0)


@pytest.mark.parametrize(
    ("fin", "dit"),
    [(RetirerLabel, {}), (FermerStructure, {"raison": "départ du porteur"})],
)
def test_un_label_ne_finit_pas_avant_d_avoir_pris_effet_c_7_16(
    cantal: Cantal, fin: type[Command], dit: dict[str, str]
) -> None:
    """C.7-16 : une fin datée d'avant effacerait tout ce que le label a été."""
    cantal.agir(MettreEnDemeure, 2, manquements=[MANQUEMENT])
    [label] = cantal.labellisation.model.query(LABEL, {"structure_id": str(cantal.structure_id)})
    effet = date.fromisoformat(label["debut"])

    refus = cantal.demander(fin, 4, date_effet=days_after(effet, -1), **dit)
    assert (refus.code, f"{effet:%d/%m/%Y}" in refus.detail) == ("FinAvantLabel", True)
    assert cantal.compte(mois=4) == (2, 0)

    cantal.agir(fin, 5, date_effet=effet, **dit)


def test_un_label_suspendu_ne_se_compte_pas_et_se_montre_a_part(cantal: Cantal) -> None:
    cantal.agir(MettreEnDemeure, 2, manquements=[MANQUEMENT])
    cantal.agir(SuspendreLabel, 3)
    cantal.agir(RetablirLabel, 5, raison="deux agents")

    assert charger_comptage().au(date(2021, 3, 1)).suspendu_compte is False
    assert [cantal.compte(mois) for mois in (2, 3, 4, 5)] == [(2, 0), (1, 1), (1, 1), (2, 0)]
    assert cantal.compte(mois=5, su=4) == (1, 1)


def test_une_structure_fermee_ne_compte_plus(cantal: Cantal) -> None:
    cantal.agir(FermerStructure, 4, raison="départ du porteur", date_effet=date(2021, 4, 30))

    assert (cantal.compte(mois=4), cantal.compte(mois=5)) == ((2, 0), (1, 0))


def test_les_dossiers_se_comptent_par_etat_a_une_date_et_comme_on_les_savait(
    cantal: Cantal,
) -> None:
    cantal.agir(MettreEnDemeure, 2, manquements=[MANQUEMENT])
    cantal.agir(SuspendreLabel, 3)

    assert cantal.etats(mois=1) == {"LABELLISEE": 2}
    assert cantal.etats(mois=2) == {"LABELLISEE": 1, "SOUS_MISE_EN_DEMEURE": 1}
    assert cantal.etats(mois=3) == {"LABELLISEE": 1, "SUSPENDUE": 1}
    assert cantal.etats(mois=3, su=1) == {"LABELLISEE": 2}
    assert etats(cantal.labellisation.model, date(2020, 2, 5), None).total() == 0
