"""Les enquêtes annuelles : leurs règles datées, leurs questionnaires, ce qu'une réponse mesure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from shared.clock import days_after, years_after
from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import RuleError

Public = Literal["AGENTS", "USAGERS"]
Genre = Literal["NOTE", "OUI_NON", "TEXTE"]

PUBLICS: dict[Public, str] = {"AGENTS": "agents", "USAGERS": "usagers"}
REPOND: dict[Public, str] = {"AGENTS": "AGENT", "USAGERS": "PUBLIC"}
"""Le rôle de qui répond au questionnaire de ce public (A-026)."""
REORIENTATION = "REORIENTATION"
COMMENTAIRE = "COMMENTAIRE"
CENTIEMES_SUR_DIX = 1000
"""Une note ramenée sur dix, en centièmes de point : des entiers, que l'on additionne sans écart."""


class AucuneEnquete(RefusDuMoment):
    """Aucune règle d'enquête n'est en vigueur au jour demandé."""


class ReponseIrrecevable(RefusDuMoment):
    """La réponse ne suit pas le questionnaire de la campagne."""


class RepondantEtranger(RefusDuMoment):
    """Un questionnaire ne se remplit que par ceux à qui il est destiné."""


@dataclass(frozen=True)
class Echelle:
    """Les notes admises, bornes comprises ; `sens` dit ce que valent les bornes."""

    min: int
    max: int
    sens: str

    def __post_init__(self) -> None:
        if self.min >= self.max:
            raise RuleError(f"une échelle va d'une note à une plus haute ({self.min}, {self.max})")

    def centiemes(self, note: int) -> int:
        """La note sur dix, en centièmes, arrondie au plus proche."""
        return round((note - self.min) * CENTIEMES_SUR_DIX / (self.max - self.min))


@dataclass(frozen=True)
class Question:
    """Une question ; seule une note a une échelle."""

    code: str
    genre: Genre
    libelle: str
    echelle: Echelle | None = None

    def __post_init__(self) -> None:
        if (self.genre == "NOTE") != (self.echelle is not None):
            raise RuleError(f"{self.code} : une note, et elle seule, a une échelle.")


@dataclass(frozen=True)
class Mesure:
    """Ce qu'une réponse fait compter ; `None`, si elle n'en dit rien."""

    note: int | None
    reorientee: bool | None


@dataclass(frozen=True, kw_only=True)
class Questionnaire(Rule):
    """Une version datée des questions posées à un public."""

    public: Public
    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        codes = [each.code for each in self.questions]
        textes = {each.code for each in self.questions if each.genre == "TEXTE"}
        if textes - {COMMENTAIRE} or len(set(codes)) < len(codes):
            raise RuleError(f"« {self.id} » : des codes distincts, et {COMMENTAIRE} pour le texte.")

    @property
    def scope(self) -> Public:
        return self.public

    def verifier_repondant(self, role: str) -> None:
        """A-026 : aux agents leur questionnaire, aux usagers le leur."""
        if role != REPOND[self.public]:
            raise RepondantEtranger(
                f"Le questionnaire {self.id} s'adresse au rôle {REPOND[self.public]}.",
                selon=[self.id],
            )

    def mesurer(
        self, notes: Mapping[str, int], choix: Mapping[str, str], commentaire: str
    ) -> Mesure:
        """La mesure de cette réponse ; refuse (`ReponseIrrecevable`) ce qui n'est pas demandé."""
        self._verifier("NOTE", notes)
        self._verifier("OUI_NON", choix)
        self._verifier("TEXTE", {COMMENTAIRE} if commentaire else ())
        if not (notes or choix):
            raise ReponseIrrecevable(
                "Répondez à une question au moins, texte libre mis à part.", selon=[self.id]
            )
        ramenees = [self._echelle(code, note).centiemes(note) for code, note in notes.items()]
        return Mesure(
            note=round(sum(ramenees) / len(ramenees)) if ramenees else None,
            reorientee=choix[REORIENTATION] == "OUI" if REORIENTATION in choix else None,
        )

    def _verifier(self, genre: Genre, repondues: Collection[str]) -> None:
        posees = {each.code for each in self.questions if each.genre == genre}
        if inconnues := set(repondues) - posees:
            raise ReponseIrrecevable(
                f"{', '.join(sorted(inconnues))} : ce n'est pas une question du genre {genre} du "
                f"questionnaire {self.id} (attendu : {', '.join(sorted(posees)) or 'aucune'}).",
                selon=[self.id],
            )

    def _echelle(self, code: str, note: int) -> Echelle:
        """L'échelle de cette question, si elle admet cette note."""
        [echelle] = [each.echelle for each in self.questions if each.code == code and each.echelle]
        if not echelle.min <= note <= echelle.max:
            raise ReponseIrrecevable(
                f"{code} : la note {note} n'est pas entre {echelle.min} et {echelle.max} "
                f"({echelle.sens}).",
                selon=[self.id],
            )
        return echelle


@dataclass(frozen=True, kw_only=True)
class RegleEnquetes(Rule):
    """À qui l'on demande, quand après le label, pendant combien de jours, et quand de nouveau."""

    publics: tuple[Public, ...]
    periodicite_annees: int
    ouverture_jours: int
    duree_jours: int

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.publics or self.duree_jours >= 365 * self.periodicite_annees:
            raise RuleError(f"« {self.id} » : un public au moins, et une campagne à la fois.")

    def premiere(self, date_effet: date) -> date:
        return days_after(date_effet, self.ouverture_jours)

    def suivante(self, ouverte_le: date) -> date:
        """Le même jour, `periodicite_annees` plus tard ; le 28 février pour un 29."""
        return years_after(ouverte_le, self.periodicite_annees)

    def cloture(self, ouverte_le: date) -> date:
        """Le dernier jour où l'on peut répondre."""
        return days_after(ouverte_le, self.duree_jours - 1)


@dataclass(frozen=True)
class Enquetes:
    """Les règles d'enquête, une à la fois, et les questionnaires, un à la fois par public."""

    id: str
    regles: Rules[RegleEnquetes]
    questionnaires: Rules[Questionnaire]

    def en_vigueur(self, jour: date) -> RegleEnquetes:
        """La règle de ce jour ; refuse (`AucuneEnquete`) s'il n'y en a pas."""
        if regle := self.regles.on(jour):
            return regle
        raise AucuneEnquete(f"Aucune règle d'enquête n'est en vigueur le {jour:%d/%m/%Y}.")

    def questionnaires_de(self, regle: RegleEnquetes, jour: date) -> dict[Public, str]:
        """Par public enquêté, le questionnaire de ce jour."""
        poses = self.questionnaires.in_force(jour)
        return {each.public: each.id for each in poses if each.public in regle.publics}


@cache
def charger_enquetes() -> Enquetes:
    """`RuleError` si le fichier est inutilisable."""
    return load(files("services.audit.enquetes") / "donnees" / "enquetes.yaml", Enquetes)


def questionnaire(id: str) -> Questionnaire:
    """Celui de cet identifiant, même ancien ; refuse (`ReponseIrrecevable`) s'il n'existe pas."""
    if found := charger_enquetes().questionnaires.by_id(id):
        return found
    raise ReponseIrrecevable(f"Le questionnaire « {id} » n'existe pas.")
