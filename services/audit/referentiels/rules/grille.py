"""Le référentiel : les critères qu'un audit vérifie, et les motifs d'un refus (domaine.md B)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule
from shared.rules.periods import RuleError, Statut

Niveau = Literal["structure", "departement"]
Applicabilite = Literal["fixe", "mobile"]
Nature = Literal["booleenne", "quantitative", "documentaire", "observation"]
Automatique = Literal["OUI", "PARTIEL", "ULTERIEUR", "NON"]
# SANS_CONTROLE_PREALABLE: an MSAP opened without any check: no audit applies it.
Decision = Literal["TOUS_OBLIGATOIRES", "SANS_CONTROLE_PREALABLE"]
# A reconstructed or announced grid may be simulated; it decides nothing (ADR 0010).
OPPOSABLE: frozenset[Statut] = frozenset({"SEED", "SRC"})
# What a bearer declares is never a finding: DECLARE has no place here.
ModeAdmis = Literal["CONSTATE_SUR_SITE", "CONSTATE_PAR_DONNEE"]


class CritereInconnu(RefusDuMoment):
    """Le référentiel cité ne contient pas ce critère."""


class AucunReferentiel(RefusDuMoment):
    """Aucun référentiel n'est en vigueur au jour demandé."""


class ReferentielNonOpposable(RefusDuMoment):
    """Le référentiel en vigueur se consulte et se simule ; il ne peut fonder un label."""


@dataclass(frozen=True)
class Seuil:
    """Le minimum, inclus, d'une mesure ; `unite` dit au pluriel ce qu'elle compte."""

    mesure: str
    min: float
    unite: str


@dataclass(frozen=True)
class Critere:
    """Un critère obligatoire ; plusieurs seuils doivent être atteints ensemble.

    `automatique` dit si une donnée peut l'établir sans visite.
    """

    code: str
    libelle: str
    theme: str
    niveau: Niveau
    applicabilite: tuple[Applicabilite, ...]
    nature: Nature
    automatique: Automatique
    controle: str
    preuves: tuple[str, ...]
    modes_admis: tuple[ModeAdmis, ...]
    motif_refus: str
    statut: Statut
    source: tuple[str, ...]
    seuil: tuple[Seuil, ...] = ()

    def __post_init__(self) -> None:
        if not self.modes_admis or not self.applicabilite:
            raise RuleError(f"{self.code} : il faut au moins un mode admis et une applicabilité.")


@dataclass(frozen=True)
class Motif:
    """Un motif de non-labellisation, et sa part publiée des refus, en pour cent (A-013)."""

    code: str
    libelle: str
    source: tuple[str, ...]
    part_publiee: int | None = None


@dataclass(frozen=True)
class Texte:
    """Un texte auquel des preuves renvoient : la charte, le bouquet de services (A-086)."""

    preuve: str
    titre: str
    source: tuple[str, ...]
    statut: Statut


@dataclass(frozen=True)
class Repere:
    """Un chiffre connu de l'époque du référentiel, qui n'est pas un seuil."""

    libelle: str
    valeur: float
    source: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Referentiel(Rule):
    """Une version datée de la grille ; l'ordre des motifs est leur ordre de priorité.

    `statut` est celui de la grille entière, `statut_debut` et `statut_fin` ceux de ses dates.
    `source_parts` dit au public d'où viennent les parts publiées des motifs.
    Un référentiel peut reprendre les critères d'un autre, sauf ceux qu'il écrit lui-même.
    """

    base_juridique: str
    regle_decision: Decision
    motifs: tuple[Motif, ...]
    criteres: tuple[Critere, ...]
    statut_debut: Statut = "SRC"
    statut_fin: Statut | None = None
    reprend: str | None = None
    source_parts: str = ""
    textes: tuple[Texte, ...] = ()
    reperes: tuple[Repere, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        _refuse_repeated([critere.code for critere in self.criteres])
        _refuse_repeated([motif.code for motif in self.motifs])
        if unknown := {c.motif_refus for c in self.criteres} - {m.code for m in self.motifs}:
            raise RuleError(f"Motif de refus absent de la liste : {', '.join(sorted(unknown))}.")

    @property
    def obstacle(self) -> str | None:
        """La raison pour laquelle il ne peut fonder un label ; None, s'il le peut."""
        if self.regle_decision == "SANS_CONTROLE_PREALABLE":
            return "il n'exige aucun contrôle avant l'ouverture (A-131)"
        if self.statut not in OPPOSABLE:
            return "il est reconstitué ou annoncé : il se simule, mais ne décide pas"
        return None

    def complete_par(self, repris: "Referentiel") -> "Referentiel":
        """Le même, avec les critères d'un autre qu'il n'écrit pas lui-même : une reconstitution."""
        ecrits = {critere.code for critere in self.criteres}
        reste = tuple(
            replace(critere, statut="RECON", source=(f"repris de {repris.id}",))
            for critere in repris.criteres
            if critere.code not in ecrits
        )
        return replace(self, criteres=(*reste, *self.criteres))

    def applicables(self, mobile: bool) -> tuple[Critere, ...]:
        """Les critères d'une structure mobile, ou d'une structure fixe."""
        kind = "mobile" if mobile else "fixe"
        return tuple(critere for critere in self.criteres if kind in critere.applicabilite)

    def critere(self, code: str) -> Critere:
        """Le critère de ce code ; refuse (`CritereInconnu`) s'il n'est pas de ce référentiel."""
        for critere in self.criteres:
            if critere.code == code:
                return critere
        raise CritereInconnu(
            f"Le critère « {code} » n'est pas dans le référentiel {self.id}.", selon=[self.id]
        )

    def motif(self, code: str) -> Motif:
        """Le motif de ce code ; `KeyError` s'il n'est pas de ce référentiel."""
        return {motif.code: motif for motif in self.motifs}[code]

    def motif_principal(self, codes: Iterable[str]) -> str:
        """Le code du motif prioritaire parmi ceux des critères non conformes (A-013, B.4).

        `CritereInconnu` pour un code étranger au référentiel, `ValueError` s'il n'y a aucun code.
        """
        found = {self.critere(code).motif_refus for code in codes}
        if not found:
            raise ValueError("Aucun critère non conforme : il n'y a pas de motif de refus.")
        return next(motif.code for motif in self.motifs if motif.code in found)


def _refuse_repeated(codes: list[str]) -> None:
    repeated = sorted(code for code, times in Counter(codes).items() if times > 1)
    if repeated:
        raise RuleError(f"Code présent plusieurs fois : {', '.join(repeated)}.")
