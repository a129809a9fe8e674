"""L'insertion dans le réseau existant : la condition INS-01, au signalement (A-069, X-14)."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from services.labellisation.territoire.domain.maillage import Voisine
from services.labellisation.territoire.rules.programme import TempsDeTrajet
from shared.recording.aggregates import Aggregate, Created
from shared.refusal import RefusDefinitif, RefusDuMoment
from shared.typographie import decimal


class DoublonMaillage(RefusDuMoment):
    """Une structure déjà labellisée est trop proche (A-069)."""


class ExceptionNonMotivee(RefusDefinitif):
    """L'exception d'enclavement se demande avec son motif (G.2)."""


class InsertionReseau(Aggregate):
    """Le résultat d'un examen du maillage, une fois par signalement."""

    TOPIC = "labellisation.InsertionReseau"

    class InsertionExaminee(Created):
        TOPIC = "labellisation.InsertionExaminee"
        PHRASE = "Insertion dans le réseau examinée"
        signalement_id: UUID
        structure_id: UUID
        methode: str
        regles: list[str]
        comparee: bool
        exception: str
        raison: str
        voisine_id: UUID | None
        voisine: str
        kilometres: float | None
        minutes: float | None

        def details(self) -> str:
            if not self.comparee:
                return "(structure qui ne se compare pas, faute de lieu fixe et connu)"
            if self.voisine_id is None:
                return "(aucune structure labellisée trop proche)"
            return (
                f"(« {self.voisine} » à {decimal(self.minutes or 0)} minutes estimées ; "
                f"enclavement : {self.raison})"
            )

    @staticmethod
    def create_id(signalement_id: UUID) -> UUID:
        """Un examen par signalement."""
        return uuid5(signalement_id, "insertion")


def exiger_insertion(
    nom: str,
    trouvee: Voisine | None,
    exception: str | None,
    raison: str,
    condition: str,
    trajet: TempsDeTrajet,
) -> None:
    """Refuse un doublon, sauf enclavement motivé."""
    regles: Sequence[str] = (condition, trajet.id)
    if exception and not raison:
        raise ExceptionNonMotivee(
            f"L'enclavement de « {nom} » se justifie : dites-en la raison (champ « motif »).",
            selon=regles,
        )
    if trouvee and not exception:
        voisine = trouvee.implantation
        raise DoublonMaillage(
            f"« {nom} » serait à {decimal(round(trouvee.minutes, 1))} minutes estimées "
            f"({decimal(round(trouvee.kilometres, 1))} km de route) de « {voisine.nom} » "
            f"({voisine.commune}), déjà labellisée ; il en faut "
            f"{decimal(trajet.minutes_minimum)} (règles {condition} et {trajet.id}). "
            "Si un enclavement le justifie, signalez de nouveau avec l'exception ENCLAVEMENT "
            "et votre motif.",
            selon=regles,
        )
