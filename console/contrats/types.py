"""Le type d'un champ, en français, tel que son schéma le dit."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from console.contrats.schema import Schema
from shared.types import courriel, temps, texte

MOTIFS = {**texte.MOTIFS, **temps.MOTIFS, **courriel.MOTIFS}
"""Ce que disent les motifs des types communs, que nul ne lirait."""
TYPES = {
    "string": "texte",
    "integer": "entier",
    "number": "nombre",
    "boolean": "vrai ou faux",
    "null": "<code>null</code>",
}
FORMATS = {
    "uuid": "UUID",
    "date": "jour (AAAA-MM-JJ)",
    "date-time": "instant (ISO 8601, avec décalage)",
    "email": "adresse électronique",
}
BORNES = [
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " caractères"),
    ("minItems", "maxItems", " éléments"),
    ("minProperties", "maxProperties", " entrées"),
]


def en_francais(schema: Schema) -> Markup:
    """Prêt pour la page ; un type partagé est un lien vers sa description."""
    limits = list(limites(schema))
    suffix = Markup(", ").join(limits)
    return _nu(schema) + (Markup(" ({})").format(suffix) if limits else "")


def _nu(schema: Schema) -> Markup:
    if "$ref" in schema:
        return Markup('<a href="#type-{0}">{0}</a>').format(partie(schema["$ref"]))
    if "anyOf" in schema:
        return Markup(" ou ").join(en_francais(each) for each in schema["anyOf"])
    if values := valeurs(schema):
        return Markup(" | ").join(code(each) for each in values)
    if schema.get("type") == "array":
        return Markup("liste : ") + en_francais(schema["items"])
    if schema.get("type") == "object":
        return _dictionnaire(schema)
    return Markup(FORMATS.get(schema.get("format", "")) or TYPES[schema.get("type", "string")])


def _dictionnaire(schema: Schema) -> Markup:
    values = schema.get("additionalProperties")
    if not isinstance(values, dict):
        return Markup("objet")
    keys = en_francais({"type": "string", **schema.get("propertyNames", {})})
    return Markup("objet, {} → {}").format(keys, en_francais(values))


def valeurs(schema: Schema) -> list[Any]:
    """Les seules admises ; aucune, si toutes le sont."""
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def code(value: Any) -> Markup:
    return Markup("<code>{}</code>").format(value)


def partie(reference: str) -> str:
    """Le nom de l'objet, sans celui du message qui le porte."""
    return reference.rpartition("/")[2].rpartition(".")[2]


def limites(schema: Schema) -> Iterator[Markup]:
    for least, most, what in BORNES:
        if bounds := _entre(schema.get(least), schema.get(most)):
            yield Markup("{}{}").format(bounds, what)
    if motif := schema.get("pattern"):
        yield Markup(MOTIFS[motif]) if motif in MOTIFS else Markup("motif {}").format(code(motif))


def _entre(least: Any, most: Any) -> str:
    if least is None:
        return "" if most is None else f"au plus {most}"
    return f"au moins {least}" if most is None else f"de {least} à {most}"
