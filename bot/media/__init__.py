"""Reading photos, films and voices, in worker processes: the extra `vision`. Without it, nothing is read."""

from __future__ import annotations

from importlib.util import find_spec

NOT_INSTALLED = (
    "没有装识别组件：照片、视频、语音显示“未识别”，其余照常。"
    "要识别请执行 pip install 'lanshao[vision]'（源码安装：make setup）"
)
_NEEDED = ("av", "cv2", "numpy", "onnxruntime", "pysilk", "rapidocr")


def is_available() -> bool:
    """Whether the extra `vision` is installed."""
    return all(find_spec(name) is not None for name in _NEEDED)
