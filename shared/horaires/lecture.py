"""La lecture d'un jour, morceau après morceau : quels créneaux chaque mention touche."""

from dataclasses import dataclass, field, replace

from shared.horaires.creneaux import Creneau, Plage, apparier
from shared.horaires.mentions import (
    classer,
    demi_journees,
    ferme_sans_borne,
    ferme_tout,
    raison,
    retire_des_heures,
    sans_son_jour,
)
from shared.horaires.morceaux import Chaine, Mention, Morceau, Parenthese, Separation
from shared.horaires.nombres import MIDI

FIN_DE_MATINEE = MIDI + 60
EXTRAIT_MAXIMAL = 120
RETRAIT = "heures retirées, ce qui précède n'est pas compté"
FERMETURE_SANS_BORNE = "fermeture sans jour, date ni saison, rien n'est compté"


def citer(extrait: str) -> str:
    mots = " ".join(extrait.split())
    if len(mots) > EXTRAIT_MAXIMAL:
        mots = mots[:EXTRAIT_MAXIMAL] + "…"
    return f"«\u00a0{mots}\u00a0»"


@dataclass
class Lecture:
    """Une mention posée avant des heures vaut jusqu'à « // » ou à la mention suivante.

    Posée après un créneau, elle ne vaut que pour lui ; entre deux créneaux sans séparation,
    on ne sait pas duquel elle parle, et aucun des deux n'est compté. Une demi-journée citée
    vaut pour tous les créneaux de cette demi-journée. Une fermeture qualifiée qui ne nomme ni
    jour, ni date, ni saison n'est ni ouverte ni fermée : si elle ne parle pas d'un créneau, rien
    n'est compté de la journée.
    """

    texte: str
    jour: str = ""
    reserves: list[str] = field(default_factory=list)
    dit_ferme: bool = False
    _compte: list[Plage] = field(default_factory=list)
    _demi_journees: set[str] = field(default_factory=set)
    _etiquette: Mention | None = None
    _dernier: Creneau | None = None
    _tout_est_ferme: bool = False

    @property
    def plages(self) -> list[Plage]:
        if self._tout_est_ferme:
            return []
        return [plage for plage in self._compte if not self._demi_journee_ecartee(plage)]

    def lire(self, morceaux: list[Morceau]) -> None:
        for i, morceau in enumerate(morceaux):
            match morceau:
                case Chaine():
                    self._lire_chaine(morceau)
                case Mention():
                    colle = i > 0 and isinstance(morceaux[i - 1], Chaine | Parenthese)
                    self._lire_mention(morceau, colle, _precede_des_heures(morceaux, i))
                case Parenthese():
                    self._lire_parenthese(morceau, _precede_des_heures(morceaux, i))
                case Separation(ferme_la_portee=True):
                    self._etiquette = None

    def _lire_chaine(self, chaine: Chaine) -> None:
        creneaux = apparier(chaine)
        self._dernier = creneaux[-1]
        if self._etiquette is None:
            self._compter(creneaux)
        else:
            self._lire_chaine_sous_mention(chaine, creneaux, self._etiquette)

    def _compter(self, creneaux: list[Creneau]) -> None:
        for creneau in creneaux:
            if creneau.plage:
                self._compte.append(creneau.plage)
            if creneau.reserve:
                self._reserver(creneau.debut, creneau.fin, creneau.reserve)
            elif not creneau.plage:
                self.dit_ferme = True

    def _lire_chaine_sous_mention(
        self, chaine: Chaine, creneaux: list[Creneau], mention: Mention
    ) -> None:
        debut = min(mention.debut, chaine.debut)
        if retire_des_heures(mention.mots, mention.introduit):
            self._compte.clear()
            self._reserver(debut, chaine.fin, RETRAIT)
        elif classer(mention.mots) == "EXCEPTION":
            self._compter(creneaux)
            self._reserver(debut, chaine.fin, f"{raison(mention.mots)}, semaine ordinaire comptée")
        else:
            self._dernier = None
            self._reserver(debut, chaine.fin, f"{raison(mention.mots)}, non compté")

    def _lire_mention(self, mention: Mention, colle: bool, devant: bool) -> None:
        mention = replace(mention, mots=sans_son_jour(mention.mots, self.jour))
        neutre = classer(mention.mots) == "NEUTRE"
        if devant:
            self._etiquette = None if neutre else mention
        if not neutre:
            self._demi_journees |= demi_journees(mention.mots)
            self._appliquer(mention, colle, devant)

    def _appliquer(self, mention: Mention, colle: bool, devant: bool) -> None:
        citees = demi_journees(mention.mots)
        if self._ferme_la_journee(mention, colle, devant):
            self._tout_est_ferme = True
            self._reserver(mention.debut, mention.fin, FERMETURE_SANS_BORNE)
        elif colle and not (devant and mention.introduit) and not citees:
            self._lire_mention_apres_creneau(mention)
        elif classer(mention.mots) == "FERMETURE" and not citees:
            self.dit_ferme = True
        elif not devant:
            exception = classer(mention.mots) == "EXCEPTION" and self._compte and not citees
            effet = "semaine ordinaire comptée" if exception else "non compté"
            motif = ", ".join([raison(mention.mots), *sorted(citees, reverse=True)])
            liaison = " " if citees else ", "
            self._reserver(mention.debut, mention.fin, f"{motif}{liaison}{effet}")

    def _ferme_la_journee(self, mention: Mention, colle: bool, devant: bool) -> bool:
        """Sauf si des heures la suivent, elles en sont alors retirées, ou si elle est d'un créneau.

        « 14h-17h accueil du public fermé » ne dit rien du matin ; « pour travaux », si.
        """
        if devant or demi_journees(mention.mots) or not ferme_sans_borne(mention.mots):
            return False
        return not colle or ferme_tout(mention.mots)

    def _lire_mention_apres_creneau(self, mention: Mention) -> None:
        debut = self._dernier.debut if self._dernier else mention.debut
        if classer(mention.mots) == "EXCEPTION":
            self._reserver(debut, mention.fin, f"{raison(mention.mots)}, semaine ordinaire comptée")
            return
        self._reserver(debut, mention.fin, f"{raison(mention.mots)}, non compté")
        if self._dernier:
            self._compte = [plage for plage in self._compte if plage != self._dernier.plage]

    def _lire_parenthese(self, parenthese: Parenthese, devant: bool) -> None:
        debut, fin, mots = parenthese.debut, parenthese.fin, parenthese.mots
        if not parenthese.a_des_heures:
            self._lire_mention(Mention(mots, False, debut, fin), True, devant and not self._dernier)
            return
        if retire_des_heures(mots, introduit=False):
            self._compte.clear()
            self._reserver(debut, fin, RETRAIT)
        else:
            self._reserver(debut, fin, "heures entre parenthèses, non comptées")

    def _demi_journee_ecartee(self, plage: Plage) -> bool:
        matin = "matin" in self._demi_journees and plage.debut < MIDI
        return matin or ("après-midi" in self._demi_journees and plage.fin > FIN_DE_MATINEE)

    def _reserver(self, debut: int, fin: int, motif: str) -> None:
        self.reserves.append(f"{citer(self.texte[debut:fin])} : {motif}")


def _precede_des_heures(morceaux: list[Morceau], i: int) -> bool:
    suivants = (m for m in morceaux[i + 1 :] if not isinstance(m, Parenthese))
    return isinstance(next(suivants, None), Chaine)
