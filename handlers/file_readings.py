"""What follows from a reading: for people to look at, never for a record."""

from __future__ import annotations

from handlers.submissions import photo_read
from storage.reading_jobs import ReadingJob
from storage.work import UnitOfWork


def file_read(job: ReadingJob, work: UnitOfWork) -> None:
    """The file of a message was read, now or when it came before; what was read stands by now."""
    photo_read(job.message_id, work)
