"""Quand une structure est signalée : la fenêtre du programme, le maillage, les opérateurs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from services.labellisation.geographie.domain import Geographie
from services.labellisation.territoire.domain.consultation import Consultation
from services.labellisation.territoire.domain.insertion import InsertionReseau, exiger_insertion
from services.labellisation.territoire.domain.maillage import Point, Voisine, cadre, voisine
from services.labellisation.territoire.domain.reseau import Reseau
from services.labellisation.territoire.rules.operateurs import Operateurs
from services.labellisation.territoire.rules.programme import (
    AvisOperateurs,
    Insertion,
    Programme,
    TempsDeTrajet,
)
from shared.clock import days_after
from shared.recording.aggregates import Aggregate
from shared.rules.dated import Jours
from shared.structures import FicheEnregistree


@dataclass(frozen=True)
class Signalement:
    """Un signalement, et l'exception d'enclavement que le préfet demande, avec sa raison."""

    signalement_id: UUID
    structure_id: UUID
    fiche: FicheEnregistree
    jour: date
    exception: str | None
    raison: str


@dataclass(frozen=True)
class Conditions:
    """Les règles du territoire, aux jours d'une demande (A-018, A-069, A-075)."""

    programme: Programme
    operateurs: Operateurs
    jours: Jours

    @cached_property
    def insertion(self) -> Insertion | None:
        return self.programme.insertion.pour(self.jours)

    @cached_property
    def trajet(self) -> TempsDeTrajet | None:
        """Comment se mesure l'insertion ; rien, un jour où elle ne s'examine pas."""
        examinee = self.insertion is not None and self.insertion.applique
        return self.programme.temps_de_trajet.pour(self.jours) if examinee else None

    @cached_property
    def avis(self) -> AvisOperateurs | None:
        return self.programme.avis_operateurs.pour(self.jours)

    @cached_property
    def regles(self) -> tuple[str, ...]:
        """Ce que citent un signalement et ses suites (INV-17)."""
        lues = [each.id for each in (self.insertion, self.trajet, self.avis) if each]
        socle = [self.operateurs.id] if self.avis else []
        return (*self.programme.regles_de_la_fenetre, *lues, *socle)


def suites_du_signalement(
    signalement: Signalement,
    conditions: Conditions,
    geographie: Geographie,
    reseau: Reseau,
    selon: Iterable[str],
) -> list[Aggregate]:
    """L'examen du maillage et la consultation ; refuse un signalement qui ne les admet pas."""
    conditions.programme.exiger_fenetre(signalement.jour, "Un signalement")
    return [
        *_insertion(signalement, conditions, geographie, reseau, selon),
        *_consultation(signalement, conditions, selon),
    ]


def _insertion(
    signalement: Signalement,
    conditions: Conditions,
    geographie: Geographie,
    reseau: Reseau,
    selon: Iterable[str],
) -> Iterator[InsertionReseau]:
    condition, trajet = conditions.insertion, conditions.trajet
    if condition is None or trajet is None:
        return
    fiche, exception, raison = signalement.fiche, signalement.exception, signalement.raison
    lieu = _lieu(fiche, geographie) if fiche["format"] in trajet.formats_compares else None
    au = conditions.jours.de(condition.vaut)
    trouvee = _voisine(signalement, lieu, trajet, reseau, au) if lieu else None
    exiger_insertion(fiche["nom"], trouvee, exception, raison, condition.id, trajet)
    yield InsertionReseau.creer(
        InsertionReseau.InsertionExaminee,
        selon,
        signalement_id=signalement.signalement_id,
        structure_id=signalement.structure_id,
        methode=trajet.methode,
        regles=[condition.id, trajet.id],
        comparee=lieu is not None,
        exception=exception or "",
        raison=raison if exception else "",
        voisine_id=trouvee.implantation.structure_id if trouvee else None,
        voisine=trouvee.implantation.nom if trouvee else "",
        kilometres=round(trouvee.kilometres, 1) if trouvee else None,
        minutes=round(trouvee.minutes, 1) if trouvee else None,
    )


def _voisine(
    signalement: Signalement, lieu: Point, trajet: TempsDeTrajet, reseau: Reseau, au: date
) -> Voisine | None:
    """Dans le réseau du jour que regarde la condition."""
    autour = reseau.labellisees(lieu, cadre(lieu, trajet), au)
    autres = [each for each in autour if each.structure_id != signalement.structure_id]
    return voisine(lieu, autres, trajet)


def _lieu(fiche: FicheEnregistree, geographie: Geographie) -> Point | None:
    """Ses coordonnées ; à défaut, le centre de sa commune."""
    latitude, longitude = fiche.get("latitude"), fiche.get("longitude")
    if latitude is None or longitude is None:
        commune = geographie.commune(fiche["commune_insee"])
        latitude, longitude = (commune.latitude, commune.longitude) if commune else (None, None)
    if latitude is None or longitude is None:
        return None
    return Point(latitude, longitude)


def _consultation(
    signalement: Signalement, conditions: Conditions, selon: Iterable[str]
) -> Iterator[Consultation]:
    """Les opérateurs du socle ce jour-là, et le délai de leurs avis."""
    jour, avis = signalement.jour, conditions.avis
    if avis is None:
        return
    socle = conditions.operateurs.operateurs.in_force(jour)
    yield Consultation.demander(
        signalement.signalement_id,
        signalement.structure_id,
        signalement.fiche["departement"],
        {each.id: each.nom for each in socle},
        days_after(jour, avis.delai_jours),
        selon,
    )
