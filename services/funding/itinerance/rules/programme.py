"""Les programmes d'aide à l'itinérance : dates, montants, ordre d'attribution (domaine.md D.2)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from services.funding.itinerance.rules.admission import Admission, AucuneAdmission
from shared.clock import days_after, years_after
from shared.refusal import RefusDuMoment
from shared.rules.dated import Origine, Rules
from shared.rules.loading import load
from shared.rules.periods import Period, RuleError


class ProgrammeInconnu(RefusDuMoment):
    """Aucun programme d'itinérance ne porte ce code."""


Ordre = Literal[
    "ORDRE_INSCRIPTION", "DATE_DOSSIER_COMPLET", "PRIORITE_TERRITOIRE_NON_POURVU", "TIRAGE"
]
FormatStructure = Literal["FIXE", "MULTISITES", "ANTENNE", "BUS", "ITINERANTE"]


@dataclass(frozen=True)
class Programme:
    """Une enveloppe et ses règles ; `inscriptions` comprend son dernier jour, heure de Paris."""

    id: str
    inscriptions: Period
    financeur: str
    montant_centimes: int
    par_structure_centimes: int
    ordre: Ordre
    formats: tuple[FormatStructure, ...]
    annees: int
    origines: dict[str, Origine]

    def __post_init__(self) -> None:
        if not 0 < self.par_structure_centimes <= self.montant_centimes:
            raise RuleError(
                f"« {self.id} » : l'aide à une structure ({self.par_structure_centimes} centimes) "
                f"doit tenir dans l'enveloppe ({self.montant_centimes}) ; corrigez les montants."
            )
        if missing := set(vars(self)) - {"id", "origines"} - set(self.origines):
            names = ", ".join(sorted(missing))
            raise RuleError(f"« {self.id} » : dites dans « origines » d'où viennent {names}.")

    def dernier_jour(self, premier: date) -> date:
        """TMR-09 : l'aide commencée un 1er mars finit le dernier jour de février."""
        return years_after(days_after(premier, -1), self.annees)


@dataclass(frozen=True)
class Itinerance:
    """Les programmes, par leur code, et qui ils admettent."""

    id: str
    programmes: tuple[Programme, ...]
    admissions: Rules[Admission]

    def __post_init__(self) -> None:
        codes = [programme.id for programme in self.programmes]
        if twice := {code for code in codes if codes.count(code) > 1}:
            raise RuleError(f"{self.id} : {', '.join(sorted(twice))} est écrit deux fois.")

    @property
    def formats(self) -> frozenset[FormatStructure]:
        """Ceux qu'au moins un programme aide."""
        return frozenset(format for each in self.programmes for format in each.formats)


@cache
def charger_itinerance() -> Itinerance:
    """Les programmes livrés avec le service ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.funding.itinerance") / "donnees" / "itinerance.yaml", Itinerance)


def programme(code: str) -> Programme:
    """Le programme de ce code ; `ProgrammeInconnu`, qui nomme ceux qui existent."""
    connus = {each.id: each for each in charger_itinerance().programmes}
    if code not in connus:
        raise ProgrammeInconnu(f"Aucun programme « {code} » (connus : {', '.join(connus)}).")
    return connus[code]


def admission(jour: date) -> Admission:
    """La règle d'admission de ce jour ; refuse (`AucuneAdmission`) s'il n'y en a pas."""
    regle = charger_itinerance().admissions.on(jour)
    if regle is None:
        raise AucuneAdmission(f"Aucune règle n'admet de bus à l'aide le {jour:%d/%m/%Y}.")
    return regle
