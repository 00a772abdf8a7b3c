"""What is answered to an order that sounds like none."""

from __future__ import annotations


def hesitation_text(word: str) -> str:
    """`word` is what stands in the order that makes it none."""
    return f"没有办：话里有“{word}”。要办请只写要办的和原因。"
