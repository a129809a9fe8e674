"""Ce qui peut être faux dans une demande juste : qui la fait, quand, de quoi, sous quel nom."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from console.acteurs import prefecture
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from tests.invariants.partie import INCONNU, STRUCTURES, Partie, Structure

Faute = Callable[[Partie, Structure, Command], dict[str, Any]]
FAUTES: dict[str, Faute] = {}


def faute(fonction: Faute) -> Faute:
    FAUTES[fonction.__name__] = fonction
    return fonction


def fausser(nom: str, p: Partie, s: Structure, commande: Command) -> Command:
    """La demande, avec cette faute ; relue comme le fera son destinataire."""
    change = FAUTES[nom](p, s, commande)
    connus = {n: v for n, v in change.items() if n in type(commande).model_fields}
    return commande.model_copy(update={"message_id": commande.message_id, **connus})


@faute
def d_un_autre_departement(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"acteur": prefecture("23" if s.departement == "15" else "15")}


@faute
def par_un_autre_role(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    porteur, prefet = p.porteur(s), p.prefet(s)
    return {"acteur": prefet if c.acteur.role == "PORTEUR" else porteur}


@faute
def par_le_porteur_d_une_autre(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"acteur": p.porteur(_autre(s))}


@faute
def sous_le_nom_de_l_auditeur(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"acteur": _nomme(c.acteur, p.auditeur(s).id)}


@faute
def sous_le_nom_du_prefet(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"acteur": _nomme(c.acteur, p.prefet(s).id)}


@faute
def sous_le_nom_de_l_agence(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"acteur": _nomme(c.acteur, p.agence.id)}


@faute
def datee_de_l_an_passe(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"survenu_le": p.maintenant - timedelta(days=365)}


@faute
def datee_du_mois_passe(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"survenu_le": p.maintenant - timedelta(days=30)}


@faute
def datee_d_hier(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"survenu_le": p.maintenant - timedelta(days=1)}


@faute
def datee_de_demain(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"survenu_le": p.maintenant + timedelta(days=1)}


@faute
def a_effet_ancien(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"date_effet": date(2019, 7, 2)}


@faute
def a_effet_lointain(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"date_effet": date(2024, 1, 1)}


@faute
def d_un_autre_objet(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    autre = _autre(s)
    return {"audit_id": p.audit(autre), "label_id": p.label(autre)}


@faute
def d_un_objet_inconnu(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"audit_id": INCONNU, "label_id": INCONNU, "jeton": "faux"}


@faute
def sur_une_autre_structure(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    return {"structure_id": _autre(s).id}


@faute
def sous_l_identite_d_une_autre(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    deja: list[UUID] = [each.message_id for each in p.envoyees[-5:]]
    return {"message_id": deja[0]} if deja else {}


@faute
def sur_declaration(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    """Un constat déclaré, non constaté (INV-04)."""
    constats = getattr(c, "constats", None)
    if not constats:
        return {}
    return {"constats": [each.model_copy(update={"mode": "DECLARE"}) for each in constats]}


@faute
def a_moitie(p: Partie, s: Structure, c: Command) -> dict[str, Any]:
    """La moitié des constats seulement (A-022)."""
    constats = getattr(c, "constats", None)
    return {"constats": constats[::2]} if constats else {}


def _autre(s: Structure) -> Structure:
    return STRUCTURES[(s.rang + 1) % len(STRUCTURES)]


def _nomme(acteur: Acteur, nom: str) -> Acteur:
    return acteur.model_copy(update={"id": nom})
