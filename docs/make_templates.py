"""Write the shipped templates of the papers; what each may show is told in docs/papers.md.

PYTHONPATH=. .venv/bin/python docs/make_templates.py documents/templates
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from docx.shared import Pt

from docs.paper_sheets import CENTRE, RIGHT, Sheet, head, row


def typical_case() -> Sheet:
    """附件3; its words are the scheme's."""
    sheet = Sheet()
    sheet.title("暗访核查典型案例")
    sheet.text(
        "{{ month }}月{{ day }}日，驻{{ city }}暗访核查组执法人员{{ officers }}，在执法检查时发现{{ company }}"
        "涉嫌存在{{ violation }}环境违法行为。"
    )
    sheet.heading("违法内容描述：")
    sheet.text("{%p for line in description %}")
    sheet.text("{{ line }}")
    sheet.text("{%p endfor %}")
    sheet.heading("现场图片：")
    sheet.photos()
    return sheet


def handover_slip() -> Sheet:
    """附件2 of one enterprise; the scheme gives no layout, this is ours."""
    sheet = Sheet()
    sheet.title("环境问题交办单")
    sheet.line("编号：{{ code }}", size=14, align=RIGHT)
    facts = sheet.table([2.6, 5.2, 2.6, 5.2])
    for labels in (
        ("交办单位", "{{ group }}", "接收单位", "{{ to }}"),
        ("检查对象", "{{ company }}", "县（区）", "{{ county }}"),
        ("检查时间", "{{ checked_at }}", "检查小组", "{{ team }}"),
    ):
        row(facts, list(labels), 12, [2.6, 5.2, 2.6, 5.2])
    sheet.line("", size=6)
    widths = [1.4, 11.2, 3.0]
    problems = sheet.table(widths)
    head(problems, ["序号", "发现的问题", "类别"], 12, widths)
    row(problems, ["{%tr for problem in problems %}", "", ""], 12, widths)
    row(problems, ["{{ problem.number }}", "{{ problem.text }}", "{{ problem.kind }}"], 12, widths)
    row(problems, ["{%tr endfor %}", "", ""], 12, widths)
    sheet.line("", size=6)
    widths = [3.0, 12.6]
    ends = sheet.table(widths)
    for name, value in (
        ("核查组意见", "{{ handling }}"),
        ("整改要求", "{{ limit }}"),
        ("组长签字", "{{ signed }}"),
        ("省厅意见", "{{ approval }}"),
        ("属地签收", ""),
    ):
        row(ends, [name, value], 12, widths)
    sheet.line("{%p if photo_rows %}")
    sheet.heading("现场照片：")
    sheet.photos()
    sheet.line("{%p endif %}")
    sheet.line("按群内报送整理，截至{{ as_of }}。", size=10.5)
    return sheet


def problem_list() -> Sheet:
    """附件2 of a day; the scheme gives no layout, this is ours."""
    sheet = Sheet(wide=True)
    sheet.title("暗访核查问题清单")
    sheet.line("{{ whose }}　{{ date }}", size=14, align=CENTRE)
    widths = [1.2, 2.6, 4.8, 2.4, 7.0, 2.8, 3.6]
    table = sheet.table(widths)
    head(table, ["序号", "核查组", "检查对象", "县（区）", "发现的问题", "类别", "处理意见"], 11, widths)
    row(table, ["{%tr for row in rows %}", *[""] * 6], 11, widths)
    cells = [
        "{{ row.number }}",
        "{{ row.group }}{{ row.team }}",
        "{{ row.place }}{% if row.record %}（#{{ row.record }}）{% endif %}",
        "{{ row.county }}",
    ]
    cells += ["{{ row.problems }}", "{{ row.kinds }}", "{{ row.handling }}"]
    row(table, cells, 11, widths)
    row(table, ["{%tr endfor %}", *[""] * 6], 11, widths)
    sheet.line(
        "共{{ places }}处，问题{{ problems }}个，其中涉嫌环境违法{{ violations }}处；"
        "另有立行立改{{ corrected }}处未列。{{ basis }}，截至{{ as_of }}。",
        size=10.5,
    )
    return sheet


