"""The command line: `lanshao demo | run | replay | roster | campaign | papers | upgrade | doctor | audit`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.app import NotReady
from bot.backups import backup_command, restore_command
from bot.binding import bind_command
from bot.campaigns import check_campaign_command, list_campaigns_command
from bot.config import SettingError, load_settings
from bot.crashpoints import arm
from bot.demonstrations import serve_demo
from bot.doctor import doctor_command
from bot.explaining import explain_command
from bot.live import run_command
from bot.logs import quiet_logs
from bot.minding import (
    downgrade_command,
    upgrade_command,
    verify_command,
)
from bot.pictures import picture_command
from bot.playing import replay_command, text_demo
from bot.retention import retention_command
from bot.room_lists import rooms_command
from bot.rosters import check_roster_command, import_roster_command, template_command
from bot.simulations import simulate_command
from bot.templates import check_papers_command, copy_papers_command
from bot.transports.transcripts import TranscriptError
from bot.users import add_user_command, list_users_command, password_command, remove_user_command
from domain.profile_tables import ProfileError
from domain.roster_files import RosterError
from storage.databases import UnusableDatabase
from storage.leases import Deposed
from storage.owners import OwnedElsewhere

WRONG_USE = 2
OS_ERRORS: dict[type[OSError], str] = {
    FileNotFoundError: "没有这个文件或文件夹",
    PermissionError: "没有权限",
    IsADirectoryError: "这是文件夹，不是文件",
    NotADirectoryError: "这不是文件夹",
}


class _Parser(argparse.ArgumentParser):
    """Says in Chinese what was wrong with the words of a command."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"命令写得不对（{message}）。用法：\n{self.format_help()}")


