"""Let the tests of this room import their sample model by the name mypy knows it by."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
