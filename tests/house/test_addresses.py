"""What is committed works on any machine: no machine's paths, no package index."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT, committed_files

FOLDERS = re.compile(r"(?<![\w.}\])-])/(?:work|root|home|Users)/")
INDEXES = re.compile("|".join((r"pypi\." + "org", "python" + "hosted", r"registry\." + "npm", "npm" + "mirror")))
URL_OF_INDEX = re.compile(r"--(?:extra-)?index-" + r"url|--find-" + r"links")


def addresses(text: str) -> list[str]:
    found = (pattern.search(text) for pattern in (FOLDERS, INDEXES, URL_OF_INDEX))
    return [match.group() for match in found if match]


def committed_texts() -> list[tuple[str, str]]:
    texts = []
    for name in committed_files():
        try:
            texts.append((name, (ROOT / name).read_text("utf-8")))
        except UnicodeDecodeError:
            continue  # a picture, a sound, a font
    return texts


def test_no_committed_file_names_a_machine_or_an_index() -> None:
    texts = [(name, text) for name, text in committed_texts() if name != "tests/house/test_addresses.py"]
    assert {name: found for name, text in texts if (found := addresses(text))} == {}


def test_the_locks_pin_every_package_with_a_hash() -> None:
    for name in ("locks/all.txt", "locks/build.txt"):
        packages = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip())
        assert packages
        loose = [line.split()[0] for line in packages if "==" not in line.split()[0] or "--hash=sha256:" not in line]
        assert loose == [], name


@pytest.mark.parametrize(
    "text",
    ["open('/root/x')", "path = /home/somebody/x", "https://pypi" + ".org/simple", "--index" + "-url x"],
)
def test_this_gate_can_fail(text: str) -> None:
    assert addresses(text)


def test_a_room_of_our_own_is_no_machine_path() -> None:
    assert addresses("from storage/work/ and https://example.cn/a/work/b") == []
