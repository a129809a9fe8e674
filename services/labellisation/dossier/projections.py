"""Le registre des dossiers : où en est chaque structure."""

from collections.abc import Iterator

from services.labellisation.dossier.domain.dossier import Fait
from services.labellisation.dossier.domain.evenements.candidature import Repere
from services.labellisation.dossier.domain.evenements.fusion import FusionAnnulee
from services.labellisation.dossier.domain.evenements.instruction import (
    AccordPrealableRefuse,
    StructureLabellisee,
    StructureNonRetenue,
)
from services.labellisation.dossier.domain.evenements.label import (
    ConformiteRetablie,
    LabelRetabli,
    LabelSuspendu,
    PorteurMisEnDemeure,
)
from services.labellisation.dossier.domain.evenements.reprise import (
    AntenneImportee,
    LabelImporte,
    StructureActualisee,
)
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.statements import Statement

DOSSIERS = """CREATE TABLE IF NOT EXISTS dossiers (
    structure_id TEXT PRIMARY KEY, matricule TEXT NOT NULL, nom TEXT NOT NULL,
    departement TEXT NOT NULL, commune TEXT NOT NULL, format TEXT NOT NULL, origine TEXT NOT NULL,
    etat TEXT NOT NULL, motif TEXT NOT NULL, date_effet TEXT NOT NULL)"""
OPEN = """INSERT INTO dossiers VALUES (:structure_id, :matricule, :nom, :departement, :commune,
    :format, :origine, 'REMONTEE', '', '')
    ON CONFLICT (structure_id) DO UPDATE SET matricule = excluded.matricule, nom = excluded.nom,
    commune = excluded.commune, format = excluded.format, origine = excluded.origine"""
MOVE = """UPDATE dossiers SET etat = :etat, motif = :motif, date_effet = :date_effet
    WHERE structure_id = :structure_id"""
STEP = "UPDATE dossiers SET etat = :etat WHERE structure_id = :structure_id"

REGISTRE = Projection("registre", {"dossiers": DOSSIERS})


@REGISTRE.on(Fait)
def _suite(event: Fait) -> Iterator[Statement]:
    """Un fait qui laisse l'état inchangé ne se voit pas ici."""
    if event.VERS:
        yield _move(event)


@REGISTRE.on(Repere)
def _reperee(event: Repere) -> Iterator[Statement]:
    yield _open(event)
    yield from _suite(event)


@REGISTRE.on(StructureActualisee)
def _actualisee(event: StructureActualisee) -> Iterator[Statement]:
    yield _open(event)


@REGISTRE.on(StructureLabellisee, LabelImporte, AntenneImportee)
def _datee(event: StructureLabellisee | LabelImporte | AntenneImportee) -> Iterator[Statement]:
    yield _move(event, date_effet=event.date_effet)


@REGISTRE.on(FusionAnnulee)
def _retrouvee(event: FusionAnnulee) -> Iterator[Statement]:
    """L'état et le label d'avant la fusion ; le motif d'un ancien refus ne revient pas ici."""
    etat = {"structure_id": str(event.structure_id), "etat": event.etat}
    yield MOVE, {**etat, "motif": "", "date_effet": event.label_effet}


@REGISTRE.on(AccordPrealableRefuse)
def _sans_accord(event: AccordPrealableRefuse) -> Iterator[Statement]:
    yield _move(event, motif="ACCORD_PREALABLE_REFUSE")


@REGISTRE.on(StructureNonRetenue)
def _non_retenue(event: StructureNonRetenue) -> Iterator[Statement]:
    yield _move(event, motif=event.motif_principal)


@REGISTRE.on(PorteurMisEnDemeure, ConformiteRetablie, LabelSuspendu, LabelRetabli)
def _sous_label(event: Fait) -> Iterator[Statement]:
    """Le label garde sa date d'effet."""
    yield STEP, {"structure_id": str(subject_of(event)), "etat": event.VERS}


def _open(event: Repere | StructureActualisee) -> Statement:
    fiche = event.fiche
    return OPEN, {
        "structure_id": str(subject_of(event)),
        "matricule": fiche["matricule"] or "",
        "nom": fiche["nom"],
        "departement": fiche["departement"],
        "commune": fiche["commune"],
        "format": fiche["format"],
        "origine": fiche["origine"],
    }


def _move(event: Fait, motif: str = "", date_effet: str = "") -> Statement:
    return MOVE, {
        "structure_id": str(subject_of(event)),
        "etat": event.VERS,
        "motif": motif,
        "date_effet": date_effet,
    }
