"""Les codes que plusieurs services emploient : territoire, critères, empreintes."""

from typing import Annotated

from shared.types.texte import Code

CodeDepartement = Annotated[str, Code(r"^([0-9]{2,3}|2[AB])$")]
CodeCommune = Annotated[str, Code(r"^([0-9]{2}|2[AB])[0-9]{3}$")]
CodePostal = Annotated[str, Code(r"^([0-9]{5})?$", longueur=5)]
CodeCritere = Annotated[str, Code(r"^[A-Z]{3}-[0-9]{2}$")]
Empreinte = Annotated[str, Code(r"^[0-9a-f]{64}$")]
"""Le SHA-256 d'un contenu, en hexadécimal."""
