"""Qui peut être visité en secret : de labellisation à l'audit, par le tirage révélé (A-030)."""

from pathlib import Path
from uuid import UUID

from console.imports.listes import lire_listes, reprendre
from services.audit.mysteres.commands import (
    AnnulerVisiteMystere,
    RevelerTirage,
    TirerVisitesMysteres,
)
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from services.labellisation.label.commands import (
    MettreEnDemeure,
    RetablirLabel,
    RetirerLabel,
    SuspendreLabel,
)
from shared.clock import PARIS
from shared.contracts.audit import TirageRevele
from shared.contracts.labellisation import LabelRepris
from shared.messages.actors import Acteur
from tests.console.reprises import muette
from tests.labellisation.listes import ALLANCHE, liste
from tests.scenarios.recit import CANTAL, MAISON, Recit

DITP = Acteur(role="DITP", id="baromètre Marianne")
MANQUEMENTS = [{"critere": "AGT-01", "constat": "un seul agent présent"}]


def base(recit: Recit) -> set[UUID]:
    """Celle d'un tirage de ce jour, une fois révélée."""
    le = recit.maintenant.astimezone(PARIS).date()
    nom = {"programme": "Baromètre Marianne", "le": le, "nombre": 1, "graine": "5f" * 32}
    recit.obtenir(TirerVisitesMysteres, DITP, **nom)
    tirage_id = TirageVisitesMysteres.create_id("Baromètre Marianne", le.isoformat())
    tirage = {"tirage_id": tirage_id}
    service = recit.programme.components["audit"].service
    for cible in service.load_or_refuse(TirageVisitesMysteres, tirage_id).cibles:
        recit.obtenir(AnnulerVisiteMystere, DITP, **tirage, cible=cible, motif="essai")
    recit.obtenir(RevelerTirage, DITP, **tirage)
    recit.attendre(1)
    return {each.structure for each in recit.dernier(TirageRevele).base}


def test_le_tirage_suit_le_label_et_compte_les_labels_repris_a030(
    recit: Recit, tmp_path: Path
) -> None:
    """Suspendue, elle n'y est pas ; rétablie, elle y est ; retirée, non ; reprise, oui."""
    recit.jusqu_au_label()
    recit.attendre(150)
    fichier = liste(tmp_path, "20200206", ALLANCHE)
    list(
        reprendre(lire_listes([fichier], None), recit.programme.components["labellisation"], muette)
    )
    recit.programme.settle()
    reprise = recit.dernier(LabelRepris).structure_id
    assert base(recit) == {MAISON, reprise}

    recit.obtenir(MettreEnDemeure, CANTAL, manquements=MANQUEMENTS)
    recit.obtenir(SuspendreLabel, CANTAL, motif="plus d'agent à l'accueil")
    assert base(recit) == {reprise}

    recit.obtenir(RetablirLabel, CANTAL, raison="deux agents sont revenus")
    assert base(recit) == {MAISON, reprise}

    recit.obtenir(MettreEnDemeure, CANTAL, manquements=MANQUEMENTS)
    veille = recit.maintenant.astimezone(PARIS).date()
    recit.obtenir(RetirerLabel, CANTAL, date_effet=veille, motif="locaux fermés")
    recit.attendre(1)
    assert base(recit) == {reprise}
