"""Un constat faux se rectifie, il ne se modifie pas ; les deux restent (INV-07)."""

from uuid import UUID

from services.audit.conduite.domain.audit import Audit, Constat
from services.audit.conduite.domain.bilan import en_cause, enumerer, verifier_critere
from services.audit.conduite.domain.constats import ConstatEtabli
from services.audit.referentiels.rules.grille import Referentiel
from shared.refusal import RefusDuMoment
from shared.structures import CritereEnregistre


class ConstatAbsent(RefusDuMoment):
    """On ne rectifie que ce qui a été constaté (INV-07)."""


class ConstatRectifie(ConstatEtabli):
    TOPIC = "audit.ConstatRectifie"
    PHRASE = "Constat rectifié"
    remplace: int  # the event that said otherwise, which stays (INV-07)
    raison: str

    def apply(self, audit: Audit) -> None:
        audit.constats[self.critere] = self.retenu()
        audit.rectifications += 1

    def details(self) -> str:
        return f"{super().details()} ; raison : « {self.raison} »"


class ConclusionRemiseEnCause(Audit.Event):
    TOPIC = "audit.ConclusionRemiseEnCause"
    PHRASE = "Conclusion remise en cause : un constat rectifié après coup donne un autre résultat"
    signalement_id: UUID
    concluant: bool
    criteres: list[CritereEnregistre]
    raison: str

    def apply(self, audit: Audit) -> None:
        audit.en_cause = [each["code"] for each in self.criteres]

    def details(self) -> str:
        return f"(en cause : {enumerer(self.criteres) or 'plus aucun critère'})"


def rectifier(
    audit: Audit, referentiel: Referentiel, critere: str, constat: Constat, raison: str
) -> None:
    """Le constat s'ajoute à celui qu'il remplace ; la conclusion qui changerait se dit (C.7-7)."""
    audit.verifier_auditeur("RectifierConstat", constat["auteur"])
    verifier_critere(audit, referentiel, critere, constat["resultat"])
    if critere not in audit.constats:
        raise ConstatAbsent(f"{critere} n'a pas encore été constaté : constatez-le d'abord.")
    audit.enregistrer(
        ConstatRectifie,
        selon=[referentiel.id],
        critere=critere,
        **constat,
        remplace=audit.constats[critere]["rang"],
        raison=raison,
    )
    if audit.etat == "CONCLU":
        _remettre_en_cause(audit, referentiel, raison)


def _remettre_en_cause(audit: Audit, referentiel: Referentiel, raison: str) -> None:
    fautifs = en_cause(audit, referentiel)
    if [each["code"] for each in fautifs] != audit.en_cause:
        audit.enregistrer(
            ConclusionRemiseEnCause,
            selon=[referentiel.id],
            signalement_id=audit.signalement_id,
            concluant=not fautifs,
            criteres=fautifs,
            raison=raison,
        )
