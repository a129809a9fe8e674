"""Ce que les opérateurs disent : leurs avis sur un signalement, la fermeture d'une antenne."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.labellisation.domain import Dossier
from services.labellisation.territoire.antenne import AntenneOperateur
from services.labellisation.territoire.commands import ObserverFermetureAntenne, RendreAvis
from services.labellisation.territoire.consultation import (
    AvisManquants,
    Consultation,
    OperateurNonConsulte,
)
from services.labellisation.territoire.operateurs import Operateur
from services.labellisation.territoire.programme import en_vigueur
from services.labellisation.territoire.regles import charger_operateurs
from services.labellisation.territoire.reseau import AvecReseau, aujourd_hui
from shared.recording.aggregates import Aggregate
from shared.recording.citing import cite
from shared.recording.legacy import handles
from shared.recording.repository import Introuvable


class Concertation(AvecReseau):
    """A-073, A-074, A-075."""

    @handles(RendreAvis)
    def rendre_avis(self, commande: RendreAvis) -> None:
        consultation_id = Consultation.create_id(commande.signalement_id)
        consultation = self.load_or_refuse(Consultation, consultation_id)
        if consultation.structure_id != commande.structure_id:
            raise Introuvable(
                f"Le signalement {commande.signalement_id} est celui d'une autre structure."
            )
        consultation.rendre(
            operateur_de(commande).code,
            commande.avis,
            commande.commentaire,
            commande.antenne_locale,
            aujourd_hui(),
        )
        self.save(consultation)

    @handles(ObserverFermetureAntenne)
    def observer_fermeture(self, commande: ObserverFermetureAntenne) -> None:
        """Rien n'est interdit, et rien ne suit : le fait est retenu."""
        dossier = self.load_or_refuse(Dossier, Dossier.create_id(commande.structure_id))
        self.within(dossier.departement)
        operateur = operateur_de(commande)
        antenne_id = AntenneOperateur.create_id(commande.structure_id, operateur.code)
        if self.load(AntenneOperateur, antenne_id):
            return
        label = self.reseau.label_depuis(commande.structure_id)
        observee = AntenneOperateur(
            commande.structure_id,
            dossier.departement,
            operateur.code,
            operateur.nom,
            commande.fermee_le.isoformat(),
            label is not None and label <= commande.fermee_le,
        )
        self.save(observee)

    def consultation(
        self, structure_id: UUID, departement: str, signalement_id: UUID, jour: date
    ) -> list[Aggregate]:
        """Les opérateurs du socle ce jour-là, et le délai de leurs avis."""
        regle, liste = en_vigueur(self.programme.avis_operateurs, jour), charger_operateurs()
        if regle is None:
            return []
        cite(liste.id)
        operateurs = {each.code: each.nom for each in liste.en_vigueur(jour)}
        echeance = (jour + timedelta(days=regle.delai_jours)).isoformat()
        return [Consultation(signalement_id, structure_id, departement, operateurs, echeance)]

    def exiger_avis(self, signalement_id: UUID | None) -> None:
        """INS-02 : rien, sauf là où la règle fait attendre les avis."""
        regle = en_vigueur(self.programme.avis_operateurs, aujourd_hui())
        if signalement_id is None or regle is None or not regle.bloquant:
            return
        consultation = self.load(Consultation, Consultation.create_id(signalement_id))
        if consultation and consultation.attendus:
            raise AvisManquants(
                f"Il manque l'avis de {', '.join(consultation.attendus)} (règle {regle.id}) : "
                "le label attend tous les avis."
            )


def operateur_de(commande: Any) -> Operateur:
    """Celui que la demande nomme ; un opérateur ne parle que pour lui-même."""
    operateurs = charger_operateurs()
    nomme = operateurs.nomme(commande.operateur)
    if nomme is None:
        connus = ", ".join(each.code for each in operateurs.operateurs)
        raise OperateurNonConsulte(
            f"« {commande.operateur} » n'est pas un opérateur du socle (codes : {connus})."
        )
    acteur = commande.acteur
    if acteur.role == "OPERATEUR" and not nomme.designe(acteur.organisme or ""):
        raise OperateurNonConsulte(
            f"« {acteur.organisme or 'organisme non précisé'} » ne parle pas pour {nomme.nom} : "
            "l'organisme de l'acteur doit être celui qui donne l'avis."
        )
    return nomme
