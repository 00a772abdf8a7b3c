"""`lanshao explain`: at the terminal what 来源 #12 tells in the chat."""

from __future__ import annotations

from bot.app import NotReady, Scene
from bot.config import Settings
from bot.minding import reading
from bot.scheduler import live_now
from documents.explanations import NO_SUCH_VISIT
from handlers import explained
from storage.lexicons import load_lexicon
from storage.profiles import load_campaign
from storage.rosters import current
from storage.visits import namespace_of


def explain_command(number: int, settings: Settings) -> bool:
    """Print which messages made a visit and why each field has its value; False when there is no such visit."""
    with reading(settings) as connection:
        roster = current(connection)
        if roster is None:
            raise NotReady("还没有名册。请先执行：lanshao roster import 名册.toml")
        campaign, _ = load_campaign(roster.campaign)
        namespace = namespace_of(connection, campaign.key, number)
        work = Scene(campaign, roster, load_lexicon(), namespace or "").work(connection, live_now())
        visit = work.visits.get(number)
        print(NO_SUCH_VISIT if visit is None else explained(visit, work))
        return visit is not None
