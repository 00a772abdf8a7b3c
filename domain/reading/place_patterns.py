"""Patterns of places: what their names end in, what stands before and after them, compiled from the lexicon."""

from __future__ import annotations

import re

from domain.alternations import alternation
from domain.lexicons import Lexicon


class PlacePatterns:
    """The place lexicon, compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.tables["places"]
        self.lexicon = lexicon
        strong, trade, connector = (alternation(table[key]) for key in ("strong", "trade", "connectors"))
        self.road = re.compile(
            f"[^，。；、\\s]{{1,12}}?{alternation(table['roads'])}(?:与[^，。；、\\s]{{1,8}}?{alternation(table['roads'])})?"
            f"{alternation(table['road_parts'])}"
        )
        any_name = f"(?:{strong}|{trade}|{connector})"
        self.strong = re.compile(f"(?:{strong})")
        self.ending = re.compile(f"(?:{strong})$")
        self.trade_run = re.compile(f"(?:{trade})(?:{any_name})?(?:{any_name})?")
        self.more = re.compile(f"{any_name}")
        goes_on = "$|发现|看见|有|正|烧|燃|焚|堆|倾|倒|查|存"
        self.spot = re.compile(f"^[^，。；、\\s]{{1,16}}{alternation(table['spots'])}(?={goes_on})")
        beside = f"{alternation(table['sides'])}(?:的|那个|那家|一[个家处])?"
        self.beside = re.compile(f"{beside}[^，。；、\\s]{{0,10}}?(?:{strong}|{alternation(table['spaces'])})")
        self.gate = re.compile("(?:[东西南北正]?门口?|对面|隔壁|旁边|[东西南北]侧)")
        self.public = re.compile("(?:公园|广场|市场|小区|学校|小学|中学|幼儿园|医院|商城|车站|收费站|社区)$")
        self.highway = re.compile("[GSXY]\\d{2,4}(?:国道|省道|县道|线)?[^，。；、\\s]{0,10}?段")
        self.reference = re.compile("(?:那|这|刚才|上面|昨天|前面|之前)(?:家|个|条|些)?$")
        self.prefix = re.compile(f"^{alternation(table['prefixes'])}[:：]?")
        self.breaker = re.compile(f"^.*{alternation(table['breakers'])}")
        self.told_late = re.compile(alternation(table["namings"]))
        self.unnamed = re.compile(alternation(table["unnamed"]))
        self.nearby = re.compile(alternation(table["nearby"]))
        self.plant = re.compile(alternation(table["plants"]))
        self.tail = re.compile(f"{alternation(table['tails'])}$")
        self.firm = re.compile("(?:厂|公司|集团|矿业|钢铁|水泥|化工|纺织|机械|铸造|陶瓷|食品|建材|木业|纸业)$")
        self.village = re.compile("(?:村|屯|寨|社区)$")
        self.company = re.compile("公司$|集团$")
        self.pointer = re.compile(f"^.*{alternation(table['pointers'])}")
        self.called = re.compile("(?:名字)?叫(?:做|作)?|名叫|全[名称]|名称[是为]|名字[是为叫]")
        self.renamed = re.compile("全[名称]|真名|本名|登记名|执照|公章|门头")
        self.naming = re.compile("[^，。；]{0,6}?(?:全[名称]|真名|本名|登记名|(?:执照|公章|门头|牌子)上?)")
        self.border = re.compile("(?:与|和|跟)[^，。；]{1,8}(?:交界|搭界|接壤|相邻)|来的路上|回来的路上|过来的路上")
        self.never = re.compile(alternation(table["never"]))
        self.object = re.compile(alternation(table["objects"]))
        self.relation = re.compile(f"^{alternation(table['relations'])}")
        self.address = re.compile(f".*{alternation(table['address_ends'])}(?:的)?")
        road = f"[^，。；、\\s]{{1,12}}?{alternation(table['roads'])}(?:{alternation(table['road_parts'])})?"
        self.set_in = re.compile(f"(?:{strong}|{trade})在")  # 某某厂在某某乡
        self.where = re.compile(f"{self.address.pattern}|{road}")
        self.within = re.compile("(?:境内的?|辖区内?的?|范围内的?|管辖的?|(?:园区)?[里内]的)")
        self.across = re.compile(f"[^，。；、\\s]{{2,12}}?{alternation(table['opposite'])}")
        self.stretch = re.compile(f"[^，。；、\\s]{{2,12}}?{alternation(table['stretches'])}")
        common = ("generic", "directions", "trade", "spots", "strong")
        self.generic = re.compile(alternation([entry for key in common for entry in table[key]]))
        self.premises = re.compile(f"{alternation(table['premises'])}{{1,8}}{alternation(table['premises_ends'])}")
        self.zone = re.compile("(?:[A-Za-z\\d]{1,12}|[一二三四五六七八九十东西南北])(?:[区期#]|号|标段|地块)")
        self.act = re.compile(f"(?:{alternation(table['acts'])}|{lexicon.general_faults.pattern})")
        self.lead = re.compile(f"(?:{alternation(table['leads'])}){{1,3}}")
        self.whereabouts = re.compile(f"[^，。；、\\s]{{1,16}}{alternation(table['whereabouts'])}")
        self.inside = re.compile("(?:的?(?:里头|里面|里边|这边|那边))$")
        self.ground = re.compile(f"{alternation(table['grounds'])}$")
        self.told = re.compile(f"{alternation(table['tellings'])}|{lexicon.general_faults.pattern}")
        self.located = re.compile("^(?:(?:位于|坐落于|地处).{1,20}?|在.{1,14}?[区园镇乡村县市段路街道][内里上边]?)的")