_POINTS = "共检查点位{{ points }}个，问题点位{{ problem_points }}个"
FOUR = f"{_POINTS}，存在问题{{{{ problems }}}}个，建议移交立案处罚{{{{ filings }}}}个"
_FIGURES = ("检查\n点位", "工业\n企业", "问题\n点位", "存在\n问题", "立行\n立改", "整改\n交办", "涉嫌\n违法", "发现率")
_NAMES = ("points", "industrial", "problem_points", "problems", "corrected", "handover", "violations", "rate")


def _figures_table(sheet: Sheet, first: str, rows: str) -> None:
    """One row for each of `rows`, all figures beside its name."""
    widths = [2.6, *[1.6] * 8]
    table = sheet.table(widths)
    head(table, [first, *_FIGURES], 10.5, widths)
    row(table, [f"{{%tr for row in {rows} %}}", *[""] * 8], 10.5, widths)
    row(table, ["{{ row.name }}", *(f"{{{{ row.{name} }}}}" for name in _NAMES)], 10.5, widths, align=CENTRE)
    row(table, ["{%tr endfor %}", *[""] * 8], 10.5, widths)


def _kinds_listed(sheet: Sheet) -> None:
    """Kinds of problem, most places first, each with its gravest problems."""
    sheet.line("{%p for kind in kinds %}")
    sheet.heading("（{{ kind.number }}）{{ kind.name }}：{{ kind.points }}处，问题{{ kind.problems }}个")
    sheet.line("{%p for item in kind.examples %}")
    sheet.text(
        "{{ item.number }}. {{ item.group }}{{ item.place }}（{{ item.county }}，{{ item.day }}，#{{ item.record }}）："
        "{{ item.text }}（{{ item.outcome }}）。"
    )
    sheet.line("{%p endfor %}")
    sheet.line("{%p if kind.more %}")
    sheet.text("其余{{ kind.more }}处见台账。")
    sheet.line("{%p endif %}")
    sheet.line("{%p endfor %}")


def _basis(sheet: Sheet) -> None:
    sheet.line("{{ basis }}，截至{{ as_of }}。{{ definitions }}", size=10.5).paragraph_format.space_before = Pt(12)


def round_report() -> Sheet:
    """附件4; its words are the scheme's."""
    sheet = Sheet()
    sheet.title("暗访核查工作报告")
    sheet.line("{{ city }}暗访核查组", align=CENTRE).paragraph_format.space_after = Pt(10)
    sheet.heading("一、工作整体开展情况")
    sheet.text(f"{{{{ period }}}}，暗访核查组{FOUR}。{{{{ remarks }}}}")
    sheet.heading("二、发现问题（分类表述）")
    sheet.text("检查发现较为突出的环境问题分别是：{{ prominent }}等。分类列举如下：")
    _kinds_listed(sheet)
    sheet.heading("三、工作建议")
    sheet.line("{%p for line in advice %}")
    sheet.text("{{ line }}")
    sheet.line("{%p endfor %}")
    sheet.line("核查组组长签字：{{ signed }}", align=RIGHT).paragraph_format.space_before = Pt(24)
    _basis(sheet)
    return sheet


def daily_report() -> Sheet:
    sheet = Sheet()
    sheet.title("{{ campaign }}日报")
    sheet.line("{{ whose }}　{{ date }}", size=14, align=CENTRE).paragraph_format.space_after = Pt(10)
    sheet.heading("一、总体情况")
    sheet.text(f"{{{{ date }}}}，{{{{ whose }}}}{FOUR}。{{{{ remarks }}}}")
    sheet.line("{%p if teams %}")
    _figures_table(sheet, "小组", "teams")
    sheet.line("{%p else %}")
    _figures_table(sheet, "组", "groups")
    sheet.line("{%p endif %}")
    sheet.heading("二、问题类别")
    sheet.text(
        "{% for kind in kinds %}{{ kind.name }}{{ kind.points }}处{% if not loop.last %}、{% endif %}{% endfor %}。"
    )
    sheet.heading("三、涉嫌违法及紧急情况（{{ serious_count }}条）")
    _serious_listed(sheet)
    _basis(sheet)
    return sheet


