"""Settings: one frozen value built from the environment; nothing else reads the environment."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values


class SettingError(ValueError):
    """A setting that cannot be used; the text says which and what it should be."""


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "LANSHAO_DATABASE_URL", "sqlite:///data/lanshao.db", "数据库：sqlite:///文件 或 postgresql://用户:密码@主机/库"
    ),
    Setting("LANSHAO_DATA", "data", "照片、视频等证据原件存放的文件夹"),
    Setting("LANSHAO_CAMPAIGNS", "data/campaigns", "自己写的行动档案（*.toml）放在哪个文件夹"),
    Setting("LANSHAO_TEMPLATES", "data/templates", "自己改的文书模板（*.docx）放在哪个文件夹"),
    Setting("LANSHAO_BOT_NAME", "蓝哨", "机器人在群里显示的名字"),
    Setting("WECHATY_PUPPET_SERVICE_TOKEN", "", "网关令牌（机密，只写在环境里）"),
    Setting("WECHATY_PUPPET_SERVICE_ENDPOINT", "", "网关地址，主机:端口"),
    Setting("WECHATY_PUPPET_SERVICE_TLS_CA_CERT", "", "网关证书的签发者（PEM 文件或其内容）；不写则不加密"),
    Setting("WECHATY_PUPPET_SERVICE_TLS_SERVER_NAME", "", "网关证书上的名字，与主机名不同时才写"),
    Setting("LANSHAO_CANARY", "", "自检消息发到哪个会话，如 filehelper（文件传输助手）；留空则不发"),
    Setting("LANSHAO_HEALTH_PORT", "8970", "值守页面的端口，只在本机能看；0 为不开"),
    Setting("LANSHAO_CONSOLE_HOST", "127.0.0.1", "控制台在哪个地址上听；默认只有本机能看"),
    Setting("LANSHAO_CONSOLE_PORT", "8080", "控制台的端口；0 为不开"),
    Setting("LANSHAO_CONSOLE_URL", "", "从别的机器看控制台的网址（反向代理的），https://主机"),
    Setting("LANSHAO_ALARM_WEBHOOK", "", "机器人自己出事时往哪里说：群机器人的网址（机密）"),
    Setting("LANSHAO_ALARM_SMTP", "", "或者发邮件：发信服务器，smtps://用户:密码@主机:465（机密）"),
    Setting("LANSHAO_ALARM_MAIL", "", "告警邮件的收信人"),
    Setting("LANSHAO_MAIL_TO", "", "“发送邮件”发到哪个邮箱；不写就不发"),
    Setting("LANSHAO_MAIL_SMTP", "", "用哪个服务器发，smtps://用户:密码@主机:465（机密）"),
    Setting("LANSHAO_MAIL_FROM", "", "发信人地址，与用户名不同时才写"),
    Setting("LANSHAO_MAIL_MEGABYTES", "20", "附件最大多少兆，超过的不发，请分开"),
    Setting("LANSHAO_CRASH_AT", "", "仅供测试：在哪一步当场中断，平时留空"),
)


_BARE = ("HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str
    data: Path
    bot_name: str
    gateway_token: str = field(repr=False)
    gateway_endpoint: str
    gateway_ca: str = ""
    gateway_server_name: str = ""
    canary: str = ""
    health_port: int = 0
    console_host: str = "127.0.0.1"
    console_port: int = 0
    console_url: str = ""
    alarm_webhook: str = field(default="", repr=False)
    alarm_smtp: str = field(default="", repr=False)
    alarm_mail: str = ""
    mail_to: str = ""
    mail_smtp: str = field(default="", repr=False)
    mail_from: str = ""
    mail_megabytes: int = 20
    crash_at: str = ""
    campaigns: Path | None = None
    templates: Path = Path("data/templates")
    notify_socket: str = ""

    @property
    def media(self) -> Path:
        return self.data / "media"

    def gateway_address(self) -> tuple[str, int]:
        """Host and port of the gateway. Raises SettingError when they are missing or malformed."""
        host, _, port = self.gateway_endpoint.rpartition(":")
        if not host or "/" in host or not port.isdecimal() or not 0 < int(port) < 65_536:
            raise SettingError("请设置 WECHATY_PUPPET_SERVICE_ENDPOINT，只写主机:端口，形如 127.0.0.1:18788")
        if not self.gateway_token:
            raise SettingError("请设置 WECHATY_PUPPET_SERVICE_TOKEN（网关令牌）")
        return host, int(port)

    def console_public(self) -> str | None:
        """The host under which others see the console by https; None: nobody does. Raises SettingError."""
        if not self.console_url:
            return None
        scheme, _, host = self.console_url.lower().rstrip("/").partition("://")
        if scheme != "https" or not re.fullmatch(r"[a-z0-9.-]+(:\d{1,5})?|\[[0-9a-f:]+\](:\d{1,5})?", host):
            raise SettingError("LANSHAO_CONSOLE_URL 只写 https://主机 或 https://主机:端口，后面不带路径")
        return host.removesuffix(":443")

    def gateway_tls(self) -> ssl.SSLContext | None:
        """What the gateway's certificate is checked with; None for a connection in the clear. Raises SettingError."""
        if not self.gateway_ca:
            return None
        try:
            written = self.gateway_ca.replace("\\n", "\n")
            pem = written if written.startswith("-----BEGIN") else Path(self.gateway_ca).read_text("ascii")
            return ssl.create_default_context(cadata=pem)
        except (OSError, ValueError):  # an SSLError is an OSError
            raise SettingError("WECHATY_PUPPET_SERVICE_TLS_CA_CERT 应是一份 PEM 证书，或存有它的文件") from None


