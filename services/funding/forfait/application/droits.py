"""Décider le droit d'une année, et l'accorder avec ce que l'on sait du label."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import cast
from uuid import UUID

from services.funding.forfait.domain.droit import Decision, DroitAuForfait
from services.funding.forfait.domain.suites import porter, retablir, suspendre
from services.funding.forfait.domain.versement import constater_trop_percu
from services.funding.forfait.rules.bareme import (
    Droit,
    DroitAttendu,
    Porteur,
    RefusDroit,
    droit,
)
from services.funding.forfait.rules.cloture import RegleSuspension
from services.funding.forfait.rules.regles import ReglesDuForfait
from services.funding.suivi.application import structure_suivie
from services.funding.suivi.domain.label import Fin, Label
from services.funding.suivi.domain.structure import INCONNU, StructureSuivie
from shared.clock import paris_date
from shared.recording.repository import Repository
from shared.typographie import jour_long

PREMIERE_ANNEE = 2019
"""Celle des premiers labels : aucun droit n'est plus ancien."""


def droits_du_label(
    suivi: StructureSuivie, label_id: UUID, repository: Repository, regles: ReglesDuForfait
) -> list[DroitAuForfait]:
    """Ceux de chaque année examinée, accordés avec ce que l'on sait du label ; à enregistrer."""
    label = suivi.label(label_id)
    return [
        _tenir(suivi, label, annee, connu(repository, label_id, annee), regles)
        for annee in sorted(label.annees)
    ]


def connu(repository: Repository, label_id: UUID, annee: int) -> DroitAuForfait | None:
    return repository.load(DroitAuForfait, DroitAuForfait.create_id(label_id, annee))


def suivie(
    repository: Repository,
    structure_id: UUID,
    label_id: UUID,
    regles: ReglesDuForfait,
    enregistre_le: datetime,
) -> StructureSuivie:
    """La structure de ce label, fût-il plus ancien que le suivi des labels."""
    suivi = structure_suivie(repository, structure_id)
    _reprendre(suivi, label_id, repository, regles, paris_date(enregistre_le))
    return suivi


def _reprendre(
    suivi: StructureSuivie,
    label_id: UUID,
    repository: Repository,
    regles: ReglesDuForfait,
    aujourd_hui: date,
) -> None:
    """Un label dont le droit fut décidé avant que l'on suive les labels : il en dit assez.

    Le label d'une autre structure reste inconnu.
    """
    if suivi.label(label_id).annees:
        return
    annees = range(PREMIERE_ANNEE, aujourd_hui.year + 2)
    trouves = [each for annee in annees if (each := connu(repository, label_id, annee))]
    known = [each for each in trouves if each.structure_id == suivi.structure_id]
    if known:
        porteurs = _porteurs(known, regles)
        dernier = known[-1]
        le = date(dernier.annee, 1, 1)
        annees_connues = [each.annee for each in known]
        suivi.apprendre_label(label_id, None, annees_connues, dernier.structure, porteurs, le)


def decision(suivi: StructureSuivie, label: Label, annee: int, regles: ReglesDuForfait) -> Decision:
    """A-032 : d'après le barème et le porteur du 1er janvier, ou du jour d'effet du label."""
    jour = label.jour_du_droit(annee)
    porteurs = cast(tuple[Porteur, ...], suivi.porteurs_le(jour))
    answer = droit(regles.bareme, jour, porteurs)
    regle = regles.suspension(jour)
    if regle is None or not isinstance(answer, Droit) or not label.suspendu_le(jour):
        return answer
    return _selon_la_suspension(answer, label, jour, regle)


def accorder(droit: DroitAuForfait, label: Label, regles: ReglesDuForfait) -> None:
    """C.7-16, C.7-17 : clos, suspendu ou rétabli comme le label, quelle que soit l'année."""
    fin, depuis, annee = label.fin, label.suspendu_depuis(), droit.annee
    if fin and fin.le.year <= annee:
        _finir(droit, label, fin, regles)
    elif depuis and depuis.year <= annee and fin is None:
        if regle := regles.suspension(max(depuis, date(annee, 1, 1))):
            suspendre(droit, depuis, regle)
    elif label.suspensions or droit.est_clos or droit.porte_par:
        if prorata := regles.prorata(label.jour_du_droit(annee), annee):
            retablir(droit, prorata, label.jours_valables(annee))
    constater_trop_percu(droit)


def _tenir(
    suivi: StructureSuivie,
    label: Label,
    annee: int,
    known: DroitAuForfait | None,
    regles: ReglesDuForfait,
) -> DroitAuForfait:
    if known is None:
        decide = decision(suivi, label, annee, regles)
        known = DroitAuForfait.decider(label.label_id, annee, suivi.structure, decide)
    elif regles.suspension_citee(known.citees):
        known.reexaminer(decision(suivi, label, annee, regles))
    accorder(known, label, regles)
    return known


def _selon_la_suspension(
    possible: Droit, label: Label, jour: date, regle: RegleSuspension
) -> Decision:
    depuis, cite = label.suspendu_depuis(), (*possible.regles, regle.id)
    if regle.ouverture == "AUCUNE":
        return RefusDroit(f"Le label était suspendu le {jour_long(jour)}.", (regle.id,))
    fini = label.fin is not None and label.fin.le.year > jour.year
    if depuis and depuis <= jour and not fini:
        attente = "Le label est suspendu : le droit s'ouvrira quand il sera rétabli."
        return DroitAttendu(attente, cite, possible, "RETABLISSEMENT")
    if not label.jours_valables(jour.year):
        return RefusDroit(f"Le label est resté suspendu toute l'année {jour.year}.", (regle.id,))
    return replace(possible, regles=cite)


def _finir(droit: DroitAuForfait, label: Label, fin: Fin, regles: ReglesDuForfait) -> None:
    fusion, prorata = regles.fusion(fin.le, droit.annee), regles.prorata(fin.le, droit.annee)
    if fusion and fin.survivante_id and fin.sort == "PORTE" and fin.le.year == droit.annee:
        porter(droit, fin.survivante_id, fin.le, fusion)
    elif fusion and fin.sort == "DOUBLE" and fusion.double == "RIEN":
        droit.fermer(fin.le, fin.raison, fusion.id, 0)
    elif prorata:
        droit.clore(fin.le, fin.raison, prorata, label.jours_valables(droit.annee))


def _porteurs(droits: Iterable[DroitAuForfait], regles: ReglesDuForfait) -> tuple[str, ...]:
    """Les types qu'admettent les lignes du dernier droit qui en cite."""
    cites = [each.regles for each in droits if each.regles]
    return (regles.bareme.porteurs_des(cites[-1]) if cites else ()) or INCONNU
