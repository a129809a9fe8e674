"""Les enquêtes annuelles : leurs règles datées, leurs questionnaires, ce qu'une réponse mesure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from shared.refusal import Refus
from shared.rules.periods import Period, RuleError, Statut, check_no_overlap, in_force

Public = Literal["AGENTS", "USAGERS"]
Genre = Literal["NOTE", "OUI_NON", "TEXTE"]
Parametre = Literal["publics", "periodicite_annees", "ouverture_jours", "duree_jours"]

REORIENTATION = "REORIENTATION"
COMMENTAIRE = "COMMENTAIRE"
CENTIEMES_SUR_DIX = 1000
"""Une note ramenée sur dix, en centièmes de point : des entiers, que l'on additionne sans écart."""


class AucuneEnquete(Refus):
    """Aucune règle d'enquête n'est en vigueur au jour demandé."""


class ReponseIrrecevable(Refus):
    """La réponse ne suit pas le questionnaire de la campagne."""


@dataclass(frozen=True)
class Origine:
    """D'où vient une valeur."""

    statut: Statut
    reference: str


@dataclass(frozen=True)
class Echelle:
    """Les notes admises, bornes comprises, et ce que les bornes veulent dire."""

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


@dataclass(frozen=True)
class Questionnaire:
    """Une version datée des questions posées à un public."""

    id: str
    public: Public
    en_vigueur: Period
    statut: Statut
    reference: str
    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        codes = [each.code for each in self.questions]
        textes = {each.code for each in self.questions if each.genre == "TEXTE"}
        if textes - {COMMENTAIRE} or len(set(codes)) < len(codes):
            raise RuleError(f"« {self.id} » : des codes distincts, et {COMMENTAIRE} pour le texte.")

    @property
    def periode(self) -> Period:
        return self.en_vigueur

    def mesurer(
        self, notes: Mapping[str, int], choix: Mapping[str, str], commentaire: str
    ) -> Mesure:
        """Ce que dit cette réponse ; refuse (`ReponseIrrecevable`) ce qui n'est pas demandé."""
        self._verifier("NOTE", notes)
        self._verifier("OUI_NON", choix)
        self._verifier("TEXTE", {COMMENTAIRE} if commentaire else ())
        if not (notes or choix):
            raise ReponseIrrecevable("Répondez à une question au moins, texte libre mis à part.")
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
                f"questionnaire {self.id} (attendu : {', '.join(sorted(posees)) or 'aucune'})."
            )

    def _echelle(self, code: str, note: int) -> Echelle:
        """L'échelle de cette question, si elle admet cette note."""
        [echelle] = [each.echelle for each in self.questions if each.code == code and each.echelle]
        if not echelle.min <= note <= echelle.max:
            raise ReponseIrrecevable(
                f"{code} : la note {note} n'est pas entre {echelle.min} et {echelle.max} "
                f"({echelle.sens})."
            )
        return echelle


@dataclass(frozen=True)
class RegleEnquetes:
    """À qui l'on demande, quand après le label, pendant combien de jours, et quand de nouveau."""

    id: str
    en_vigueur: Period
    publics: tuple[Public, ...]
    periodicite_annees: int
    ouverture_jours: int
    duree_jours: int
    origines: dict[Parametre, Origine]

    def __post_init__(self) -> None:
        if missing := set(get_args(Parametre)) - set(self.origines):
            raise RuleError(f"« {self.id} » : origine manquante de {', '.join(sorted(missing))}.")
        if not self.publics or self.duree_jours >= 365 * self.periodicite_annees:
            raise RuleError(f"« {self.id} » : un public au moins, et une campagne à la fois.")

    @property
    def periode(self) -> Period:
        return self.en_vigueur

    def premiere(self, date_effet: date) -> date:
        return date_effet + timedelta(days=self.ouverture_jours)

    def suivante(self, ouverte_le: date) -> date:
        """Le même jour, `periodicite_annees` plus tard ; le 28 février pour un 29."""
        annee = ouverte_le.year + self.periodicite_annees
        try:
            return ouverte_le.replace(year=annee)
        except ValueError:
            return ouverte_le.replace(year=annee, day=28)

    def cloture(self, ouverte_le: date) -> date:
        """Le dernier jour où l'on peut répondre."""
        return ouverte_le + timedelta(days=self.duree_jours - 1)


@dataclass(frozen=True)
class Enquetes:
    """Les règles d'enquête, une à la fois, et les questionnaires, un à la fois par public."""

    id: str
    regles: tuple[RegleEnquetes, ...]
    questionnaires: tuple[Questionnaire, ...]

    def __post_init__(self) -> None:
        check_no_overlap(self.regles, scope=lambda _: None, source=self.id)
        check_no_overlap(self.questionnaires, scope=lambda each: each.public, source=self.id)

    def en_vigueur(self, jour: date) -> RegleEnquetes:
        """La règle de ce jour ; refuse (`AucuneEnquete`) s'il n'y en a pas."""
        found = in_force(self.regles, jour)
        if not found:
            raise AucuneEnquete(f"Aucune règle d'enquête n'est en vigueur le {jour:%d/%m/%Y}.")
        return found[0]

    def questionnaires_de(self, regle: RegleEnquetes, jour: date) -> dict[str, str]:
        """Par public enquêté, le questionnaire de ce jour."""
        known = in_force(self.questionnaires, jour)
        return {each.public: each.id for each in known if each.public in regle.publics}

    def questionnaire(self, id: str) -> Questionnaire:
        return next(each for each in self.questionnaires if each.id == id)
