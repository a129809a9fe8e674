"""Values that a field may be sent: hostile ones of every type, and odd ones that it must admit."""

from typing import Any

LONG = 5_000
DEEP: Any = "fond"
for _ in range(20):
    DEEP = [DEEP]

TEXTS: list[Any] = [
    "a\x00b",
    "\x00",
    "\ud800",
    "a\udfffb",
    "\x1b[31mrouge",
    "a\x85b",
    "a\r\nBcc: espion@x.example",
    "=?utf-8?q?a=0ABcc:_b@c.example?=",
    "",
    "   ",
    "\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{SOFT HYPHEN}",
    "\N{RIGHT-TO-LEFT OVERRIDE}gro.elpmaxe",
    "\N{LEFT-TO-RIGHT ISOLATE}sans fin",
    "\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}",
    "a\ufffeb\uffff",
    "\ufdd0\U0001ffff\U000f0000\U0010fffd",
    "e" + "\N{COMBINING ACUTE ACCENT}" * 300,
    "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}",
    "\N{DEVANAGARI LETTER QA}" * 150,
    "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}\N{GRINNING FACE}",
    "عربية עברית 中文 ไทย",
    "x" * LONG,
    "é" * LONG,
    "<script>alert(1)</script><b>&amp;",
    "{{ 7*7 }}{% if %}{%",
    "#let x = 1; $x^2$ @ref *gras* _ital_ <label> \\ // /* */ `",
    "[/b][red]rouge[/red] :cow:",
    '=HYPERLINK("http://x.example")',
    "'; DROP TABLE dossiers; --",
    "%s %(a)s {0} {nom} :nom",
    "../../etc/passwd",
    'C:\\x|?*"<>',
    "null",
    "NaN",
    "-1",
    "1e400",
    "true",
    "0001-01-01",
    "9999-12-31",
    "2200-12-31",
    "2021-02-30",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-14:00",
    "2200-12-31T23:59:59-12:00",
    "1900-01-01T00:00:00+14:00",
    "2021-03-28T02:30:00+01:00",
    "1612310400",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "urn:uuid:6f7b8a3e-1b0e-4c38-a7b5-000000000001",
    "pas une adresse",
    "andré@x.example",
    "accueil@mairie-évry.example",
    "a" * 64 + "@" + "b" * 60 + ".example",
]
NUMBERS: list[Any] = [
    *(0, -1, 1, 2**31 - 1, 2**31, -(2**31), 2**53, 2**63 - 1, 2**63, 10**17, 10**400),
    *(0.5, -0.0, 3.0, 1e-320, 1e17, 1.7976931348623157e308, float("nan"), float("inf")),
]
OTHERS: list[Any] = [None, True, False, [], {}, [[]], {"a": {}}, DEEP, ["x"] * 2_000, {"": ""}]
EVERY = [*TEXTS, *NUMBERS, *OTHERS]

ODD_TEXTS = [
    "Cle\N{COMBINING ACUTE ACCENT}ment de l\N{RIGHT SINGLE QUOTATION MARK}Œuvre",
    "Pont\N{ZERO WIDTH SPACE}Neuf",
    "\N{RIGHT-TO-LEFT OVERRIDE}gro",
    "\N{GRINNING FACE} عربية",
    "<b>#let {{ x }} =1+1 [red]",
    "'; --",
    "x" * 20,
]
"""Short texts that most text fields admit."""
ODD_DAYS = ["1900-01-01", "2200-12-31", "2020-02-29", "2019-12-31", "2021-03-28"]
ODD_INSTANTS = [
    *("1900-01-01T00:00:00Z", "2200-12-31T00:00:00Z", "2019-10-27T02:30:00+02:00"),
    *("2020-03-29T01:30:00+01:00", "2200-12-30T23:59:59.999999-12:00"),
]
