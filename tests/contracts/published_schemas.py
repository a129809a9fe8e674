"""Where the published schemas are: as they are now, and each version ever published."""

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs" / "contrats"
PUBLISHED = Path(__file__).parent / "published"
FROZEN = {path.stem: path for path in PUBLISHED.glob("*.json")}
"""One per version ever published; never edited."""
