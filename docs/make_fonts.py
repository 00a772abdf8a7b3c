"""Cut the shipped fonts out of the full ones; see documents/fonts/README.md.

python docs/make_fonts.py FONTS_FOLDER AREAS_JSON documents/fonts
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools import subset

WEIGHTS = {
    "NotoSansSC-Regular": "400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold": "700Bold/NotoSansSC_700Bold.ttf",
}
SYMBOLS = "…—–·•‘’“”′″℃㎡㎥①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳●○■□▲△▼▽◆◇★☆✓×÷±≤≥≠≈←↑→↓"
UNUSED_TABLES = ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"]


def place_names(node: Any) -> Iterator[str]:
    """Every "name" of the gazetteer, at any depth."""
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "name")
        for value in node.values():
            yield from place_names(value)
    elif isinstance(node, list):
        for value in node:
            yield from place_names(value)


def gb2312() -> Iterator[str]:
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield bytes((row, cell)).decode("gb2312", "ignore")


def characters(areas: Path) -> str:
    blocks = ((0x20, 0x7F), (0xA1, 0x100), (0xFF01, 0xFF5F))
    chosen = {chr(code) for start, end in blocks for code in range(start, end)}
    chosen |= {c for c in gb2312() if c} | set(SYMBOLS)
    chosen |= {c for name in place_names(json.loads(areas.read_text("utf-8"))) for c in name}
    return "".join(sorted(chosen))


def main(fonts: Path, areas: Path, out: Path) -> None:
    options = subset.Options(
        layout_features=[],
        hinting=False,
        drop_tables=UNUSED_TABLES,
        recalc_timestamp=False,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        notdef_outline=True,
    )
    for name, path in WEIGHTS.items():
        font = subset.load_font(str(fonts / path), options)
        cutter = subset.Subsetter(options)
        cutter.populate(text=characters(areas))
        cutter.subset(font)
        subset.save_font(font, str(out / f"{name}.ttf"), options)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
