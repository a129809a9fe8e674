"""Ce qui est notifié et versé d'un droit au forfait : jamais plus que ce qui en est dû (A-032)."""

from datetime import date
from typing import Any

from services.funding.forfait.domain.compte import Versement
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.domain.faits import FaitDuDroit
from shared.refusal import RefusDuMoment
from shared.structures import DesignationEnregistree
from shared.typographie import euros, jour_long


class RienNEstDu(RefusDuMoment):
    """Du droit en attente, refusé, ou clos sans reste, rien ne se notifie ni ne se verse."""


class ForfaitSuspendu(RefusDuMoment):
    """Le label est suspendu : rien ne se notifie ni ne se verse avant qu'il soit rétabli."""


class ForfaitNonNotifie(RefusDuMoment):
    """Un forfait se notifie avant d'être versé."""


class VersementAVenir(RefusDuMoment):
    """Un versement s'enregistre une fois fait."""


class VersementExcessif(RefusDuMoment):
    """Rien n'est versé au-delà du droit, ni de la part d'un fonds."""


class ReferenceDejaUtilisee(RefusDuMoment):
    """Cette référence bancaire est celle d'un autre versement du même droit."""


class Paiement(FaitDuDroit):
    """Ce qui advient d'un droit, de sa notification à son dernier versement."""

    regles: list[str]


class ForfaitNotifie(Paiement):
    TOPIC = "funding.ForfaitNotifie"
    PHRASE = "Forfait de fonctionnement notifié"
    le: str
    montant_centimes: int
    parts_centimes: dict[str, int]

    def apply(self, aggregate: DroitAuForfait) -> None:
        aggregate.compte.notifier(self.montant_centimes, date.fromisoformat(self.le))

    def details(self) -> str:
        return f"({euros(self.montant_centimes)} pour {self.annee})"


class ForfaitVerse(Paiement):
    TOPIC = "funding.ForfaitVerse"
    PHRASE = "Forfait de fonctionnement versé"
    reference: str
    fonds: str
    montant_centimes: int
    le: str
    verse_centimes: int
    reste_centimes: int

    def apply(self, aggregate: DroitAuForfait) -> None:
        le = date.fromisoformat(self.le)
        fait = Versement(self.reference, self.fonds, self.montant_centimes, le)
        aggregate.compte.verser(fait)

    def details(self) -> str:
        le = jour_long(date.fromisoformat(self.le))
        quoi = f"{euros(self.montant_centimes)} du {self.fonds} le {le}, « {self.reference} »"
        return f"({quoi} ; reste {euros(self.reste_centimes)} pour {self.annee})"


class TropPercuConstate(Paiement):
    TOPIC = "funding.TropPercuConstate"
    PHRASE = "Trop-perçu constaté : il fut versé plus que ce qui reste dû"
    montant_centimes: int
    verse_centimes: int
    montant_du_centimes: int

    def apply(self, aggregate: DroitAuForfait) -> None:
        aggregate.compte.trop_percu_dit = self.montant_centimes

    def details(self) -> str:
        du = f"{euros(self.verse_centimes)} versés, {euros(self.montant_du_centimes)} dus"
        return f"({euros(self.montant_centimes)} pour {self.annee} : {du})"


def notifier(droit: DroitAuForfait, structure: DesignationEnregistree, le: date) -> None:
    """Une fois par montant : un droit clos à un moindre montant se notifie de nouveau."""
    compte = droit.compte
    _exiger_payable(droit)
    if compte.notifie_centimes != compte.du_centimes:
        dits = {"montant_centimes": compte.du_centimes, "parts_centimes": compte.parts_centimes}
        _enregistrer(droit, ForfaitNotifie, structure, le=le.isoformat(), **dits)


