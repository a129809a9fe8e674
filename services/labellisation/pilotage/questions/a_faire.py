"""Ce qui attend chacun : des listes de travail, avec depuis quand et jusqu'à quand.

Une ligne par structure et par devoir. Une échéance passée reste due, et se voit en retard ; une
fenêtre close, elle, n'attend plus rien de personne : le délai d'un avis (A-075), ou la durée du
programme pour ce qui mène à un signalement (A-018).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import NotRequired, cast

from typing_extensions import TypedDict

from services.labellisation.pilotage.questions.couverture import derniers_plans, plan_et_realite
from services.labellisation.territoire.rules.programme import charger_programme
from shared.clock import paris_date
from shared.read_model import ReadModel
from shared.refusal import RefusDefinitif
from shared.statements import Row
from shared.typographie import denombrer

EN_ATTENTE = """SELECT d.structure_id, d.nom, d.departement, MAX(j.survenu_le) AS depuis,
    CASE WHEN r.jusqu_au >= :au THEN r.jusqu_au ELSE '' END AS echeance
    FROM dossiers d JOIN journal j ON j.structure_id = d.structure_id
    AND j.evenement = :evenement LEFT JOIN relances r ON r.structure_id = d.structure_id
    WHERE d.etat = :etat AND (:departement = '' OR d.departement = :departement)
    GROUP BY d.structure_id, d.nom, d.departement, r.jusqu_au
    ORDER BY CASE WHEN r.jusqu_au >= :au THEN 0 ELSE 1 END, d.departement, d.nom"""
RELANCES = """SELECT d.structure_id, d.nom, d.departement,
    CASE WHEN r.jusqu_au >= :au THEN r.jusqu_au ELSE '' END AS echeance FROM relances r
    JOIN dossiers d ON d.structure_id = r.structure_id WHERE d.etat = 'NON_RETENUE'
    AND r.issue = :issue AND r.levees = :levees
    AND (:departement = '' OR d.departement = :departement)
    ORDER BY CASE WHEN r.jusqu_au >= :au THEN 0 ELSE 1 END, d.departement, d.nom"""
DEMEURES = """SELECT d.structure_id, d.nom, d.departement, s.echeance FROM suivi_labels s
    JOIN dossiers d ON d.structure_id = s.structure_id
    WHERE s.etat = 'SOUS_MISE_EN_DEMEURE' AND (:departement = '' OR d.departement = :departement)
    ORDER BY s.echeance, d.nom"""
ALERTES = """SELECT a.structure_id, d.nom, d.departement, a.depuis, a.code, a.texte
    FROM alertes_du_label a JOIN dossiers d ON d.structure_id = a.structure_id
    WHERE (:departement = '' OR d.departement = :departement)
    ORDER BY a.depuis, d.departement, d.nom, a.code"""
MSAP = """SELECT structure_id, nom, departement FROM dossiers d
    WHERE origine = 'MSAP' AND NOT EXISTS (SELECT 1 FROM labels l
    WHERE l.structure_id = d.structure_id AND l.connu_jusqu_au = '9999'
    AND l.debut <= :au AND l.fin > :au) AND (:departement = '' OR d.departement = :departement)
    ORDER BY departement, nom"""
AVIS = """SELECT a.structure_id, l.nom, a.departement, a.nom AS operateur, a.echeance FROM avis a
    LEFT JOIN lieux l ON l.structure_id = a.structure_id WHERE a.avis = ''
    AND (:departement = '' OR a.departement = :departement)
    ORDER BY a.echeance, a.departement, l.nom, a.structure_id, a.nom"""
FERMETURES = """SELECT a.structure_id, l.nom, a.departement, a.nom AS operateur, a.fermee_le
    AS depuis FROM antennes a LEFT JOIN lieux l ON l.structure_id = a.structure_id
    WHERE a.apres_le_label = 1 AND (:departement = '' OR a.departement = :departement)
    ORDER BY a.departement, l.nom, a.structure_id, a.fermee_le, a.nom"""
CAMPAGNES = """SELECT nom, cloture AS echeance, ouverture AS depuis FROM campagnes
    WHERE close_le = '' AND ouverture <= :au AND cloture >= :au"""

VIDE = {"structure_id": "", "nom": "", "departement": "", "depuis": "", "echeance": ""}


class Attente(TypedDict):
    """Ce qui est attendu de quelqu'un ; ce qui ne se sait pas est vide."""

    structure_id: str
    nom: str
    departement: str
    depuis: str
    echeance: str
    quoi: str
    operateur: NotRequired[str]


class LigneDeTravail(Attente):
    """Une attente, et les jours qui restent (négatifs : en retard)."""

    jours: int | None


class ListeDeTravail(TypedDict):
    """Ce qui presse d'abord, et le nombre des attentes écartées : leur fenêtre est close."""

    lignes: list[LigneDeTravail]
    closes: int


