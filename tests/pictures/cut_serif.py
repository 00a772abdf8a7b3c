"""Cut NotoSerifSC-part.otf out of the full font, after new characters were written in this package.

python -m tests.pictures.cut_serif NotoSerifCJK-Regular.ttc
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

from tests.pictures.typefaces import SERIF


def cut(collection: Path) -> None:
    """Keeps every character that the sources of this package hold."""
    font = next(font for font in TTCollection(collection).fonts if font["name"].getDebugName(4).endswith("SC"))
    written = {letter for path in SERIF.parent.glob("*.py") for letter in path.read_text("utf-8")}
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted({*map(ord, written), *range(32, 127)}))
    subsetter.subset(font)
    font.save(SERIF)


if __name__ == "__main__":
    cut(Path(sys.argv[1]))
