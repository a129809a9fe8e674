"""Les demandes sur les campagnes, et la campagne d'une remontée."""

from typing import Any

from services.labellisation.commands import RemonterStructure
from services.labellisation.territoire.campagne import (
    Calendrier,
    CalendrierIncoherent,
    CampagneRemontee,
    rattacher,
)
from services.labellisation.territoire.commands import (
    CloreCampagne,
    OuvrirCampagne,
    RappelerCampagne,
)
from services.labellisation.territoire.remontee import OUI, Remontee
from services.labellisation.territoire.reseau import AvecReseau, aujourd_hui
from shared.recording.aggregates import Aggregate
from shared.recording.citing import cite
from shared.recording.legacy import handles


class Campagnes(AvecReseau):
    """A-003, A-010."""

    @handles(OuvrirCampagne)
    def ouvrir_campagne(self, commande: OuvrirCampagne) -> None:
        nom, vague, jours = self._calendrier(commande)
        self.programme.vague(vague)
        campagne = self.load(CampagneRemontee, CampagneRemontee.create_id(commande.code))
        if campagne is None:
            campagne = CampagneRemontee.ouvrir(commande.code, nom, vague, jours)
        else:
            campagne.confirmer(nom, vague, jours)
        self.save(campagne)

    @handles(RappelerCampagne)
    def rappeler_campagne(self, commande: RappelerCampagne) -> None:
        campagne = self.load_or_refuse(CampagneRemontee, commande.campagne_id)
        campagne.rappeler(commande.jour)
        self.save(campagne)

    @handles(CloreCampagne)
    def clore_campagne(self, commande: CloreCampagne) -> None:
        campagne = self.load_or_refuse(CampagneRemontee, commande.campagne_id)
        campagne.clore(aujourd_hui())
        self.save(campagne)

    def rattachement(self, commande: RemonterStructure) -> list[Aggregate]:
        """La remontée, dans la campagne de son jour ; sans campagne connue, rien."""
        jour = aujourd_hui()
        trouvee = rattacher(self.reseau.campagnes(), jour, commande.campagne_id)
        if trouvee is None:
            return []
        campagne, tardive = trouvee
        oui = sorted(code for code, reponse in commande.evaluation.items() if reponse == OUI)
        agents, etp = commande.agents, commande.etp
        identite = (campagne.campagne_id, commande.structure_id)
        remontee = self.load(Remontee, Remontee.create_id(*identite))
        if remontee is None:
            departement, recue_le = commande.fiche.departement, jour.isoformat()
            return [Remontee(*identite, departement, recue_le, tardive, oui, agents, etp)]
        remontee.reviser(jour, oui, agents, etp)
        return [remontee]

    def _calendrier(self, commande: OuvrirCampagne) -> tuple[str, str, Calendrier]:
        """Ce que la demande dit ; ce qu'elle tait, le programme le dit."""
        prevue = self.programme.prevue(commande.code)
        voulu: dict[str, Any] = {
            champ: getattr(prevue, champ, None) if dit is None else dit
            for champ in ("nom", "vague", "ouverture", "cloture", "rappels")
            for dit in [getattr(commande, champ)]
        }
        manquants = [champ for champ, dit in voulu.items() if dit is None and champ != "rappels"]
        if manquants:
            raise CalendrierIncoherent(
                f"Le programme ne prévoit pas de campagne {commande.code} : "
                f"dites-en aussi {', '.join(manquants)}."
            )
        if prevue:
            cite(prevue.code)
        jours = Calendrier(voulu["ouverture"], voulu["cloture"], voulu["rappels"] or ())
        return voulu["nom"], voulu["vague"], jours
