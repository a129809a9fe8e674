"""Charger, décider, enregistrer : une méthode par intention."""

from typing import Any, Protocol

from eventsourcing.utils import EnvType

from services.labellisation import reprise
from services.labellisation.candidature import CommuneHorsDepartement, CommuneInconnue
from services.labellisation.commands import (
    ConstaterAbsence,
    DonnerAccordPrealable,
    ImporterStructure,
    LabelliserStructure,
    RefuserAccordPrealable,
    RemonterStructure,
    SignalerStructure,
)
from services.labellisation.domain import Dossier
from services.labellisation.geographie import Commune
from services.labellisation.rapprochement import charger_rapprochement
from services.labellisation.releve import Releve
from services.labellisation.territoire.application import Territoire
from services.labellisation.territoire.regles import charger_programme
from services.labellisation.territoire.reseau import Reseau
from shared.application import handles
from shared.clock import Clock, paris_date
from shared.contracts.audit import AuditConcluant, AuditNonConcluant
from shared.contracts.structure import Fiche
from shared.domain import Refus
from shared.provenance import cite, current
from shared.sealing import Keys


class Geographie(Protocol):
    """Le code officiel géographique tel qu'il a été chargé."""

    @property
    def millesime(self) -> str: ...

    def commune(self, code: str) -> Commune | None: ...


class MotifManquant(Refus):
    """Un refus doit être motivé."""


class Labellisation(Territoire):
    name = "labellisation"

    def __init__(
        self,
        env: EnvType | None,
        clock: Clock,
        keys: Keys,
        geographie: Geographie,
        reseau: Reseau,
    ) -> None:
        super().__init__(env, clock, keys)
        self.geographie, self.reseau = geographie, reseau
        self.programme = charger_programme()

    @handles(RemonterStructure)
    def remonter(self, commande: RemonterStructure) -> None:
        """A-003, A-011, A-012 : la première remontée ouvre le dossier, une autre le corrige."""
        self.within(commande.fiche.departement)
        commune = self._commune(commande.fiche)
        fiche = commande.fiche.model_copy(update={"commune": commune.nom}).model_dump(mode="json")
        remontee: dict[str, Any] = {
            "fiche": fiche,
            "maillage": self._maillage(commune),
            "declaration": commande.model_dump(include={"evaluation", "agents", "etp"}),
            "fichier": commande.fichier,
            "ligne": commande.ligne,
        }
        dossier = self.load(Dossier, Dossier.create_id(commande.structure_id))
        if dossier is None:
            dossier = Dossier(commande.structure_id, **remontee)
        else:
            dossier.corriger(**remontee)
        self.save(dossier, *self.rattachement(commande))

    @handles(SignalerStructure)
    def signaler(self, commande: SignalerStructure) -> None:
        """A-020."""
        dossier = self._dossier(commande)
        dossier.signaler(commande.acteur.id)
        self.save(dossier, *self.suites_du_signalement(commande, dossier))

    @handles(AuditConcluant)
    def apprendre_audit_concluant(self, fait: AuditConcluant) -> None:
        dossier = self._dossier(fait)
        dossier.enregistrer_audit_concluant(
            fait.signalement_id, fait.auditeurs, fait.synthese.model_dump(mode="json")
        )
        self.save(dossier)

    @handles(AuditNonConcluant)
    def apprendre_audit_non_concluant(self, fait: AuditNonConcluant) -> None:
        dossier = self._dossier(fait)
        dossier.ne_pas_retenir(
            fait.signalement_id,
            fait.motif_principal,
            fait.motif_libelle,
            fait.issue,
            [critere.model_dump() for critere in fait.criteres],
            fait.synthese.referentiel,
        )
        self.save(dossier)

    @handles(DonnerAccordPrealable)
    def donner_accord(self, commande: DonnerAccordPrealable) -> None:
        """A-024."""
        dossier = self._dossier(commande)
        le = paris_date(current().survenu_le)
        dossier.donner_accord(commande.audit_id, commande.acteur.id, le)
        self.save(dossier)

    @handles(RefuserAccordPrealable)
    def refuser_accord(self, commande: RefuserAccordPrealable) -> None:
        """A-024 ; la raison est le motif de la commande."""
        if not commande.motif:
            raise MotifManquant(
                "Le refus d'un accord préalable doit être motivé (champ « motif »)."
            )
        dossier = self._dossier(commande)
        dossier.refuser_accord(commande.audit_id, commande.motif)
        self.save(dossier)

    @handles(LabelliserStructure)
    def labelliser(self, commande: LabelliserStructure) -> None:
        """A-023."""
        dossier = self._dossier(commande)
        self.exiger_label_possible(commande.date_effet, dossier.signalement_id)
        dossier.labelliser(commande.acteur.id, commande.date_effet)
        self.save(dossier)

    @handles(ImporterStructure)
    def importer(self, commande: ImporterStructure) -> None:
        """A-131 : une commune disparue depuis n'empêche pas de reprendre ce qui fut publié."""
        if commande.rapprochement:
            cite(commande.rapprochement)
        releve = Releve.de(commande)
        dossier = self.load(Dossier, Dossier.create_id(commande.structure_id))
        if dossier is None:
            commune = self.geographie.commune(commande.fiche.commune_insee)
            maillage = self._maillage(commune) if commune else self._inconnu(commande.fiche)
            dossier = reprise.importer(commande.structure_id, releve, maillage)
        else:
            reprise.actualiser(dossier, releve, charger_rapprochement().decimales)
        self.save(dossier)

    @handles(ConstaterAbsence)
    def constater_absence(self, commande: ConstaterAbsence) -> None:
        dossier = self._dossier(commande)
        liste_du = commande.liste_du.isoformat()
        reprise.constater_absence(dossier, liste_du, commande.source, commande.fichier)
        self.save(dossier)

    def _inconnu(self, fiche: Fiche) -> dict[str, str]:
        vide = {"departement": fiche.departement, "canton": "", "epci": ""}
        return {**vide, "millesime": self.geographie.millesime}

    def _dossier(self, message: Any) -> Dossier:
        dossier = self.load_or_refuse(Dossier, Dossier.create_id(message.structure_id))
        self.within(dossier.departement)
        return dossier

    def _commune(self, fiche: Fiche) -> Commune:
        commune = self.geographie.commune(fiche.commune_insee)
        if commune is None:
            raise CommuneInconnue(
                f"Le code commune {fiche.commune_insee} n'existe pas dans le code officiel "
                f"géographique chargé ({self.geographie.millesime}) : "
                "vérifiez la colonne « code INSEE »."
            )
        if commune.departement != fiche.departement:
            raise CommuneHorsDepartement(
                f"La commune {commune.nom} ({fiche.commune_insee}) est dans le département "
                f"{commune.departement}, pas dans le {fiche.departement}."
            )
        cite(f"COG@{self.geographie.millesime}")
        return commune

    def _maillage(self, commune: Commune) -> dict[str, str]:
        return {
            "departement": commune.departement_nom,
            "canton": commune.canton,
            "epci": commune.epci,
            "millesime": self.geographie.millesime,
        }