def verser(
    droit: DroitAuForfait, structure: DesignationEnregistree, versement: Versement, jour: date
) -> None:
    """Une référence, un versement ; `jour` est celui où il s'enregistre."""
    if deja := droit.compte.versements.get(versement.reference):
        _exiger_le_meme(deja, versement)
        return
    _exiger_payable(droit)
    _exiger_notifie(droit, versement)
    _exiger_fait(versement, jour)
    _exiger_dans_le_droit(droit, versement)
    verse = droit.compte.verse_centimes + versement.montant_centimes
    _enregistrer(
        droit,
        ForfaitVerse,
        structure,
        reference=versement.reference,
        fonds=versement.fonds,
        montant_centimes=versement.montant_centimes,
        le=versement.le.isoformat(),
        verse_centimes=verse,
        reste_centimes=droit.compte.du_centimes - verse,
    )


def constater_trop_percu(droit: DroitAuForfait) -> None:
    """C.7-16 : un droit clos, ou rétabli, au-dessous de ce qui fut versé le dit, une fois."""
    compte = droit.compte
    if compte.trop_percu_centimes in (0, compte.trop_percu_dit):
        return
    _enregistrer(
        droit,
        TropPercuConstate,
        droit.structure,
        montant_centimes=compte.trop_percu_centimes,
        verse_centimes=compte.verse_centimes,
        montant_du_centimes=compte.du_centimes,
    )


def _exiger_le_meme(deja: Versement, versement: Versement) -> None:
    if deja != versement:
        raise ReferenceDejaUtilisee(
            f"La référence « {deja.reference} » est celle d'un versement de "
            f"{euros(deja.montant_centimes)} du {deja.fonds}, le {jour_long(deja.le)} : donnez à "
            "celui-ci la sienne."
        )


def _exiger_payable(droit: DroitAuForfait) -> None:
    if droit.etat == "SUSPENDU":
        raise ForfaitSuspendu(
            f"Le droit de {droit.annee} est suspendu avec le label : attendez qu'il soit rétabli, "
            "ou clos.",
            selon=droit.compte.regles,
        )
    if not droit.compte.du_centimes:
        raise RienNEstDu(
            f"Rien n'est dû de ce forfait pour {droit.annee} : le droit est en attente, refusé, ou "
            "clos sans reste.",
            selon=droit.compte.regles,
        )


def _exiger_notifie(droit: DroitAuForfait, versement: Versement) -> None:
    notifie_le = droit.compte.notifie_le
    if notifie_le is None:
        raise ForfaitNonNotifie(
            f"Le forfait de {droit.annee} n'est pas notifié : notifiez-le d'abord."
        )
    if versement.le < notifie_le:
        raise ForfaitNonNotifie(
            f"Le forfait de {droit.annee} est notifié le {jour_long(notifie_le)}, ce versement se "
            f"dit du {jour_long(versement.le)} : corrigez « le »."
        )


def _exiger_fait(versement: Versement, jour: date) -> None:
    if versement.le > jour:
        raise VersementAVenir(
            f"Ce versement se dit du {jour_long(versement.le)}, et il n'est que le "
            f"{jour_long(jour)} : enregistrez-le une fois fait."
        )


def _exiger_dans_le_droit(droit: DroitAuForfait, versement: Versement) -> None:
    compte, fonds = droit.compte, versement.fonds
    reste = compte.reste_de(fonds)
    if versement.montant_centimes > reste:
        part = compte.parts_centimes.get(fonds, 0)
        du = f", {euros(part)} du {fonds}" if compte.parts_centimes else ""
        raise VersementExcessif(
            f"Il reste {euros(reste)} à verser du {fonds} pour {droit.annee} (dû : "
            f"{euros(compte.du_centimes)}{du}) ; ce versement est de "
            f"{euros(versement.montant_centimes)}.",
            selon=compte.regles,
        )


def _enregistrer(
    droit: DroitAuForfait, kind: type[Paiement], structure: DesignationEnregistree, **dit: Any
) -> None:
    droit.enregistrer(
        kind,
        selon=droit.compte.regles,
        label_id=droit.label_id,
        annee=droit.annee,
        structure=structure,
        regles=droit.compte.regles,
        **dit,
    )
