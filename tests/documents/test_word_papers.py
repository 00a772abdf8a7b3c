from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path
from time import process_time

import pytest

from documents import word_papers
from documents.word_papers import BROKEN, NOT_WORD, TOO_LARGE, TOO_LONG, UNSAFE, judge_word, payload_of, read_word
from domain.descriptions import description_of, nonspace
from tests.cast import ROSTER
from tests.paper_desk import LEXICON, case_file, case_text, word


def read(folder: Path, data: bytes) -> dict[str, object]:
    file = folder / "paper"
    file.write_bytes(data)
    return read_word(file)


def remade(data: bytes, **members: bytes) -> bytes:
    """The file with members replaced or added; `document` stands for the body."""
    buffer = io.BytesIO()
    new = {"word/document.xml" if name == "document" else name: content for name, content in members.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            if name not in new:
                made.writestr(name, old.read(name))
        for name, content in new.items():
            made.writestr(name, content)
    return buffer.getvalue()


BODY = '<w:document xmlns:w="urn:w" xmlns:mc="urn:mc"><w:body>{}</w:body></w:document>'


def test_words_and_different_photos_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, word(["一 二", "三"], [1, 2, 2, 3]))
    assert (found["characters"], found["photos"], found["error"]) == (3, 3, "")
    assert found["rows"] == [["一 二"], ["三"]]


def test_the_description_of_a_case_is_counted_to_the_character(tmp_path: Path) -> None:
    for characters in (149, 150):
        found = read(tmp_path, case_file(characters))
        assert nonspace(description_of(found["rows"], LEXICON)) == characters  # type: ignore[arg-type]


def test_a_table_keeps_its_cells_apart(tmp_path: Path) -> None:
    found = read(tmp_path, word(rows=[["违法内容描述", "甲\n乙"], ["现场照片", ""]]))
    assert found["rows"] == [["违法内容描述", "甲\n乙"], ["现场照片", ""]]


def test_what_is_there_twice_for_old_readers_counts_once(tmp_path: Path) -> None:
    twice = "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>甲</w:t></w:r></w:p></mc:Choice>"
    twice += "<mc:Fallback><w:p><w:r><w:t>甲</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    assert read(tmp_path, remade(word(["x"]), document=BODY.format(twice).encode()))["text"] == "甲"


def test_a_deleted_word_of_a_tracked_change_does_not_count(tmp_path: Path) -> None:
    changed = "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>新</w:t></w:r></w:p>"
    assert read(tmp_path, remade(word(["x"]), document=BODY.format(changed).encode()))["text"] == "新"


def test_a_photo_that_the_body_does_not_show_does_not_count(tmp_path: Path) -> None:
    found = read(tmp_path, remade(word(["x"], [1]), **{"word/media/image9.png": b"not shown"}))
    assert found["photos"] == 1


@pytest.mark.parametrize(
    "data", [b"", b"\xd0\xcf\x11\xe0 an old .doc", b"%PDF-1.7", b"PK\x03\x04 cut off", case_file()[:4000]]
)
def test_what_is_no_word_file_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path, data)["error"] == NOT_WORD


def test_a_missing_file_is_an_error_in_words(tmp_path: Path) -> None:
    assert read_word(tmp_path / "nothing")["error"] == BROKEN


def test_a_zip_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("a.txt", "a")
    assert read(tmp_path, buffer.getvalue())["error"] == NOT_WORD


def test_broken_xml_is_said_to_be_broken(tmp_path: Path) -> None:
    assert read(tmp_path, remade(word(["x"]), document=b"<w:document"))["error"] == BROKEN


def test_a_damaged_photo_is_said_to_be_broken(tmp_path: Path) -> None:
    data = bytearray(word(["x"], [1]))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        (image,) = [m for m in archive.infolist() if m.filename.startswith("word/media/")]
    start = image.header_offset + 30 + len(image.filename)
    data[start : start + 8] = b"\xff" * 8
    assert read(tmp_path, bytes(data))["error"] == BROKEN


