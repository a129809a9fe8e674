"""Ce que les horaires ont établi est enregistré : le rejouer ne les relit pas (A-078, A-079)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import shared.horaires.journee
from services.audit.component import build
from services.audit.conduite.domain.audit import Audit
from shared.clock import SimulatedClock
from shared.log.readers import recorded_after
from shared.personal_data.master_keys import new_master_key
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.audit.envois import AUDIT, signaler

OPTIONS = {"MASTER_KEY": new_master_key()}
FERMEE = {
    **dict.fromkeys(["lundi", "mardi", "mercredi", "jeudi"], "9h-12h / 14h-18h"),
    "vendredi": "9h-12h fermé au public",
    "samedi": "-",
}


def ouvrir(dossier: Path) -> Component:
    clock = SimulatedClock(datetime(2019, 11, 4, tzinfo=UTC))
    return build(embedded("audit", dossier, clock, {**OPTIONS, "DOCUMENTS": str(dossier)}))


def constats(component: Component) -> dict[str, object]:
    return dict(component.service.load_or_refuse(Audit, AUDIT).constats)


def test_le_journal_rejoue_sans_lire_les_horaires_donne_les_memes_constats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    component = ouvrir(tmp_path)
    assert signaler(component.service).accepted
    avant, events = constats(component), len(recorded_after(component.service, 0))
    component.close()

    def illisible(texte: str) -> None:
        raise AssertionError(f"relu : {texte}")

    monkeypatch.setattr(shared.horaires.journee, "decouper", illisible)
    component = ouvrir(tmp_path)

    assert {"HOR-01", "HOR-02"} <= avant.keys()
    assert constats(component) == avant
    assert signaler(component.service).accepted
    assert len(recorded_after(component.service, 0)) == events
    for reader in component.projection_readers():
        while reader.run():
            pass
    component.close()


def test_un_jour_ferme_au_public_n_etablit_ni_les_cinq_jours_ni_leur_manque(
    tmp_path: Path,
) -> None:
    """Vingt-huit heures sont atteintes sans lui ; le cinquième jour, seule la visite le dira."""
    component = ouvrir(tmp_path)

    assert signaler(component.service, horaires=FERMEE).accepted

    assert constats(component).keys() & {"HOR-01", "HOR-02"} == {"HOR-02"}
    component.close()
