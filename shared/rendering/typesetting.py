"""Accessible PDFs, set by typst: the same data give the same bytes.

Neither clock, nor fonts, nor settings of the machine have a say. typst keeps threads of its own: a
process that forks after a PDF hangs at the next one.
"""

import json
from importlib.resources.abc import Traversable
from typing import Any, cast

import typst


class Typesetter:
    """A template that we ship; it reads its data, as one JSON text, in the file of its name.

    typst reads the fonts once, and keeps what it has laid out: what two documents have in common
    is laid out once, provided that no style around it depends on the data. One thread at a time.
    """

    def __init__(self, source: Traversable) -> None:
        self.main, self.data = source.read_bytes(), source.name.replace(".typ", ".json")
        self.compiler = typst.Compiler(ignore_system_fonts=True)

    def pdf(self, data: object) -> bytes:
        """The document in PDF/UA-1; raises typst.TypstError for what cannot be set."""
        text = json.dumps(data, ensure_ascii=False)
        files: Any = {"main.typ": self.main, self.data: text.encode()}
        document = self.compiler.compile(files, pdf_standards=["ua-1"], timestamp=0)
        return cast(bytes, document)
