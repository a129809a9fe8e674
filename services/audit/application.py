"""Charger, décider, enregistrer : une méthode par intention."""

from services.audit.commands import ConclureAudit, ConstaterCriteres, ConstatSaisi
from services.audit.conformite import constats_par_donnee, ecarts
from services.audit.domain import Audit
from services.audit.referentiel import Critere, Referentiel
from services.audit.regles import charger_referentiels, referentiel_en_vigueur
from shared.application import Introuvable, Service, handles
from shared.clock import paris_date
from shared.contracts.labellisation import StructureSignalee
from shared.contracts.structure import Designation
from shared.domain import Refus
from shared.horaires import lire_semaine
from shared.provenance import cite, current

FORMATS_MOBILES = frozenset({"BUS", "ITINERANTE"})


class ConstatIncoherent(Refus):
    """Le résultat saisi contredit les mesures saisies."""


class AuditService(Service):
    name = "audit"

    @handles(StructureSignalee)
    def declencher(self, fait: StructureSignalee) -> None:
        """A-021 : un signalement, un audit ; les horaires publiés y sont déjà constatés."""
        audit_id = Audit.create_id(fait.signalement_id)
        if self.load(Audit, audit_id):
            return
        referentiel = referentiel_en_vigueur(paris_date(fait.occurred_at))
        cite(referentiel.id)
        mobile = fait.fiche.format in FORMATS_MOBILES
        fiche = fait.fiche
        semaine = lire_semaine(fiche.horaires)
        constats = list(
            constats_par_donnee(referentiel, mobile, semaine, fiche.commentaire_horaires)
        )
        etablis = {constat.critere for constat in constats}
        audit = Audit(
            signalement_id=fait.signalement_id,
            structure_id=fait.structure_id,
            structure=Designation.of(fait.fiche).model_dump(),
            mobile=mobile,
            referentiel=referentiel.id,
            a_constater=[c.code for c in referentiel.applicables(mobile) if c.code not in etablis],
        )
        for constat in constats:
            audit.constater(
                referentiel,
                critere=constat.critere,
                resultat=constat.resultat,
                mode="CONSTATE_PAR_DONNEE",
                auteur="service audit",
                organisme="horaires publiés",
                valeurs=constat.valeurs,
                remarque=constat.remarque,
            )
        self.save(audit)

    @handles(ConstaterCriteres)
    def constater(self, commande: ConstaterCriteres) -> None:
        """A-022 : tous les constats de la commande, ou aucun."""
        audit = self._audit(commande)
        referentiel = referentiel_de(audit)
        for saisi in commande.constats:
            verifier_mesures(referentiel.critere(saisi.critere), saisi)
            audit.constater(
                referentiel,
                critere=saisi.critere,
                resultat=saisi.resultat,
                mode=saisi.mode,
                auteur=commande.acteur.id,
                organisme=commande.acteur.organisme or "",
                valeurs=saisi.valeurs,
                remarque=saisi.remarque,
            )
        self.save(audit)

    @handles(ConclureAudit)
    def conclure(self, commande: ConclureAudit) -> None:
        """A-004, A-013 : la conclusion découle des constats."""
        audit = self._audit(commande)
        le = paris_date(current().survenu_le).isoformat()
        audit.conclure(referentiel_de(audit), commande.issue, le)
        self.save(audit)

    def _audit(self, commande: ConstaterCriteres | ConclureAudit) -> Audit:
        audit = self.load_or_refuse(Audit, commande.audit_id)
        if audit.structure_id != commande.structure_id:
            raise Introuvable(
                f"L'audit {audit.id} n'est pas celui de la structure {commande.structure_id}."
            )
        return audit


def referentiel_de(audit: Audit) -> Referentiel:
    """Le référentiel de l'audit, même s'il n'est plus en vigueur."""
    cite(audit.referentiel)
    return next(r for r in charger_referentiels() if r.id == audit.referentiel)


def verifier_mesures(critere: Critere, saisi: ConstatSaisi) -> None:
    """Un critère chiffré n'est pas conforme sans mesure, ni sous son seuil (X-17)."""
    manques = ecarts(critere, saisi.valeurs) + [
        f"{seuil.unite} : aucune mesure saisie ({seuil.mesure})"
        for seuil in critere.seuil
        if seuil.mesure not in saisi.valeurs
    ]
    if manques and saisi.resultat == "CONFORME":
        raise ConstatIncoherent(f"{critere.code} ne peut être conforme ({' ; '.join(manques)}).")
