"""Le document OpenAPI des questions, où chaque paramètre et chaque champ dit son sens."""

from console.execution.services import SERVICES, published
from console.lexique import Schema, explication, explique
from shared.http.openapi import document

COMMUN, PARAMETRES = "Question", "Parametres"
DE_LA_PAGE = ("curseur", "limite")


def questions_par_http() -> Schema:
    """Celui qui est publié, et que le processus donne à `/openapi.json`."""
    made = document(map(published, SERVICES))
    parts = made["components"]["schemas"]
    made["components"]["schemas"] = {name: _decrit(name, each) for name, each in parts.items()}
    for path in made["paths"].values():
        asked = path["get"]["parameters"]
        path["get"]["parameters"] = [_parametre(each) for each in asked]
    return made


def _decrit(nom: str, schema: Schema) -> Schema:
    """`nom` : « service.question », puis « contenu » ou « demande », puis le type."""
    if "properties" not in schema:
        return schema
    mots = nom.split(".")
    objet = mots[-1] if len(mots) != 2 or mots[-1][0].isupper() else COMMUN
    return explique(schema.get("title", objet) if objet == "contenu" else objet, schema)


def _parametre(each: Schema) -> Schema:
    if each["in"] != "query":
        return each
    objet = COMMUN if each["name"] in DE_LA_PAGE else PARAMETRES
    return {**each, **explication(objet, each["name"])}
