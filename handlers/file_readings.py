"""What follows from a reading: for people to look at, never for a record."""

from __future__ import annotations

from collections.abc import Sequence

from domain.file_readings import FileReading
from domain.likenesses import Likeness
from handlers.submissions import photo_read
from storage.reading_jobs import ReadingJob
from storage.work import UnitOfWork


def file_read(job: ReadingJob, reading: FileReading, likenesses: Sequence[Likeness], work: UnitOfWork) -> None:
    """A message's file was read; `likenesses` are those found now, none where the same file was read before."""
    work.file_readings.note_likenesses(likenesses)
    photo_read(job.message_id, work)
