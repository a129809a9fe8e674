"""Les demandes adressées à la convention d'un département, et à ses annexes."""

from typing import Annotated
from uuid import UUID

from services.onboarding.convention.domain.contenu_annexe import Portee
from shared.departements.lecture import DepartementConnu
from shared.messages.commands import Command
from shared.types.saisies import Libelle
from shared.types.temps import JourCivil
from shared.types.texte import Annonce, Texte


class EngagerOperateur(Command):
    """Un opérateur s'engage dans la convention-cadre d'un département (A-045, A-046).

    `operateur` est un code ou un nom usuel ; `le` est un jour civil, heure de Paris.
    """

    departement: DepartementConnu
    operateur: Libelle
    le: JourCivil


class EngagerPartenaire(Command):
    """Un partenaire additionnel s'engage, en plus des opérateurs du socle (A-049).

    Portée DEPARTEMENT : il signe la convention-cadre et se doit à toutes les structures (A-050).
    Portée STRUCTURE : l'annexe de `structure_id`, qui ne se dit qu'alors, est seule à le mentionner
    (A-051). Les annexes déjà établies ne changent pas. `le` est un jour civil, heure de Paris.
    """

    departement: DepartementConnu
    nom: Annotated[str, Texte(100, vide=True, contenant="[A-Za-z0-9]")]
    portee: Portee
    structure_id: UUID | None = None
    le: JourCivil


class EnregistrerAnnexe(Command):
    """Les documents de l'annexe sont écrits ; empreintes SHA-256 en hexadécimal (A-057)."""

    structure_id: UUID
    annexe_id: UUID
    gabarit: Annotated[str, Annonce(100)]
    fichier_pdf: Annotated[str, Annonce(300)]
    empreinte_pdf: Annotated[str, Annonce(64)]
    fichier_docx: Annotated[str, Annonce(300)]
    empreinte_docx: Annotated[str, Annonce(64)]
