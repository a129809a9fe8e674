"""Ce que devient un droit : suspendu, rétabli avec le label, porté par une autre structure."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.domain.faits import FaitDuDroit
from services.funding.forfait.rules.cloture import RegleCloture, RegleFusion, RegleSuspension
from shared.typographie import euros, jour_long


class DroitSuspendu(FaitDuDroit):
    TOPIC = "funding.DroitSuspendu"
    PHRASE = "Droit au forfait suspendu avec le label : rien n'est à verser"
    le: str
    regle: str

    def apply(self, aggregate: DroitAuForfait) -> None:
        aggregate.etat = "SUSPENDU"

    def details(self) -> str:
        return f"(droit de {self.annee}, le {jour_long(date.fromisoformat(self.le))})"


class DroitRetabli(FaitDuDroit):
    TOPIC = "funding.DroitRetabli"
    PHRASE = "Droit au forfait rétabli avec le label"
    regle: str
    montant_du_centimes: int

    def apply(self, aggregate: DroitAuForfait) -> None:
        aggregate.etat, aggregate.porte_par = "OUVERT", None
        aggregate.compte.ajuster(self.montant_du_centimes, self.regle)

    def details(self) -> str:
        return f"(droit de {self.annee} : {euros(self.montant_du_centimes)})"


class DroitPorteParLaSurvivante(FaitDuDroit):
    TOPIC = "funding.DroitPorteParLaSurvivante"
    PHRASE = "Droit au forfait porté par la structure qui survit à la fusion"
    survivante_id: UUID
    le: str
    regle: str
    montant_du_centimes: int

    def apply(self, aggregate: DroitAuForfait) -> None:
        aggregate.porte_par = self.survivante_id

    def details(self) -> str:
        return f"(droit de {self.annee} : {euros(self.montant_du_centimes)})"


def suspendre(droit: DroitAuForfait, le: date, regle: RegleSuspension) -> None:
    """Seul un droit ouvert se suspend : le reste n'a rien à verser."""
    if droit.etat == "OUVERT":
        droit.noter(DroitSuspendu, [regle.id], le=le.isoformat(), regle=regle.id)


def retablir(droit: DroitAuForfait, regle: RegleCloture, valables: Collection[date]) -> None:
    """Le label vaut : le droit reprend, pour ce que laisse le prorata des jours suspendus.

    Clos par une fusion, ou porté par la survivante, il reprend quand elle est annulée (C.7-17).
    """
    if droit.montant_centimes is None:
        return
    du = regle.montant_du(droit.montant_centimes or 0, droit.annee, valables)
    change = droit.etat == "OUVERT" and du != droit.montant_du_centimes
    if droit.etat in ("SUSPENDU", "CLOS") or droit.porte_par or change:
        droit.noter(DroitRetabli, [regle.id], regle=regle.id, montant_du_centimes=du)


def porter(droit: DroitAuForfait, survivante_id: UUID, le: date, regle: RegleFusion) -> None:
    """C.7-17 : la survivante n'a pas de droit de son label ; elle porte celui de l'absorbée."""
    if droit.porte_par or droit.etat in ("REFUSE", "CLOS"):
        return
    droit.noter(
        DroitPorteParLaSurvivante,
        [regle.id],
        survivante_id=survivante_id,
        le=le.isoformat(),
        regle=regle.id,
        montant_du_centimes=droit.montant_du_centimes,
    )
