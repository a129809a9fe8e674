"""Dans quelque ordre que les faits d'un label soient appris, ce qui est dû est le même (A-032)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.funding.component import HANDLERS
from services.funding.publishing import to_contract
from shared.clock import SimulatedClock
from shared.contracts.funding import DroitAuForfaitOuvert
from shared.personal_data.key_ring import KeyRing
from shared.personal_data.master_keys import MasterKeys, new_master_key
from shared.read_model import ReadModel
from shared.recording.application import Service
from tests.funding.calendrier import (
    Calendrier,
    labellisee,
    regles,
    retabli,
    retire,
    suspendu,
)
from tests.funding.conftest import MEMOIRE
from tests.funding.faits import decides

DEBUT, DERNIERE = date(2020, 1, 1), 2023
JOURS = st.dates(date(2020, 2, 1), date(2023, 12, 30))
PRORATAS = st.sampled_from(["AUCUN", "JOURS", "MOIS_ENTIERS"])
MONTANTS = {2020: 30_000_00, 2021: 30_000_00, 2022: 30_000_00, 2023: 35_000_00}


@dataclass(frozen=True)
class Vie:
    """Les suspensions, chacune avec son rétablissement s'il y en a un, et le dernier jour."""

    suspensions: tuple[tuple[date, date | None], ...]
    fin: date | None

    def faits(self) -> list[Any]:
        suites = [
            each for du, au in self.suspensions for each in (suspendu(du), au and retabli(au))
        ]
        fin = [retire(self.fin)] if self.fin else []
        return [labellisee(DEBUT), *(each for each in suites if each), *fin]

    def vaut(self, jour: date) -> bool:
        suspendu = any(du <= jour and (au is None or jour < au) for du, au in self.suspensions)
        return not suspendu and (self.fin is None or jour <= self.fin)


@st.composite
def vies(draw: st.DrawFn) -> Vie:
    dates, finit = draw(st.tuples(st.sets(JOURS, max_size=5).map(sorted), st.booleans()))
    fin = dates.pop() if dates and finit else None
    paires = [(du, au) for du, au in zip(dates[::2], [*dates[1::2], None], strict=False)]
    return Vie(tuple(paires), fin)


def due(vie: Vie, annee: int, prorata: str) -> int:
    """Compté à part, jour par jour et mois par mois, sans le code du service."""
    jours = [date(annee, 1, 1) + timedelta(days=rang) for rang in range(366)]
    jours = [jour for jour in jours if jour.year == annee]
    valables = [jour for jour in jours if vie.vaut(jour)]
    if not valables:
        return 0
    if prorata == "JOURS":
        return MONTANTS[annee] * len(valables) // len(jours)
    if prorata == "MOIS_ENTIERS":
        rompus = {jour.month for jour in jours if not vie.vaut(jour)}
        return MONTANTS[annee] * (12 - len(rompus)) // 12
    return MONTANTS[annee]


@pytest.fixture(scope="module")
def cles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyRing]:
    """Les mêmes pour chaque exemple : les structures aussi."""
    model = ReadModel(f"sqlite:///{tmp_path_factory.mktemp('cles') / 'keys.sqlite'}")
    yield KeyRing(model, MasterKeys.read(new_master_key()))
    model.close()


def raconter(faits: Sequence[Any], prorata: str, cles: KeyRing, pauses: Sequence[date]) -> Any:
    """Le service, une fois ces faits appris dans cet ordre, et le temps passé entre eux."""
    clock = SimulatedClock(datetime(2019, 12, 1, tzinfo=UTC))
    funding = Service(HANDLERS, MEMOIRE, clock, cles, {"regles": regles(prorata)})
    calendrier = Calendrier(funding)
    for rang, each in enumerate(faits):
        calendrier.apprendre(each)
        calendrier.jusqu_au(pauses[rang % len(pauses)])
    calendrier.jusqu_au(date(DERNIERE, 12, 31))
    return calendrier


@settings(max_examples=40, deadline=None)
@given(vies(), PRORATAS, st.data())
def test_un_droit_par_label_et_par_annee_due_dans_tout_ordre_de_faits_redits_a032_c_7_16(
    cles: KeyRing, vie: Vie, prorata: str, data: st.DataObject
) -> None:
    faits = vie.faits()
    redits = data.draw(st.permutations([*faits, *data.draw(st.lists(st.sampled_from(faits)))]))
    pauses = data.draw(st.lists(JOURS, min_size=1, max_size=4))
    calendrier = raconter(redits, prorata, cles, sorted(pauses))

    etats, dernier = calendrier.etats(), vie.fin or date(DERNIERE, 12, 31)
    assert set(range(DEBUT.year, dernier.year + 1)) <= set(etats)
    for annee, (etat, montant) in etats.items():
        if etat == "SUSPENDU":
            assert vie.fin is None and vie.suspensions[-1][1] is None
        else:
            assert montant == (due(vie, annee, prorata) if etat != "EN_ATTENTE" else 0), annee
        if vie.fin and vie.fin.year <= annee:
            assert etat in ("CLOS", "REFUSE")
    ouverts = [to_contract(each) for each in decides(calendrier.funding)]
    par_annee = Counter(each.annee for each in ouverts if isinstance(each, DroitAuForfaitOuvert))
    assert set(par_annee.values()) == {1}
    calendrier.funding.close()
