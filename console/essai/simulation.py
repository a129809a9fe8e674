"""Les personnes du programme, simulées : elles réagissent aux seuls faits publics.

Un tirage à graine fixe décide des constats que la liste ne contient pas, selon les parts publiées
des motifs de refus (domaine.md B.4) ; des constats écrits d'avance peuvent le remplacer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import singledispatchmethod
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

from console.acteurs import EnteteDeStructure, agence, auditeur, auditeurs, porteur, prefecture
from services.audit.conduite.commands import (
    CloreVisite,
    ConclureAudit,
    ConstaterCriteres,
    ConstatSaisi,
    DebuterVisite,
    PlanifierVisite,
)
from services.audit.missions.commands import ConstituerMission, DesignerEquipe
from services.audit.referentiels.questions import (
    Critere,
    Referentiel,
    charger_referentiel,
    ecarts,
    mesurer,
)
from services.labellisation.dossier.commands import (
    DonnerAccordPrealable,
    LabelliserStructure,
    SignalerStructure,
)
from services.onboarding.raccordement.commands import AgentAInscrire, CreerCompte, InscrireAgents
from shared.clock import PARIS, days_after, kept
from shared.contracts import Contract
from shared.contracts.audit import AuditDeclenche
from shared.contracts.labellisation import (
    AccordPrealableDemande,
    AccordPrealableDonne,
    StructureRemontee,
)
from shared.contracts.onboarding import CompteStructureCree, LienInscriptionEnvoye
from shared.horaires import lire_semaine
from shared.liens import Signature
from shared.messages.actors import Acteur
from shared.messages.commands import Command

PREMIERE_VAGUE = date(2020, 1, 1)
Prevu = tuple[datetime, Command]


@dataclass(frozen=True)
class ConstatEcrit:
    """Un constat non conforme écrit d'avance, avec la remarque de l'auditeur."""

    critere: str
    remarque: str


@dataclass
class Acteurs:
    """Préfets, auditeurs, agence nationale et porteurs ; `taux_refus` entre 0 et 1.

    Un porteur suit le lien de son courriel, que `signature` a signé.
    """

    signature: Signature
    graine: int = 2020
    taux_refus: float = 0.2
    constats: Mapping[str, Sequence[ConstatEcrit]] | None = None
    structures_tirees: set[UUID] = field(default_factory=set)
    missions: set[UUID] = field(default_factory=set)
    mesures: dict[UUID, dict[str, float]] = field(default_factory=dict)

    @singledispatchmethod
    def reagir(self, fait: Contract) -> Iterator[Prevu]:
        """Les demandes que ce fait entraîne, chacune à sa date."""
        return iter(())

    @reagir.register
    def _(self, fait: StructureRemontee) -> Iterator[Prevu]:
        semaine = lire_semaine(fait.fiche.horaires)
        self.mesures[fait.structure_id] = mesurer(semaine) if semaine.est_certaine else {}
        jour = self._jour(fait, 5, 85)
        prefet = prefecture(fait.fiche.departement)
        yield jour, SignalerStructure(**self._entete(fait, prefet, jour))

    @reagir.register
    def _(self, fait: AuditDeclenche) -> Iterator[Prevu]:
        yield from self._preparer(fait)
        jour, audit = self._jour(fait, 10, 25), fait.audit_id
        visite = auditeur(fait.structure.departement)
        debut, fin = (self._entete(fait, visite, jour, mot) for mot in ("début", "clôture"))
        entete, constats = self._entete(fait, visite, jour), self._constats(fait)
        yield jour, DebuterVisite(**debut, audit_id=audit)
        yield jour, ConstaterCriteres(**entete, audit_id=audit, constats=constats)
        yield jour, CloreVisite(**fin, audit_id=audit)
        jour = dans(jour, 2)
        yield jour, ConclureAudit(**self._entete(fait, visite, jour, "bis"), audit_id=audit)

    @reagir.register
    def _(self, fait: AccordPrealableDemande) -> Iterator[Prevu]:
        jour = self._jour(fait, 3, 8)
        entete = self._entete(fait, agence(jour.date()), jour)
        yield jour, DonnerAccordPrealable(**entete, audit_id=fait.audit_id)

    @reagir.register
    def _(self, fait: AccordPrealableDonne) -> Iterator[Prevu]:
        jour = self._jour(fait, 1, 5)
        prefet = prefecture(fait.structure.departement)
        yield (
            jour,
            LabelliserStructure(
                **self._entete(fait, prefet, jour), date_effet=vague_suivante(jour.date())
            ),
        )

    @reagir.register
    def _(self, fait: LienInscriptionEnvoye) -> Iterator[Prevu]:
        jour = self._jour(fait, 2, 6)
        jeton = self.signature.jeton(fait.label_id, fait.lien_id)
        yield jour, CreerCompte(**self._entete(fait, porteur(fait), jour), jeton=jeton)

    @reagir.register
    def _(self, fait: CompteStructureCree) -> Iterator[Prevu]:
        jour = self._jour(fait, 1, 3)
        agents = [
            AgentAInscrire(courriel=f"agent{rang}@s{fait.structure_id.hex[:12]}.example.org")
            for rang in (1, 2)
        ]
        entete = self._entete(fait, porteur(fait), jour)
        yield jour, InscrireAgents(**entete, label_id=fait.label_id, agents=agents)

    def _preparer(self, fait: AuditDeclenche) -> Iterator[Prevu]:
        """A-002 : une mission par département, où chaque organisme a quelqu'un, puis une équipe."""
        jour = self._jour(fait, 2, 4)
        departement = fait.structure.departement
        mission = mission_de(departement)
        if mission not in self.missions:
            self.missions.add(mission)
            yield jour, constituer(mission, departement, jour)
        visite = auditeur(departement)
        yield jour, self._designer(fait, mission, visite, jour)
        entete = self._entete(fait, visite, jour, "planification")
        prevue = self._jour(fait, 10, 25).date()
        yield jour, PlanifierVisite(**entete, audit_id=fait.audit_id, le=prevue)

    def _designer(
        self, fait: AuditDeclenche, mission: UUID, visite: Acteur, jour: datetime
    ) -> DesignerEquipe:
        """Un seul membre, qui en est le responsable."""
        connus = auditeurs(fait.structure.departement)
        return DesignerEquipe(
            **self._entete(fait, agence(jour.date()), jour, "équipe"),
            audit_id=fait.audit_id,
            mission_id=mission,
            membres=[membre for membre in connus if membre.id == visite.id],
            responsable=visite.id,
        )

    def _jour(self, fait: Contract, au_moins: int, au_plus: int) -> datetime:
        jours = self._tirage(fait, "délai").randint(au_moins, au_plus)
        return dans(fait.occurred_at, jours)

    def _tirage(self, fait: Contract, objet: str) -> Random:
        return Random(f"{self.graine} {fait.structure_id} {type(fait).__name__} {objet}")

    def _entete(
        self, fait: Contract, acteur: Acteur, jour: datetime, suffixe: str = ""
    ) -> EnteteDeStructure:
        return {
            "message_id": uuid5(fait.message_id, f"simulation {suffixe}"),
            "acteur": acteur,
            "survenu_le": jour,
            "structure_id": fait.structure_id,
        }

    def _constats(self, fait: AuditDeclenche) -> list[ConstatSaisi]:
        """Les horaires affichés sont ceux du tableau : l'auditeur mesure ce qui s'y lit."""
        referentiel = charger_referentiel(fait.referentiel)
        mesures = self.mesures.get(fait.structure_id, {})
        constatables = [referentiel.critere(code) for code in fait.a_constater]
        fautes = {
            c.code: " ; ".join(trop_peu) for c in constatables if (trop_peu := ecarts(c, mesures))
        }
        fautes |= self._fautes(
            fait, [c for c in constatables if not mesure(c, mesures)], referentiel
        )
        return [
            constat(referentiel.critere(code), fautes.get(code), mesures, self._tirage(fait, code))
            for code in dict.fromkeys([*fait.a_constater, *fautes])
        ]

    def _fautes(
        self, fait: AuditDeclenche, constatables: Sequence[Critere], referentiel: Referentiel
    ) -> dict[str, str]:
        if self.constats is not None:
            ecrits = self.constats.get(fait.structure.matricule or "", ())
            return {ecrit.critere: ecrit.remarque for ecrit in ecrits}
        self.structures_tirees.add(fait.structure_id)
        tirage = self._tirage(fait, "fautes")
        if tirage.random() >= self.taux_refus:
            return {}
        parts = [motif.part_publiee or 0 for motif in referentiel.motifs]
        [motif] = tirage.choices(referentiel.motifs, weights=parts)
        candidats = [c.code for c in constatables if c.motif_refus == motif.code]
        return {tirage.choice(candidats): "constat simulé"} if candidats else {}


