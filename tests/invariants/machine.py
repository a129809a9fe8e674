"""Tout ce qui peut arriver aux cinq services, dans n'importe quel ordre."""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from console.execution.services import BUILDERS
from tests.invariants.argent import Enveloppes, Msap, Paiements
from tests.invariants.audits import Audits
from tests.invariants.bilan import Bilan
from tests.invariants.conventions import Conventions
from tests.invariants.dossiers import Labels
from tests.invariants.fautes import FAUTES, fausser
from tests.invariants.gestes import GESTES
from tests.invariants.journal import Evenement, Journaux
from tests.invariants.lieu import Lieu
from tests.invariants.partie import STRUCTURES, Partie, Structure
from tests.invariants.plateforme import Acces, Ouvertures
from tests.invariants.suite import Essai, avancer, envoyer, former, prochaine, repondre
from tests.invariants.temoin import Garde, Temoin

UNE = st.sampled_from(STRUCTURES)
QUI = st.sampled_from(sorted(BUILDERS))
GESTE = st.sampled_from(sorted(GESTES))
FAUTE = st.sampled_from(sorted(FAUTES))
RANG = st.integers(0, 199)
APRES_LE_LABEL = (
    "mettre_en_demeure",
    "mettre_en_demeure",
    "suspendre",
    "suspendre",
    "retablir",
    "constater_la_conformite",
    "retirer",
    "retirer",
    "retirer",
    "renoncer",
    "fermer",
    "fusionner",
    "annuler_la_fusion",
)
APRES_MISE_EN_DEMEURE = ("suspendre", "retirer")
TRAVAIL = (
    "former et ouvrir",
    "former à moitié",
    "ouvrir",
    "inscrire_un_agent",
    "desinscrire_un_agent",
    "solliciter",
    "répondre",
    "saisir_l_activite",
)
SOUS_LABEL = ("LABELLISEE", "SOUS_MISE_EN_DEMEURE", "SUSPENDUE")
PANNES = ("retenir un service", "arrêter ses lecteurs", "publier de nouveau", "redémarrer")
BUS = STRUCTURES[3:6]
AIDES = ("inscrire_le_bus", "accorder_l_aide", "liberer_l_aide")
FINANCEMENT = (
    "notifier_le_forfait",
    "verser_le_forfait",
    "verser_le_forfait",
    "inscrire_la_msap",
    "reexaminer_les_droits",
)
DEPARTS = (13, 12, 10, 6, 1, 15)
"""De combien de pas une structure est avancée au départ ; au treizième, elle a ses agents."""


def gardes(ignorants: set[UUID]) -> list[Garde]:
    """De quoi veiller sur INV-01 à INV-14 ; `ignorants` : voir `Ouvertures`."""
    argent = (Enveloppes(), Msap(), Paiements())
    return [Labels(), Audits(), Conventions(), *argent, Acces(), Ouvertures(ignorants)]


