"""Les balises de la page d'un courriel."""

from html.parser import HTMLParser

VOID = {"meta", "br"}


class Balises(HTMLParser):
    """Fails on a tag that is not closed, or closed out of order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ouvertes: list[str] = []
        self.vues: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()
        assert self.ouvertes == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.vues.append((tag, dict(attrs)))
        if tag not in VOID:
            self.ouvertes.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.ouvertes.pop() == tag

    def noms(self) -> list[str]:
        return [tag for tag, _ in self.vues]
