"""Charger, décider, enregistrer : une méthode par intention."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.utils import EnvType
from pydantic import TypeAdapter

from services.onboarding.convention.commands import (
    EngagerOperateur,
    EngagerPartenaire,
    EnregistrerAnnexe,
)
from services.onboarding.convention.domain.annexe import AnnexeStructure
from services.onboarding.convention.domain.contenu_annexe import ContenuAnnexe
from services.onboarding.convention.domain.convention import ConventionDepartementale
from services.onboarding.convention.policies.redaction import Droit, rediger
from services.onboarding.convention.rules.accords_cadres import AccordCadre, charger_accords_cadres
from services.onboarding.convention.rules.socle import Operateur, charger_socle
from services.onboarding.formation.application import Formation
from services.onboarding.operateurs.application import Operateurs
from services.onboarding.outils.application import Outils
from services.onboarding.raccordement.commands import (
    ConstaterExpiration,
    CreerCompte,
    DesinscrireAgent,
    InscrireAgents,
    RenouvelerLien,
)
from services.onboarding.raccordement.domain.raccordement import LienInvalide, Raccordement
from services.onboarding.raccordement.reading import Liens
from services.onboarding.raccordement.rules import RegleRaccordement, charger_raccordement
from shared.clock import Clock, paris_date
from shared.contracts.funding import DroitAuForfaitOuvert, DroitAuForfaitRefuse
from shared.contracts.labellisation import StructureLabellisee
from shared.contracts.structure import Designation
from shared.personal_data.encryption import Keys
from shared.recording.citing import cite
from shared.recording.legacy import handles
from shared.recording.provenance import current
from shared.recording.repository import Introuvable

CONTENU = TypeAdapter(ContenuAnnexe)
DROIT: TypeAdapter[Droit] = TypeAdapter(DroitAuForfaitOuvert | DroitAuForfaitRefuse)


class Onboarding(Formation, Operateurs, Outils):
    name = "onboarding"

    def __init__(self, env: EnvType | None, clock: Clock, keys: Keys, liens: Liens) -> None:
        super().__init__(env, clock, keys)
        self.liens = liens

    @handles(StructureLabellisee)
    def raccorder(self, fait: StructureLabellisee) -> None:
        """A-116, A-057 : le label ouvre un lien d'inscription, et une annexe à établir."""
        raccordement_id = Raccordement.create_id(fait.label_id)
        raccordement = self.load(Raccordement, raccordement_id) or self._raccordement(fait)
        annexe = self._annexe(fait)
        structure = Designation.of(fait.fiche).model_dump()
        annexe.apprendre_label({"structure": structure, "fait": fait.model_dump(mode="json")})
        convention = self._convention(fait.fiche.departement)
        self._avancer(annexe, convention)
        self.save(raccordement, annexe, convention)

    @handles(DroitAuForfaitOuvert)
    @handles(DroitAuForfaitRefuse)
    def apprendre_droit(self, fait: Droit) -> None:
        """A-058 : l'annexe dit le financement ; il peut être connu avant ou après le label."""
        annexe = self._annexe(fait)
        annexe.apprendre_financement(fait.model_dump(mode="json"))
        convention = self._convention(fait.structure.departement)
        self._avancer(annexe, convention)
        self.save(annexe, convention)

    @handles(EngagerOperateur)
    def engager(self, commande: EngagerOperateur) -> None:
        """A-045 : un engagement de plus peut libérer les annexes que la convention retenait."""
        self.within(commande.departement)
        convention = self._convention(commande.departement)
        convention.engager(charger_socle().code(commande.operateur), commande.le.isoformat())
        annexes = [
            self.load_or_refuse(AnnexeStructure, AnnexeStructure.create_id(label_id))
            for label_id in convention.retenues
        ]
        for annexe in annexes:
            self._avancer(annexe, convention)
        if all(annexe.reference for annexe in annexes):
            convention.liberer()
        self.save(convention, *annexes)

    @handles(EngagerPartenaire)
    def engager_partenaire(self, commande: EngagerPartenaire) -> None:
        """A-049 : les annexes établies ensuite le disent ; les autres ne changent pas."""
        self.within(commande.departement)
        convention = self._convention(commande.departement)
        convention.engager_partenaire(
            commande.nom,
            commande.portee,
            commande.structure_id,
            commande.le.isoformat(),
            self._socle(commande.le),
        )
        self.save(convention)

    @handles(EnregistrerAnnexe)
    def enregistrer_annexe(self, commande: EnregistrerAnnexe) -> None:
        annexe = self.load_or_refuse(AnnexeStructure, commande.annexe_id)
        le = paris_date(current().survenu_le).isoformat()
        fichiers = {"fichier_pdf", "empreinte_pdf", "fichier_docx", "empreinte_docx"}
        annexe.noter_fichiers(commande.gabarit, le, commande.model_dump(include=fichiers))
        self.save(annexe)

    @handles(CreerCompte)
    def creer_compte(self, commande: CreerCompte) -> None:
        """A-117 : le jeton dit de quel label et de quel lien il s'agit."""
        label_id, lien_id = self.liens.lire(commande.jeton)
        raccordement = self._du_label(label_id)
        if raccordement.structure_id != commande.structure_id:
            raise LienInvalide("Ce lien d'inscription est celui d'une autre structure.")
        raccordement.creer_compte(lien_id, current().enregistre_le)
        self.save(raccordement)

    @handles(RenouvelerLien)
    def renouveler_lien(self, commande: RenouvelerLien) -> None:
        """TMR-13 : un lien expiré ou perdu se remplace."""
        raccordement = self._de_la_structure(commande)
        raccordement.renouveler_lien(**self._lien(commande.label_id, raccordement.liens + 1))
        self.save(raccordement)

    @handles(ConstaterExpiration)
    def constater_expiration(self, commande: ConstaterExpiration) -> None:
        """TMR-13."""
        raccordement = self._du_label(commande.label_id)
        raccordement.expirer(commande.lien_id)
        self.save(raccordement)

    @handles(InscrireAgents)
    def inscrire_agents(self, commande: InscrireAgents) -> None:
        """A-117, A-118."""
        raccordement = self._de_la_structure(commande)
        regle = self._regle()
        for agent in commande.agents:
            raccordement.inscrire_agent(
                agent.courriel,
                agent.fonction,
                regle.minimum_agents,
                list(regle.applications),
            )
        self.save(raccordement, self.formation_de(raccordement))

    @handles(DesinscrireAgent)
    def desinscrire_agent(self, commande: DesinscrireAgent) -> None:
        """C.7-14."""
        raccordement = self._de_la_structure(commande)
        raccordement.desinscrire_agent(commande.courriel)
        self.save(raccordement)

    def _avancer(self, annexe: AnnexeStructure, convention: ConventionDepartementale) -> None:
        """Établit l'annexe dès que tout est su et que la convention est complète (A-045)."""
        if not (annexe.attend_la_convention and annexe.label and annexe.financement):
            return
        socle = self._socle(paris_date(current().survenu_le))
        manquants = convention.manquants({each.code: each.nom for each in socle})
        if manquants:
            annexe.attendre(manquants)
            convention.retenir(annexe.label_id)
            return
        contenu = rediger(
            StructureLabellisee.read(annexe.label["fait"]),
            DROIT.validate_python(annexe.financement),
            socle,
            convention.engagements,
            convention.partenaires_de(annexe.structure_id, socle),
            self._accord_cadre(),
            paris_date(current().survenu_le).isoformat(),
        )
        annexe.etablir(contenu.reference, CONTENU.dump_python(contenu, mode="json"))

    def _annexe(self, fait: StructureLabellisee | Droit) -> AnnexeStructure:
        known = self.load(AnnexeStructure, AnnexeStructure.create_id(fait.label_id))
        return known or AnnexeStructure(fait.label_id, fait.structure_id)

    def _convention(self, departement: str) -> ConventionDepartementale:
        known = self.load(ConventionDepartementale, ConventionDepartementale.create_id(departement))
        return known or ConventionDepartementale(departement)

    def _raccordement(self, fait: StructureLabellisee) -> Raccordement:
        return Raccordement(
            label_id=fait.label_id,
            structure_id=fait.structure_id,
            structure=Designation.of(fait.fiche).model_dump(),
            **self._lien(fait.label_id, 1),
        )

    def _du_label(self, label_id: UUID) -> Raccordement:
        return self.load_or_refuse(Raccordement, Raccordement.create_id(label_id))

    def _de_la_structure(
        self, commande: RenouvelerLien | InscrireAgents | DesinscrireAgent
    ) -> Raccordement:
        """Ce que ses faits disent d'une personne est gardé sous la clé de la bonne structure."""
        raccordement = self._du_label(commande.label_id)
        if raccordement.structure_id != commande.structure_id:
            raise Introuvable(
                f"Le label {commande.label_id} n'est pas celui de la structure "
                f"{commande.structure_id}."
            )
        return raccordement

    def _lien(self, label_id: UUID, rang: int) -> dict[str, Any]:
        lien_id = uuid5(label_id, f"lien {rang}")
        validite = timedelta(days=self._regle().validite_lien_jours)
        return {
            "lien_id": lien_id,
            "url": self.liens.url(label_id, lien_id),
            "expire_le": current().enregistre_le + validite,
        }

    def _regle(self) -> RegleRaccordement:
        regle = charger_raccordement().en_vigueur(paris_date(current().survenu_le))
        cite(regle.id)
        return regle

    def _accord_cadre(self) -> AccordCadre | None:
        accord_cadre = charger_accords_cadres().en_vigueur(paris_date(current().survenu_le))
        if accord_cadre:
            cite(accord_cadre.id)
        return accord_cadre

    def _socle(self, jour: date) -> tuple[Operateur, ...]:
        socle = charger_socle()
        cite(socle.id)
        return socle.en_vigueur(jour)
