"""Le barème : à quel forfait annuel ouvre droit une structure, un jour donné (domaine.md D)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule
from shared.rules.loading import load
from shared.rules.periods import RuleError, Statut, check_no_overlap, in_force

PorteurConnu = Literal[
    "COLLECTIVITE", "ASSOCIATION", "LA_POSTE", "PIMMS", "MSA", "ETAT", "OPERATEUR"
]
Porteur = PorteurConnu | Literal["NON_RENSEIGNE"]
NatureAide = Literal["FORFAIT", "GARANTIE_MSAP"]

# A derived, announced or unsplit amount may be simulated, never paid on (ADR 0010).
PAYABLE: frozenset[Statut] = frozenset({"SEED", "SRC"})

NATURES: dict[NatureAide, str] = {
    "FORFAIT": "du forfait de fonctionnement",
    "GARANTIE_MSAP": "de la garantie des MSAP",
}
PORTEURS: dict[Porteur, str] = {
    "COLLECTIVITE": "une collectivité",
    "ASSOCIATION": "une association",
    "LA_POSTE": "La Poste",
    "PIMMS": "un PIMMS",
    "MSA": "la Mutualité sociale agricole",
    "ETAT": "l'État",
    "OPERATEUR": "un opérateur",
    "NON_RENSEIGNE": "un organisme non renseigné",
}
STATUTS: dict[Statut, str] = {
    "SRC_SANS_VENTILATION": "publié sans sa ventilation par fonds",
    "DERIVE": "déduit d'autres chiffres",
    "RECON": "reconstitué",
    "ANNONCE": "annoncé",
    "CHOICE": "choisi par hypothèse",
}


class FondsInconnu(RefusDuMoment):
    """Aucune ligne du barème ne fait payer ce fonds."""


@dataclass(frozen=True)
class Condition:
    """Ce que la ligne exige du porteur ; sans exigence, elle vaut pour tous."""

    porteur: PorteurConnu | None = None
    porteur_pas: PorteurConnu | None = None

    def accepte(self, porteur: str) -> bool:
        return self.porteur in (None, porteur) and self.porteur_pas != porteur


@dataclass(frozen=True, kw_only=True)
class LigneBareme(Rule):
    """Un montant annuel et ses parts par fonds, en centimes d'euro."""

    statut: Statut
    montant_centimes: int
    nature: NatureAide = "FORFAIT"
    si: Condition = field(default_factory=Condition)
    parts_centimes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        amounts = (self.montant_centimes, *self.parts_centimes.values())
        if min(amounts) <= 0:
            raise RuleError(f"« {self.id} » : un montant doit être supérieur à zéro.")
        total = sum(self.parts_centimes.values())
        if self.parts_centimes and total != self.montant_centimes:
            raise RuleError(
                f"« {self.id} » : les parts font {total} centimes, "
                f"le montant {self.montant_centimes} ; corrigez l'un ou les autres."
            )


@dataclass(frozen=True)
class Bareme:
    """Les lignes d'une aide ; deux lignes ne valent jamais ensemble pour un même porteur."""

    id: str
    lignes: tuple[LigneBareme, ...]

    def __post_init__(self) -> None:
        for porteur in get_args(PorteurConnu):
            lignes = [ligne for ligne in self.lignes if ligne.si.accepte(porteur)]
            check_no_overlap(lignes, scope=lambda ligne: ligne.nature, source=self.id)

    def exiger_fonds(self, nom: str) -> None:
        """Refuse (`FondsInconnu`) celui qu'aucune ligne ne nomme, de quelque année qu'elle soit."""
        connus = sorted({fonds for ligne in self.lignes for fonds in ligne.parts_centimes})
        if nom not in connus:
            raise FondsInconnu(
                f"Aucun fonds « {nom} » (connus : {', '.join(connus)}).", selon=[self.id]
            )

    def porteurs_des(self, regles: Iterable[str]) -> tuple[PorteurConnu, ...]:
        """Les types de porteur des lignes citées ; aucun, si elles les admettent tous."""
        citees = [ligne for ligne in self.lignes if ligne.id in set(regles)]
        connus = get_args(PorteurConnu)
        admis = tuple(each for each in connus if any(ligne.si.accepte(each) for ligne in citees))
        return () if admis == connus else admis

    def ligne(self, jour: date, porteur: str, nature: NatureAide) -> LigneBareme | None:
        """La ligne en vigueur pour ce porteur, s'il y en a une."""
        for ligne in in_force(self.lignes, jour):
            if ligne.nature == nature and ligne.si.accepte(porteur):
                return ligne
        return None


