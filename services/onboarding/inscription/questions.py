"""Ce que la page d'inscription demande d'une structure : son lien, son compte, ce qui manque."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.onboarding.convention.questions import operateurs_du_socle
from services.onboarding.formation.questions import (
    FormationDeLaStructure,
    formation_de_la_structure,
)
from services.onboarding.raccordement.domain.raccordement import (
    APPLICATIONS,
    Acces,
    Lien,
    Raccordement,
)
from services.onboarding.raccordement.questions import EtatDeLAnnexe, etat_de_l_annexe
from services.onboarding.raccordement.rules import regle_en_vigueur
from shared.adresse import cle
from shared.clock import paris_date
from shared.rules.dated import Jours
from shared.runtime.component import Component
from shared.structures import DesignationEnregistree

OF_A_DEPARTEMENT = "SELECT label_id FROM inscriptions WHERE departement = :departement"


@dataclass(frozen=True)
class Inscription:
    """Où en est une structure, d'après son journal : ce qu'elle vient de faire y est déjà."""

    label_id: UUID
    structure_id: UUID
    structure: DesignationEnregistree
    acces: Acces
    lien: Lien
    lien_acces: Lien | None
    a_un_compte: bool
    est_ouverte: bool
    agents: int

    @property
    def courriel(self) -> str:
        """L'adresse où écrire à la structure ; vide si elle n'est pas connue."""
        return self.structure.get("courriel") or ""


@dataclass(frozen=True)
class Avancement:
    """Ce qui est ouvert à la structure, et ce qui manque (A-118, A-057, INV-14)."""

    applications: list[str]
    minimum_agents: int
    formation: FormationDeLaStructure
    annexe: EtatDeLAnnexe | None
    operateurs_manquants: list[str]


def inscription(component: Component, label_id: UUID) -> Inscription | None:
    """Celle de ce label ; None s'il n'en a pas."""
    found = component.service.load(Raccordement, Raccordement.create_id(label_id))
    if found is None:
        return None
    return Inscription(
        found.label_id,
        found.structure_id,
        found.structure,
        found.acces,
        Lien(found.lien_id, "", found.expire_le),
        found.lien_acces,
        found.compte_id is not None,
        found.est_ouvert,
        len(found.agents),
    )


def avancement(component: Component, structure_id: UUID, au: datetime) -> Avancement:
    """Ce que disent les tables, à leur rythme, et les règles de ce jour."""
    jour = paris_date(au)
    regle = regle_en_vigueur(Jours.un(jour))
    annexe = etat_de_l_annexe(component.model, str(structure_id))
    noms = {each.code: each.nom for each in operateurs_du_socle(jour)}
    codes = annexe["manquants"].split(", ") if annexe and annexe["manquants"] else []
    return Avancement(
        [APPLICATIONS.get(code, code) for code in regle.applications],
        regle.minimum_agents,
        formation_de_la_structure(component.model, str(structure_id)),
        annexe,
        [noms.get(code, code) for code in codes],
    )


def a_cette_adresse(component: Component, departement: str, courriel: str) -> list[Inscription]:
    """Les structures du département dont c'est l'adresse, et dont l'accès est ouvert.

    Nulle table ne garde d'adresse : celles du département sont relues dans le journal.
    """
    rows = component.model.query(OF_A_DEPARTEMENT, {"departement": departement})
    lues = [inscription(component, UUID(row["label_id"])) for row in rows]
    voulue = cle(courriel)
    return [
        each for each in lues if each and each.acces == "OUVERT" and cle(each.courriel) == voulue
    ]
