"""Les structures d'un essai dont l'histoire est montrée."""

from uuid import UUID

from console.execution.embedded import Programme


def premieres(programme: Programme, etat: str) -> list[tuple[UUID, str]]:
    """La première structure dans cet état, s'il y en a une."""
    found = programme.rows(
        "labellisation",
        f"""SELECT structure_id, nom FROM dossiers WHERE etat = '{etat}'
        ORDER BY matricule, nom LIMIT 1""",
    )
    return [(UUID(dossier["structure_id"]), dossier["nom"]) for dossier in found]
