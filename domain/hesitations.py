"""Words in an order that is carried out as soon as it is said, which show that it is none: a refusal, a question,
hearsay, something not decided yet.
"""

from __future__ import annotations

import re

from domain.lexicons import Lexicon


def hesitation_in(request: str, about: str, lexicon: Lexicon) -> str:
    """The first such words of a request (as domain.commands.plain_request has it); "" where there are none.

    `about` is whose verbs count: a key of `verbs` in lexicons/hesitations.toml.
    """
    table = lexicon.tables["hesitations"]
    order = re.split("|".join(table["because"]), request)[0]
    refused = rf"(?:{'|'.join(table['before'])})(?:{'|'.join(table['verbs'][about])})"
    found = re.search("|".join(table["anywhere"]), request) or re.search(refused, order)
    return found[0].strip() if found else ""
