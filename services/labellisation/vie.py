"""La vie d'un label : ouvrir, mettre en demeure, suspendre, retirer ; et ce qui change ensuite."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.labellisation.changements import (
    AntenneRattachee,
    FusionAccueillie,
    HorairesModifies,
    PorteurChange,
    StructureAbsorbee,
    StructureFermee,
)
from services.labellisation.decision import Decision
from services.labellisation.label import (
    ApplicationsOuvertesEnregistrees,
    ConformiteRetablie,
    FaitDuLabel,
    FinDeLabel,
    FranceServicesOuverte,
    LabelRenonce,
    LabelRetabli,
    LabelRetire,
    LabelSuspendu,
    PorteurMisEnDemeure,
)
from shared.refusal import Refus


class OuverturePrematuree(Refus):
    """Une France Services n'ouvre qu'avec ses applications et des agents formés (A-092, A-100)."""


class DelaiEnCours(Refus):
    """Avant l'échéance de la mise en demeure, le label ne tombe que pour un motif énoncé."""


class FusionImpossible(Refus):
    """On fusionne deux structures distinctes, et celle qui porte le label survit (C.7-17)."""


class VieDuLabel(Decision):
    """De l'ouverture au public à la fin du label, ou de la structure."""

    def noter_applications(self, agents: int) -> None:
        if not self.applications_ouvertes and self.ecoute("ApplicationsOuvertes"):
            self.dire(ApplicationsOuvertesEnregistrees, agents=agents)

    def ouvrir(self, le: date, famille: str) -> None:
        """A-092, A-100 : distincte du label (X-20)."""
        if self.deja("OuvrirFranceServices") or self.ouverte_le:
            return
        manques = [] if self.applications_ouvertes else ["les applications de la plateforme"]
        manques += [f"la formation ({code})" for code in self._non_conformes(famille)]
        if manques:
            raise OuverturePrematuree(
                f"« {self.nom} » ne peut pas ouvrir : il manque {', '.join(manques)}."
            )
        self._dire_du_label(FranceServicesOuverte, ouverte_le=le.isoformat())

    def mettre_en_demeure(self, manquements: list[dict[str, str]], echeance: date) -> None:
        if not self.deja("MettreEnDemeure"):
            self._dire_du_label(
                PorteurMisEnDemeure, manquements=manquements, echeance=echeance.isoformat()
            )

    def constater_conformite(self, constat: str) -> None:
        if not self.deja("ConstaterMiseEnConformite"):
            self._dire_du_label(ConformiteRetablie, constat=constat)

    def finir_delai(self, echeance: date) -> None:
        """Le silence ne retire rien : il se voit, et le préfet décide (C.6)."""
        if self.echeance == echeance.isoformat() and self.ecoute("ConstaterFinDeDelai"):
            self.alerter("DELAI_DEPASSE", "le délai de la mise en demeure est passé")

    def suspendre(self, raison: str | None, le: date) -> None:
        if not self.deja("SuspendreLabel"):
            self._dire_du_label(LabelSuspendu, raison=self._raison(raison, le))

    def retablir(self, raison: str) -> None:
        if not self.deja("RetablirLabel"):
            self._dire_du_label(LabelRetabli, raison=raison)

    def retirer(self, raison: str | None, le: date, date_effet: date) -> None:
        if not self.deja("RetirerLabel"):
            self._finir(LabelRetire, self._raison(raison, le), date_effet)

    def renoncer(self, raison: str, date_effet: date) -> None:
        if not self.deja("RenoncerAuLabel"):
            self._finir(LabelRenonce, raison, date_effet)

    def modifier_horaires(self, horaires: Mapping[Any, str], commentaire: str) -> None:
        dits = {"horaires": dict(horaires), "commentaire_horaires": commentaire}
        if not self.deja("ModifierHoraires") and (fiche := {**self.fiche, **dits}) != self.fiche:
            self.dire(HorairesModifies, fiche=fiche)

    def changer_porteur(self, porteur: str, porteur_type: str, courriel: str) -> None:
        dits = {"porteur": porteur, "porteur_type": porteur_type, "courriel": courriel}
        if not self.deja("ChangerPorteur") and (fiche := {**self.fiche, **dits}) != self.fiche:
            self.dire(PorteurChange, fiche=fiche)

    def rattacher_antenne(self, nom: str, commune_insee: str, commune: str) -> None:
        if self.deja("RattacherAntenne") or (nom, commune_insee) in self.antennes:
            return
        self.dire(
            AntenneRattachee,
            nom=nom,
            commune_insee=commune_insee,
            commune=commune,
            fiche=self.fiche,
        )

    def fermer(self, raison: str, date_effet: date) -> None:
        if not self.deja("FermerStructure"):
            self.dire(StructureFermee, raison=raison, **self._fin(date_effet))

    def absorber(self, autre: "VieDuLabel", date_effet: date) -> None:
        """C.7-17 : les deux histoires restent ; un label ne passe pas de l'une à l'autre."""
        if self.deja("FusionnerStructures") or autre.deja("FusionnerStructures"):
            return
        if autre.id == self.id:
            raise FusionImpossible(f"« {self.nom} » ne fusionne pas avec elle-même.")
        if autre.label_id and not self.label_id:
            raise FusionImpossible(
                f"« {autre.nom} » est labellisée, « {self.nom} » ne l'est pas : "
                "choisissez comme survivante celle qui porte le label."
            )
        self.dire(FusionAccueillie, absorbee_id=autre.structure_id, fiche=self.fiche)
        autre.dire(StructureAbsorbee, survivante_id=self.structure_id, **autre._fin(date_effet))

    def _finir(self, evenement: type[FinDeLabel], raison: str, date_effet: date) -> None:
        self._dire_du_label(evenement, raison=raison, date_effet=date_effet.isoformat())

    def _fin(self, date_effet: date) -> dict[str, Any]:
        return {
            "structure_id": self.structure_id,
            "label_id": self.label_id,
            "date_effet": date_effet.isoformat(),
            "fiche": self.fiche,
        }

    def _raison(self, raison: str | None, le: date) -> str:
        """Le délai passé suffit ; avant, il faut un motif."""
        if raison:
            return raison
        if self.echeance and le.isoformat() <= self.echeance:
            raise DelaiEnCours(
                f"« {self.nom} » a jusqu'au {date.fromisoformat(self.echeance):%d/%m/%Y} : avant "
                "cette date, énoncez le motif (champ « motif »)."
            )
        return "délai de mise en demeure dépassé"

    def _non_conformes(self, famille: str) -> list[str]:
        """Parmi les critères de cette famille ; toute la famille, si l'audit n'en dit rien."""
        constats: list[dict[str, str]] = (self.synthese or {}).get("constats", [])
        dits = [each for each in constats if each["code"].startswith(f"{famille}-")]
        manques = [each["code"] for each in dits if each["resultat"] != "CONFORME"]
        return manques if dits else [f"{famille}-*"]

    def _dire_du_label(self, evenement: type[FaitDuLabel], **dit: Any) -> None:
        self.dire(evenement, label_id=self.label_id, fiche=self.fiche, **dit)
