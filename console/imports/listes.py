"""Les listes publiées, enregistrées comme des faits datés, dans l'ordre de leurs dates."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from console.acteurs import Entete
from console.execution.opened import caught_up
from console.imports.geographie import chargees
from console.imports.importation import Constatee, constatee, de, demander
from services.labellisation.dossier.commands import FichePubliee
from services.labellisation.reprise.commands import ConstaterAbsence, ImporterStructure
from services.labellisation.reprise.questions import (
    Apport,
    Principales,
    Registre,
    Trouvee,
    apports,
    charger_rapprochement,
    manquantes,
    structures_connues,
)
from services.labellisation.tableau.questions import (
    Ligne,
    Tableau,
    lire_tableau,
    situer_tableau,
)
from shared.clock import PARIS
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.refusal import Refus
from shared.runtime.component import Component
from shared.types.temps import jour_du_calendrier

REPRISE = Acteur(role="ADMINISTRATEUR", id="reprise de l'historique")
MUETS = (None, "", "NON_RENSEIGNE", "NON_RENSEIGNEE")
DATE_DANS_LE_NOM = re.compile(r"(20\d{2})-?(\d{2})-?(\d{2})")
Progression = Callable[[str, int, int], None]


class EnteteDeListe(Entete):
    liste_du: date
    source: str
    fichier: str


@dataclass(frozen=True)
class Liste:
    """Une liste lue, et le jour où elle fut publiée."""

    tableau: Tableau
    du: date

    @property
    def complete(self) -> bool:
        """Vrai si chaque ligne se lit et a un identifiant : ce qui y manque en est absent."""
        anonymes = [ligne for ligne in self.tableau.lignes if not ligne.fiche.matricule]
        return not anonymes and not self.tableau.rejets


@dataclass
class Reprise:
    """L'issue d'une liste : lues = gardées + rejetées, et ses apports."""

    liste: Liste
    deja_lue: bool
    rejets: list[Constatee] = field(default_factory=list)
    observations: list[Constatee] = field(default_factory=list)
    rapprochees: list[Constatee] = field(default_factory=list)
    apports: list[Apport] = field(default_factory=list)

    @property
    def rejetees(self) -> int:
        return len({rejet.lieu for rejet in self.rejets})

    @property
    def observees(self) -> int:
        """Les lignes gardées dont quelque chose est mal dit."""
        return len({each.lieu for each in self.observations})

    def nombre(self, nature: str) -> int:
        return sum(apport["nature"] == nature for apport in self.apports)


def lire_listes(fichiers: Sequence[Path], du: date | None) -> list[Liste]:
    """Les listes dans l'ordre de leurs dates ; TableauRefuse si l'une n'en est pas une."""
    if du and len(fichiers) > 1:
        raise Refus("L'option --date ne vaut que pour un seul fichier : donnez-les un par un.")
    listes = [Liste(lire_tableau(fichier), du or date_du_nom(fichier)) for fichier in fichiers]
    return sorted(listes, key=lambda liste: liste.du)


def date_du_nom(fichier: Path) -> date:
    trouvee = DATE_DANS_LE_NOM.search(fichier.name)
    try:
        return jour_du_calendrier(date(*map(int, trouvee.groups() if trouvee else ())))
    except (TypeError, ValueError):
        raise Refus(
            f"Le nom « {fichier.name} » ne dit pas la date de la liste (par exemple "
            "liste_fs_20200206.csv) : donnez-la avec --date."
        ) from None


def reprendre(
    listes: Sequence[Liste], labellisation: Component, progression: Progression
) -> Iterator[Reprise]:
    """Chaque liste, une fois la précédente enregistrée ; seuls les labels s'annoncent (A-030)."""
    registre = Registre(structures_connues(caught_up(labellisation).model), charger_rapprochement())
    communes = chargees(labellisation)
    situees = [replace(each, tableau=situer_tableau(each.tableau, communes)) for each in listes]
    for liste in situees:
        for ligne in liste.tableau.lignes:
            registre.annoncer(ligne)
    for liste in situees:
        yield _Entree(liste, labellisation, registre).entrer(progression)