def bare_environment() -> dict[str, str]:
    """For a process that opens strangers' files: what Python and its libraries need to start, none of our settings."""
    return {name: os.environ[name] for name in _BARE if name in os.environ}


def load_settings(environment: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Settings from the environment; what it lacks comes from `.env`, then from the defaults."""
    given = os.environ if environment is None else environment
    written = dotenv_values(env_file) if env_file.is_file() else {}
    values = {s.name: given.get(s.name) or written.get(s.name) or s.default for s in SETTINGS}
    return Settings(
        database_url=values["LANSHAO_DATABASE_URL"],
        data=Path(values["LANSHAO_DATA"]),
        bot_name=values["LANSHAO_BOT_NAME"],
        gateway_token=values["WECHATY_PUPPET_SERVICE_TOKEN"],
        gateway_endpoint=values["WECHATY_PUPPET_SERVICE_ENDPOINT"],
        gateway_ca=values["WECHATY_PUPPET_SERVICE_TLS_CA_CERT"],
        gateway_server_name=values["WECHATY_PUPPET_SERVICE_TLS_SERVER_NAME"],
        canary=values["LANSHAO_CANARY"],
        health_port=_port("LANSHAO_HEALTH_PORT", values["LANSHAO_HEALTH_PORT"]),
        console_host=values["LANSHAO_CONSOLE_HOST"],
        console_port=_port("LANSHAO_CONSOLE_PORT", values["LANSHAO_CONSOLE_PORT"]),
        console_url=values["LANSHAO_CONSOLE_URL"],
        alarm_webhook=values["LANSHAO_ALARM_WEBHOOK"],
        alarm_smtp=values["LANSHAO_ALARM_SMTP"],
        alarm_mail=values["LANSHAO_ALARM_MAIL"],
        mail_to=values["LANSHAO_MAIL_TO"],
        mail_smtp=values["LANSHAO_MAIL_SMTP"],
        mail_from=values["LANSHAO_MAIL_FROM"],
        mail_megabytes=_megabytes("LANSHAO_MAIL_MEGABYTES", values["LANSHAO_MAIL_MEGABYTES"]),
        crash_at=values["LANSHAO_CRASH_AT"],
        campaigns=Path(values["LANSHAO_CAMPAIGNS"]),
        templates=Path(values["LANSHAO_TEMPLATES"]),
        notify_socket=given.get("NOTIFY_SOCKET", ""),
    )


def _port(name: str, written: str) -> int:
    if not written.isdecimal() or int(written) > 65_535:
        raise SettingError(f"{name} 应是 0 到 65535 的整数，现为 {written}")
    return int(written)


def _megabytes(name: str, written: str) -> int:
    if not written.isdecimal() or not 0 < int(written) <= 500:
        raise SettingError(f"{name} 应是 1 到 500 的整数，现为 {written}")
    return int(written)