def _count(text: str) -> int:
    """A number from 1. Raises what argparse tells of."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("应不小于1")
    return number


def build_parser() -> argparse.ArgumentParser:
    """All sub-commands with their help; the docs are checked against it."""
    parser = _Parser(prog="lanshao", description="蓝哨：生态环境暗访核查工作群助手")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")

    demo = commands.add_parser("demo", help="播放自带的示例日，在浏览器里看群聊和控制台，自己也能发言")
    demo.add_argument("--text", action="store_true", help="不开网页：播放完把发言打印出来就结束")
    demo.add_argument("--fresh", action="store_true", help="从头演；不写则从上次停下的地方接着演")
    demo.set_defaults(
        run=lambda args, settings: text_demo(settings) if args.text else serve_demo(settings, fresh=args.fresh)
    )

    run = commands.add_parser("run", help="接上网关，开始值守")
    run.set_defaults(run=lambda args, settings: run_command(settings))

    replay = commands.add_parser("replay", help="播放一天的群聊记录")
    replay.add_argument("day", type=Path, metavar="DAY", help="记录文件夹（roster.toml、messages.jsonl、media/）")
    replay.add_argument("--database", metavar="URL", help="播放到这个数据库；不写则用临时文件")
    replay.add_argument("--predicted", type=Path, metavar="FILE", help="把读到的记录写成 JSON")
    replay.add_argument("--posts", type=Path, metavar="FILE", help="把每条发言写成一行 JSON")
    replay.add_argument("--pictures", action="store_true", help="也识别照片、视频和语音（慢，记录不因此改变）")
    replay.set_defaults(
        run=lambda args, settings: replay_command(
            args.day, args.database, args.predicted, args.posts, settings, pictures=args.pictures
        )
    )

    simulating = commands.add_parser("simulate", help="演练：编出一整个行动的人和事，播放一遍，逐条核对点名")
    simulating.add_argument("profile", metavar="PROFILE", help="行动档案的 key，如 anfang-2020；或档案文件")
    simulating.add_argument("--seed", type=int, default=1, metavar="N", help="编法的种子，同一个数编出同样的人和事")
    simulating.add_argument("--days", type=_count, metavar="D", help="只播头几天；不写就是整个行动")
    simulating.add_argument("--outages", type=int, default=20, metavar="K", help="机器人离线几次，0 就是一直在线")
    simulating.set_defaults(
        run=lambda args, settings: simulate_command(args.profile, args.seed, args.days, args.outages, settings)
    )

    roster = commands.add_parser("roster", help="检查或导入名册").add_subparsers(
        dest="action", required=True, metavar="动作"
    )
    check = roster.add_parser("check", help="只检查，不导入；写明缺什么、和现行名册差在哪里")
    check.add_argument("file", type=Path, metavar="FILE", help="名册：roster.toml 或 Excel 工作簿")
    check.set_defaults(run=lambda args, settings: check_roster_command(args.file, settings))
    importing = roster.add_parser("import", help="检查并导入，有一处不对就全部不导")
    importing.add_argument("file", type=Path, metavar="FILE", help="名册：roster.toml 或 Excel 工作簿")
    importing.set_defaults(run=lambda args, settings: import_roster_command(args.file, settings))
    template = roster.add_parser("template", help="写一份空白的 Excel 名册")
    template.add_argument("file", type=Path, metavar="FILE", help="写到哪里，如 名册.xlsx")
    template.set_defaults(run=lambda args, settings: template_command(args.file))

    campaign = _group(commands.add_parser("campaign", help="行动档案：检查写得对不对，列出有哪些"))
    checking = campaign.add_parser("check", help="用平常话说出档案写了什么，或列出每一处错")
    checking.add_argument("file", type=Path, metavar="FILE", help="行动档案 *.toml")
    checking.set_defaults(run=lambda args, settings: check_campaign_command(args.file, settings))
    listing = campaign.add_parser("list", help="自带的和自己写的行动档案")
    listing.set_defaults(run=lambda args, settings: list_campaigns_command(settings))

    papers = _group(commands.add_parser("papers", help="文书的 Word 模板：检查自己改的能不能用，复制自带的来改"))
    trying = papers.add_parser("check", help="用编好的数据把自己的模板填一遍，不能用的说明原因")
    trying.set_defaults(run=lambda args, settings: check_papers_command(settings))
    copying = papers.add_parser("copy", help="把自带的模板复制到一个文件夹，已有的不动")
    copying.add_argument("folder", type=Path, metavar="DIR", help="复制到哪个文件夹，如 data/templates")
    copying.set_defaults(run=lambda args, settings: copy_papers_command(args.folder))

    explaining = commands.add_parser("explain", help="一条记录由哪些消息组成，各项凭什么")
    explaining.add_argument("visit", type=int, metavar="编号", help="记录编号，即群里的 #12")
    explaining.set_defaults(run=lambda args, settings: explain_command(args.visit, settings))

    picture = commands.add_parser(
        "picture", help="看机器从照片、视频、语音里读出什么：水印的时间、地点、经纬度、小组，多久"
    )
    picture.add_argument("files", type=Path, nargs="+", metavar="FILE", help="照片、视频、语音，可以是几份")
    picture.add_argument("--json", action="store_true", help="每份一行 JSON，读不出的是 null")
    picture.set_defaults(run=lambda args, settings: picture_command(args.files, args.json))

    rooms = commands.add_parser("rooms", help="列出各群：群号、人数、名册外的人、暂存的发言；含名册外的群")
    rooms.set_defaults(run=lambda args, settings: rooms_command(settings))

    bind = commands.add_parser("bind", help="谁是谁：看还没认出的人，把一个联系人绑定给名册里的人")
    bind.add_argument("contact", nargs="?", metavar="CONTACT", help="联系人 id；不写则列出还没绑定的")
    bind.add_argument("name", nargs="?", metavar="NAME", help="名册里的姓名或 id")
    bind.add_argument("--vouch", action="store_true", help="看过了，近来发言的名册外人员没有问题")
    bind.set_defaults(run=lambda args, settings: bind_command(args.contact, args.name, settings, vouch=args.vouch))

    _user_commands(_group(commands.add_parser("user", help="控制台的账号：谁可以登录")))

    upgrading = commands.add_parser("upgrade", help="把数据库升到当前版本")
    upgrading.add_argument("--back", action="store_true", help="退回上一版，换回旧程序之前用（只有新版才记的会丢）")
    upgrading.set_defaults(
        run=lambda args, settings: downgrade_command(settings) if args.back else upgrade_command(settings)
    )
    doctor = commands.add_parser("doctor", help="体检：开始值守前该有的都有没有")
    doctor.set_defaults(run=lambda args, settings: doctor_command(settings))
    backing = commands.add_parser("backup", help="备份全部记录和证据；值守时也可以")
    backing.add_argument("folder", type=Path, metavar="DIR", help="备份文件夹；下次备份到同一处，只加新的证据")
    backing.set_defaults(run=lambda args, settings: backup_command(args.folder, settings))
    restoring = commands.add_parser("restore", help="核对一份备份，恢复到空的数据库和证据文件夹")
    restoring.add_argument("folder", type=Path, metavar="DIR", help="备份文件夹")
    restoring.set_defaults(run=lambda args, settings: restore_command(args.folder, settings))
    keeping = commands.add_parser("retention", help="看哪些原件和原话过了保存期限")
    keeping.add_argument("--apply", action="store_true", help="删去它们，只留哈希；先停下机器人、做好备份")
    keeping.set_defaults(run=lambda args, settings: retention_command(settings, apply=args.apply))
    audit = _group(commands.add_parser("audit", help="审计"))
    verifying = audit.add_parser("verify", help="核对审计链，有改动就指出是哪一条")
    verifying.set_defaults(run=lambda args, settings: verify_command(settings))
    return parser


def _user_commands(user: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """No password is an argument: others on the machine could read it."""
    adding = user.add_parser("add", help="给名册里的一个人开账号，密码随后输入（脚本可从标准输入给一行）")
    adding.add_argument("name", metavar="NAME", help="名册里的姓名或 id")
    adding.add_argument("--login", metavar="LOGIN", help="登录名；不写就是姓名")
    adding.set_defaults(run=lambda args, settings: add_user_command(args.name, args.login, settings))
    listing = user.add_parser("list", help="有哪些账号，各是谁的")
    listing.set_defaults(run=lambda args, settings: list_users_command(settings))
    changing = user.add_parser("password", help="换密码；用旧密码登录着的都退出")
    changing.add_argument("login", metavar="LOGIN", help="登录名")
    changing.set_defaults(run=lambda args, settings: password_command(args.login, settings))
    removing = user.add_parser("remove", help="删除账号；登录着的退出")
    removing.add_argument("login", metavar="LOGIN", help="登录名")
    removing.set_defaults(run=lambda args, settings: remove_user_command(args.login, settings))


def _group(parser: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    """A command that has commands of its own."""
    return parser.add_subparsers(dest="action", required=True, metavar="动作")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when a check found faults, 2 when it could not be done."""
    args = build_parser().parse_args(argv)
    os.umask(0o077)  # what is made here holds evidence: it is its owner's
    if args.command != "run":
        quiet_logs(level=30)
    try:
        settings = load_settings()
        arm(settings.crash_at)
        result = args.run(args, settings)
    except RosterError as error:
        return _refuse("名册有问题，请改好再来：\n" + "\n".join(f"  {fault}" for fault in error.faults))
    except OwnedElsewhere as error:
        who = f"（进程 {error.pid}）" if error.pid else ""
        return _refuse(f"已有一个蓝哨{who}在用 {error.database}。一个 SQLite 库一次只能由一个程序用，请先停掉它。")
    except (TranscriptError, NotReady, SettingError, ProfileError, UnusableDatabase) as error:
        return _refuse(str(error))
    except (ArgumentError, SQLAlchemyError) as error:
        return _refuse(f"数据库出错（{type(error).__name__}）：请检查 LANSHAO_DATABASE_URL，或执行 lanshao doctor")
    except UnicodeDecodeError:
        return _refuse("文件不是 UTF-8 编码，请另存为 UTF-8 后重试")
    except ConnectionError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(
            f"文件读写不成：{error.filename or ''}（{OS_ERRORS.get(type(error), error.strerror or str(error))}）"
        )
    except Deposed:
        return _refuse("另一个蓝哨已经接手，本程序退出。请由守护程序重新启动，启动后待命。")
    except KeyboardInterrupt:
        return _refuse("已停止。")
    return 1 if result is False else 0


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)
    return WRONG_USE


if __name__ == "__main__":
    sys.exit(main())
