"""Ce qui attend chacun : des listes de travail, avec depuis quand et jusqu'à quand."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NotRequired, cast

from typing_extensions import TypedDict

from services.labellisation.pilotage.questions.couverture import derniers_plans, plan_et_realite
from services.labellisation.territoire.rules.programme import charger_programme
from shared.clock import paris_date
from shared.read_model import ReadModel
from shared.refusal import RefusDefinitif
from shared.statements import Row

EN_ATTENTE = """SELECT d.structure_id, d.nom, d.departement, MAX(j.survenu_le) AS depuis,
    CASE WHEN r.jusqu_au >= :au THEN r.jusqu_au ELSE '' END AS echeance
    FROM dossiers d JOIN journal j ON j.structure_id = d.structure_id
    AND j.evenement = :evenement LEFT JOIN relances r ON r.structure_id = d.structure_id
    WHERE d.etat = :etat GROUP BY d.structure_id, d.nom, d.departement, r.jusqu_au
    ORDER BY CASE WHEN r.jusqu_au >= :au THEN 0 ELSE 1 END, d.departement, d.nom"""
RELANCES = """SELECT d.structure_id, d.nom, d.departement, r.jusqu_au AS echeance FROM relances r
    JOIN dossiers d ON d.structure_id = r.structure_id WHERE d.etat = 'NON_RETENUE'
    AND r.issue = :issue AND r.levees = :levees
    ORDER BY CASE WHEN r.jusqu_au >= :au THEN 0 ELSE 1 END, d.departement, d.nom"""
DEMEURES = """SELECT d.structure_id, d.nom, d.departement, s.echeance FROM suivi_labels s
    JOIN dossiers d ON d.structure_id = s.structure_id
    WHERE s.etat = 'SOUS_MISE_EN_DEMEURE' ORDER BY s.echeance, d.nom"""
ALERTES = """SELECT a.structure_id, d.nom, d.departement, a.depuis, a.code, a.texte
    FROM alertes_du_label a JOIN dossiers d ON d.structure_id = a.structure_id
    ORDER BY a.depuis, d.departement, d.nom, a.code"""
MSAP = """SELECT structure_id, nom, departement FROM dossiers d
    WHERE origine = 'MSAP' AND NOT EXISTS (SELECT 1 FROM labels l
    WHERE l.structure_id = d.structure_id AND l.connu_jusqu_au = '9999'
    AND l.debut <= :au AND l.fin > :au)
    ORDER BY departement, nom"""
AVIS = """SELECT a.structure_id, l.nom, a.departement, a.nom AS operateur, a.echeance FROM avis a
    LEFT JOIN lieux l ON l.structure_id = a.structure_id WHERE a.avis = ''
    ORDER BY a.departement, l.nom, a.nom"""
FERMETURES = """SELECT a.structure_id, l.nom, a.departement, a.nom AS operateur, a.fermee_le
    AS depuis FROM antennes a LEFT JOIN lieux l ON l.structure_id = a.structure_id
    WHERE a.apres_le_label = 1"""
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
    """Une attente, et les jours qui restent (négatifs : passés)."""

    jours: int | None


class ListeInconnue(RefusDefinitif):
    """Ce rôle n'a pas de liste de travail."""


class DepartementRequis(RefusDefinitif):
    """Un préfet voit son département, et lui seul (A-020)."""


def audits_a_planifier(model: ReadModel, au: date) -> Iterator[Attente]:
    """Les structures signalées, dont l'audit n'est pas conclu (A-021, TMR-12).

    D'abord celles dont la fenêtre de priorité court encore ; sa fin est leur échéance (A-016).
    """
    yield from _en_attente(model, au, "SIGNALEE", "StructureSignalee", "audit à déclencher")
    yield from _en_attente(model, au, "EN_AUDIT", "AuditOuvert", "audit à mener")


def accords_attendus(model: ReadModel, au: date) -> Iterator[Attente]:
    accord = ("EN_ATTENTE_ACCORD", "AuditConcluantEnregistre", "accord préalable à donner")
    yield from _en_attente(model, au, *accord)


def labels_a_donner(model: ReadModel, au: date) -> Iterator[Attente]:
    yield from _en_attente(model, au, "ACCORD_DONNE", "AccordPrealableDonne", "label à donner")


def structures_a_signaler(model: ReadModel, au: date) -> Iterator[Attente]:
    yield from _en_attente(model, au, "REMONTEE", "StructureRemontee", "structure à signaler")


