"""Cut NotoSerifSC-part.otf out of the full font, after new characters were written in this package.

python -m tests.pictures.cut_serif NotoSerifCJK-Regular.ttc
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

from tests.pictures.typefaces import SERIF

#: The sources that print on photos.
PRINTING = ("words", "prints", "layouts", "clock_layouts", "text_layouts", "papers", "rooms", "reuse")


def written() -> set[str]:
    """Every character that those sources hold."""
    return {letter for name in PRINTING for letter in (SERIF.parent / f"{name}.py").read_text("utf-8")}


def cut(collection: Path) -> None:
    """Keeps every character that is printed on a photo, and ASCII."""
    font = next(font for font in TTCollection(collection).fonts if font["name"].getDebugName(4).endswith("SC"))
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted({*map(ord, written()), *range(32, 127)}))
    subsetter.subset(font)
    font.save(SERIF)


if __name__ == "__main__":
    cut(Path(sys.argv[1]))