def test_entities_are_refused(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE d [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;">]>' + BODY.format("<w:p><w:t>&b;</w:t></w:p>")
    assert read(tmp_path, remade(word(["x"]), document=laughs.encode()))["error"] == UNSAFE
    outside = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + BODY.format("<w:p><w:t>&a;</w:t></w:p>")
    assert read(tmp_path, remade(word(["x"]), document=outside.encode()))["error"] == UNSAFE


def test_a_document_type_alone_is_refused(tmp_path: Path) -> None:
    typed = "<!DOCTYPE d>" + BODY.format("<w:p><w:t>甲</w:t></w:p>")
    assert read(tmp_path, remade(word(["x"]), document=typed.encode()))["error"] == UNSAFE


def test_a_piece_of_the_file_that_is_listed_many_times_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("word/media/a.png", bytes(range(256)) * 40)
        made.filelist.extend([made.filelist[0]] * 5)
    assert read(tmp_path, buffer.getvalue())["error"] == UNSAFE


def test_a_picture_for_old_readers_does_not_count(tmp_path: Path) -> None:
    data = word(["x"], [1, 2])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
    start = body.rindex("<w:drawing>")
    end = body.index("</w:drawing>", start) + len("</w:drawing>")
    moved = f"{body[:start]}<w:Fallback>{body[start:end]}</w:Fallback>{body[end:]}"
    assert read(tmp_path, remade(data, document=moved.encode()))["photos"] == 1


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    bomb = remade(word(["x"]), **{"word/media/image1.png": bytes(60_000_000)})
    assert len(bomb) < 200_000
    assert read(tmp_path, bomb)["error"] == UNSAFE


def test_too_many_members_and_too_many_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = remade(word(["x"]), **{f"word/media/{n}.png": b"x" for n in range(word_papers.MOST_MEMBERS)})
    assert read(tmp_path, many)["error"] == TOO_LARGE
    monkeypatch.setattr(word_papers, "MOST_BYTES", 1000)
    assert read(tmp_path, word(["x"]))["error"] == TOO_LARGE


def test_a_directory_that_lies_about_sizes_does_not_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_papers, "MOST_XML_BYTES", 10_000)
    long = BODY.format("<w:p><w:t>甲</w:t></w:p>" * 2000).encode()
    assert read(tmp_path, remade(word(["x"]), document=long))["error"] == TOO_LARGE


def test_too_many_words_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_papers, "MOST_CHARACTERS", 10)
    assert read(tmp_path, word(["十一个字以上的一段话在此"]))["error"] == TOO_LONG


@pytest.mark.parametrize("piece", ["<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>", "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>"])
def test_what_is_little_more_than_air_is_counted_and_refused(tmp_path: Path, piece: str) -> None:
    body = f"<w:p>{piece * 250_000}<w:r><w:t>甲</w:t></w:r></w:p>"
    before = process_time()
    found = read(tmp_path, remade(word(["x"]), document=BODY.format(body).encode()))
    assert (found["error"], found["rows"]) in ((TOO_LONG, []), (UNSAFE, []))
    assert process_time() - before < 10


def test_a_600_byte_file_of_short_lines_is_refused(tmp_path: Path) -> None:
    lines = "<w:p><w:t>甲</w:t></w:p>" * (2 * word_papers.MOST_LINES + 1)
    assert read(tmp_path, remade(word(["x"]), document=BODY.format(lines).encode()))["error"] == TOO_LONG


def test_what_goes_back_to_the_writer_is_small(tmp_path: Path) -> None:
    file = tmp_path / "paper"
    file.write_bytes(word(["典型案例", *case_text(20_000, "白河市").split("\n"), "现场图片："], range(3)))
    group = payload_of(ROSTER.group["qingshi"])
    judged = judge_word(file, LEXICON.tables["papers"], json.loads(json.dumps(group)))
    assert judged == {"paper": "", "characters": 20_000, "photos": 3, "other_city": True, "error": ""}
    assert judge_word(file, LEXICON.tables["papers"], None)["paper"] == "typical_case"


def test_deep_nesting_does_no_harm(tmp_path: Path) -> None:
    deep = BODY.format("<w:p>" * 50_000 + "<w:t>甲</w:t>" + "</w:p>" * 50_000).encode()
    assert read(tmp_path, remade(word(["x"]), document=deep))["text"] == "甲"


def test_a_path_in_the_file_leads_nowhere_else(tmp_path: Path) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        'Type="http://x/officeDocument" Target="../../../../etc/passwd"/></Relationships>'
    )
    assert read(tmp_path, remade(word(["x"]), **{"_rels/.rels": relations.encode()}))["error"] == NOT_WORD


def test_the_reader_can_be_sent_to_a_worker_process() -> None:
    assert pickle.loads(pickle.dumps(judge_word)) is judge_word
