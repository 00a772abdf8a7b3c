# 蓝哨：make help 列出全部目标。demo 与 test 会自己准备运行环境。
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo test check fix bench pictures faults deadlines leaks powercut simulate lock
# Where nothing may be compiled beside the sources, each start of a program compiles 1,500 modules: 9 s of CPU, not 3.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin
CODE := bot handlers schedules documents storage domain tests docs scripts
TESTS ?=
# One worker more than processors, four at most: a test often waits for another process.
WORKERS := $(shell n=$$(( $$(getconf _NPROCESSORS_ONLN) + 1 )); echo $$(( n > 4 ? 4 : n )))

help:  ## 列出全部目标
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

setup:  ## 准备 .venv（有 uv 用 uv，没有就用 pip；依赖没变就什么也不做）
	@PYTHON="$(PYTHON)" sh scripts/setup

demo: setup  ## 播放自带的示例日：在浏览器里看群聊和控制台，自己也能发言
	@$(BIN)/lanshao demo

test: setup  ## 全部测试；只跑一部分：make test TESTS=tests/domain
	@$(BIN)/python -m pytest -q $(or $(TESTS),-n $(WORKERS))

check: setup  ## 静态检查：ruff、mypy --strict、楼层（import-linter）
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --cache-dir .cache/import_linter

fix: setup  ## 自动改正格式
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/ruff format $(CODE)

bench: setup  ## 量一量：示例日播放一遍要多久，收一条消息、一张照片花多少 CPU，群发比上限所许的慢多少
	@$(BIN)/python -W ignore -m scripts.bench

pictures: setup  ## 读图考一考：编出 600 张水印照片逐值核对，读对、未读、错各多少，花多少 CPU；换一批：make pictures SEED=数字；量一天的照片：DAY=文件夹
	@$(BIN)/python -W ignore -m tests.pictures $(if $(SEED),--seed $(SEED)) $(if $(KEEP),--keep $(KEEP)) $(DAY)

powercut: setup  ## 断电三千次：写到一半的、没落盘的随意丢，已应答的一条不许少（约五分钟）
	@LANSHAO_POWER_CUTS=3000 $(BIN)/python -m pytest -q -n auto --maxprocesses 4 tests/powercut

faults: setup  ## 反复强行中断机器人，核对一句不丢、一句不重（两种数据库各 600 次，不到 20 分钟）；重来一遍：make faults SEED=数字
	@LANSHAO_FAULTS=1 $(BIN)/python -m pytest -q -n 2 tests/faults/test_repeats.py tests/faults/test_backlog.py
	@$(BIN)/python -W ignore -m tests.faults $(if $(SEED),--seed $(SEED)) $(if $(KILLS),--kills $(KILLS))

deadlines: setup  ## 五百条提醒同时到点，两个实例，值守的一个中断二十次：不漏、不重、不迟（约八分钟，机器要空闲）
	@$(BIN)/python -W ignore -m tests.bot.deadlines $(if $(SEED),--seed $(SEED)) $(if $(KILLS),--kills $(KILLS))

leaks: setup  ## 各组各带记号，随机说一万句、做一万件事，别组的群、人、文件、图、日志里见不到（约十分钟）；重来一遍：make leaks SEED=数字
	@LANSHAO_LEAK_OPERATIONS=10000 $(if $(SEED),LANSHAO_LEAK_SEED=$(SEED)) $(BIN)/python -m pytest -q tests/stories/test_no_leaks.py

simulate: setup  ## 演练：编出的74天、18个组、20次离线播放一遍，每次点名与独立核算逐条比对（约三分钟）；换一种编法：make simulate SEED=数字
	@$(BIN)/lanshao simulate $(or $(PROFILE),anfang-2020) --seed $(or $(SEED),1)

lock: setup  ## 重新生成 locks/（需要联网）；全部取新版：make lock UPGRADE=--upgrade
	@sh scripts/lock $(UPGRADE)
