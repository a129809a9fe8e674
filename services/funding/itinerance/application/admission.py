"""Ce qu'une demande d'aide doit respecter : dates, format, et la structure que l'on connaît."""

from datetime import datetime

from services.funding.itinerance.domain.structure import MobileSuivie
from services.funding.itinerance.rules.admission import (
    SITUATIONS,
    Admission,
    Situation,
    situations,
)
from services.funding.itinerance.rules.programme import Programme
from shared.clock import end_of, paris_date
from shared.refusal import RefusDuMoment
from shared.typographie import jour_long


class InscriptionTardiveRejetee(RefusDuMoment):
    """Les inscriptions sont closes (TMR-06)."""


class InscriptionsPasOuvertes(RefusDuMoment):
    """Les inscriptions ne sont pas encore ouvertes."""


class InscriptionsPasCloses(RefusDuMoment):
    """Le classement s'arrête une fois les inscriptions closes (D.2)."""


class FormatNonAdmis(RefusDuMoment):
    """L'aide va aux structures mobiles (A-043, X-11)."""


class StructureInconnue(RefusDuMoment):
    """L'aide va aux structures mobiles que la labellisation connaît (A-041, A-043)."""


class FormatDiscordant(RefusDuMoment):
    """La structure est connue sous un autre format que celui de la demande (A-043, X-11)."""


class StructureNonAdmise(RefusDuMoment):
    """L'inscription, puis l'accord, demandent que le label soit en vue, puis accordé (A-041)."""


def verifier_date(regle: Programme, recu_le: datetime) -> None:
    """X-10 : jour compris, heure de Paris."""
    jour, ouvertes = paris_date(recu_le), regle.inscriptions
    if jour < ouvertes.du:
        raise InscriptionsPasOuvertes(
            f"Les inscriptions ouvrent le {jour_long(ouvertes.du)}.", selon=[regle.id]
        )
    if not ouvertes.contains(jour):
        raise InscriptionTardiveRejetee(
            f"Inscription reçue le {jour_long(jour)} ; les inscriptions vont {ouvertes}, inclus.",
            selon=[regle.id],
        )


def verifier_closes(regle: Programme, enregistre_le: datetime) -> None:
    fin = regle.inscriptions.au
    if fin is None or enregistre_le < end_of(fin):
        raise InscriptionsPasCloses(
            f"Les inscriptions vont {regle.inscriptions}, inclus : attribuez les aides après.",
            selon=[regle.id],
        )


def verifier_format(regle: Programme, format: str) -> None:
    if format not in regle.formats:
        raise FormatNonAdmis(
            f"L'aide ne va pas à une structure {format} (admises : {', '.join(regle.formats)}).",
            selon=[regle.id],
        )


def verifier_inscription(suivie: MobileSuivie | None, format: str, regle: Admission) -> None:
    """A-043, X-11 : une structure connue, sous ce format, et dans une situation qui l'admet."""
    connue = exiger_connue(suivie, regle)
    if connue.format != format:
        raise FormatDiscordant(
            f"La structure est connue sous le format {connue.format}, et la demande dit {format} : "
            "corrigez la demande, ou faites corriger la fiche par la préfecture.",
            selon=[regle.id],
        )
    _verifier_situation(connue, regle.inscription, "s'inscrit", regle)


def verifier_accord(suivie: MobileSuivie | None, regle: Admission) -> MobileSuivie:
    """A-041 : l'aide va à une France Services, pas à qui dit en être une."""
    connue = exiger_connue(suivie, regle)
    _verifier_situation(connue, regle.accord, "est aidée", regle)
    return connue


def exiger_connue(suivie: MobileSuivie | None, regle: Admission) -> MobileSuivie:
    if suivie is None:
        raise StructureInconnue(
            "Aucune structure mobile n'est connue sous cet identifiant : la préfecture doit "
            "d'abord la remonter, puis la signaler.",
            selon=[regle.id],
        )
    return suivie


def _verifier_situation(
    connue: MobileSuivie, admises: tuple[Situation, ...], verbe: str, regle: Admission
) -> None:
    if connue.situation not in admises:
        raise StructureNonAdmise(
            f"La structure est {SITUATIONS[connue.situation]} ; seule {verbe} une structure "
            f"{situations(admises)}.",
            selon=[regle.id],
        )
