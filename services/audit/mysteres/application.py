"""Tirer, visiter, révéler : ce que le service répond pour les visites mystères (A-028 à A-030)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from eventsourcing.utils import EnvType

from services.audit.mysteres.domain.algorithme import Unite, engagement, strates, tirer
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from services.audit.mysteres.rules import RegleTirage
from services.audit.qualite.commands import (
    AnnulerVisiteMystere,
    RealiserVisiteMystere,
    RevelerTirage,
    TirerVisitesMysteres,
)
from services.audit.qualite.regles import charger_regions, charger_visites
from services.audit.vigilance.application import Vigilance, seuils
from services.audit.vigilance.domain.suivi import SuiviQualite
from shared.clock import Clock, paris_date
from shared.personal_data.encryption import Keys
from shared.recording.citing import cite
from shared.recording.legacy import handles
from shared.recording.provenance import current
from shared.refusal import Refus

Labellisees = Callable[[date], Sequence[Mapping[str, Any]]]
"""Les structures labellisées ce jour-là : identifiant, département, format."""


class TirageDejaFait(Refus):
    """Un programme ne tire qu'une fois par jour : recommencer serait choisir."""


class TiragePremature(Refus):
    """On ne connaît pas les structures qui seront labellisées demain (A-030)."""


class MotifManquant(Refus):
    """Une visite ne s'annule pas sans dire pourquoi."""


class Mysteres(Vigilance):
    """Un tirage au sort, ses visites, puis ce qu'il faut pour le refaire."""

    def __init__(
        self,
        env: EnvType | None = None,
        clock: Clock | None = None,
        keys: Keys | None = None,
        labellisees: Labellisees = lambda le: (),
    ) -> None:
        super().__init__(env, clock, keys)
        self.labellisees = labellisees

    @handles(TirerVisitesMysteres)
    def tirer(self, commande: TirerVisitesMysteres) -> None:
        """A-028 à A-030 : tirées parmi les structures labellisées ce jour-là ; seul l'engagement
        est publié."""
        if commande.le > paris_date(current().enregistre_le):
            raise TiragePremature(f"Le {commande.le:%d/%m/%Y} n'est pas encore venu.")
        tirage_id = TirageVisitesMysteres.create_id(commande.programme, commande.le.isoformat())
        if self.load(TirageVisitesMysteres, tirage_id):
            raise TirageDejaFait(f"« {commande.programme} » a déjà tiré le {commande.le:%d/%m/%Y}.")
        regle = charger_visites().tirage(commande.le)
        cite(regle.id, charger_regions().id)
        self.save(tirage_de(commande, regle, base_de(self.labellisees(commande.le), regle)))

    @handles(RealiserVisiteMystere)
    def realiser(self, commande: RealiserVisiteMystere) -> None:
        """A-028 ; la note sous l'exigence donne l'alerte."""
        tirage = self.load_or_refuse(TirageVisitesMysteres, commande.tirage_id)
        tirage.verifier_attendue(commande.cible)
        suivi = self.load_or_refuse(SuiviQualite, SuiviQualite.create_id(commande.cible))
        jour = paris_date(current().survenu_le)
        grille, regle = charger_visites().grille(jour), seuils(jour)
        cite(grille.id)
        points = {each.code: each.points for each in commande.observations}
        note, exigence = grille.note(points), regle.note_visite_minimum
        tirage.realiser(suivi.structure, grille.id, commande.cible, points, note, exigence)
        doutes = regle.de_la_visite(note)
        veille = self.alerter(commande.cible, suivi.structure, "VISITE_MYSTERE", doutes)
        self.save(tirage, veille)

    @handles(AnnulerVisiteMystere)
    def annuler_visite(self, commande: AnnulerVisiteMystere) -> None:
        if not commande.motif:
            raise MotifManquant(
                "Dites pourquoi la visite n'aura pas lieu, dans le champ « motif »."
            )
        tirage = self.load_or_refuse(TirageVisitesMysteres, commande.tirage_id)
        tirage.annuler(commande.cible, commande.motif)
        self.save(tirage)

    @handles(RevelerTirage)
    def reveler(self, commande: RevelerTirage) -> None:
        """A-029 : chacun peut refaire le tirage, et le comparer à ce qui fut publié."""
        tirage = self.load_or_refuse(TirageVisitesMysteres, commande.tirage_id)
        tirage.reveler()
        self.save(tirage)


def base_de(labellisees: Sequence[Mapping[str, Any]], regle: RegleTirage) -> list[Unite]:
    """A-030 : la base, chaque structure dans sa strate (A-028)."""
    regions = charger_regions()
    return [
        Unite(
            each["structure_id"],
            each["departement"]
            if regle.territoire == "DEPARTEMENT"
            else regions.de(each["departement"]),
            regle.formats[each["format"]],
        )
        for each in labellisees
    ]


def tirage_de(
    commande: TirerVisitesMysteres, regle: RegleTirage, base: Sequence[Unite]
) -> TirageVisitesMysteres:
    """L'engagement d'abord, qui sera publié ; les cibles ensuite, qui ne le seront pas."""
    cibles = tirer(commande.graine, base, commande.nombre, regle.couverture_des)
    said: dict[str, Any] = {
        "programme": commande.programme,
        "le": commande.le.isoformat(),
        "nombre": commande.nombre,
        "algorithme": regle.algorithme,
        "couverture_des": regle.couverture_des,
    }
    tailles = sorted((strate, len(membres)) for strate, membres in strates(base).items())
    tirage = TirageVisitesMysteres(
        **said,
        engagement=engagement(commande.graine, base, cibles, **said),
        strates=[{"territoire": t, "format": f, "base": taille} for (t, f), taille in tailles],
    )
    unites = [
        {"structure": str(u.structure_id), "territoire": u.territoire, "format": u.format}
        for u in sorted(base, key=lambda u: u.structure_id)
    ]
    tirage.sceller(commande.graine, unites, [str(cible) for cible in cibles])
    return tirage