class _Entree:
    """L'entrée d'une liste dans le journal de la labellisation."""

    def __init__(self, liste: Liste, labellisation: Component, registre: Registre) -> None:
        self.liste, self.labellisation, self.registre = liste, labellisation, registre
        self.principales = Principales(liste.tableau.lignes)
        deja_lue = bool(apports(labellisation.model, liste.tableau.empreinte))
        self.reprise = Reprise(liste, deja_lue)
        self.reprise.rejets += [constatee(rejet) for rejet in liste.tableau.rejets]
        dites = [constatee(each) for each in liste.tableau.avertissements if each.numero]
        self.reprise.observations += dites

    def entrer(self, progression: Progression) -> Reprise:
        self.registre.nouvelle_liste()
        lignes = self.liste.tableau.lignes
        for rang, ligne in enumerate(lignes, start=1):
            self._ligne(ligne)
            progression(f"Liste du {self.liste.du:%d/%m/%Y}", rang, len(lignes))
        caught_up(self.labellisation)
        if self.liste.complete:
            self._absences()
        self.reprise.apports = apports(self.labellisation.model, self.liste.tableau.empreinte)
        return self.reprise

    def _ligne(self, ligne: Ligne) -> None:
        trouvee = self.registre.trouver(ligne)
        if trouvee.doute:
            self.reprise.rejets.append(_a_dire(ligne, "identifiant", trouvee.doute))
            return
        reponse = self._demander(self._commande(ligne, trouvee))
        if not reponse.accepted:
            self.reprise.rejets.append(_a_dire(ligne, reponse.code, reponse.detail))
        elif trouvee.indices:
            indices = f"reconnue par : {', '.join(trouvee.indices)}"
            self.reprise.rapprochees.append(_a_dire(ligne, trouvee.matricule, indices))

    def _commande(self, ligne: Ligne, trouvee: Trouvee) -> ImporterStructure:
        lue = {**ligne.fiche.model_dump(exclude_unset=True), "matricule": trouvee.matricule or None}
        fiche = FichePubliee.model_validate(lue)
        return ImporterStructure(
            **self._entete(ligne.cle),
            structure_id=trouvee.structure_id,
            fiche=fiche,
            renseignes=sorted(n for n in fiche.model_fields_set if getattr(fiche, n) not in MUETS),
            groupe=ligne.groupe,
            principale_id=self._principale(ligne),
            label_du=ligne.label_du,
            rapprochement=self.registre.regle.id if trouvee.indices else "",
            ligne=ligne.numero,
        )

    def _principale(self, antenne: Ligne) -> UUID | None:
        """La structure principale d'une antenne, si la liste l'identifie."""
        principale = self.principales.de(antenne)
        connue = principale and self.registre.de_matricule(principale.fiche.matricule)
        return connue.structure_id if connue else None

    def _absences(self) -> None:
        """Les structures d'une liste précédente qui manquent à celle-ci."""
        for absente in manquantes(self.labellisation.model, self.liste.du.isoformat()):
            structure_id = UUID(absente["structure_id"])
            if structure_id not in self.registre.prises:
                entete = self._entete(f"absente {structure_id}")
                self._demander(ConstaterAbsence(**entete, structure_id=structure_id))
        caught_up(self.labellisation)

    def _entete(self, quoi: str) -> EnteteDeListe:
        """La même ligne du même fichier donne toujours le même message (A-012)."""
        tableau = self.liste.tableau
        return {
            "message_id": uuid5(NAMESPACE_URL, f"historique:{tableau.empreinte}:{quoi}"),
            "acteur": REPRISE,
            "survenu_le": datetime.combine(self.liste.du, time(), PARIS),
            "liste_du": self.liste.du,
            "source": tableau.fichier,
            "fichier": tableau.empreinte,
        }

    def _demander(self, commande: Command) -> Outcome:
        def recevoir(voulues: Sequence[Command]) -> list[Outcome]:
            return [self.labellisation.service.receive(Envelope.starting(v)) for v in voulues]

        [reponse] = demander(recevoir, [commande])
        return reponse


def _a_dire(ligne: Ligne, champ: str, message: str) -> Constatee:
    return de(ligne, champ, ligne.fiche.nom, message)