@dataclass(frozen=True)
class Droit:
    """Un droit annuel, en centimes ; des parts vides disent que la ventilation n'est pas connue."""

    montant_centimes: int
    parts_centimes: dict[str, int]
    regles: tuple[str, ...]
    source: str

    @property
    def ventilation_connue(self) -> bool:
        return bool(self.parts_centimes)


@dataclass(frozen=True)
class RefusDroit:
    """Aucun droit ne peut être ouvert, pourquoi, et d'après quelles lignes, ou quel barème."""

    raison: str
    regles: tuple[str, ...]


@dataclass(frozen=True)
class DroitAttendu(RefusDroit):
    """Rien ne peut encore être payé : le droit `possible` attend une source, ou le label."""

    possible: Droit
    attend: Literal["BAREME", "RETABLISSEMENT"] = "BAREME"


def droit(
    bareme: Bareme,
    jour: date,
    porteur: Porteur | tuple[Porteur, ...],
    nature: NatureAide = "FORFAIT",
    simulation: bool = False,
) -> Droit | RefusDroit:
    """Le droit d'une structure ce jour-là (A-032, A-036).

    Sans porteur connu, ou s'il y en a plusieurs possibles, le montant n'est certain que s'ils ont
    tous le même. Une `simulation` admet les lignes annoncées ou reconstituées ; sans elle, le droit
    qu'elles donneraient est attendu (`DroitAttendu`), et ne se paie pas.
    """
    possibles = _possibles(porteur)
    found = [bareme.ligne(jour, each, nature) for each in possibles]
    lignes = list({ligne.id: ligne for ligne in found if ligne}.values())
    regles = tuple(ligne.id for ligne in lignes)
    if not lignes:
        return RefusDroit(_aucune_ligne(bareme, jour, possibles, nature), (bareme.id,))
    if None in found or len({ligne.montant_centimes for ligne in lignes}) > 1:
        return RefusDroit(_porteur_decisif(jour, lignes), regles)
    possible = Droit(
        montant_centimes=lignes[0].montant_centimes,
        parts_centimes=dict(lignes[0].parts_centimes) if len(lignes) == 1 else {},
        regles=regles,
        source=" ; ".join(dict.fromkeys(tag for ligne in lignes for tag in ligne.source)),
    )
    if not simulation and (unpayable := [x for x in lignes if x.statut not in PAYABLE]):
        return DroitAttendu(_non_payable(unpayable[0]), regles, possible)
    return possible


def _possibles(porteur: Porteur | tuple[Porteur, ...]) -> tuple[Porteur, ...]:
    dits = porteur if isinstance(porteur, tuple) else (porteur,)
    return get_args(PorteurConnu) if "NON_RENSEIGNE" in dits else dits


def _aucune_ligne(
    bareme: Bareme, jour: date, porteurs: tuple[Porteur, ...], nature: NatureAide
) -> str:
    porteur = porteurs[0] if len(porteurs) == 1 else "NON_RENSEIGNE"
    return (
        f"Le barème {bareme.id} ne prévoit aucun montant le {jour:%d/%m/%Y}, au titre "
        f"{NATURES[nature]}, pour une structure portée par {PORTEURS[porteur]}."
    )


def _porteur_decisif(jour: date, lignes: list[LigneBareme]) -> str:
    return (
        f"Le montant dû le {jour:%d/%m/%Y} dépend du type de porteur, qui n'est pas renseigné "
        f"(règles : {', '.join(ligne.id for ligne in lignes)}) ; renseignez-le."
    )


def _non_payable(ligne: LigneBareme) -> str:
    return (
        f"Le montant de la règle {ligne.id} est {STATUTS[ligne.statut]} : il peut servir à une "
        f"simulation, jamais à un paiement (source : {', '.join(ligne.source)})."
    )


@cache
def charger_bareme() -> Bareme:
    """Le barème livré avec le service ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.funding.forfait") / "donnees" / "forfait.yaml", Bareme)
