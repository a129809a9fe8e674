"""Le témoin voit ce qu'il doit voir : un journal altéré rompt l'invariant que l'on dit."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.invariants.journal import Evenement, Journaux
from tests.invariants.lieu import Lieu
from tests.invariants.machine import gardes
from tests.invariants.temoin import Rompu, Temoin

Journal = list[Evenement]
Alteration = Callable[[Journal], Journal]
AUTRE = UUID(int=7)


def relire(journal: Journal) -> None:
    temoin = Temoin(gardes(set()))
    temoin.voir(journal)
    temoin.au_repos()


def changer(sujet: str, **dit: Any) -> Alteration:
    """Le premier événement de ce sujet dit autre chose."""

    def altere(journal: Journal) -> Journal:
        rang = _rang(journal, sujet)
        e = journal[rang]
        return [
            *journal[:rang],
            replace(e, dit={**e.dit, **_dans(e.dit, dit)}),
            *journal[rang + 1 :],
        ]

    return altere


def oter(sujet: str) -> Alteration:
    return lambda journal: [e for e in journal if e.sujet != sujet]


def oter_un(sujet: str) -> Alteration:
    return lambda journal: [e for i, e in enumerate(journal) if i != _rang(journal, sujet)]


def repeter(sujet: str, /, fin: bool = False, **autre: Any) -> Alteration:
    """Une seconde fois, aussitôt ou à la fin du journal."""

    def altere(journal: Journal) -> Journal:
        rang = _rang(journal, sujet)
        ou = len(journal) if fin else rang + 1
        return [*journal[:ou], replace(journal[rang], **autre), *journal[ou:]]

    return altere


def partenaire_d_une_seule_structure(journal: Journal) -> Journal:
    rang = _rang(journal, "onboarding.PartenaireEngage")
    borne = {**journal[rang].dit, "portee": "STRUCTURE", "structure_id": AUTRE}
    return [*journal, replace(journal[rang], dit=borne)]


def _rang(journal: Journal, sujet: str) -> int:
    return next(rang for rang, e in enumerate(journal) if e.sujet == sujet)


def _dans(dit: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Un objet se complète ; le reste se remplace."""
    return {
        champ: {**dit[champ], **valeur} if isinstance(valeur, dict) else valeur
        for champ, valeur in change.items()
    }


LABEL, ACCORD = "labellisation.StructureLabellisee", "labellisation.AccordPrealableDonne"
CONSTAT = "audit.CritereConstate"
ALTERATIONS: list[tuple[str, Alteration]] = [
    ("INV-01", changer(LABEL, date_effet="2019-07-02")),
    ("INV-01", changer(LABEL, synthese={"audit_id": str(AUTRE)})),
    ("INV-02", oter(ACCORD)),
    ("INV-02", changer(ACCORD, audit_id=AUTRE)),
    ("INV-02", repeter(LABEL)),
    ("INV-03", changer(ACCORD, provenance={"acteur": "auditeur CGET 15"})),
    ("INV-03", changer(ACCORD, provenance={"acteur": "préfecture du Cantal"})),
    ("INV-04", changer(CONSTAT, resultat="NON_CONFORME")),
    ("INV-04", changer(CONSTAT, mode="DECLARE")),
    ("INV-04", oter_un(CONSTAT)),
    ("INV-05", repeter("labellisation.StructureSignalee")),
    ("INV-05", repeter("labellisation.StructureRemontee", flux=AUTRE)),
    ("INV-06", repeter("audit.AuditDeclenche", flux=AUTRE)),
    ("INV-07", repeter(CONSTAT, fin=True)),
    ("INV-07", repeter(CONSTAT, sujet="audit.ConstatRectifie", version=99)),
    ("INV-08", oter_un("onboarding.OperateurEngage")),
    ("INV-08", repeter("onboarding.OperateurEngage")),
    ("INV-09", changer(LABEL, fiche={"departement": "23"})),
    ("INV-09", oter("onboarding.AnnexeARetirer")),
    ("INV-10", partenaire_d_une_seule_structure),
    ("INV-11", changer("funding.EnveloppeOuverte", montant_centimes=1)),
    ("INV-11", oter("funding.BusInscrit")),
    ("INV-11", repeter("funding.AideBusReservee")),
    ("INV-12", changer("funding.GarantieMSAPEnregistree", au="2022-12-31")),
    ("INV-12", changer("funding.DroitOuvert", annee=2018)),
    ("INV-12", oter("funding.GarantieMSAPClose")),
    ("A-032", changer("funding.DroitOuvert", montant_centimes=1)),
    ("A-032", oter("funding.ForfaitNotifie")),
    ("INV-13", repeter("onboarding.CompteStructureCree")),
    ("INV-13", changer("onboarding.LienInscriptionEnvoye", label_id=AUTRE)),
    ("INV-13", oter("onboarding.AccesFerme")),
    ("INV-14", oter_un("onboarding.ModuleValide")),
]


def test_une_histoire_juste_ne_rompt_rien(histoire: Journal) -> None:
    relire(histoire)


@pytest.mark.parametrize(("invariant", "alteration"), ALTERATIONS)
def test_un_journal_altere_rompt_son_invariant(
    histoire: Journal, invariant: str, alteration: Alteration
) -> None:
    altere = alteration(histoire)
    assert altere != histoire
    with pytest.raises(Rompu) as rompu:
        relire(altere)
    assert rompu.value.invariant == invariant, str(rompu.value)


def test_un_evenement_reecrit_dans_la_base_se_voit_inv_07(lieu: Lieu) -> None:
    with lieu.monde() as monde:
        journaux = Journaux(monde.dossier)
        journaux.nouveaux()
        assert journaux.alteres() == []
        with sqlite3.connect(monde.dossier / "onboarding.sqlite") as connection:
            connection.execute("UPDATE stored_events SET state = state || ' ' WHERE rowid = 2")
        connection.close()
        assert journaux.alteres() == ["onboarding 2"]