def remarques_a_lever(model: ReadModel, au: date) -> Iterator[Attente]:
    """Celles d'un refus mineur ; d'abord là où la fenêtre de priorité court encore (A-016)."""
    yield from _relances(model, au, "REMARQUES_MINEURES", 0, "remarques à lever")


def structures_a_signaler_de_nouveau(model: ReadModel, au: date) -> Iterator[Attente]:
    """Toutes les remarques sont levées (A-017)."""
    yield from _relances(model, au, "REMARQUES_MINEURES", 1, "structure à signaler de nouveau")


def montees_en_gamme_attendues(model: ReadModel, au: date) -> Iterator[Attente]:
    """Un refus d'une autre nature : il faut un plan (A-008, A-015)."""
    yield from _relances(model, au, "MONTEE_EN_GAMME_REELLE", 0, "montée en gamme à établir")


def mises_en_demeure(model: ReadModel, au: date) -> Iterator[Attente]:
    for row in model.query(DEMEURES):
        yield _attente("mise en demeure à suivre", row)


def alertes_a_examiner(model: ReadModel, au: date) -> Iterator[Attente]:
    """Rien n'est retiré pour autant : le préfet met en demeure, ou classe l'alerte (C.7-7)."""
    for row in model.query(ALERTES):
        yield _attente(f"alerte à examiner ({row['code']}) : {row['texte']}", row)


def msap_sans_label(model: ReadModel, au: date) -> Iterator[Attente]:
    """Chaque MSAP connue sans label, et la fin de son financement par l'État (A-039, TMR-05)."""
    fin = charger_programme().financement_msap.fin.isoformat()
    for row in model.query(MSAP, {"au": au.isoformat()}):
        yield _attente("MSAP sans label", {**row, "echeance": fin})


def avis_attendus(model: ReadModel, au: date) -> Iterator[Attente]:
    for row in model.query(AVIS):
        yield _attente(f"avis attendu : {row['operateur']}", row)


def antennes_fermees(model: ReadModel, au: date) -> Iterator[Attente]:
    """Une observation, que personne n'est tenu de suivre (A-073, A-074)."""
    for row in model.query(FERMETURES):
        yield _attente(f"antenne fermée après le label : {row['operateur']}", row)


def plans_en_retard(model: ReadModel, au: date) -> Iterator[Attente]:
    """Les candidates d'un plan dont la date est passée sans label (A-019)."""
    for departement in derniers_plans(model, au):
        plan = plan_et_realite(model, departement, au)
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


def campagnes_ouvertes(model: ReadModel, au: date) -> Iterator[Attente]:
    for row in model.query(CAMPAGNES, {"au": au.isoformat()}):
        yield _attente("campagne de remontée ouverte", row)


Liste = Callable[[ReadModel, date], Iterator[Attente]]
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
    "OPERATEUR": (avis_attendus,),
}


def a_faire(model: ReadModel, role: str, departement: str | None, au: date) -> list[LigneDeTravail]:
    """Les lignes de ce rôle ; un préfet dit son département."""
    if role not in LISTES:
        raise ListeInconnue(
            f"Le rôle {role} n'a pas de liste de travail (rôles : {', '.join(LISTES)})."
        )
    if role == "PREFET" and departement is None:
        raise DepartementRequis("Un préfet voit son département : précisez-le.")
    lignes = [ligne for liste in LISTES[role] for ligne in liste(model, au)]
    return [
        {**ligne, "jours": _reste(ligne["echeance"], au)}
        for ligne in lignes
        if departement is None or ligne["departement"] in ("", departement)
    ]


def _attente(quoi: str, row: Row) -> Attente:
    return cast(Attente, {**VIDE, **row, "quoi": quoi})


def _en_attente(
    model: ReadModel, au: date, etat: str, evenement: str, quoi: str
) -> Iterator[Attente]:
    voulu = {"etat": etat, "evenement": evenement, "au": au.isoformat()}
    for row in model.query(EN_ATTENTE, voulu):
        depuis = paris_date(datetime.fromisoformat(row["depuis"])).isoformat()
        yield _attente(quoi, {**row, "depuis": depuis})


def _relances(model: ReadModel, au: date, issue: str, levees: int, quoi: str) -> Iterator[Attente]:
    voulu = {"issue": issue, "levees": levees, "au": au.isoformat()}
    for row in model.query(RELANCES, voulu):
        yield _attente(quoi, row)


def _reste(echeance: str, au: date) -> int | None:
    return (date.fromisoformat(echeance) - au).days if echeance else None
