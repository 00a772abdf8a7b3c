"""What a stored file is, told by its first bytes: never by the name that its sender gave it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from documents.file_names import file_name
from domain.messages import Kind

HEAD_BYTES = 64
ANYTHING = "application/octet-stream"
_UNKNOWN = ".bin"


@dataclass(frozen=True, slots=True)
class FileKind:
    """`ending` of a name for it, and the content type a browser is given; `shown`: it may be shown in a page."""

    ending: str
    content_type: str = ANYTHING
    shown: bool = False
    also: frozenset[str] = frozenset()  # other endings that a file with this head may have


def _shown(ending: str, content_type: str) -> FileKind:
    return FileKind(ending, content_type, True)


_MP4 = _shown(".mp4", "video/mp4")
_OLD_OFFICE = FileKind(".doc", also=frozenset({".xls", ".ppt", ".wps", ".et", ".dps"}))
_ZIP = FileKind(".zip", also=frozenset({".docx", ".xlsx", ".pptx", ".wps", ".et", ".ofd"}))
#: (where, bytes, what it is); the first that fits. Nothing in which a script could be is ever shown.
_MARKS = (
    (0, b"\xff\xd8\xff", _shown(".jpg", "image/jpeg")),
    (0, b"\x89PNG", _shown(".png", "image/png")),
    (0, b"GIF8", _shown(".gif", "image/gif")),
    (0, b"BM", _shown(".bmp", "image/bmp")),
    (8, b"WEBP", _shown(".webp", "image/webp")),
    (8, b"WAVE", _shown(".wav", "audio/wav")),
    (4, b"ftyphei", FileKind(".heic", "image/heic")),  # browsers do not show it
    (4, b"ftypmif1", FileKind(".heic", "image/heic")),
    (4, b"ftypM4A", _shown(".m4a", "audio/mp4")),
    (4, b"ftypqt", _shown(".mov", "video/mp4")),
    (4, b"ftyp", _MP4),
    (4, b"moov", _MP4),
    (0, b"\x1a\x45\xdf\xa3", _shown(".webm", "video/webm")),
    (0, b"ID3", _shown(".mp3", "audio/mpeg")),
    (0, b"\xff\xfb", _shown(".mp3", "audio/mpeg")),
    (0, b"\xff\xf3", _shown(".mp3", "audio/mpeg")),
    (0, b"OggS", _shown(".ogg", "audio/ogg")),
    (0, b"#!AMR", FileKind(".amr")),
    (0, b"#!SILK", FileKind(".silk")),  # WeChat's voices; its own kind has a byte more before it
    (0, b"\x02#!SILK", FileKind(".silk")),
    (0, b"%PDF", FileKind(".pdf", "application/pdf")),
    (0, b"\xd0\xcf\x11\xe0", _OLD_OFFICE),
    (0, b"PK\x03\x04", _ZIP),
)
_OTHER = FileKind(_UNKNOWN, also=frozenset({".txt", ".csv"}))
#: As what a file of this ending is sent in a chat; others nobody sends in a work group.
_SENT_AS = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".heic"), Kind.IMAGE),
    **dict.fromkeys((".mp4", ".mov", ".webm"), Kind.VIDEO),
    **dict.fromkeys((".mp3", ".m4a", ".wav", ".ogg", ".amr", ".silk"), Kind.AUDIO),
    **dict.fromkeys((".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".et"), Kind.FILE),
    **dict.fromkeys((".ofd", ".zip", ".txt", ".csv"), Kind.FILE),
}


def kind_of(head: bytes) -> FileKind:
    """What a file with these first bytes is."""
    return next((kind for at, mark, kind in _MARKS if head[at:].startswith(mark)), _OTHER)


def name_of(said: str, kind: FileKind, otherwise: str) -> str:
    """A safe name for who downloads it: the stem its sender gave it, with an ending that fits what it is."""
    said_name = PurePath(said.replace("\\", "/")).name
    stem, ending = PurePath(said_name).stem, PurePath(said_name).suffix.lower()
    return file_name(f"附件 {stem}" if stem else otherwise, ending if ending in kind.also else kind.ending)


def sent_as(name: str) -> Kind | None:
    """As what kind of message a file of this name is sent; None for one that is not."""
    return _SENT_AS.get(PurePath(name).suffix.lower())


def is_what_it_says(name: str, head: bytes) -> bool:
    """Whether a file's first bytes fit its name; a photo may be any kind of photo."""
    sent, kind, ending = sent_as(name), kind_of(head), PurePath(name).suffix.lower()
    if sent is None:
        return False
    if kind is _OTHER:
        return ending in kind.also and b"\0" not in head
    return kind.content_type.startswith(f"{sent.value}/") or ending in {kind.ending, *kind.also}
