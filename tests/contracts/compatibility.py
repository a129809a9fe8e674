"""The changes of a published schema that would break its present users.

Other systems read our facts, and we read our old ones: a fact may only gain optional fields.
Other systems write commands: each command accepted before must still be accepted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["fait", "demande"]
Schema = Mapping[str, Any]

EVERYBODY: frozenset[Role] = frozenset({"fait", "demande"})
READERS: frozenset[Role] = frozenset({"fait"})
"""A wider schema breaks the readers of a fact, who do not expect it, not a command's senders."""

LOWER = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")
UPPER = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")
PARTS = {"items": "[]", "propertyNames": ".(clé)", "additionalProperties": ".*"}
PROSE = (
    "$schema",
    "$id",
    "$defs",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "x-unite",
)
COMPARED = (
    *(*LOWER, *UPPER, *PROSE),
    *("$ref", "anyOf", "type", "enum", "const", "required"),
    *("properties", "additionalProperties", "propertyNames", "items"),
)


@dataclass(frozen=True)
class Change:
    """The path of a change, its text in French, and the kinds of messages that it breaks."""

    at: str
    text: str
    breaks: frozenset[Role]


def breaking_changes(old_schema: Schema, new_schema: Schema, role: Role) -> list[str]:
    """The changes in French, each with the path of the field; a reply counts as a fact."""
    old, new = Node(old_schema, old_schema), Node(new_schema, new_schema)
    return [
        f"{change.at.lstrip('.') or 'message'} : {change.text}"
        for change in _changes("", old, new)
        if role in change.breaks
    ]


@dataclass(frozen=True)
class Node:
    """A part of a schema, with the whole schema, to resolve its references."""

    schema: Schema
    root: Schema

    def part(self, name: str) -> "Node":
        """The schema under this keyword; empty for `True` and `False`, which constrain no type."""
        part = self.schema.get(name, True)
        return Node({} if isinstance(part, bool) else part, self.root)

    def fields(self) -> dict[str, "Node"]:
        found = self.schema.get("properties", {})
        return {name: Node(each, self.root) for name, each in found.items()}

    def required(self) -> frozenset[str]:
        return frozenset(self.schema.get("required", ()))

    def values(self) -> frozenset[Any] | None:
        """The only values accepted; None if any value is."""
        if "const" in self.schema:
            return frozenset([self.schema["const"]])
        return frozenset(self.schema["enum"]) if "enum" in self.schema else None

    def closed(self) -> bool:
        return self.schema.get("additionalProperties") is False

    def kinds(self) -> dict[str, "Node"]:
        """The shapes accepted, by JSON type; a second shape of one type is another kind."""
        found: dict[str, Node] = {}
        for name, node in self._shapes():
            rank = sum(kind.partition(" ")[0] == name for kind in found)
            found[f"{name} n° {rank + 1}" if rank else name] = node
        return found

    def _shapes(self) -> Iterator[tuple[str, "Node"]]:
        if "$ref" in self.schema:
            target = self.root["$defs"][self.schema["$ref"].rpartition("/")[2]]
            yield from Node(target, self.root)._shapes()
        elif "anyOf" in self.schema:
            for each in self.schema["anyOf"]:
                yield from Node(each, self.root)._shapes()
        else:
            yield self.schema.get("type", "tout"), self


def _changes(at: str, old: Node, new: Node) -> Iterator[Change]:
    was, now = old.kinds(), new.kinds()
    if "integer" in was and "number" in now and not {"number"} & was.keys():
        yield Change(at, "un entier devient un nombre", READERS)
        was["number"] = was.pop("integer")
    for kind in sorted(was.keys() - now.keys()):
        yield Change(at, f"n'accepte plus le type {kind}", EVERYBODY)
    for kind in sorted(now.keys() - was.keys()):
        yield Change(at, f"peut désormais être de type {kind}", READERS)
    for kind in sorted(was.keys() & now.keys()):
        yield from _same_kind(at, was[kind], now[kind])


def _same_kind(at: str, old: Node, new: Node) -> Iterator[Change]:
    yield from _values(at, old.values(), new.values())
    yield from _bounds(at, old.schema, new.schema)
    yield from _others(at, old.schema, new.schema)
    yield from _fields(at, old, new)
    yield from _unnamed(at, old, new)
    for keyword, path in PARTS.items():
        if keyword in old.schema.keys() | new.schema.keys():
            yield from _changes(f"{at}{path}", old.part(keyword), new.part(keyword))


def _values(at: str, old: frozenset[Any] | None, new: frozenset[Any] | None) -> Iterator[Change]:
    if old is None and new is not None:
        yield Change(at, "liste de valeurs imposée", EVERYBODY)
    elif old is not None and new is None:
        yield Change(at, "n'importe quelle valeur devient possible", READERS)
    elif old is not None and new is not None:
        for value in sorted(map(str, old - new)):
            yield Change(at, f"valeur retirée : {value}", EVERYBODY)
        for value in sorted(map(str, new - old)):
            yield Change(at, f"valeur ajoutée : {value}", READERS)


def _bounds(at: str, old: Schema, new: Schema) -> Iterator[Change]:
    for name in (*LOWER, *UPPER):
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        tighter = was is None or (now is not None and (now > was) == (name in LOWER))
        text = f"{name} était {_bound(was)}, devient {_bound(now)}"
        yield Change(at, text, EVERYBODY if tighter else READERS)


def _bound(value: float | None) -> str:
    return "sans limite" if value is None else str(value)


def _others(at: str, old: Schema, new: Schema) -> Iterator[Change]:
    """Compare the other keywords: an added one refuses more values; a changed one may."""
    for name in sorted((old.keys() | new.keys()) - set(COMPARED)):
        if name not in new:
            yield Change(at, f"{name} retiré", READERS)
        elif name not in old:
            yield Change(at, f"{name} ajouté : {new[name]}", EVERYBODY)
        elif old[name] != new[name]:
            yield Change(at, f"{name} changé : {old[name]} devient {new[name]}", EVERYBODY)


def _fields(at: str, old: Node, new: Node) -> Iterator[Change]:
    was, now = old.fields(), new.fields()
    for name in sorted(was.keys() - now.keys()):
        yield Change(f"{at}.{name}", "champ retiré", EVERYBODY)
    for name in sorted((now.keys() - was.keys()) & new.required()):
        yield Change(f"{at}.{name}", "nouveau champ obligatoire", EVERYBODY)
    for name in sorted(was.keys() & now.keys()):
        yield from _presence(f"{at}.{name}", name in old.required(), name in new.required())
        yield from _default(f"{at}.{name}", was[name].schema, now[name].schema)
        yield from _changes(f"{at}.{name}", was[name], now[name])


def _presence(at: str, was: bool, now: bool) -> Iterator[Change]:
    if now and not was:
        yield Change(at, "champ devenu obligatoire", EVERYBODY)
    elif was and not now:
        yield Change(at, "champ devenu facultatif", READERS)


def _default(at: str, old: Schema, new: Schema) -> Iterator[Change]:
    """A new default changes the meaning of the messages that omit the field."""
    if "default" in old and "default" in new and old["default"] != new["default"]:
        text = f"valeur par défaut changée : {old['default']} devient {new['default']}"
        yield Change(at, text, EVERYBODY)


def _unnamed(at: str, old: Node, new: Node) -> Iterator[Change]:
    """Compare the acceptance of fields that the schema does not name."""
    if new.closed() and not old.closed():
        yield Change(at, "les champs inconnus sont désormais refusés", EVERYBODY)
    elif old.closed() and not new.closed():
        yield Change(at, "les champs inconnus sont désormais admis", READERS)
