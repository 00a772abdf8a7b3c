"""A roster as a file, small and without a fault; tests put one fault into it and know its lines."""

from __future__ import annotations

GOOD = """\
campaign = "anfang-2020"            # 行动
timezone = "Asia/Shanghai"

[[rounds]]
number = 1
start = 2020-10-19
end = 2020-11-05

[[rounds]]
number = 2
start = 2020-11-06
end = 2020-11-23

[[groups]]
key = "qingshi"
name = "驻青石市暗访核查组"
city = "青石市"
counties = ["东泉区", "云台县"]
sending_city = "临江市、安岭市"
teams = [1, 2]

[[rooms]]
id = "room-qingshi@chatroom"
topic = "驻青石市暗访核查工作群"
kind = "group"
group = "qingshi"

[[rooms]]
id = "room-command@chatroom"
topic = "指挥调度群"
kind = "command"

[[people]]
id = "id-hao"
name = "郝大川"
alias = { "room-qingshi@chatroom" = "临江-郝大川-1组" }
role = "inspector"
group = "qingshi"
team = 1
home_city = "临江市"
level = "A"

[[people]]
id = "id-qi"
name = "齐正"
role = "dispatcher"
"""