def mission_de(departement: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"mission:{departement}")


def constituer(mission: UUID, departement: str, jour: datetime) -> ConstituerMission:
    return ConstituerMission(
        message_id=uuid5(mission, "constitution"),
        acteur=agence(jour.date()),
        survenu_le=jour,
        mission_id=mission,
        intitule=f"Première vague, département {departement}",
        membres=auditeurs(departement),
    )


def mesure(critere: Critere, mesures: Mapping[str, float]) -> bool:
    """Vrai si le tableau suffit à mesurer ce critère."""
    return bool(critere.seuil) and all(seuil.mesure in mesures for seuil in critere.seuil)


def constat(
    critere: Critere, faute: str | None, mesures: Mapping[str, float], tirage: Random
) -> ConstatSaisi:
    """Le constat d'un auditeur ; sans mesure, un critère chiffré est au seuil ou juste dessous."""
    ecart = 0.0 if faute is None else -0.5
    valeurs = {s.mesure: mesures.get(s.mesure, s.min + ecart) for s in critere.seuil}
    if "effectif" in valeurs:
        valeurs["effectif"] = float(tirage.randint(2, 4)) if faute is None else 1.0
    return ConstatSaisi(
        critere=critere.code,
        resultat="CONFORME" if faute is None else "NON_CONFORME",
        valeurs=valeurs,
        remarque=faute or "",
    )


def dans(instant: datetime, jours: int) -> datetime:
    """À dix heures, tant de jours plus tard ; jamais après la fin du calendrier."""
    jour = days_after(instant.astimezone(PARIS).date(), jours)
    return kept(datetime.combine(jour, time(10), PARIS))


def vague_suivante(jour: date) -> date:
    """La première vague prend effet le 1er janvier 2020, les suivantes le 1er du mois suivant."""
    if jour < PREMIERE_VAGUE:
        return PREMIERE_VAGUE
    return days_after(jour.replace(day=1), 32).replace(day=1)