@dataclass(frozen=True)
class Regard:
    """Les tables, le jour où en juger, et le département ; vide, tous."""

    model: ReadModel
    au: date
    departement: str

    def lire(self, sql: str, **voulu: object) -> Sequence[Row]:
        dit = {"au": self.au.isoformat(), "departement": self.departement}
        return self.model.query(sql, {**dit, **voulu})


class ListeInconnue(RefusDefinitif):
    """Ce rôle n'a pas de liste de travail."""


class DepartementRequis(RefusDefinitif):
    """Un préfet voit son département, et lui seul (A-020)."""


def audits_a_planifier(ici: Regard) -> Iterator[Attente]:
    """Les structures signalées, dont l'audit n'est pas conclu (A-021, TMR-12).

    D'abord celles dont la fenêtre de priorité court encore ; sa fin est leur échéance (A-016).
    """
    yield from _en_attente(ici, "SIGNALEE", "StructureSignalee", "audit à déclencher")
    yield from _en_attente(ici, "EN_AUDIT", "AuditOuvert", "audit à mener")


def accords_attendus(ici: Regard) -> Iterator[Attente]:
    accord = ("EN_ATTENTE_ACCORD", "AuditConcluantEnregistre", "accord préalable à donner")
    yield from _en_attente(ici, *accord)


def labels_a_donner(ici: Regard) -> Iterator[Attente]:
    yield from _en_attente(ici, "ACCORD_DONNE", "AccordPrealableDonne", "label à donner")


def structures_a_signaler(ici: Regard) -> Iterator[Attente]:
    yield from _en_attente(ici, "REMONTEE", "StructureRemontee", "structure à signaler")


def remarques_a_lever(ici: Regard) -> Iterator[Attente]:
    """Celles d'un refus mineur ; d'abord là où la fenêtre de priorité court encore (A-016)."""
    yield from _relances(ici, "REMARQUES_MINEURES", 0, "remarques à lever")


def structures_a_signaler_de_nouveau(ici: Regard) -> Iterator[Attente]:
    """Toutes les remarques sont levées (A-017)."""
    yield from _relances(ici, "REMARQUES_MINEURES", 1, "structure à signaler de nouveau")


def montees_en_gamme_attendues(ici: Regard) -> Iterator[Attente]:
    """Un refus d'une autre nature : il faut un plan (A-008, A-015)."""
    yield from _relances(ici, "MONTEE_EN_GAMME_REELLE", 0, "montée en gamme à établir")


def mises_en_demeure(ici: Regard) -> Iterator[Attente]:
    for row in ici.lire(DEMEURES):
        yield _attente("mise en demeure à suivre", row)


def alertes_a_examiner(ici: Regard) -> Iterator[Attente]:
    """Rien n'est retiré pour autant : le préfet met en demeure, ou classe l'alerte (C.7-7)."""
    for row in ici.lire(ALERTES):
        yield _attente(f"alerte à examiner ({row['code']}) : {row['texte']}", row)


def msap_sans_label(ici: Regard) -> Iterator[Attente]:
    """Chaque MSAP connue sans label, et la fin de son financement par l'État (A-039, TMR-05)."""
    fin = charger_programme().financement_msap.fin.isoformat()
    for row in ici.lire(MSAP):
        yield _attente("MSAP sans label", {**row, "echeance": fin})


def avis_d_un_operateur(ici: Regard) -> Iterator[Attente]:
    """Un par opérateur : chacun ne doit que le sien (A-075)."""
    for row in ici.lire(AVIS):
        yield _attente(f"avis attendu : {row['operateur']}", row)


def avis_attendus(ici: Regard) -> Iterator[Attente]:
    """Pour qui les attend tous : ceux d'un signalement sont un seul devoir (A-075)."""
    for row, operateurs in _par_structure(ici.lire(AVIS)):
        combien = denombrer(len(operateurs), "opérateur")
        debut = "avis attendu" if len(operateurs) == 1 else f"avis attendus de {combien}"
        yield _attente(f"{debut} : {', '.join(operateurs)}", row)


def antennes_fermees(ici: Regard) -> Iterator[Attente]:
    """Une observation, que personne n'est tenu de suivre (A-073, A-074)."""
    for row, operateurs in _par_structure(ici.lire(FERMETURES)):
        fermees = "antenne fermée" if len(operateurs) == 1 else "antennes fermées"
        yield _attente(f"{fermees} après le label : {', '.join(operateurs)}", row)


def plans_en_retard(ici: Regard) -> Iterator[Attente]:
    """Les candidates d'un plan dont la date est passée sans label (A-019)."""
    for departement in derniers_plans(ici.model, ici.au, ici.departement):
        plan = plan_et_realite(ici.model, departement, ici.au)
        for candidate in plan["candidates"] if plan else ():
            if candidate["en_retard"]:
                quoi = f"plan en retard : commune {candidate['commune_insee']}"
                row = {
                    "structure_id": candidate["structure_id"] or "",
                    "nom": candidate["nom"],
                    "echeance": candidate["echeance"],
                    "departement": departement,
                }
                yield _attente(quoi, row)


