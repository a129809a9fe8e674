"""Where the real public lists and geography are: beside the project, or at FS_DATA."""

import os
from pathlib import Path

import pytest

DATA = Path(
    os.environ.get("FS_DATA", Path(__file__).parents[1].parent / "shared" / "data")  # noqa: TID251
)

needs_real_data = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"les données publiques ne sont pas dans {DATA} (variable FS_DATA)"
)
