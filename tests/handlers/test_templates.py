"""Templates of papers: ready to copy, and never taken for a paper themselves."""

from __future__ import annotations

from domain.purposes import Purpose
from tests.cast import ID, QINGSHI
from tests.handlers.front_desk import FrontDesk


def test_a_leader_gets_the_template_of_the_paper_he_names() -> None:
    front = FrontDesk()
    front.says("罗青", "附件2模板发我一份", room=None)
    post = front.answer()
    assert post.contact == ID["罗青"] and "交办单（青石市，10月20日）" in post.text and "附件3" not in post.text


def test_what_is_asked_of_a_paper_stands_with_its_template() -> None:
    front = FrontDesk()
    front.asks("郝大川", "附件3怎么填，多少字")
    post = front.answer()
    assert post.room == QINGSHI and "附件3模板（至少150字、3张照片，20:00前报）" in post.text
    assert "10月20日，驻青石市暗访核查组执法人员XXX、XXX" in post.text


def test_a_template_posted_back_empty_is_no_paper() -> None:
    front = FrontDesk()
    front.says("罗青", "附件3模板发我", room=None)
    front.says("罗青", front.answer().text)
    assert front.purposes()[-1] is not Purpose.SUBMISSION


def test_without_a_name_all_are_given_and_experts_get_none() -> None:
    front = FrontDesk()
    front.asks("温岚", "材料怎么填")
    text = front.answer().text
    assert "附件2模板" in text and "附件3模板" in text
    front.says("葛教授", "附件3模板发我", room=None)
    assert all("模板（" not in post.text for post in front.heard())
