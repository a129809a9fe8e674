"""La lecture d'un jour, morceau après morceau : quels créneaux chaque mention touche."""

from dataclasses import dataclass, field

from shared.horaires.creneaux import Creneau, Plage, apparier
from shared.horaires.jetons import MIDI
from shared.horaires.mentions import classer, demi_journees, raison, retire_des_heures
from shared.horaires.morceaux import Chaine, Mention, Morceau, Parenthese, Separation

FIN_DE_MATINEE = MIDI + 60
EXTRAIT_MAXIMAL = 120
RETRAIT = "heures retirées, ce qui précède n'est pas compté"


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
    vaut pour tous les créneaux de cette demi-journée.
    """

    texte: str
    reserves: list[str] = field(default_factory=list)
    dit_ferme: bool = False
    _compte: list[Plage] = field(default_factory=list)
    _demi_journees: set[str] = field(default_factory=set)
    _etiquette: Mention | None = None
    _dernier: Creneau | None = None

    @property
    def plages(self) -> list[Plage]:
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
        effet = classer(mention.mots)
        if devant:
            self._etiquette = None if effet == "NEUTRE" else mention
        if effet == "NEUTRE":
            return
        demi_journees_citees = demi_journees(mention.mots)
        self._demi_journees |= demi_journees_citees
        if colle and not (devant and mention.introduit) and not demi_journees_citees:
            self._lire_mention_apres_creneau(mention)
        elif effet == "FERMETURE" and not demi_journees_citees:
            self.dit_ferme = True
        elif not devant:
            motif = ", ".join([raison(mention.mots), *sorted(demi_journees_citees, reverse=True)])
            self._reserver(mention.debut, mention.fin, f"{motif} non compté")

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
