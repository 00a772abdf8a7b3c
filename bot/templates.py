"""`lanshao papers`: the user's own templates of papers are tried out, the shipped ones copied to be changed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from PIL import Image

from bot.config import Settings
from bot.workers import confined, end, one_worker
from documents.paper_files import TEMPLATES, write_paper
from documents.sample_papers import AT, sample_fields, sample_photos
from domain.made_papers import PaperKind

SECONDS = 30.0


def template_faults(own: Path | None) -> Iterator[str]:
    """What is wrong with the user's own templates, each tried with made-up values in a process of its own."""
    names = {f"{kind.value}.docx": kind for kind in PaperKind}
    found = sorted(own.glob("*.docx")) if own is not None and own.is_dir() else []
    for file in found:
        if file.name.startswith(("~$", ".")):  # what Word keeps beside an open file
            continue
        kind = names.get(file.name)
        fault = _fault(kind, file.parent) if kind else f"模板 {file.name} 不会用到，名字应为 {'、'.join(names)} 之一"
        if fault:
            yield fault


def _fault(kind: PaperKind, own: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "sample.jpg"
        Image.new("RGB", (30, 40), "grey").save(picture, "JPEG")
        fields, photos = sample_fields(kind), sample_photos(str(picture))
        pool = one_worker()
        try:
            made = pool.submit(confined, write_paper, kind.value, own, fields, photos, AT).result(SECONDS)
        except (BrokenProcessPool, TimeoutError):
            return f"模板 {kind.value}.docx 填起来太费时，没有填完"
        finally:
            end(pool)
    return str(made.get("fault", ""))


def check_papers_command(settings: Settings) -> bool:
    """`lanshao papers check`: whether all of the user's own templates can be used."""
    faults = list(template_faults(settings.templates))
    own = sorted(file.name for file in settings.templates.glob("*.docx")) if settings.templates.is_dir() else []
    print(f"自己的模板（{settings.templates}）：{'、'.join(own) or '没有，都用自带的'}。")
    print("\n".join(faults) or "都能用。")
    return not faults


def copy_papers_command(folder: Path) -> None:
    """`lanshao papers copy FOLDER`: the shipped templates, to be changed; what is there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(TEMPLATES.glob("*.docx")):
        if (folder / file.name).exists():
            print(f"{file.name} 已有，没有动")
        else:
            shutil.copyfile(file, folder / file.name)
            print(f"{file.name} 已复制")