def campagnes_ouvertes(ici: Regard) -> Iterator[Attente]:
    for row in ici.lire(CAMPAGNES):
        yield _attente("campagne de remontée ouverte", row)


Liste = Callable[[Regard], Iterator[Attente]]
LISTES: dict[str, tuple[Liste, ...]] = {
    "PREFET": (
        campagnes_ouvertes,
        structures_a_signaler,
        structures_a_signaler_de_nouveau,
        remarques_a_lever,
        montees_en_gamme_attendues,
        labels_a_donner,
        mises_en_demeure,
        alertes_a_examiner,
        avis_attendus,
        msap_sans_label,
        plans_en_retard,
        antennes_fermees,
    ),
    "AGENCE_NATIONALE": (
        campagnes_ouvertes,
        accords_attendus,
        alertes_a_examiner,
        avis_attendus,
        msap_sans_label,
        plans_en_retard,
        antennes_fermees,
    ),
    "AUDITEUR": (audits_a_planifier, remarques_a_lever),
    "OPERATEUR": (avis_d_un_operateur,),
}
AVEC_DELAI: frozenset[Liste] = frozenset({avis_attendus, avis_d_un_operateur})
"""Le délai passé, un avis n'est plus attendu ; rendu tard, il est gardé (A-075)."""
VERS_UN_SIGNALEMENT: frozenset[Liste] = frozenset(
    {
        structures_a_signaler,
        structures_a_signaler_de_nouveau,
        remarques_a_lever,
        montees_en_gamme_attendues,
        msap_sans_label,
        plans_en_retard,
    }
)
"""Le programme fini, un signalement est refusé (A-018) : ce qui y mène n'a plus d'objet."""


def a_faire(model: ReadModel, role: str, departement: str | None, au: date) -> list[LigneDeTravail]:
    """Les lignes de ce rôle, ce qui presse d'abord ; un préfet dit son département."""
    return liste_de_travail(model, role, departement, au)["lignes"]


def liste_de_travail(
    model: ReadModel, role: str, departement: str | None, au: date
) -> ListeDeTravail:
    """Les lignes de ce rôle, et combien n'y sont plus, leur fenêtre étant close."""
    if role not in LISTES:
        raise ListeInconnue(
            f"Le rôle {role} n'a pas de liste de travail (rôles : {', '.join(LISTES)})."
        )
    if role == "PREFET" and departement is None:
        raise DepartementRequis("Un préfet voit son département : précisez-le.")
    ici = Regard(model, au, departement or "")
    ouvertes: list[LigneDeTravail] = []
    closes = 0
    for liste in LISTES[role]:
        siennes = list(liste(ici))
        gardees = [each for each in siennes if not _close(liste, each, au)]
        ouvertes += [{**each, "jours": _reste(each["echeance"], au)} for each in gardees]
        closes += len(siennes) - len(gardees)
    return {"lignes": sorted(ouvertes, key=_urgence), "closes": closes}


def _close(liste: Liste, attente: Attente, au: date) -> bool:
    if liste in AVEC_DELAI:
        return attente["echeance"] < au.isoformat()
    return liste in VERS_UN_SIGNALEMENT and charger_programme().fenetres.on(au) is None


def _urgence(ligne: LigneDeTravail) -> tuple[bool, int]:
    """Sans échéance, après toutes les autres."""
    jours = ligne["jours"]
    return jours is None, jours or 0


def _par_structure(rows: Iterable[Row]) -> Iterator[tuple[Row, list[str]]]:
    """La première ligne d'une structure et d'une échéance, et les opérateurs de toutes."""
    ensemble = groupby(rows, key=lambda row: (row["structure_id"], row.get("echeance")))
    for _, siennes in ensemble:
        premiere, *autres = siennes
        operateurs = [row["operateur"] for row in (premiere, *autres)]
        yield {each: premiere[each] for each in premiere if each != "operateur"}, operateurs


def _attente(quoi: str, row: Row) -> Attente:
    return cast(Attente, {**VIDE, **row, "quoi": quoi})


def _en_attente(ici: Regard, etat: str, evenement: str, quoi: str) -> Iterator[Attente]:
    for row in ici.lire(EN_ATTENTE, etat=etat, evenement=evenement):
        depuis = paris_date(datetime.fromisoformat(row["depuis"])).isoformat()
        yield _attente(quoi, {**row, "depuis": depuis})


def _relances(ici: Regard, issue: str, levees: int, quoi: str) -> Iterator[Attente]:
    for row in ici.lire(RELANCES, issue=issue, levees=levees):
        yield _attente(quoi, row)


def _reste(echeance: str, au: date) -> int | None:
    return (date.fromisoformat(echeance) - au).days if echeance else None
