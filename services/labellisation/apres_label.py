"""Après le label : charger, décider, enregistrer ; une méthode par intention."""

from datetime import timedelta

from services.labellisation.commands import (
    ChangerPorteur,
    ConstaterFinDeDelai,
    ConstaterMiseEnConformite,
    FermerStructure,
    FusionnerStructures,
    MettreEnDemeure,
    ModifierHoraires,
    OuvrirFranceServices,
    RattacherAntenne,
    RenoncerAuLabel,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
)
from services.labellisation.domain import Dossier
from services.labellisation.dossiers import Dossiers, aujourd_hui
from services.labellisation.parametres import de_ce_jour
from services.labellisation.regles import charger_reglement
from shared.contracts.onboarding import ApplicationsOuvertes
from shared.recording.citing import cite
from shared.recording.legacy import handles


class ApresLeLabel(Dossiers):
    @handles(ApplicationsOuvertes)
    def noter_applications(self, fait: ApplicationsOuvertes) -> None:
        dossier = self.dossier(fait)
        dossier.noter_applications(fait.agents)
        self.save(dossier)

    @handles(OuvrirFranceServices)
    def ouvrir(self, commande: OuvrirFranceServices) -> None:
        """A-092, A-100."""
        dossier = self.dossier(commande)
        regle = de_ce_jour(charger_reglement().ouvertures, aujourd_hui())
        cite(regle.id)
        dossier.ouvrir(aujourd_hui(), regle.famille)
        self.save(dossier)

    @handles(MettreEnDemeure)
    def mettre_en_demeure(self, commande: MettreEnDemeure) -> None:
        dossier = self.dossier(commande)
        regle = de_ce_jour(charger_reglement().mises_en_demeure, aujourd_hui())
        cite(regle.id)
        dossier.mettre_en_demeure(
            [each.model_dump() for each in commande.manquements],
            aujourd_hui() + timedelta(days=regle.delai_jours),
        )
        self.save(dossier)

    @handles(ConstaterMiseEnConformite)
    def constater_conformite(self, commande: ConstaterMiseEnConformite) -> None:
        dossier = self.dossier(commande)
        dossier.constater_conformite(commande.constat)
        self.save(dossier)

    @handles(ConstaterFinDeDelai)
    def finir_delai(self, commande: ConstaterFinDeDelai) -> None:
        dossier = self.dossier(commande)
        dossier.finir_delai(commande.echeance)
        self.save(dossier)

    @handles(SuspendreLabel)
    def suspendre(self, commande: SuspendreLabel) -> None:
        dossier = self.dossier(commande)
        dossier.suspendre(commande.motif, aujourd_hui())
        self.save(dossier)

    @handles(RetablirLabel)
    def retablir(self, commande: RetablirLabel) -> None:
        dossier = self.dossier(commande)
        dossier.retablir(commande.raison)
        self.save(dossier)

    @handles(RetirerLabel)
    def retirer(self, commande: RetirerLabel) -> None:
        """C.7-16."""
        dossier = self.dossier(commande)
        dossier.retirer(commande.motif, aujourd_hui(), commande.date_effet)
        self.save(dossier)

    @handles(RenoncerAuLabel)
    def renoncer(self, commande: RenoncerAuLabel) -> None:
        """C.7-16."""
        dossier = self.dossier(commande)
        dossier.renoncer(commande.raison, commande.date_effet)
        self.save(dossier)

    @handles(ModifierHoraires)
    def modifier_horaires(self, commande: ModifierHoraires) -> None:
        dossier = self.dossier(commande)
        dossier.modifier_horaires(commande.horaires, commande.commentaire_horaires)
        self.save(dossier)

    @handles(ChangerPorteur)
    def changer_porteur(self, commande: ChangerPorteur) -> None:
        dossier = self.dossier(commande)
        dossier.changer_porteur(commande.porteur, commande.porteur_type, commande.courriel)
        self.save(dossier)

    @handles(RattacherAntenne)
    def rattacher_antenne(self, commande: RattacherAntenne) -> None:
        dossier = self.dossier(commande)
        commune = self.commune(commande.commune_insee)
        dossier.rattacher_antenne(commande.nom, commune.code, commune.nom)
        self.save(dossier)

    @handles(FermerStructure)
    def fermer(self, commande: FermerStructure) -> None:
        dossier = self.dossier(commande)
        dossier.fermer(commande.raison, commande.date_effet)
        self.save(dossier)

    @handles(FusionnerStructures)
    def fusionner(self, commande: FusionnerStructures) -> None:
        """C.7-17 : les deux dossiers changent ensemble, ou aucun."""
        survivante = self.dossier(commande)
        absorbee = self.load_or_refuse(Dossier, Dossier.create_id(commande.absorbee_id))
        survivante.absorber(absorbee, commande.date_effet)
        self.save(survivante, absorbee)
