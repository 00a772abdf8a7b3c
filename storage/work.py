"""One unit of work: an open transaction, the time it happens at, and everything that may be asked in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from domain.campaigns import Campaign
from domain.lexicons import Lexicon
from domain.rosters import Roster
from storage.accounts import Accounts
from storage.alerts import Alerts
from storage.analyses import Analyses
from storage.audit import Audit
from storage.bindings import Bindings, Remembered
from storage.blind_windows import BlindWindows
from storage.bulletins import Bulletins
from storage.checklists import Checklists
from storage.consultations import Consultations
from storage.controls import Controls
from storage.conversations import Conversations
from storage.desk_requests import DeskRequests
from storage.duty_calls import DutyCalls
from storage.echoes import Echoes
from storage.edits import Edits
from storage.excuses import Excuses
from storage.feedbacks import Feedbacks
from storage.file_readings import FileReadings
from storage.files import Files
from storage.galleries import Galleries
from storage.guards import Guards
from storage.hand_orders import HandOrders
from storage.held_posts import HeldPosts
from storage.inbox import Inbox
from storage.instruction_posts import InstructionPosts
from storage.instructions import Instructions
from storage.integrity_papers import IntegrityPapers
from storage.jobs import Jobs
from storage.late_words import LateWords
from storage.originals import Originals
from storage.outbox import Outbox
from storage.overviews import Overviews
from storage.packages import Packages
from storage.papers import Papers
from storage.picture_questions import PictureQuestions
from storage.picture_remarks import PictureRemarks
from storage.proposals import Proposals
from storage.reading_jobs import ReadingJobs
from storage.renditions import Renditions
from storage.repeats import Repeats
from storage.rosters import Rosters
from storage.round_advices import RoundAdvices
from storage.round_changes import RoundChanges
from storage.sends import Sends
from storage.sent_pictures import SentPictures
from storage.signatures import Signatures
from storage.stops import Stops
from storage.strangers import Strangers
from storage.submissions import Submissions
from storage.tallies import Tallies
from storage.timetable import Timetable
from storage.traces import Traces
from storage.trust import Trust
from storage.unknown_sends import UnknownSends
from storage.visit_lists import VisitLists
from storage.visits import Visits
from storage.watched_rooms import WatchedRooms
from storage.wrong_passwords import WrongPasswords


@dataclass(frozen=True)
class UnitOfWork:
    """What a handler or a timed rule may use.

    `connection` is inside a transaction that the executor opened and will commit or roll back;
    `now` is aware; `namespace` is the gateway that gave the messages their ids; `remembered` outlives the unit.
    The roster is in force `since` then; `as_of` is set where it is an earlier one, for what was said at that time.
    """

    connection: Connection
    now: datetime
    campaign: Campaign
    roster: Roster
    lexicon: Lexicon
    namespace: str
    remembered: Remembered = field(default_factory=Remembered)
    since: datetime | None = None
    as_of: datetime | None = None

    def when_sent(self, sent_at: datetime, contact: str) -> UnitOfWork:
        """The same with the roster of that time, if the sender was on it and is no longer, or is somebody else now:
        what is said before a change counts for whom he was then, whenever it arrives.
        """
        if self.since is None or sent_at >= self.since:
            return self
        found = self.rosters.remembered_at(sent_at)
        if found is None:
            return self
        then = replace(self, roster=found[0], remembered=found[1], as_of=sent_at)
        was = then.roster.person.get(then.bindings.identities.person(contact))
        now = self.roster.person.get(self.bindings.identities.person(contact))
        return self if was is None or was == now else then

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self.connection, self.now, self.namespace)

    @cached_property
    def bindings(self) -> Bindings:
        return Bindings(self.connection, self.now, self.namespace, self.roster, self.remembered, self.as_of)

    @cached_property
    def rosters(self) -> Rosters:
        return Rosters(self.connection, self.now, self.namespace, self.roster, self.remembered)

    @cached_property
    def late_words(self) -> LateWords:
        return LateWords(self.connection, self.namespace)

    @property
    def proposals(self) -> Proposals:
        return Proposals(self.connection, self.now, self.campaign.key, self.bindings.namespace)

    @property
    def trust(self) -> Trust:
        known = (self.bindings, self.late_words, self.proposals)
        return Trust(self.connection, self.now, self.roster, self.campaign.trust, *known)

    @cached_property
    def blind_windows(self) -> BlindWindows:
        return BlindWindows(self.connection, self.now, self.namespace, self.campaign, self.roster)

    @cached_property
    def echoes(self) -> Echoes:
        return Echoes(self.connection, self.namespace)

    @cached_property
    def unknown_sends(self) -> UnknownSends:
        return UnknownSends(self.connection)

    @cached_property
    def repeats(self) -> Repeats:
        return Repeats(self.connection, self.now, self.namespace, self.remembered.latest_words)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection, self.now, self.namespace, self.roster)

    @cached_property
    def guards(self) -> Guards:
        return Guards(self.connection, self.now, self.namespace, self.campaign, self.roster, self.bindings)

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self.connection, self.namespace)

    @cached_property
    def held_posts(self) -> HeldPosts:
        return HeldPosts(self.connection, self.namespace)

    @cached_property
    def sends(self) -> Sends:
        return Sends(self.connection, self.now, self.namespace)

    @cached_property
    def visits(self) -> Visits:
        return Visits(self.connection, self.now, self.campaign.key, self.namespace)

    @cached_property
    def visit_lists(self) -> VisitLists:
        return VisitLists(self.connection, self.campaign.key)

    @cached_property
    def traces(self) -> Traces:
        return Traces(self.connection, self.now, self.campaign.key, self.namespace)

    @cached_property
    def analyses(self) -> Analyses:
        return Analyses(self.connection, self.campaign.key)

    @cached_property
    def tallies(self) -> Tallies:
        return Tallies(self.connection, self.now, self.campaign.key, self.roster)

    @cached_property
    def overviews(self) -> Overviews:
        return Overviews(self.connection, self.campaign.key)

    @cached_property
    def stops(self) -> Stops:
        return Stops(self.connection, self.now, self.campaign.key)

    @cached_property
    def alerts(self) -> Alerts:
        return Alerts(self.connection, self.now, self.campaign.key)

    @cached_property
    def controls(self) -> Controls:
        return Controls(self.connection, self.now, self.campaign.key)

    @cached_property
    def edits(self) -> Edits:
        return Edits(self.connection, self.campaign.key, self.namespace)

    @cached_property
    def signatures(self) -> Signatures:
        return Signatures(self.connection, self.now, self.campaign.key, self.namespace)

    @cached_property
    def submissions(self) -> Submissions:
        return Submissions(self.connection, self.campaign.key, self.namespace)

    @cached_property
    def excuses(self) -> Excuses:
        return Excuses(self.connection, self.now, self.campaign.key)

    @cached_property
    def round_changes(self) -> RoundChanges:
        return RoundChanges(self.connection, self.now, self.campaign.key)

    @cached_property
    def duty_calls(self) -> DutyCalls:
        return DutyCalls(self.connection, self.campaign.key)

    @cached_property
    def instructions(self) -> Instructions:
        return Instructions(self.connection, self.now, self.campaign.key, self.namespace)

    @cached_property
    def feedbacks(self) -> Feedbacks:
        return Feedbacks(self.connection, self.campaign.key)

    @cached_property
    def hand_orders(self) -> HandOrders:
        return HandOrders(self.connection, self.campaign.key, self.namespace)

    @cached_property
    def instruction_posts(self) -> InstructionPosts:
        return InstructionPosts(self.connection, self.campaign.key)

    @cached_property
    def strangers(self) -> Strangers:
        return Strangers(self.connection, self.now, self.namespace)

    @cached_property
    def watched_rooms(self) -> WatchedRooms:
        return WatchedRooms(self.connection, self.now, self.campaign.key, self.namespace)

    @cached_property
    def timetable(self) -> Timetable:
        return Timetable(self.connection, self.now, self.campaign.key)

    @cached_property
    def consultations(self) -> Consultations:
        return Consultations(self.connection, self.now, self.campaign.key, self.namespace)

    @cached_property
    def integrity_papers(self) -> IntegrityPapers:
        return IntegrityPapers(self.connection, self.campaign.key, self.namespace)

    @cached_property
    def renditions(self) -> Renditions:
        return Renditions(self.connection, self.now, self.namespace)

    @cached_property
    def originals(self) -> Originals:
        return Originals(self.connection, self.now, self.namespace)

    @cached_property
    def file_readings(self) -> FileReadings:
        return FileReadings(self.connection, self.now)

    @cached_property
    def reading_jobs(self) -> ReadingJobs:
        return ReadingJobs(self.connection, self.now, self.namespace)

    @cached_property
    def sent_pictures(self) -> SentPictures:
        return SentPictures(self.connection, self.campaign.key, self.namespace)

    @cached_property
    def picture_remarks(self) -> PictureRemarks:
        seen = (self.sent_pictures, self.file_readings)
        return PictureRemarks(self.connection, self.now, self.campaign, self.roster, *seen)

    @cached_property
    def picture_questions(self) -> PictureQuestions:
        seen = (self.sent_pictures, self.file_readings)
        return PictureQuestions(self.connection, self.now, self.campaign, self.roster, *seen)

    @cached_property
    def galleries(self) -> Galleries:
        return Galleries(self.connection, self.campaign.key)

    @cached_property
    def files(self) -> Files:
        return Files(self.connection, self.campaign.key)

    @cached_property
    def papers(self) -> Papers:
        return Papers(self.connection, self.now, self.campaign.key)

    @cached_property
    def checklists(self) -> Checklists:
        return Checklists(self.connection, self.now, self.campaign.key)

    @cached_property
    def packages(self) -> Packages:
        return Packages(self.connection, self.now, self.campaign.key, self.namespace)

    @cached_property
    def round_advices(self) -> RoundAdvices:
        return RoundAdvices(self.connection, self.now, self.campaign.key, self.namespace)

    @cached_property
    def desk_requests(self) -> DeskRequests:
        return DeskRequests(self.connection, self.now, self.campaign.key)

    @cached_property
    def bulletins(self) -> Bulletins:
        return Bulletins(self.connection, self.now, self.campaign.key)

    @cached_property
    def jobs(self) -> Jobs:
        return Jobs(self.connection, self.now, self.campaign.key)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.connection, self.now)

    @cached_property
    def wrong_passwords(self) -> WrongPasswords:
        return WrongPasswords(self.connection, self.now)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self.connection, self.now)
