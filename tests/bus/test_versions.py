"""Un fait d'une version plus récente attend celle qui le lira, et n'arrête personne (ADR 0013)."""

from console.execution.embedded import InProcessBus
from shared.delivery.reception import Reception
from shared.delivery.retries import Retries
from shared.delivery.wire import Reader, raw_message_of
from tests.bus.emetteur import neuf, nouvelle
from tests.bus.harnais import COMMANDES, FILE, Harnais, jusqu_a, lues, retenus
from tests.bus.lettres import brut, demande, etats


def test_un_fait_qu_une_autre_version_lira_ne_retient_pas_sa_structure(harnais: Harnais) -> None:
    sujet = neuf()

    harnais.component.reception.take(brut(sujet, b"{}", "Rumeur"))
    harnais.publish(nouvelle(sujet, "suivante"))

    jusqu_a(harnais, lambda: lues(harnais, sujet) == ["suivante"])


def test_ce_qu_une_version_plus_ancienne_n_a_pu_lire_est_relance_au_depart(
    harnais: Harnais,
) -> None:
    sujet, component = neuf(), harnais.component
    ancienne = Reception(component.service, component.parking, component.retry_policy)
    ancienne.readers = {FILE: Reader([]), COMMANDES: Reader([])}
    ancienne.take(raw_message_of(FILE, nouvelle(sujet, "une")))
    ancienne.take(demande(sujet, "répondue illisible"))
    ancienne.bury(raw_message_of(FILE, nouvelle(sujet, "deux")), "Illisible", "sans raison")
    harnais.publish(nouvelle(sujet, "trois"))
    jusqu_a(harnais, lambda: etats(harnais, sujet) == ["MORT", "EN_ATTENTE"])

    Retries(component.reception, InProcessBus([])).run()

    jusqu_a(harnais, lambda: set(lues(harnais, sujet)) == {"une", "deux", "trois"})
    assert [texte for texte in lues(harnais, sujet) if texte != "une"] == ["deux", "trois"]
    assert retenus(harnais, sujet) == []
    assert "répondue illisible" not in lues(harnais, sujet)
