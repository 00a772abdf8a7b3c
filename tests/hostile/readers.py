"""The functions of the house that look at a stranger's words with patterns, to be measured one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from domain import declarations, descriptions, orders, papers, quotes, readings, receipts, targets
from domain.appointments import appointment_in
from domain.calendars import SHANGHAI
from domain.cautions import cautions_in
from domain.commands import intent_of
from domain.emergencies import emergency_in
from domain.feedbacks import feedback_due_in, tells, told_of
from domain.hand_orders import hand_order_text
from domain.messages import spoken
from domain.paper_days import named_day
from domain.proposals import named_person
from domain.report_orders import report_order_of
from domain.strangers import went_by_notice
from storage.lexicons import load_lexicon
from tests.cast import QINGSHI, ROSTER

DAY = date(2020, 10, 21)
NOON = datetime(2020, 10, 21, 12, tzinfo=SHANGHAI)
LEXICON = load_lexicon()
GROUP = ROSTER.groups[0]
DISPATCHER = ROSTER.person["id-qi"]

READERS: Mapping[str, Callable[[str], object]] = {
    "a report": lambda text: readings.read(text, GROUP, LEXICON, DAY),
    "a command": lambda text: intent_of(text, LEXICON, addressed=True),
    "a question among experts": lambda text: intent_of(text, LEXICON, addressed=False),
    "an order": lambda text: orders.order_of(text, ROSTER, LEXICON),
    "a number": orders.number_in,
    "an amendment": lambda text: orders.amendment_of(text, LEXICON),
    "an order posted by hand": lambda text: hand_order_text(text, LEXICON),
    "what is cautious": lambda text: cautions_in(text[: orders.LONGEST_ORDER], LEXICON),
    "when feedback is due": lambda text: feedback_due_in(text[: orders.LONGEST_ORDER], NOON, LEXICON),
    "feedback": lambda text: told_of(text, LEXICON),
    "feedback beside a quote": lambda text: tells(text, LEXICON),
    "a report that is asked for": lambda text: report_order_of(text, NOON, DISPATCHER, None, ROSTER, LEXICON),
    "targets": lambda text: targets.targets_of(text, ROSTER, DAY, LEXICON),
    "an appointment": lambda text: appointment_in(text, NOON, LEXICON),
    "a receipt": lambda text: receipts.is_acknowledgement(text, LEXICON),
    "a short receipt": lambda text: receipts.is_acknowledgement(text[:39], LEXICON),
    "an assent": lambda text: receipts.assents(text[:39], LEXICON),
    "who wants a receipt": lambda text: receipts.asks_receipt(text, LEXICON),
    "a paper": lambda text: papers.paper_in(descriptions.rows_of(text), LEXICON, GROUP),
    "a description": lambda text: descriptions.description_of(descriptions.rows_of(text), LEXICON),
    "another city": lambda text: papers.names_other_city(text, GROUP, LEXICON),
    "a caption": lambda text: papers.is_caption(text, LEXICON),
    "names of papers": lambda text: papers.named_papers(text, LEXICON),
    "names of groups": lambda text: papers.named_groups(text, ROSTER.groups),
    "what was mailed": lambda text: declarations.mailed_papers(text, LEXICON),
    "what was delivered": lambda text: papers.declares_delivered(text, LEXICON),
    "what is recorded as delivered": lambda text: papers.opens_or_closes_delivered(text, LEXICON),
    "a quote": quotes.quoted_in,
    "what is not quoted": spoken,
    "who is called": lambda text: quotes.called_in(text, QINGSHI, ROSTER, LEXICON),
    "a day": lambda text: named_day(text, DAY),
    "a person": lambda text: named_person(text, ROSTER),
    "who went": went_by_notice,
    "an emergency": lambda text: emergency_in(text[:300], LEXICON),
}
