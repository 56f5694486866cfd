"""Sorted text: bisection finds what a dict would, and damage is never answered with a wrong value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from starmap import DataError
from starmap.sortedtext import BytesReader, FileReader, SortedText, render

RECORDS = {"a": '{"n":1}', "b/c": '{"n":2}', "b:d": '{"n":3}', "é": '{"n":"ü"}'}
KEYS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1, max_size=12)
LONG = st.tuples(KEYS, st.integers(0, 9000)).map(lambda pair: json.dumps(pair[0] + "x" * pair[1], ensure_ascii=False))
relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def text_of(data: bytes, name: str = "models.txt") -> SortedText:
    """A text over bytes in memory."""
    return SortedText(name, BytesReader(data))


@relaxed
@given(st.dictionaries(KEYS, LONG, max_size=40), st.lists(KEYS, max_size=10))
@example({" ": "1", "\x7f": "2"}, ["", "\x00", "\x7f\x7f", " \t1", "\n"])
def test_bisection_finds_what_a_dict_would(records: dict[str, str], others: list[str]) -> None:
    """Long lines, empty keys, any script: what is there is found, what is not is ``None``."""
    text = text_of(render(records.items(), "v1"))
    for _ in range(2):  # the second time with places remembered
        for key in (*records, *others, *(f"{key}0" for key in records), *(key[:-1] for key in records)):
            assert text.find(key) == records.get(key)


@relaxed
@given(st.dictionaries(KEYS, LONG, max_size=30))
def test_iteration_yields_all_sorted_by_bytes(records: dict[str, str]) -> None:
    """Every key once, in the order of its UTF-8 bytes."""
    text = text_of(render(records.items(), "v1"))
    assert list(text) == sorted(records.items(), key=lambda item: item[0].encode())
    assert text.count == len(records)


@relaxed
@given(st.dictionaries(KEYS, st.just("0"), max_size=30), KEYS)
def test_starting_yields_what_begins_with_a_prefix(records: dict[str, str], prefix: str) -> None:
    """Those and no others, sorted."""
    found = [key for key, _ in text_of(render(records.items(), "v1")).starting(prefix)]
    assert found == sorted((key for key in records if key.startswith(prefix)), key=str.encode)


def test_a_large_file_is_searched_in_few_small_reads() -> None:
    """A thousand times the records cost a few reads more, not a thousand times."""

    class Counting(BytesReader):
        bytes_read = 0

        def read(self, offset: int, count: int) -> bytes:
            self.bytes_read += count
            return super().read(offset, count)

    reader = Counting(render(((f"key-{number:06}", '{"n":1}' * 20) for number in range(20_000)), "v1"))
    text = SortedText("models.txt", reader)
    reader.bytes_read = 0
    assert text.find("key-012345") is not None
    assert reader.bytes_read < 24_000 < reader.size / 100


def test_the_same_records_give_the_same_bytes() -> None:
    """The order in which records come does not matter."""
    assert render(RECORDS.items(), "v1") == render(reversed(RECORDS.items()), "v1")


@pytest.mark.parametrize(
    "records",
    [{"a\tb": "1"}, {"a\nb": "1"}, {"a\x00": "1"}, {"": "1"}, {"a": "1\n"}],
    ids=["tab", "line-break", "control", "empty", "text"],
)
def test_what_would_break_a_line_is_refused(records: dict[str, str]) -> None:
    """Keys are not empty and hold no control character; the JSON stands on one line."""
    with pytest.raises(ValueError, match="neither empty nor hold a control character"):
        render(records.items(), "v1")


@pytest.mark.parametrize("size", [0, 1, 7, 98, 997, 9_990, 99_980])
def test_the_header_says_the_size_of_its_own_file(size: int) -> None:
    """Whatever number of digits that takes."""
    data = render([("k", json.dumps("x" * size))], "v1")
    assert text_of(data).header["bytes"] == len(data)


def test_a_text_without_records_is_a_text() -> None:
    """Nothing is found in it."""
    text = text_of(render([], "v1"))
    assert (list(text), text.find("a"), text.count, text.version) == ([], None, 0, "v1")


def test_a_key_that_no_encoding_has_is_not_found() -> None:
    """A lone surrogate is no key."""
    assert text_of(render(RECORDS.items(), "v1")).find("\ud800") is None


def test_a_text_that_spans_lines_is_no_key() -> None:
    """A key holds no tab and no line break, so neither is anything found that does."""
    assert text_of(render(RECORDS.items(), "v1")).find('a\t{"n":1}\nb/c') is None


def small_file(records: Iterable[tuple[str, str]] = RECORDS.items()) -> bytes:
    """A file with all that headers have."""
    return render(records, "v1", {"shared": [{"tools": True}]})


def answer(read: Callable[[], object]) -> object:
    """What is read, or the name of the file that the error names."""
    try:
        return read()
    except DataError as error:
        return error


def wrong_answers(damaged: bytes) -> list[str]:
    """What a damaged file answers wrongly (``is None``: leaves out); errors that name it are right answers."""
    text = answer(lambda: text_of(damaged))
    if not isinstance(text, SortedText):
        return [] if names_the_file(text) else [repr(text)]
    right: dict[str, object] = {f"{key!r}": RECORDS.get(key) for key in (*RECORDS, "aa", "zz")}
    got: dict[str, object] = {f"{key!r}": answer(partial(text.find, key)) for key in (*RECORDS, "aa", "zz")}
    for name, read, whole in (
        ("iteration", lambda: list(text), list(RECORDS.items())),
        ("starting with b", lambda: list(text.starting("b")), list(RECORDS.items())[1:3]),
    ):
        found = answer(read)
        right[name], got[name] = whole, found
        if isinstance(found, list) and set(found) < set(whole):
            got[name] = None
    return [f"{name} is {got[name]}" for name in right if got[name] != right[name] and not names_the_file(got[name])]


def names_the_file(found: object) -> bool:
    """Whether it is an error that says which file is damaged."""
    return isinstance(found, DataError) and found.file == "models.txt"


@pytest.mark.parametrize(
    "change",
    [lambda b: b ^ 1, lambda b: b ^ 0x80, lambda _: 10, lambda _: 9],
    ids=["bit", "high-bit", "line-break", "tab"],
)
def test_no_changed_byte_changes_a_value(change: Callable[[int], int]) -> None:
    """Every byte in turn: the right answer, or an error that names the file; never another value."""
    data = small_file()
    for place in range(data.index(b"\n") + 1, len(data)):
        damaged = data[:place] + bytes([change(data[place])]) + data[place + 1 :]
        if damaged != data:
            values = [wrong for wrong in wrong_answers(damaged) if not wrong.endswith("is None")]
            assert values == [], place


def test_no_changed_byte_hides_a_record() -> None:
    """A record that a damaged file holds is not said to be missing."""
    data = small_file()
    for place in range(data.index(b"\n") + 1, len(data)):
        damaged = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert wrong_answers(damaged) == [], place


@pytest.mark.parametrize("width", [150, 1_200, 4_000], ids=["short-lines", "middling", "long-lines"])
def test_damage_is_noticed_however_far_the_search_goes(width: int) -> None:
    """In files of many blocks too: a search that crosses a lost line break or a changed byte says so."""
    records = {
        f"key-{number:03}": json.dumps("x" * (width + number % 7 * width // 9))
        for number in range(12_000 // width + 40)
    }
    data = render(records.items(), "v1")
    start = data.index(b"\n") + 1
    breaks = [place for place in range(start, len(data)) if data[place] == 10]
    edges = [place + step for place in breaks for step in (1, 4, 9, 14, 30) if place + step < len(data)]
    for place in sorted({*breaks, *edges, *range(start, len(data), len(data) // 60)}):
        damaged = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        text = answer(partial(text_of, damaged))
        for key in list(records)[::3]:
            found = answer(partial(text.find, key)) if isinstance(text, SortedText) else text
            assert names_the_file(found) or found == records[key], (place, key)


def test_no_changed_byte_changes_the_header() -> None:
    """The header holds facts too: what it shares, how many records, which version."""
    data = small_file()
    whole = text_of(data).header
    for place in range(data.index(b"\n")):
        damaged = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        text = answer(partial(text_of, damaged))
        assert names_the_file(text) or (isinstance(text, SortedText) and text.header == whole), place


def test_a_truncated_file_is_an_error() -> None:
    """Wherever it ends."""
    data = small_file()
    for end in range(len(data)):
        with pytest.raises(DataError, match=r"models\.txt"):
            text_of(data[:end])


def test_a_longer_file_is_an_error() -> None:
    """What was appended does not belong."""
    with pytest.raises(DataError, match="header says"):
        text_of(small_file() + b"\n")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b"7\n",
        b"null\n",
        b"{\n",
        b"\xff\n",
        b'{"format":2,"version":"v","records":0,"bytes":47}\n',
    ],
    ids=["empty", "blank", "no-fields", "list", "number", "null", "broken", "not-utf-8", "other-format"],
)
def test_a_wrong_header_is_an_error(data: bytes) -> None:
    """It names the file and says why."""
    with pytest.raises(DataError) as caught:
        text_of(data)
    assert caught.value.file == "models.txt"


def test_line_endings_that_were_converted_are_an_error() -> None:
    """A checkout that turned line feeds into carriage returns is noticed at once."""
    with pytest.raises(DataError):
        text_of(small_file().replace(b"\n", b"\r\n"))


def test_a_count_that_does_not_hold_is_an_error() -> None:
    """Iteration checks how many records the header promises."""
    with pytest.raises(DataError, match="holds 4 records where its header says 5"):
        list(text_of(render(RECORDS.items(), "v1", {"records": 5})))


def test_a_file_and_bytes_read_alike(tmp_path: Path) -> None:
    """The reader makes no difference."""
    path = tmp_path / "models.txt"
    path.write_bytes(small_file())
    reader = FileReader(str(path))
    assert reader.size == len(small_file())
    assert dict(SortedText("models.txt", reader)) == RECORDS
    assert BytesReader(small_file()).read(3, 5) == reader.read(3, 5)


def test_a_platform_without_positioned_reads_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There the file is read under a lock."""
    monkeypatch.delattr("os.pread", raising=False)
    path = tmp_path / "models.txt"
    path.write_bytes(small_file())
    text = SortedText("models.txt", FileReader(str(path)))
    assert {key: text.find(key) for key in RECORDS} == RECORDS


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """The reader leaves it to the store to name the file."""
    with pytest.raises(FileNotFoundError):
        FileReader(str(tmp_path / "models.txt"))
