"""French non-breaking spaces in Jinja templates."""

from jinja2.ext import Extension

from shared.typographie import insecables


class Typographie(Extension):
    """Applies `insecables` to the source of templates, never to the data that they receive."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return insecables(source)
