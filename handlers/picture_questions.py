"""照片疑问: a dispatcher sees which records share a picture, and says what he found."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.lines import one_line
from documents.picture_questions import (
    ONLY_DISPATCHERS,
    WHICH_ANSWER,
    answered_text,
    no_such_question_text,
    questions_text,
)
from domain.lexicons import Lexicon
from domain.messages import Message
from domain.picture_questions import Answer, PictureQuestion
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, Person, Role
from domain.scopes import groups_of
from handlers.asking import answer, asks_for, refuse, words_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

LONGEST_NOTE = 200  # characters
_NUMBERED = re.compile(r"(?:疑问?|#|＃|第|编号)?\s{0,2}(\d{1,6})(?!\d)\s{0,2}[号条处个]?[\s:：,，。]{0,3}")


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said of one question: its number, what was found (None: not understood), and further words."""

    number: int
    found: Answer | None
    note: str


def answer_question(number: int, found: Answer, note: str, by: Person, work: UnitOfWork) -> PictureQuestion | None:
    """Write down what a dispatcher found of a question; as it stands then, None where there is none of that number.

    Raises PermissionError for whoever is no dispatcher.
    """
    if by.role is not Role.DISPATCHER:
        raise PermissionError("pictures are looked into by dispatchers")
    if work.picture_questions.get(number) is None:
        return None
    work.picture_questions.answer(number, found, by.id, one_line(note)[:LONGEST_NOTE])
    return work.picture_questions.get(number)


@router.on(Purpose.COMMAND, when=asks_for("picture_questions"), roles=DISPATCHERS, serves=("picture_questions",))
def show_or_answer(message: Message, work: UnitOfWork) -> Reply | None:
    """Always to the dispatcher alone: nobody else is to read it."""
    speaker = work.roster.person[message.sender]
    said = answered_in(words_in(message, work), work.lexicon)
    if said is None:
        groups = groups_of(speaker, work.roster)
        questions = work.picture_questions.open(groups)
        text = questions_text(questions, work.roster, work.campaign.pictures.list_most)
        about = {group for question in questions for group in question.groups}
        return answer(text, message, work, about=about, private=True)
    if said.found is None:
        return answer(WHICH_ANSWER, message, work, about=NOBODYS, private=True)
    question = answer_question(said.number, said.found, said.note, speaker, work)
    if question is None:
        return answer(no_such_question_text(said.number), message, work, about=NOBODYS, private=True)
    return answer(answered_text(question), message, work, about=question.groups, private=True)


@router.on(Purpose.COMMAND, when=asks_for("picture_questions"))
def refuse_questions(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(ONLY_DISPATCHERS, message, work, private=True)


def answered_in(words: str, lexicon: Lexicon) -> Answered | None:
    """What 照片疑问 疑3 同一张，现场复核过 says; None where it only asks which there are."""
    table = lexicon.tables["commands"]["pictures"]
    rest = re.split("|".join(table["command"]), words, maxsplit=1)[-1].strip()
    numbered = _NUMBERED.match(rest)
    if numbered is None:
        return None
    said = rest[numbered.end() :]
    for found in (Answer.DROPPED, Answer.DIFFERENT, Answer.SAME):
        match = re.match(f"(?:{'|'.join(table[found.value])})", said)
        if match:
            return Answered(int(numbered[1]), found, said[match.end() :].strip(" ，,。:：；;"))
    return Answered(int(numbered[1]), None, "")
