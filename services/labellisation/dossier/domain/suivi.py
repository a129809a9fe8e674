"""Ce que les listes publiées ont dit d'un dossier (A-131)."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class Suivi:
    """Les listes qui ont parlé d'une structure, et la dernière qui a dit chaque chose."""

    liste_du: str
    groupe: str
    antenne: bool = False
    principale_id: UUID | None = None
    label_du: str = ""
    label_dit_le: str = ""
    absente: bool = False
    listes: set[str] = field(default_factory=set)

    def lire(self, liste_du: str, label_du: str = "") -> None:
        """Une liste qui redit le même label le date à son tour."""
        self.listes.add(liste_du)
        self.liste_du = max(self.liste_du, liste_du)
        if label_du == self.label_du:
            self.label_dit_le = max(self.label_dit_le, liste_du)

    def dater(self, label_du: str, liste_du: str, antenne: bool) -> None:
        """Cette liste date le label ; celui d'une antenne n'en est pas un (X-01)."""
        self.label_du, self.label_dit_le, self.antenne = label_du, liste_du, antenne