class Programme(RuleBasedStateMachine):
    """Un essai : un monde, une partie, et un témoin qui relit chaque journal à chaque pas."""

    lieu: Lieu
    bilan: Bilan

    def __init__(self) -> None:
        super().__init__()
        self.pile = ExitStack()
        self.monde = self.pile.enter_context(self.lieu.monde())
        self.partie = Partie(self.monde)
        self.journaux = Journaux(self.monde.dossier)
        self.temoin = Temoin(gardes(self.partie.ignorants), self.bilan.rompus)
        self.vus: list[Evenement] = []

    @initialize(pas=st.tuples(*[st.sampled_from(DEPARTS)] * 3), mobile=st.booleans())
    def commencer(self, pas: tuple[int, ...], mobile: bool) -> None:
        """Deux structures, et une troisième ou un bus, déjà plus ou moins loin."""
        for s, fois in zip((*STRUCTURES[:2], STRUCTURES[3 if mobile else 2]), pas, strict=True):
            for _ in range(fois):
                self._noter("avancer", avancer(self.partie, s))

    @rule(s=UNE, fois=st.integers(1, 5))
    def avancer(self, s: Structure, fois: int) -> None:
        for _ in range(fois):
            self._noter("avancer", avancer(self.partie, s))

    @rule(s=UNE, faute=FAUTE)
    def avancer_de_travers(self, s: Structure, faute: str) -> None:
        """La demande prévue, faussée ; la juste viendra ensuite."""
        self.monde.remettre_tout(str(s.id))
        self.partie.apprendre()
        if commande := prochaine(self.partie, s):
            self.partie.prevus[s.id].insert(0, (self.partie.maintenant, commande))
            fausse = fausser(faute, self.partie, s, commande)
            self._noter(faute, self._envoi(s, fausse))

    @rule(s=UNE, nom=GESTE)
    def demander(self, s: Structure, nom: str) -> None:
        s = self._parmi(s, self._connues())
        self._noter("demander", self._envoi(s, GESTES[nom](self.partie, s)))

    @rule(s=UNE, nom=GESTE, faute=FAUTE)
    def demander_de_travers(self, s: Structure, nom: str, faute: str) -> None:
        s = self._parmi(s, self._connues())
        commande = fausser(faute, self.partie, s, GESTES[nom](self.partie, s))
        self._noter(faute, self._envoi(s, commande))

    @rule(s=UNE, nom=st.sampled_from(APRES_LE_LABEL))
    def vivre(self, s: Structure, nom: str) -> None:
        """Ce qui arrive à une structure labellisée, s'il y en a une."""
        s = self._parmi(s, self._connues(*SOUS_LABEL))
        if nom in APRES_MISE_EN_DEMEURE and self.partie.etat(s) == "LABELLISEE":
            self._noter("vivre", self._envoi(s, GESTES["mettre_en_demeure"](self.partie, s)))
        self._noter("vivre", self._envoi(s, GESTES[nom](self.partie, s)))

    @rule(s=UNE, quoi=st.sampled_from(TRAVAIL), rang=RANG)
    def travailler(self, s: Structure, quoi: str, rang: int) -> None:
        """Ce qui se fait dans une structure dont les agents sont inscrits, s'il y en a une."""
        s = self._parmi(s, [x for x in STRUCTURES if self.partie.agents[self.partie.label(x)]])
        if quoi in GESTES:
            essais: Iterable[Essai] = self._envoi(s, GESTES[quoi](self.partie, s))
        elif quoi == "répondre":
            essais = repondre(self.partie, rang, clore=rang % 3 == 0)
        else:
            essais = former(self.partie, s, jusqu_au_bout=quoi != "former à moitié")
        self._noter(quoi, essais)
        if quoi == "former et ouvrir":
            self.monde.remettre_tout(str(s.id))
            self._noter("ouvrir", self._envoi(s, GESTES["ouvrir"](self.partie, s)))

    @rule(s=UNE, nom=st.sampled_from(FINANCEMENT))
    def financer(self, s: Structure, nom: str) -> None:
        """Sur une structure labellisée, s'il y en a une."""
        s = self._parmi(s, self._connues(*SOUS_LABEL))
        self._noter("financer", self._envoi(s, GESTES[nom](self.partie, s)))

    @rule(s=st.sampled_from(BUS), nom=st.sampled_from(AIDES))
    def aider_un_bus(self, s: Structure, nom: str) -> None:
        self._noter("aider un bus", self._envoi(s, GESTES[nom](self.partie, s)))

    @rule(rang=RANG)
    def redemander(self, rang: int) -> None:
        """La même demande, une fois de plus."""
        if self.partie.envoyees:
            commande = self.partie.envoyees[-1 - rang % len(self.partie.envoyees)]
            self.monde.demander(commande, "redemandes")
            self._pas("redemander")

    @rule(jours=st.sampled_from((1, 3, 8, 31, 61, 190)))
    def attendre(self, jours: int) -> None:
        self._pas("attendre")
        self.monde.attendre(jours)

    @rule(quoi=st.sampled_from(("un peu", "encore", "tout")), rang=RANG)
    def remettre(self, quoi: str, rang: int) -> None:
        self._pas(f"remettre {quoi}")
        if quoi == "tout":
            self.monde.remettre_tout()
        for tour in range(rang % 8 if quoi != "tout" else 0):
            if quoi == "encore":
                self.monde.courrier.remettre_encore(rang + tour)
            else:
                self.monde.remettre_un(rang + 7 * tour)

    @rule(quoi=st.sampled_from(PANNES), name=QUI, rang=RANG)
    def tomber_en_panne(self, quoi: str, name: str, rang: int) -> None:
        """Le service n'apprend plus, n'annonce plus, redit ses faits, ou redémarre."""
        self._pas(quoi)
        if quoi == "retenir un service":
            self.monde.retenus ^= {name}
        elif quoi == "arrêter ses lecteurs":
            self.monde.arretes ^= {name}
        elif quoi == "publier de nouveau":
            self.monde.publier_de_nouveau(name, 1 + rang % 30)
        else:
            self.monde.redemarrer(name)

    @invariant()
    def rien_n_est_rompu(self) -> None:
        nouveaux = self.journaux.nouveaux()
        self.vus += nouveaux
        self.temoin.voir(nouveaux)

    def teardown(self) -> None:
        with self.pile:
            self.monde.au_repos()
            self.rien_n_est_rompu()
            self.temoin.au_repos()
            assert not self.journaux.alteres(), "un événement gardé a changé (INV-07)"
            self.bilan.finir(self.monde.remis, self.vus)

    def _connues(self, *voulus: str) -> list[Structure]:
        """Les structures qui ont un dossier, dans l'un de ces états s'il y en a de dits."""
        etats = self.partie.etats()
        connues = [each for each in STRUCTURES if str(each.id) in etats]
        return [x for x in connues if not voulus or etats[str(x.id)] in voulus]

    def _parmi(self, s: Structure, voulues: list[Structure]) -> Structure:
        """L'une de celles-ci, s'il y en a ; sinon, la structure donnée."""
        return voulues[s.rang % len(voulues)] if voulues else s

    def _envoi(self, s: Structure, commande: Any) -> Iterable[Essai]:
        yield commande, envoyer(self.partie, s, commande)

    def _noter(self, pas: str, essais: Iterable[Essai]) -> None:
        self._pas(pas)
        for commande, outcome in essais:
            self.bilan.repondre(type(commande).__name__, outcome.code)

    def _pas(self, pas: str) -> None:
        self.bilan.pas[pas] += 1
        self.monde.lire()
        self.partie.apprendre()


def machine(lieu: Lieu, bilan: Bilan) -> type[Programme]:
    """Celle qui bâtit ses mondes dans ce lieu, et tient ce bilan."""
    return type("Programme", (Programme,), {"lieu": lieu, "bilan": bilan})
