"""`lanshao explain`: at the terminal what 来源 #12 tells in the chat."""

from __future__ import annotations

from dataclasses import replace

from bot.app import scene_in
from bot.config import Settings
from bot.minding import reading
from bot.scheduler import live_now
from documents.explanations import NO_SUCH_VISIT
from handlers import explained
from storage.visits import namespace_of


def explain_command(number: int, settings: Settings) -> bool:
    """Print which messages made a visit and why each field has its value; False when there is no such visit."""
    with reading(settings) as connection:
        scene = scene_in(connection, "", live_now(), settings.campaigns)
        namespace = namespace_of(connection, scene.campaign.key, number)
        work = replace(scene, namespace=namespace or "").work(connection, live_now())
        visit = work.visits.named_by(number)
        print(NO_SUCH_VISIT if visit is None else explained(visit, work))
        return visit is not None
