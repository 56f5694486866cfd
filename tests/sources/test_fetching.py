"""Fetching against a real server that answers well, badly, slowly and not at all; refreshing a directory of sources."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import pickle
import socket
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

import pytest

from starmap.errors import FetchError, SourceError, UnknownFieldError
from starmap.sources import genai_prices, litellm, models_dev, openrouter
from starmap.sources.fetching import LIVE, Fetched, Fetcher, Refreshed, fetch, refresh
from starmap.sources.reading import SourceDirectory

Answer: TypeAlias = Callable[[BaseHTTPRequestHandler], None]

BODY = b'{"models": {"a": 1}}'
DAY = date(2026, 11, 22)
DEADLINE = 0.15
BOMB = gzip.compress(bytes(5_000_000))


@dataclass
class Server:
    """A server on this machine whose every path answers as the test says."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    seen: list[Mapping[str, str]] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    def at(self, path: str, answer: Answer) -> str:
        """The address that answers so."""
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.port}{path}"


class _Quiet(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what many of these tests are about."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A running server; ends hanging answers when the test is over."""
    monkeypatch.setenv("no_proxy", "*")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            running.seen.append(dict(self.headers))
            running.answers[self.path](self)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with _Quiet(("127.0.0.1", 0), Handler) as http:
        running = Server(http.server_port)
        thread = Thread(target=http.serve_forever, args=(0.005,))
        thread.start()
        try:
            yield running
        finally:
            running.closing.set()
            http.shutdown()
            thread.join()


def answering(body: bytes = BODY, status: int = 200, **headers: str | None) -> Answer:
    """An answer with the body; headers as words with ``_``, ``None`` to leave out the true ``Content-Length``."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            if value is not None:
                to.send_header(name.replace("_", "-"), value)
        to.end_headers()
        to.wfile.write(body)

    return answer


def tagged(etag: str, body: bytes = BODY) -> Answer:
    """An answer with an ETag, or 304 to whoever has that edition."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        known = to.headers.get("If-None-Match") == etag
        answering(b"" if known else body, 304 if known else 200, ETag=etag)(to)

    return answer


def dripping(server: Server, head: bytes) -> Answer:
    """An answer that begins well and then sends a byte every few milliseconds until the test is over."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(head)
        while not server.closing.wait(0.01):
            to.wfile.write(b"x")

    return answer


def void(_: object) -> None:
    """Nothing, for lambdas whose value is of no use."""


def endless(server: Server) -> Answer:
    """An answer without a length that sends as fast as it is read until the client hangs up."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        while not server.closing.is_set():
            to.wfile.write(bytes(65_536))

    return answer


def cause(url: str, *, timeout: float = 5.0, max_bytes: int = 1_000_000, as_json: bool = False) -> str:
    """Why fetching the address fails; checks that the error names the address."""
    with pytest.raises(FetchError) as caught:
        fetch(url, timeout=timeout, max_bytes=max_bytes, as_json=as_json)
    assert str(caught.value) == f"cannot fetch {url}: {caught.value.cause}"
    return caught.value.cause


# Good answers


def test_body_and_etag(server: Server) -> None:
    """A good answer gives its bytes and its tag."""
    url = server.at("/", tagged('"1"'))
    assert fetch(url) == Fetched(url, BODY, '"1"')


def test_no_etag(server: Server) -> None:
    """A server that tags nothing gives ``None``."""
    assert fetch(server.at("/", answering())).etag is None


def test_not_modified(server: Server) -> None:
    """The tag at hand brings 304, which gives no data."""
    url = server.at("/", tagged('W/"1"'))
    assert fetch(url, etag='W/"1"', as_json=True) == Fetched(url, b"", 'W/"1"', not_modified=True)


def test_modified(server: Server) -> None:
    """An old tag brings the new edition."""
    url = server.at("/", tagged('"2"'))
    assert fetch(url, etag='"1"') == Fetched(url, BODY, '"2"')


def test_user_agent(server: Server) -> None:
    """The request says who asks, and takes gzip."""
    fetch(server.at("/", answering()))
    assert {name: server.seen[0][name] for name in ("User-Agent", "Accept-Encoding")} == {
        "User-Agent": "starmap",
        "Accept-Encoding": "gzip",
    }


@pytest.mark.parametrize("parts", [[BODY], [BODY[:7], BODY[7:]]], ids=["one", "two in a row"])
def test_gzip(server: Server, parts: list[bytes]) -> None:
    """A body sent as gzip comes unpacked."""
    packed = b"".join(map(gzip.compress, parts))
    assert fetch(server.at("/", answering(packed, Content_Encoding="gzip"))).data == BODY


def test_without_length(server: Server) -> None:
    """A body without Content-Length ends with the connection."""
    assert fetch(server.at("/", answering(Content_Length=None))).data == BODY


def test_chunked(server: Server) -> None:
    """A body in chunks is put together."""
    body = b"8\r\n" + BODY[:8] + b"\r\nc\r\n" + BODY[8:] + b"\r\n0\r\n\r\n"
    url = server.at("/", answering(body, Content_Length=None, Transfer_Encoding="chunked"))
    assert fetch(url).data == BODY


def test_connection_kept_open(server: Server) -> None:
    """A body is complete at its declared length, even if the server does not hang up."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        answering()(to)
        server.closing.wait(5)

    assert fetch(server.at("/", answer), timeout=2).data == BODY


def test_size_at_the_bound(server: Server) -> None:
    """As many bytes as allowed are allowed."""
    assert fetch(server.at("/", answering()), max_bytes=len(BODY)).data == BODY


def test_redirect(server: Server) -> None:
    """A redirect is followed; the answer still bears the address that was asked."""
    server.at("/new", answering())
    url = server.at("/old", answering(b"moved", 302, Location="/new"))
    assert fetch(url) == Fetched(url, BODY)


# Answers with an error


@pytest.mark.parametrize(("status", "text"), [(404, "HTTP 404 Not Found"), (500, "HTTP 500 Internal Server Error")])
def test_error_status(server: Server, status: int, text: str) -> None:
    """An error status is the cause."""
    assert cause(server.at("/", answering(status=status))) == text


def test_other_success(server: Server) -> None:
    """A success that is not the whole content is refused."""
    assert cause(server.at("/", answering(status=206))) == "HTTP 206 Partial Content"


def test_not_modified_unasked(server: Server) -> None:
    """304 to a request without a tag is an error, for there is no data."""
    assert cause(server.at("/", answering(b"", 304))) == "HTTP 304 Not Modified"


def test_error_after_redirect(server: Server) -> None:
    """A failure behind a redirect names both addresses."""
    gone = server.at("/gone", answering(status=410))
    assert cause(server.at("/", answering(b"", 301, Location="/gone"))) == f"HTTP 410 Gone (redirected to {gone})"


def test_redirect_loop(server: Server) -> None:
    """A redirect in circles ends."""
    url = server.at("/", answering(b"", 302, Location="/"))
    assert cause(url) == "redirected more than 5 times"
    assert len(server.seen) == 6


def test_redirect_to_file(server: Server, tmp_path: Path) -> None:
    """A redirect never reads this machine's files."""
    secret = tmp_path / "secret.json"
    secret.write_bytes(BODY)
    url = server.at("/", answering(b"", 302, Location=secret.as_uri()))
    assert cause(url) == f"only http and https addresses are fetched (redirected to {secret.as_uri()})"


def test_redirect_to_nowhere(server: Server) -> None:
    """A redirect without an address is an error."""
    assert cause(server.at("/", answering(b"", 302))) == "HTTP 302 Found"


def test_redirect_to_nonsense(server: Server) -> None:
    """A redirect to what is no address is an error."""
    assert (
        cause(server.at("/", answering(b"", 302, Location="http://[x")))
        == "redirected to 'http://[x': Invalid IPv6 URL"
    )


def test_redirect_with_endless_body(server: Server) -> None:
    """The body of a redirect is not read."""
    server.at("/new", answering())
    head = b"HTTP/1.0 302 Found\r\nLocation: /new\r\n\r\n"
    assert fetch(server.at("/", dripping(server, head)), timeout=2).data == BODY


def test_not_http(server: Server) -> None:
    """A server that speaks another protocol is an error."""
    assert (
        cause(server.at("/", lambda to: void(to.wfile.write(b"220 mail ready\r\n"))))
        == "BadStatusLine: 220 mail ready\r\n"
    )


# Broken bodies


@pytest.mark.parametrize("body", [b"<!doctype html><p>Sorry", BODY[:9], b"\xff\xfe", b"NaN", b"[" * 100_000])
def test_not_json(server: Server, body: bytes) -> None:
    """Where JSON is asked, anything else is refused, with its beginning."""
    text = cause(server.at("/", answering(body)), as_json=True)
    assert text.startswith("not JSON: ")
    assert text.endswith(f"; it begins with {body[:40]!r}")


def test_json_not_asked(server: Server) -> None:
    """Where JSON is not asked, any bytes will do."""
    assert fetch(server.at("/", answering(b"a: 1"))).data == b"a: 1"


@pytest.mark.parametrize("length", ["0", None], ids=["declared", "undeclared"])
def test_empty_body(server: Server, length: str | None) -> None:
    """An empty body is no edition of a source."""
    assert cause(server.at("/", answering(b"", Content_Length=length))) == "empty body"


def test_truncated(server: Server) -> None:
    """A body shorter than its Content-Length is refused."""
    url = server.at("/", answering(Content_Length="1000"))
    assert cause(url) == "truncated: the body ends after 20 of 1,000 bytes"


def test_truncated_chunks(server: Server) -> None:
    """A chunk that ends early is refused."""
    url = server.at("/", answering(b"ff\r\n" + BODY, Content_Length=None, Transfer_Encoding="chunked"))
    assert cause(url) == "truncated: the connection ended within the body"


def test_truncated_gzip(server: Server) -> None:
    """A gzip body that ends early is refused, even where its length is as declared."""
    url = server.at("/", answering(gzip.compress(BODY)[:-4], Content_Encoding="gzip"))
    assert cause(url) == "truncated: the gzip body ends early"


def test_broken_gzip(server: Server) -> None:
    """A body that is not the gzip it says is refused."""
    assert cause(server.at("/", answering(Content_Encoding="gzip"))).startswith("broken gzip: ")


def test_other_encoding(server: Server) -> None:
    """A content encoding that was not asked for is refused."""
    url = server.at("/", answering(Content_Encoding="br"))
    assert cause(url) == "the content encoding 'br' was not asked for"


def test_connection_dropped(server: Server) -> None:
    """A connection reset within the body is an error."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        answering(Content_Length="1000")(to)
        time.sleep(0.05)  # Lets the client read what came, so that the reset meets the body and not the headers.
        to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        to.connection.close()

    assert cause(server.at("/", answer)) == "Connection reset by peer"


def test_no_answer(server: Server) -> None:
    """A server that hangs up at once is an error."""
    assert cause(server.at("/", lambda to: None)) == "the server closed the connection without an answer"


# Size


def test_oversized_as_declared(server: Server) -> None:
    """A Content-Length above the bound is refused unread."""
    url = server.at("/", answering(Content_Length="5000"))
    assert cause(url, max_bytes=1000) == "it declares 5,000 bytes, more than the 1,000 allowed"


def test_oversized_undeclared(server: Server) -> None:
    """A body without a length is refused as soon as it passes the bound."""
    assert cause(server.at("/", endless(server)), max_bytes=1_000_000) == "more than the 1,000,000 bytes allowed"


@pytest.mark.parametrize("times", [1, 2], ids=["one", "two in a row"])
def test_gzip_bomb(server: Server, times: int) -> None:
    """A small body that unpacks into a huge one is refused."""
    url = server.at("/", answering(gzip.compress(BODY) * (times - 1) + BOMB, Content_Encoding="gzip"))
    assert cause(url) == "more than the 1,000,000 bytes allowed"


def test_longer_than_declared(server: Server) -> None:
    """What follows the declared length is no part of the body."""
    assert fetch(server.at("/", answering(BODY + bytes(100), Content_Length=str(len(BODY))))).data == BODY


# Time


@pytest.mark.parametrize(
    "head",
    [b"", b"HTTP/1.0 200 OK\r\nX: ", b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\nContent-Length: 9999\r\n\r\n"],
    ids=["status", "headers", "body", "body of known length"],
)
def test_slow_drip(server: Server, head: bytes) -> None:
    """A server that always sends a little meets the deadline all the same."""
    start = time.monotonic()
    url = server.at("/", dripping(server, head))
    assert cause(url, timeout=DEADLINE) == "no complete answer within 0.15 seconds"
    assert time.monotonic() - start < 2


def test_hanging(server: Server) -> None:
    """A server that says nothing meets the deadline."""
    url = server.at("/", lambda to: void(server.closing.wait(5)))
    assert cause(url, timeout=DEADLINE) == "no complete answer within 0.15 seconds"


def test_slow_redirects(server: Server) -> None:
    """The deadline is one for all redirects together."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        server.closing.wait(0.1)
        answering(b"", 302, Location="/")(to)

    assert cause(server.at("/", answer), timeout=DEADLINE) == "no complete answer within 0.15 seconds"


def test_slow_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking up the host counts as well."""
    done = Event()

    def look_up(*_: object, **__: object) -> list[object]:
        done.wait(5)
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert cause("http://slow.example/", timeout=0.05) == "no complete answer within 0.05 seconds"
    done.set()


# Addresses


@pytest.mark.parametrize(
    "url",
    ["file:///etc/hosts", "ftp://127.0.0.1/a", "data:,1", "models.dev/api.json", "http:///a", "https://", "", "HTTP"],
)
def test_scheme(url: str) -> None:
    """Only http and https are fetched."""
    assert cause(url) == "only http and https addresses are fetched"


@pytest.mark.parametrize(
    "url",
    ["http://[x/", "http://a:b/", "http://127.0.0.1:99999/", "http://127.0.0.1:1/a b", "http://127.0.0.1:1/é"],
)
def test_malformed_address(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no address is an error like any other."""
    monkeypatch.setenv("no_proxy", "*")
    assert cause(url)


def test_malformed_etag(server: Server) -> None:
    """A tag that would smuggle in a header is refused."""
    url = server.at("/", answering())
    with pytest.raises(FetchError, match="Invalid header value"):
        fetch(url, etag='"1"\r\nX: y')


def test_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that nobody listens at is an error."""
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert cause(f"http://127.0.0.1:{port}/") == "connection refused"


def test_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that no name server knows is an error."""

    def look_up(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert cause("http://nowhere.invalid/") == "the host is not found: Name or service not known"


def test_error_pickles(server: Server) -> None:
    """The error survives a process boundary."""
    with pytest.raises(FetchError) as caught:
        fetch(server.at("/", answering(status=404)))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


# Refreshing a directory of sources

OTHER: dict[str, object] = {
    "file": "catwalk/x.json",
    "origin": "git é",
    "version": "1",
    "date": "2026-08-21",
    "licence": "MIT",
    "bytes": 2,
}
SNAPSHOT: dict[str, object] = {
    "file": "models_dev/snapshots/api-2026-07-11.json.gz",
    "origin": "npm",
    "date": "2026-07-11",
    "licence": "MIT",
}
OLD: dict[str, object] = {
    "file": "models_dev/api-2026-09-30.json.gz",
    "origin": "npm",
    "date": "2026-09-30",
    "licence": "MIT",
    "bytes": 9,
}
NEW = "models_dev/api-2026-11-22.json.gz"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory of sources with three files, in the shape and formatting of the real one."""
    for entry in (OTHER, SNAPSHOT, OLD):
        path = tmp_path / str(entry["file"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"{}")
    manifest = {"generated": "2026-11-01", "total_bytes": 11, "note": "é", "files": [OTHER, OLD, SNAPSHOT]}
    (tmp_path / "MANIFEST.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def local(server: Server, **answers: Answer) -> Fetcher:
    """``fetch`` as it is, with the live addresses led to the server; ``_`` in a name stands for ``.`` and ``-``."""
    by_name = {LIVE[name].url: name.replace(".", "_").replace("-", "_") for name in LIVE}

    def fetcher(url: str, *, etag: str | None = None, as_json: bool = False) -> Fetched:
        name = by_name[url]
        return fetch(server.at(f"/{name}", answers[name]), etag=etag, as_json=as_json)

    return fetcher


def contents(directory: Path) -> dict[str, bytes]:
    """Every file below the directory, with its bytes."""
    files = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


def test_refresh_writes_edition(server: Server, directory: Path) -> None:
    """The new edition lies under its date, gzipped without a time, beside every file that was there."""
    before = contents(directory)
    done = refresh(directory, ["models.dev"], DAY, local(server, models_dev=answering()))
    after = contents(directory)
    assert done == [Refreshed("models.dev", NEW, changed=True)]
    assert gzip.decompress(after[NEW]) == BODY
    assert after[NEW][4:8] == bytes(4)
    assert {**before, NEW: after[NEW], "MANIFEST.json": after["MANIFEST.json"]} == after


def by_file(entry: dict[str, object]) -> str:
    """The order of the manifest."""
    return str(entry["file"])


def test_refresh_updates_manifest(server: Server, directory: Path) -> None:
    """The manifest has the new entry beside the older edition's, and is otherwise what it was, to the byte."""
    refresh(directory, ["models.dev"], DAY, local(server, models_dev=tagged('"1"')))
    packed = (directory / NEW).read_bytes()
    entry = {
        "file": NEW,
        "origin": "https://models.dev/api.json",
        "version": hashlib.sha256(BODY).hexdigest()[:12],
        "date": "2026-11-22",
        "licence": "MIT",
        "bytes": len(packed),
        "bytes_uncompressed": len(BODY),
        "sha256": hashlib.sha256(packed).hexdigest(),
        "etag": '"1"',
    }
    files: list[dict[str, object]] = [OTHER, OLD, entry, SNAPSHOT]
    total = sum(int(str(one.get("bytes", 0))) for one in files)
    expected = {"generated": "2026-11-22", "total_bytes": total, "note": "é", "files": sorted(files, key=by_file)}
    written = (directory / "MANIFEST.json").read_text(encoding="utf-8")
    assert written == json.dumps(expected, indent=1, ensure_ascii=False)


def test_refresh_keeps_last_newline(server: Server, directory: Path) -> None:
    """A manifest that ends with a newline still does."""
    with (directory / "MANIFEST.json").open("a") as manifest:
        manifest.write("\n")
    refresh(directory, ["models.dev"], DAY, local(server, models_dev=answering()))
    assert (directory / "MANIFEST.json").read_bytes().endswith(b"]\n}\n")


def test_refresh_all(server: Server, directory: Path) -> None:
    """Without names every live source is fetched, and each adapter's own pattern finds the new file."""
    good = answering()
    fetcher = local(server, models_dev=good, LiteLLM=good, genai_prices=good, OpenRouter=good)
    assert [one.name for one in refresh(directory, None, DAY, fetcher)] == list(LIVE)
    sources = SourceDirectory(directory)
    (directory / str(OLD["file"])).write_bytes(gzip.compress(b"{}"))
    found = [
        [(file.name, file.date, file.data) for file in sources.files(adapter.FILES[:1])]
        for adapter in (models_dev, litellm, genai_prices, openrouter)
    ]
    assert found == [
        [(str(OLD["file"]), "2026-09-30", b"{}"), (NEW, "2026-11-22", BODY)],
        [("litellm/model_prices_and_context_window-2026-11-22.json.gz", "2026-11-22", BODY)],
        [("genai_prices/data-2026-11-22.json", "2026-11-22", BODY)],
        [("openrouter/models-2026-11-22.json.gz", "2026-11-22", BODY)],
    ]


def test_an_edition_without_history_is_replaced(server: Server, directory: Path) -> None:
    """genai-prices' older editions say nothing that the newest does not: the manifest lists one."""
    fetcher = local(server, genai_prices=answering())
    refresh(directory, ["genai-prices"], DAY, fetcher)
    later = date(2026, 11, 23)
    (done,) = refresh(directory, ["genai-prices"], later, local(server, genai_prices=answering(b'{"a": 2}')))
    assert done.replaced == ("genai_prices/data-2026-11-22.json",)
    assert [file.name for file in SourceDirectory(directory).files(["genai_prices/*"])] == [done.file]


def test_live_names_are_adapters_names() -> None:
    """A live source goes by the name that its adapter has in provenance."""
    assert list(LIVE) == [adapter.NAME for adapter in (models_dev, litellm, genai_prices, openrouter)]


def test_refresh_twice_a_day(server: Server, directory: Path) -> None:
    """A second edition of a day takes the place of the first."""
    refresh(directory, ["genai-prices"], DAY, local(server, genai_prices=answering()))
    again = refresh(directory, ["genai-prices"], DAY, local(server, genai_prices=answering(b"[]")))
    file = "genai_prices/data-2026-11-22.json"
    assert again == [Refreshed("genai-prices", file, changed=True)]
    assert [found.data for found in SourceDirectory(directory).files(genai_prices.FILES)] == [b"[]"]


def test_refresh_not_modified(server: Server, directory: Path) -> None:
    """What is not modified stays untouched, byte for byte, under its old date."""
    fetcher = local(server, models_dev=tagged('"1"'))
    refresh(directory, ["models.dev"], DAY, fetcher)
    before = contents(directory)
    later = refresh(directory, ["models.dev"], date(2026, 11, 23), fetcher)
    assert later == [Refreshed("models.dev", NEW, changed=False)]
    assert contents(directory) == before


def test_refresh_restores_damaged_file(server: Server, directory: Path) -> None:
    """The tag of a file that is no longer as it was written is not sent."""
    fetcher = local(server, models_dev=tagged('"1"'))
    refresh(directory, ["models.dev"], DAY, fetcher)
    good = contents(directory)
    (directory / NEW).write_bytes(b"damaged")
    refresh(directory, ["models.dev"], DAY, fetcher)
    assert contents(directory) == good


@pytest.mark.parametrize(
    "broken",
    [answering(status=500), answering(b"<html>"), answering(Content_Length="1000"), answering(b"")],
    ids=["500", "not JSON", "truncated", "empty"],
)
def test_refresh_fails_untouched(server: Server, directory: Path, broken: Answer) -> None:
    """One source that cannot be fetched leaves every file as it was, those of the good sources too."""
    before = contents(directory)
    with pytest.raises(FetchError):
        refresh(directory, ["models.dev", "LiteLLM"], DAY, local(server, models_dev=answering(), LiteLLM=broken))
    assert contents(directory) == before


def test_refresh_full_disk_untouched(server: Server, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be written in full leaves every file as it was, and no rest of itself."""
    before = contents(directory)
    write = Path.write_bytes

    def fail_at_manifest(path: Path, data: bytes) -> int:
        if "MANIFEST" not in path.name:
            return write(path, data)
        write(path, data[:10])
        raise OSError(28, "No space left on device")

    fetcher = local(server, models_dev=answering())
    monkeypatch.setattr(Path, "write_bytes", fail_at_manifest)
    with pytest.raises(OSError, match="No space left"):
        refresh(directory, ["models.dev"], DAY, fetcher)
    assert contents(directory) == before


def test_refresh_replaces_whole_files(server: Server, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is put in place complete, the manifest last, so that a reader never meets half of one."""
    steps: list[tuple[str, bytes]] = []
    replace = os.replace

    def watch(new: Path, path: Path) -> None:
        steps.append((path.name, new.read_bytes()))
        replace(new, path)

    monkeypatch.setattr(os, "replace", watch)
    refresh(directory, ["models.dev"], DAY, local(server, models_dev=answering()))
    after = contents(directory)
    assert steps == [(Path(NEW).name, after[NEW]), ("MANIFEST.json", after["MANIFEST.json"])]


def test_refresh_unknown_name(directory: Path) -> None:
    """A name without a live address is an error that lists those with one."""
    expected = "'litellm' is not a live source; close matches: models.dev, LiteLLM, genai-prices, OpenRouter"
    with pytest.raises(UnknownFieldError) as caught:
        refresh(directory, ["litellm"], DAY)
    assert str(caught.value) == expected


def test_refresh_without_manifest(tmp_path: Path) -> None:
    """A directory without a manifest is refused before anything is fetched."""

    def never(url: str, *, etag: str | None = None, as_json: bool = False) -> Fetched:
        raise AssertionError(url)

    with pytest.raises(SourceError, match=r"MANIFEST.json"):
        refresh(tmp_path, None, DAY, never)
    assert contents(tmp_path) == {}
