"""What can be said of packages and mails, for the list of commands: (name, title, wordings, what comes of it)."""

from __future__ import annotations

PACKAGE_COMMANDS = (
    (
        "pack",
        "打包上报材料",
        ("打包 青石", "打包 青石 11月7日", "打包 今天", "打包 青石 第2轮报告", "青石组材料打个包"),
        "群里交上来的附件2、附件3（原文件、照片）打成一个包，附清单和 SHA-256，写明缺什么；群里没交、"
        "蓝哨做过稿的，放稿并写明；"
        "一个组的把包发给他，几个组的只放在 data/packages",
    ),
    (
        "send_mail",
        "代发邮件",
        ("发送邮件 青石", "发送邮件 青石 11月7日", "重发邮件 青石", "把青石的材料发邮箱"),
        "打包后发到设置的邮箱（`LANSHAO_MAIL_TO`，不设就不发）；同样的材料只发一次，不知发出没有的不自己再发，请人核对",
    ),
    (
        "mail_state",
        "看邮件发了没有",
        ("邮件情况", "邮件发了吗", "青石邮件发了没"),
        "由蓝哨代发的邮件发出没有、几点、为什么没有发出",
    ),
)
