"""Charger, décider, enregistrer : une méthode par intention."""

from typing import Any

from services.audit.conduite.acces import motif_de
from services.audit.conduite.application import Deroulement
from services.audit.conduite.commands import (
    AnnulerAudit,
    ConclureAudit,
    ConstaterCriteres,
    ConstatSaisi,
    RectifierConstat,
    RemplacerAudit,
)
from services.audit.conduite.domain.audit import Audit
from services.audit.missions.application import Missions
from services.audit.qualite.application import Qualite
from services.audit.rapports.application import Rapports
from services.audit.referentiels.domain import (
    FORMATS_MOBILES,
    ConstatParDonnee,
    constats_par_donnee,
    ecarts,
)
from services.audit.referentiels.rules.chargement import referentiel_opposable
from services.audit.referentiels.rules.referentiel import Critere, Referentiel
from services.audit.remarques.application import SuiviDesRemarques
from shared.contracts.labellisation import StructureSignalee
from shared.contracts.structure import Designation, Fiche
from shared.horaires import lire_semaine
from shared.messages.actors import Acteur
from shared.recording.citing import cite
from shared.recording.legacy import handles
from shared.refusal import Refus

DONNEE = {"auteur": "service audit", "organisme": "horaires publiés"}


class ConstatIncoherent(Refus):
    """Le résultat saisi contredit les mesures saisies."""


class AuditService(Deroulement, SuiviDesRemarques, Rapports, Missions, Qualite):
    name = "audit"

    @handles(StructureSignalee)
    def declencher(self, fait: StructureSignalee) -> None:
        """A-021 : un signalement, un audit ; les horaires publiés y sont déjà constatés."""
        if self.load(Audit, Audit.create_id(fait.signalement_id)):
            return
        referentiel = referentiel_opposable(self.jour())
        cite(referentiel.id)
        mobile = fait.fiche.format in FORMATS_MOBILES
        constats = constats_publies(referentiel, mobile, fait.fiche)
        audit = Audit(
            signalement_id=fait.signalement_id,
            structure_id=fait.structure_id,
            structure=Designation.of(fait.fiche).model_dump(),
            mobile=mobile,
            referentiel=referentiel.id,
            a_constater=restants(referentiel, mobile, constats),
            parties=[fait.prefecture],
            remplace=None,
        )
        for critere, constat in constats.items():
            audit.constater_par_donnee(referentiel, critere, **constat)
        self.save(audit)

    @handles(ConstaterCriteres)
    def constater(self, commande: ConstaterCriteres) -> None:
        """A-022 : tous les constats de la commande, ou aucun."""
        audit = self.audit(commande)
        referentiel = self.referentiel(audit)
        for saisi in commande.constats:
            audit.constater(referentiel, **constat_de(referentiel, saisi, commande.acteur))
        self.save(audit)

    @handles(RectifierConstat)
    def rectifier(self, commande: RectifierConstat) -> None:
        """INV-07 : le constat rectifié s'ajoute à celui qu'il remplace."""
        audit = self.audit(commande)
        referentiel = self.referentiel(audit)
        constat = constat_de(referentiel, commande.constat, commande.acteur)
        audit.rectifier(referentiel, raison=motif_de(commande), **constat)
        self.save(audit, self.revoir_conclusion(audit.structure_id, audit.pending_events))

    @handles(ConclureAudit)
    def conclure(self, commande: ConclureAudit) -> None:
        """A-004, A-013 : la conclusion découle des constats."""
        audit = self.audit(commande)
        le = self.jour().isoformat()
        audit.conclure(self.referentiel(audit), commande.acteur.id, commande.issue, le)
        self.save(audit)

    @handles(AnnulerAudit)
    def annuler(self, commande: AnnulerAudit) -> None:
        """C.7-5."""
        audit = self.audit(commande)
        audit.annuler(motif_de(commande))
        self.save(audit)

    @handles(RemplacerAudit)
    def remplacer(self, commande: RemplacerAudit) -> None:
        """C.7-5, INV-06 : le même signalement, la même grille, et d'autres auditeurs."""
        annule = self.audit(commande)
        annule.permettre("RemplacerAudit")
        if self.load(Audit, Audit.create_id(annule.signalement_id, annule.id)):
            return
        referentiel = self.referentiel(annule)
        constats = {
            critere: {nom: valeur for nom, valeur in constat.items() if nom != "rang"}
            for critere, constat in annule.constats.items()
            if constat["auteur"] == DONNEE["auteur"]
        }
        audit = Audit(
            signalement_id=annule.signalement_id,
            structure_id=annule.structure_id,
            structure=annule.structure,
            mobile=annule.mobile,
            referentiel=referentiel.id,
            a_constater=restants(referentiel, annule.mobile, constats),
            parties=sorted(annule.ecartes),
            remplace=annule.id,
        )
        for critere, constat in constats.items():
            audit.constater_par_donnee(referentiel, critere, **constat)
        self.save(audit)


def constats_publies(
    referentiel: Referentiel, mobile: bool, fiche: Fiche
) -> dict[str, dict[str, Any]]:
    """Ce que les horaires publiés suffisent à établir, par critère."""
    semaine = lire_semaine(fiche.horaires)
    etablis = constats_par_donnee(referentiel, mobile, semaine, fiche.commentaire_horaires)
    return {each.critere: constat_publie(each) for each in etablis}


def constat_publie(constat: ConstatParDonnee) -> dict[str, Any]:
    return {
        **DONNEE,
        "resultat": constat.resultat,
        "mode": "CONSTATE_PAR_DONNEE",
        "valeurs": constat.valeurs,
        "remarque": constat.remarque,
        "preuves": [],
    }


def restants(referentiel: Referentiel, mobile: bool, constats: dict[str, Any]) -> list[str]:
    return [c.code for c in referentiel.applicables(mobile) if c.code not in constats]


def constat_de(referentiel: Referentiel, saisi: ConstatSaisi, acteur: Acteur) -> dict[str, Any]:
    """Ce que l'audit retient d'une saisie, une fois ses mesures vérifiées."""
    verifier_mesures(referentiel.critere(saisi.critere), saisi)
    return {
        **saisi.model_dump(),
        "auteur": acteur.id,
        "organisme": acteur.organisme or "",
    }


def verifier_mesures(critere: Critere, saisi: ConstatSaisi) -> None:
    """Un critère chiffré n'est pas conforme sans mesure, ni sous son seuil (X-17)."""
    manques = ecarts(critere, saisi.valeurs) + [
        f"{seuil.unite} : aucune mesure saisie ({seuil.mesure})"
        for seuil in critere.seuil
        if seuil.mesure not in saisi.valeurs
    ]
    if manques and saisi.resultat == "CONFORME":
        raise ConstatIncoherent(f"{critere.code} ne peut être conforme ({' ; '.join(manques)}).")
