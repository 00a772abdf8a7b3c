"""The real Node gateway (with a mock puppet) as a process of its own: people talk in it, and it shows what was sent."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cast import ID, PEOPLE, QINGSHI, ROOMS

HERE = Path(__file__).parent
BOT = "bot-wxid"
BOT_NAME = "蓝哨"
STRANGER = "id-stranger"
TOKEN = "insecure_00000000-0000-4000-8000-000000000000"
READY_SECONDS = 60.0

Cast = Mapping[str, Any]


def modules() -> Path:
    """Where `install.sh` puts the Node packages."""
    given = os.environ.get("LANSHAO_GATEWAY_MODULES")
    return Path(given) if given else HERE.parents[1] / ".cache" / "gateway" / "node_modules"


def what_is_missing() -> str | None:
    """Why no gateway can be started on this machine, if so."""
    if shutil.which("node") is None:
        return "没有 Node，跳过真实网关的测试"
    if not (modules() / ".lanshao-lock").is_file():
        return "网关的 Node 包没有装好，先运行 tests/gateway/install.sh"
    return None


def default_cast() -> Cast:
    """The bot, everybody of the tests' cast and a stranger, all in every room."""
    people = [{"id": person.id, "name": f"昵称{person.name}", "alias": person.name} for person in PEOPLE]
    people.append({"id": STRANGER, "name": "路人", "alias": ""})
    members = [person["id"] for person in people]
    rooms = [{"id": room.id, "topic": room.topic, "members": members} for room in ROOMS]
    return {"bot": {"id": BOT, "name": BOT_NAME}, "people": people, "rooms": rooms}


def certificate() -> str:
    """The certificate authority that vouches for a gateway with `tls`, under the name "insecure"."""
    source = modules() / "wechaty-puppet-service" / "dist" / "esm" / "src" / "auth" / "ca.js"
    found = re.search(r"TLS_CA_CERT = `(.*?)`", source.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class NodeGateway:
    """`host`, `port` and `token` are what a transport needs. Names of the cast stand for their contact ids."""

    cast: Cast = field(default_factory=default_cast)
    host: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    token: str = TOKEN
    tls: bool = False
    _control: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None
    _folder: Path | None = None

    def start(self) -> None:
        """Start the process and wait until it is ready. Raises RuntimeError with what it printed."""
        self._folder = folder = Path(tempfile.mkdtemp(prefix="lanshao-gateway-"))
        # Node looks for packages beside the script, so script and packages meet in the process's own folder,
        # which also takes the files that the gateway leaves in TMPDIR.
        shutil.copy(HERE / "gateway.mjs", folder / "gateway.mjs")
        (folder / "node_modules").symlink_to(modules().resolve(), target_is_directory=True)
        environment = {
            **os.environ,
            "GATEWAY_PORT": str(self.port),
            "CONTROL_PORT": str(self._control),
            "GATEWAY_TOKEN": self.token,
            "GATEWAY_TLS": "1" if self.tls else "",
            "GATEWAY_CAST": json.dumps(self.cast),
            "TMPDIR": str(folder),
        }
        with (folder / "output").open("wb") as output:
            self._process = subprocess.Popen(
                ["node", "gateway.mjs"], cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        self._wait_until_ready(self._process, folder / "output")

    def _wait_until_ready(self, process: subprocess.Popen[bytes], output: Path) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not any(line.startswith(b"READY") for line in output.read_bytes().splitlines()):
            if process.poll() is not None or time.monotonic() > deadline:
                said = output.read_text("utf-8", "replace")[-2000:]
                self.stop()
                raise RuntimeError(f"gateway did not become ready:\n{said}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Kill the process and remove all that it left behind."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder)
            self._folder = None

    def signal(self, number: signal.Signals) -> None:
        """Freeze (SIGSTOP) or thaw (SIGCONT) the process."""
        assert self._process is not None
        self._process.send_signal(number)

    def order(self, command: str, **asked: Any) -> Any:
        """Call the control port. Raises urllib.error.HTTPError when the gateway could not do it."""
        request = urllib.request.Request(f"http://127.0.0.1:{self._control}/{command}", json.dumps(asked).encode())
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def say(self, who: str, text: str, *, room: str | None = QINGSHI, mentions: Sequence[str] = (), **more: Any) -> str:
        """Somebody says a text (or, with `type`, anything else); the message's id."""
        rung = [ID.get(name, name) for name in mentions]
        return str(self.order("say", who=ID.get(who, who), text=text, room=room, mentions=rung, **more))

    def file(
        self, who: str, name: str, data: bytes, *, type: str = "Image", room: str | None = QINGSHI, **more: Any
    ) -> str:
        """Somebody shows a file; `wrapping` is buffer (the default), base64 or url."""
        said = base64.b64encode(data).decode()
        return str(self.order("file", who=ID.get(who, who), name=name, data=said, type=type, room=room, **more))

    def locate(self, who: str, place: Mapping[str, Any]) -> str:
        """Somebody sends a pin in the room of 青石."""
        return str(self.order("location", who=ID.get(who, who), room=QINGSHI, place=place, text="<x/>"))

    def sent(self) -> list[dict[str, Any]]:
        """What the bot sent: id, kind (text, file), conversation, and text, mentions or name, size, sha256."""
        return list(self.order("sent"))
