"""Charger, décider, enregistrer : une méthode par intention."""

from typing import Any

from services.audit.commands import (
    AnnulerAudit,
    ConclureAudit,
    ConstaterCriteres,
    ConstatSaisi,
    FormulerRemarque,
    LeverRemarque,
    RectifierConstat,
    TraiterRemarque,
)
from services.audit.conformite import constats_par_donnee, ecarts
from services.audit.domain import Audit
from services.audit.qualite.application import Qualite
from services.audit.referentiel import Critere, Referentiel
from services.audit.regles import charger_referentiel, referentiel_opposable
from services.audit.remarques import Remarques
from shared.actors import Acteur
from shared.application import Introuvable, handles
from shared.clock import paris_date
from shared.commands import Command
from shared.contracts.labellisation import StructureSignalee
from shared.contracts.structure import Designation
from shared.domain import Refus
from shared.horaires import lire_semaine
from shared.provenance import cite, current

FORMATS_MOBILES = frozenset({"BUS", "ITINERANTE"})


class ConstatIncoherent(Refus):
    """Le résultat saisi contredit les mesures saisies."""


class MotifManquant(Refus):
    """Qui revient sur ce qui était établi doit dire pourquoi."""


class AuditService(Qualite):
    name = "audit"

    @handles(StructureSignalee)
    def declencher(self, fait: StructureSignalee) -> None:
        """A-021 : un signalement, un audit ; les horaires publiés y sont déjà constatés."""
        audit_id = Audit.create_id(fait.signalement_id)
        if self.load(Audit, audit_id):
            return
        referentiel = referentiel_opposable(paris_date(fait.occurred_at))
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
            audit.constater(referentiel, **constat_de(referentiel, saisi, commande.acteur))
        self.save(audit)

    @handles(RectifierConstat)
    def rectifier(self, commande: RectifierConstat) -> None:
        """INV-07 : le constat rectifié s'ajoute à celui qu'il remplace."""
        audit = self._audit(commande)
        referentiel = referentiel_de(audit)
        constat = constat_de(referentiel, commande.constat, commande.acteur)
        audit.rectifier(referentiel, raison=motif_de(commande), **constat)
        self.save(audit)

    @handles(ConclureAudit)
    def conclure(self, commande: ConclureAudit) -> None:
        """A-004, A-013 : la conclusion découle des constats."""
        audit = self._audit(commande)
        le = paris_date(current().survenu_le).isoformat()
        audit.conclure(referentiel_de(audit), commande.issue, le)
        self.save(audit)

    @handles(AnnulerAudit)
    def annuler(self, commande: AnnulerAudit) -> None:
        """C.7-5."""
        audit = self._audit(commande)
        audit.annuler(motif_de(commande))
        self.save(audit)

    @handles(FormulerRemarque)
    def formuler(self, commande: FormulerRemarque) -> None:
        """A-017."""
        audit = self._audit(commande)
        critere = referentiel_de(audit).critere(commande.critere)
        remarques = self.load(Remarques, Remarques.create_id(audit.id)) or Remarques(
            audit.id, audit.signalement_id, audit.structure_id
        )
        acteur = commande.acteur
        remarques.formuler(critere.code, commande.texte, acteur.id, acteur.organisme or "")
        self.save(remarques)

    @handles(TraiterRemarque)
    def traiter(self, commande: TraiterRemarque) -> None:
        """A-017."""
        remarques = self._remarques(self._audit(commande))
        preuves = [preuve.model_dump() for preuve in commande.preuves]
        remarques.traiter(commande.remarque_id, commande.reponse, preuves)
        self.save(remarques)

    @handles(LeverRemarque)
    def lever(self, commande: LeverRemarque) -> None:
        """A-017."""
        audit = self._audit(commande)
        self.within(audit.structure["departement"])
        remarques = self._remarques(audit)
        remarques.lever(commande.remarque_id)
        self.save(remarques)

    def _remarques(self, audit: Audit) -> Remarques:
        return self.load_or_refuse(Remarques, Remarques.create_id(audit.id))

    def _audit(self, commande: Any) -> Audit:
        audit = self.load_or_refuse(Audit, commande.audit_id)
        if audit.structure_id != commande.structure_id:
            raise Introuvable(
                f"L'audit {audit.id} n'est pas celui de la structure {commande.structure_id}."
            )
        return audit


def referentiel_de(audit: Audit) -> Referentiel:
    """Le référentiel de l'audit, même s'il n'est plus en vigueur."""
    cite(audit.referentiel)
    return charger_referentiel(audit.referentiel)


def constat_de(referentiel: Referentiel, saisi: ConstatSaisi, acteur: Acteur) -> dict[str, Any]:
    """Ce que l'audit retient d'une saisie, une fois ses mesures vérifiées."""
    verifier_mesures(referentiel.critere(saisi.critere), saisi)
    return {
        **saisi.model_dump(),
        "auteur": acteur.id,
        "organisme": acteur.organisme or "",
    }


def motif_de(commande: Command) -> str:
    if not commande.motif:
        raise MotifManquant("Dites pourquoi, dans le champ « motif » : il est enregistré.")
    return commande.motif


def verifier_mesures(critere: Critere, saisi: ConstatSaisi) -> None:
    """Un critère chiffré n'est pas conforme sans mesure, ni sous son seuil (X-17)."""
    manques = ecarts(critere, saisi.valeurs) + [
        f"{seuil.unite} : aucune mesure saisie ({seuil.mesure})"
        for seuil in critere.seuil
        if seuil.mesure not in saisi.valeurs
    ]
    if manques and saisi.resultat == "CONFORME":
        raise ConstatIncoherent(f"{critere.code} ne peut être conforme ({' ; '.join(manques)}).")