def _serious_listed(sheet: Sheet) -> None:
    sheet.line("{%p for row in serious %}")
    sheet.text(
        "{{ row.number }}. {{ row.mark }}{{ row.group }}{{ row.team }}，{{ row.place }}（{{ row.county }}，"
        "{{ row.day }}，#{{ row.record }}）：{{ row.problems }}。"
    )
    sheet.line("{%p endfor %}")
    sheet.line("{%p if serious_more %}")
    sheet.text("其余{{ serious_more }}条见台账。")
    sheet.line("{%p endif %}")


def _staged(sheet: Sheet) -> Sheet:
    """What a stage report and the final one have in common."""
    sheet.line("{{ whose }}　{{ round }}{{ period }}", size=14, align=CENTRE).paragraph_format.space_after = Pt(10)
    sheet.heading("一、工作整体开展情况")
    sheet.text(f"{{{{ period }}}}，{{{{ whose }}}}{FOUR}。{{{{ remarks }}}}")
    sheet.heading("二、各组情况")
    _figures_table(sheet, "组", "groups")
    sheet.heading("三、逐日情况")
    widths = [3.6, *[2.4] * 5]
    days = sheet.table(widths)
    head(days, ["日期", "检查点位", "工业企业", "问题点位", "存在问题", "建议移交"], 10.5, widths)
    row(days, ["{%tr for row in by_day %}", *[""] * 5], 10.5, widths)
    names = ("day", "points", "industrial", "problem_points", "problems", "filings")
    row(days, [f"{{{{ row.{name} }}}}" for name in names], 10.5, widths, align=CENTRE)
    row(days, ["{%tr endfor %}", *[""] * 5], 10.5, widths)
    sheet.heading("四、发现问题（分类表述）")
    sheet.text("检查发现较为突出的环境问题分别是：{{ prominent }}等。分类列举如下：")
    _kinds_listed(sheet)
    sheet.heading("五、工作建议")
    sheet.text("【待填：工作建议】")
    _basis(sheet)
    return sheet


def stage_report() -> Sheet:
    sheet = Sheet()
    sheet.title("{{ campaign }}阶段性报告")
    return _staged(sheet)


def thematic_report() -> Sheet:
    sheet = Sheet()
    sheet.title("{{ campaign }}专题报告（草稿）")
    return _staged(sheet)


def bulletin() -> Sheet:
    sheet = Sheet()
    sheet.title("关于{{ date }}{{ campaign }}情况的通报（草稿）")
    sheet.text(f"{{{{ date }}}}，各暗访核查组{FOUR}。{{{{ remarks }}}}现将评比情况通报如下：")
    widths = [2.6, 2.0, 1.4, 2.2, 2.2, 1.4, 2.2, 1.6]
    table = sheet.table(widths)
    heads = ["组", "检查点位", "名次", "问题发现率", "有问题/记录", "名次", "整体完成率", "名次"]
    head(table, heads, 10.5, widths)
    row(table, ["{%tr for row in ranking %}", *[""] * 7], 10.5, widths)
    names = ("name", "points", "points_place", "rate", "rate_of", "rate_place", "done", "done_place")
    row(table, [f"{{{{ row.{name} }}}}" for name in names], 10.5, widths, align=CENTRE)
    row(table, ["{%tr endfor %}", *[""] * 7], 10.5, widths)
    sheet.line("{{ ranking_note }}{{ ranking_definitions }}{{ basis }}，截至{{ as_of }}。", size=10.5)
    return sheet


#: Every shipped template, by its name.
SHEETS: dict[str, Callable[[], Sheet]] = {
    "typical_case": typical_case,
    "handover_slip": handover_slip,
    "problem_list": problem_list,
    "round_report": round_report,
    "daily_report": daily_report,
    "stage_report": stage_report,
    "thematic_report": thematic_report,
    "bulletin": bulletin,
}


def template(name: str) -> bytes:
    """A template's file, the same bytes each time."""
    loose, out = BytesIO(), BytesIO()
    SHEETS[name]().file.save(loose)
    with zipfile.ZipFile(loose) as origin, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as sealed:
        for member in origin.infolist():
            entry = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            sealed.writestr(entry, origin.read(member))
    return out.getvalue()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHEETS:
        (folder / f"{name}.docx").write_bytes(template(name))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
