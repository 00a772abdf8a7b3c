"""Films and sounds taken apart by FFmpeg: few formats, one thread, and no other file than the one it is given.

What a file is, its first bytes tell, never FFmpeg: it knows playlists too, and would go and fetch what they name.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from bot.file_kinds import HEAD_BYTES, kind_of
from domain.file_readings import FileFault

MOST_PIXELS = 4096 * 2304  # of one frame: what the largest phones film
MOST_SECONDS = 100 * 3600  # of a film; longer ones are mistakes in a header
MOST_COPIED_SECONDS = 600  # of a sound that a copy is made of; a voice has sixty
_MOST_DECODED = 300_000_000  # pixels of a film in which few key frames stand: ten seconds of a phone's
_MOST_PACKETS = 200_000  # looked at in search of an end
_ENOUGH = 6  # pictures that show what happens in a film
_SIDE = 640  # px of all pictures but the first
_USUAL_RATE = 25  # frames a second, where a film does not say
_NEAR = 1e-3  # s
_MP3_RATE, _MP3_BITS = 24_000, 32_000  # a voice needs no more
#: The endings of `bot.file_kinds`, and who opens what has them.
_DEMUXERS = {
    **dict.fromkeys((".mp4", ".mov", ".m4a"), "mov"),
    **{".webm": "matroska", ".mp3": "mp3", ".wav": "wav", ".ogg": "ogg", ".amr": "amr"},
}
_FILM_CODECS = frozenset({"h264", "hevc", "mpeg4", "h263", "mjpeg", "vp8", "vp9", "av1"})
_PLAYED = frozenset({"aac", "mp3", "opus", "vorbis", "flac", "pcm_s16le", "pcm_u8"})  # by browsers
_SOUND_CODECS = _PLAYED | {"amr_nb", "amr_wb"}
#: Its own names of the decoders that have another name than what they decode.
_DECODERS = frozenset({"libdav1d", "mp3float", "amrnb", "amrwb"})
#: FFmpeg's own limits, also while it finds out what a file is.
_LIMITS = {
    "protocol_whitelist": "none",
    "codec_whitelist": ",".join(sorted(_FILM_CODECS | _SOUND_CODECS | _DECODERS)),
    "max_pixels": str(MOST_PIXELS),
    "threads": "1",
}


class Unreadable(Exception):
    """A file that is not read, and why."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Film:
    """`duration` in seconds; width, height and all pictures upright; `first` is the first frame in its full size.

    `pictures` tell with each the second that it shows. A film that breaks off is not whole; one without a picture is
    a sound in a film's file.
    """

    duration: float | None
    codec: str
    width: int | None = None
    height: int | None = None
    first: Image.Image | None = None
    pictures: tuple[tuple[float, Image.Image], ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Sound:
    """`duration` in seconds; `is_played`: browsers play it as it is."""

    duration: float | None
    codec: str
    is_played: bool


def engine() -> str:
    """What reads, with its version."""
    import av

    return f"av {av.__version__}"


def gathered(found: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What is known of a file, told as it gets known. Never raises: `fault` says what kept the rest from being told."""
    read: dict[str, Any] = {}
    try:
        for more in found:
            read |= more
    except FileNotFoundError:
        return {"fault": FileFault.GONE}
    except Unreadable as error:
        read["fault"] = error.fault
    except MemoryError:
        read["fault"] = FileFault.TOO_LARGE
    except Exception:  # one more way in which a file can be bad
        read["fault"] = FileFault.BROKEN
    return read


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The container, opened as what its first bytes say."""
    import av

    with path.open("rb") as file:
        demuxer = _DEMUXERS.get(kind_of(file.read(HEAD_BYTES)).ending)
        if demuxer is None:
            raise Unreadable(FileFault.NOT_THE_KIND)
        file.seek(0)
        with av.open(file, format=demuxer, options=_LIMITS, metadata_errors="replace") as container:
            yield container


def read_film(path: Path, most: int) -> Film:
    """A film with `most` pictures or fewer, spread over it. Raises Unreadable, and what FFmpeg raises."""
    with _opened(path) as container:
        stream = next((one for one in container.streams.video if not _is_cover(one)), None)
        duration, is_whole = _length(container)
        if stream is None:
            return Film(duration, _sound_codec(container), is_whole=is_whole)
        codec = _codec(stream, _FILM_CODECS)
        _refuse_large(stream.codec_context.width, stream.codec_context.height)
        stream.codec_context.thread_count, stream.codec_context.options = 1, {"max_pixels": str(MOST_PIXELS)}
        first, pictures = None, []
        for at, image in _pictures(container, stream, duration, most):
            first = first or image
            pictures.append((at, _reduced(image)))
        if first is None:
            raise Unreadable(FileFault.BROKEN)
        return Film(duration, codec, first.width, first.height, first, tuple(pictures), is_whole)


def _is_cover(stream: Any) -> bool:
    return "attached_pic" in str(stream.disposition)


def _sound_codec(container: Any) -> str:
    if not container.streams.audio:
        raise Unreadable(FileFault.BROKEN)
    return _codec(container.streams.audio[0], _SOUND_CODECS)


def _codec(stream: Any, known: frozenset[str]) -> str:
    """Its codec's name. Raises Unreadable for one that is not opened."""
    name = stream.codec_context.codec.canonical_name if stream.codec_context is not None else ""
    if name not in known:
        raise Unreadable(FileFault.NOT_THE_KIND)
    return str(name)


def _refuse_large(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Unreadable(FileFault.TOO_LARGE)


def _length(container: Any) -> tuple[float | None, bool]:
    """Where the last sound or picture ends, in seconds, and whether the file holds all that its head promises."""
    import av

    said, at_once = container.duration, 1_000_000
    if said is not None and 0 < said <= MOST_SECONDS * at_once:
        with suppress(av.error.FFmpegError):
            container.seek(said)
    try:
        end, is_whole = _end(container)
    except av.error.FFmpegError:
        end, is_whole = None, False
    if end is None and said is not None:
        end, is_whole = said / at_once, False
    return (round(end, 3) if end is not None and 0 < end <= MOST_SECONDS else None), is_whole


def _end(container: Any) -> tuple[float | None, bool]:
    """From here on: the latest end of all packets, None where there are none or too many; and whether all are whole."""
    end, is_whole = None, True
    for count, packet in enumerate(container.demux(_heard_and_seen(container))):
        if count > _MOST_PACKETS:
            return None, True
        if packet.pts is not None:
            start = packet.stream.start_time or 0
            until = float((packet.pts + (packet.duration or 0) - start) * packet.time_base)
            end = until if end is None else max(end, until)
        is_whole = is_whole and not packet.is_corrupt
    return end, is_whole


def _heard_and_seen(container: Any) -> list[Any]:
    return [*container.streams.video, *container.streams.audio]


def _pictures(container: Any, stream: Any, duration: float | None, most: int) -> Iterator[tuple[float, Image.Image]]:
    """Upright, in order, each with its second: key frames, and where these are few some of those between them."""
    keys = _keys(container, stream, duration, most)
    each = 1 if len(keys) >= _ENOUGH else max(1, most // len(keys))
    budget = _MOST_DECODED // len(keys)
    size = max(1, stream.codec_context.width * stream.codec_context.height)
    rate = float(stream.average_rate or _USUAL_RATE)
    base, start = float(stream.time_base), stream.start_time or 0
    ends = [*keys[1:], start + (duration or 0) / base]
    for key, end in zip(keys, ends, strict=True):
        reach = min(max(0.0, (end - key) * base), budget / size / rate)
        wanted = [(key - start) * base + reach * n / each for n in range(each)]
        yield from _pictures_from(container, stream, key, wanted, budget)


def _keys(container: Any, stream: Any, duration: float | None, most: int) -> list[int]:
    """The times (pts) of key frames near to evenly spread moments, at least of the beginning."""
    import av

    start = stream.start_time or 0
    found = {start}
    for n in range(1, most):
        with suppress(av.error.FFmpegError):
            container.seek(start + round((duration or 0) * n / most / float(stream.time_base)), stream=stream)
            packet = next(iter(container.demux(stream)))
            if packet.pts is not None and packet.pts > start:
                found.add(packet.pts)
    return sorted(found)


def _pictures_from(
    container: Any, stream: Any, key: int, wanted: Sequence[float], budget: int
) -> Iterator[tuple[float, Image.Image]]:
    """From a key frame on: the first frame at or after each wanted second, if it comes within so many pixels."""
    import av

    stream.codec_context.skip_frame = "NONKEY" if len(wanted) == 1 else "DEFAULT"
    left = list(wanted)
    with suppress(av.error.FFmpegError):
        container.seek(key, stream=stream)
        for frame in container.decode(stream):
            at, budget = _second(frame, stream), budget - frame.width * frame.height
            if at >= left[0] - _NEAR:
                yield at, _upright(frame)
                left = [one for one in left if one > at + _NEAR]
            if not left or budget <= 0:
                return


def _second(frame: Any, stream: Any) -> float:
    at = 0 if frame.pts is None else frame.pts - (stream.start_time or 0)
    return max(0.0, float(at * stream.time_base))


def _upright(frame: Any) -> Image.Image:
    """As it is to be looked at: phones film sideways and tell by how much."""
    _refuse_large(frame.width, frame.height)
    image: Image.Image = frame.to_image()
    turned = round(frame.rotation / 90) * 90 % 360
    return image.rotate(turned, expand=True) if turned else image


def _reduced(image: Image.Image) -> Image.Image:
    small = image.copy()
    small.thumbnail((_SIDE, _SIDE), reducing_gap=2.0)
    return small


def read_sound(path: Path) -> Sound:
    """A sound's length. Raises Unreadable, and what FFmpeg raises."""
    with _opened(path) as container:
        codec = _sound_codec(container)
        end, _ = _end(container)
        duration = round(end, 3) if end is not None and 0 < end <= MOST_SECONDS else None
        return Sound(duration, codec, codec in _PLAYED)


def mp3_of(path: Path) -> tuple[bytes, bool]:
    """A sound as MP3, mono, and whether all of it could be decoded. Raises Unreadable, and what FFmpeg raises."""
    import av

    spoilt: list[Exception] = []

    def frames() -> Iterator[Any]:
        for packet in container.demux(audio=0):
            try:
                yield from packet.decode()
            except av.error.FFmpegError as error:
                spoilt.append(error)

    with _opened(path) as container:
        return _mp3(frames()), not spoilt


def mp3_of_samples(samples: bytes, rate: int) -> bytes:
    """The same of 16-bit samples of one channel, lowest byte first."""
    import av

    frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples) // 2)
    frame.sample_rate = rate
    frame.planes[0].update(samples)
    return _mp3([frame])


def _mp3(frames: Iterable[Any]) -> bytes:
    import av

    out, heard = io.BytesIO(), 0.0
    with av.open(out, "w", format="mp3") as target:
        stream = target.add_stream("libmp3lame", rate=_MP3_RATE, layout="mono")
        stream.bit_rate = _MP3_BITS
        for frame in frames:
            heard += frame.samples / frame.sample_rate
            if heard > MOST_COPIED_SECONDS:
                raise Unreadable(FileFault.TOO_LARGE)
            frame.pts = None
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    if not heard:
        raise Unreadable(FileFault.BROKEN)
    return out.getvalue()
