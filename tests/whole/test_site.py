"""The site in a browser: from a folder, without a network, with every offering."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Literal

import pytest
from jinja2 import Environment, PackageLoader
from playwright.sync_api import Browser, Page, expect, sync_playwright

from starmap import Offering, Usage, catalog
from starmap.pages.paths import model_page, offering_page, provider_page
from starmap.telling.figures import money, tokens
from whole.conftest import BROWSER

pytestmark = pytest.mark.catalog

DAY = catalog.data_date
DESKTOP, PHONE = (1360, 900), (390, 844)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROWS = "#offerings tbody tr"
PAIR = ("openai:gpt-5.4", "google-vertex:gemini-2.5-pro")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of the system."""
    found = shutil.which("chromium")
    assert found, "no chromium on the PATH: install it, such as with apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()


@dataclass(frozen=True)
class Visit:
    """Opens pages of the site in fresh windows, and notes whatever should not happen in them."""

    browser: Browser
    site: Path
    troubles: list[str]

    def __call__(
        self, address: str, size: tuple[int, int] = DESKTOP, theme: Literal["light", "dark"] = "light"
    ) -> Page:
        """The page in a window of that size, in a system of that theme, without a network."""
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=theme)
        context.set_offline(True)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: self._seen(request.url))
        page.on("requestfailed", lambda request: self.troubles.append(f"failed: {request.url}"))
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("console", lambda said: self.troubles.append(said.text) if said.type in ("error", "warning") else None)
        name, _, part = address.partition("#")
        page.goto((self.site / name).as_uri() + (f"#{part}" if part else ""))
        return page

    def _seen(self, url: str) -> None:
        if not url.startswith(("file://", "data:")):
            self.troubles.append(f"left the folder: {url}")


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Visit]:
    """A way to open pages; the test fails if any asks the network for something, or writes an error."""
    visits = Visit(browser, site, [])
    yield visits
    for context in browser.contexts:
        context.close()
    assert visits.troubles == []


def ids(page: Page) -> list[str]:
    """The ids of the rows shown, in order."""
    shown: list[str] = page.locator("#offerings .pick").evaluate_all("boxes => boxes.map(box => box.value)")
    return shown


def settled(page: Page) -> None:
    """Waits until what was typed last has been answered: typing is answered after a short rest."""
    page.wait_for_timeout(250)


def entries(page: Page) -> list[Offering]:
    """The offerings of the rows shown."""
    return [catalog.offering(one) for one in ids(page)]


def test_all_offerings_are_there(visit: Visit) -> None:
    """The first page counts every offering and shows some of them."""
    page = visit("index.html")
    expect(page.locator(".dt-info")).to_have_text(f"1 to 25 of {len(catalog.offerings):,} offerings")
    assert len(set(ids(page))) == 25


def test_search_finds_by_every_word(visit: Visit) -> None:
    """Each word is looked for in ids, names, models, providers and authors; the exact id at its author comes first."""
    page = visit("index.html")
    page.fill("#query", "gpt-4o")
    expect(page.locator(".dt-info")).not_to_contain_text(f"of {len(catalog.offerings):,} offerings")
    assert ids(page)[0] == "openai:gpt-4o"
    page.fill("#query", "groq WHISPER")
    settled(page)
    found = ids(page)
    assert found
    assert all("groq" in one and "whisper" in one for one in found)


def test_search_folds_case_and_punctuation(visit: Visit) -> None:
    """Words that are parted otherwise than in the id find it, and find it first."""
    page = visit("index.html#q=GPT 4o%20mini")
    assert ids(page)[0] == "openai:gpt-4o-mini"
    page.fill("#query", "claude haiku 4.5")
    settled(page)
    assert ids(page)[0].startswith("anthropic:claude-haiku-4-5")


def test_search_that_finds_nothing_says_so(visit: Visit) -> None:
    """An empty table has a sentence."""
    page = visit("index.html")
    page.fill("#query", "no such thing at all")
    expect(page.locator(".dt-empty")).to_contain_text("Nothing fits")


@pytest.mark.parametrize("direction", ["ascending", "descending"])
def test_sorting_by_price_with_the_keyboard_keeps_unknown_last(visit: Visit, direction: str) -> None:
    """Enter on a header sorts, free counts as nothing, and offerings without a price come last both ways."""
    page = visit("index.html#provider=openai")
    header = page.locator("#offerings thead th", has_text="Input $/M")
    for _ in range(1 if direction == "ascending" else 2):
        header.locator("[role=button]").focus()
        page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", direction)
    shown = []
    while True:
        shown += ids(page)
        following = page.get_by_role("link", name="Next page")
        if following.get_attribute("aria-disabled") == "true":
            break
        following.click()
    cards = [catalog.offering(one).pricing_on(DAY) for one in shown]
    rates = [None if card is None else card.input for card in cards]
    known = [rate for rate in rates if rate is not None]
    assert known == sorted(known, reverse=direction == "descending")
    assert rates == known + [None] * (len(rates) - len(known))
    assert None in rates
    assert len(shown) == sum(one.startswith("openai:") for one in catalog.offerings.ids())


def test_free_and_unknown_are_told_apart(visit: Visit) -> None:
    """A price of zero is free; one that is not known is a dash, with words for those who listen."""
    free = next(one for one in catalog.offerings if (card := one.pricing_on(DAY)) and card.input == 0)
    unknown = next(one for one in catalog.offerings if one.pricing_on(DAY) is None)
    for offering, words in ((free, "free"), (unknown, "—not known")):
        page = visit(f"index.html#q={offering.id}")
        row = page.locator(ROWS, has=page.locator(f'.pick[value="{offering.id}"]'))
        expect(row.locator("td.rate").first).to_have_text(words)


def test_filters_keep_what_is_known_to_satisfy_them(visit: Visit) -> None:
    """Capabilities, modalities, context, price, kind and status all hold; what is not known satisfies none."""
    page = visit("index.html")
    for name in ("tools", "vision"):
        page.locator("#supports").get_by_label(name, exact=True).check()
    page.locator("#takes").get_by_label("pdf").check()
    page.locator("[name=context]").fill("200k")
    page.locator("[name=price]").fill("1")
    page.locator("[name=kind]").select_option("chat")
    page.locator("[name=status]").select_option("active")
    settled(page)
    wanted = catalog.offerings
    kept = [
        one.id
        for one in wanted
        if one.supports("tools", "vision")
        and "pdf" in (one.modalities.input or ())
        and (one.context_window or 0) >= 200_000
        and (card := one.pricing_on(DAY)) is not None
        and card.input is not None
        and card.input <= 1
        and one.kind == "chat"
        and one.lifecycle.status_on(DAY) == "active"
    ]
    expect(page.locator(".dt-info")).to_contain_text(f" of {len(kept):,} offerings")
    assert kept
    assert set(ids(page)) <= set(kept)


def test_filters_by_provider_and_author(visit: Visit) -> None:
    """Both lists narrow the table."""
    page = visit("index.html")
    page.locator("[name=provider]").select_option("google-vertex")
    page.locator("[name=author]").select_option("anthropic")
    served = [one for one in catalog.offerings if (one.provider_id, one.author_id) == ("google-vertex", "anthropic")]
    expect(page.locator(".dt-info")).to_contain_text(f" of {len(served)} offerings")
    assert {(one.provider_id, one.author_id) for one in entries(page)} == {("google-vertex", "anthropic")}


def test_the_address_says_everything_again(visit: Visit) -> None:
    """Search, filters, order, workload and choice stand after #, and a new window with that address shows the same."""
    page = visit("index.html")
    page.fill("#query", "claude")
    page.locator("#supports").get_by_label("tools", exact=True).check()
    page.locator("#workload summary").click()
    page.locator("[name=input]").fill("12,000")
    page.locator("[name=output]").fill("800")
    page.locator("[name=mode]").select_option("batch")
    settled(page)
    page.locator("#offerings thead th", has_text="Cost").locator("[role=button]").click()
    page.locator("#offerings .pick").nth(1).check()
    settled(page)
    _, _, state = page.url.partition("#")
    again = visit(f"index.html#{state}")
    assert ids(again) == ids(page)
    for selector in ("#workload-says", ".dt-info", "#tray-items"):
        assert again.inner_text(selector) == page.inner_text(selector), selector
    assert again.locator("#query").input_value() == "claude"
    assert "q=claude&supports=tools&input=12%2C000&output=800&mode=batch&sort=cost&compare=" in state


def test_a_step_back_in_the_address_is_followed(visit: Visit) -> None:
    """A link within the page to another state changes the table."""
    page = visit("index.html")
    page.evaluate("location.hash = 'q=gpt-4o'")
    expect(page.locator("#offerings .pick").first).to_have_value("openai:gpt-4o")
    assert page.locator("#query").input_value() == "gpt-4o"


def test_clear_all_clears_all(visit: Visit) -> None:
    """Search, filters, order, workload and choice are gone, from the address too."""
    page = visit("index.html#q=claude&supports=tools&input=1000&sort=-cost&compare=openai:gpt-4o")
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".dt-info")).to_have_text(f"1 to 25 of {len(catalog.offerings):,} offerings")
    assert "#" not in page.url
    assert not page.locator("#tray").is_visible()


def sampled() -> list[Offering]:
    """Two hundred offerings: those with tiers, modes, hours and a price for each request, and others evenly."""
    odd: list[Offering] = []
    plain: list[Offering] = []
    for one in catalog.offerings:
        card = one.pricing_on(DAY)
        special = card is not None and (card.tiers or card.windows or card.per_request or "batch" in card.modes)
        (odd if special else plain).append(one)
    by_hour = [one for one in odd if (card := one.pricing_on(DAY)) and (card.windows or card.per_request)]
    return by_hour[:30] + odd[:: len(odd) // 90][:90] + plain[:: len(plain) // 80][:80]


def test_costs_are_those_of_the_library(visit: Visit) -> None:
    """What the page charges is what ``cost`` charges, for short and long prompts, cached or not, in both modes."""
    page = visit("index.html")
    offerings = sampled()
    assert len(offerings) == 200
    told = 0
    for prompt, cached, output, requests in (
        (12_000, 0, 800, 1),
        (12_000, 9_000, 800, 1000),
        (200_000, 0, 10, 1),
        (300_001, 1, 4_321, 7),
        (0, 0, 50, 1),
    ):
        usage = Usage(input_tokens=prompt, cache_read_tokens=cached, output_tokens=output, requests=1)
        for mode in ("standard", "batch"):
            work = {"input": prompt, "cached": cached, "output": output, "requests": requests, "mode": mode}
            shown = page.evaluate(
                "([ids, work]) => ids.map(id => starmap.cost(starmap.find(id), work).total)",
                [[one.id for one in offerings], work],
            )
            for offering, total in zip(offerings, shown, strict=True):
                expected = offering.cost(usage, at=DAY, mode=mode).total
                case = (offering.id, work)
                if expected is None:
                    assert total is None, case
                else:
                    told += 1
                    assert total is not None, case
                    assert Decimal(repr(total)) == pytest.approx(expected * requests, rel=Decimal("1e-11")), case
    assert told > 600


def test_a_workload_gives_every_row_its_cost(visit: Visit) -> None:
    """Tokens that are entered price the rows, and sort them by what they cost."""
    page = visit("index.html")
    assert not page.locator("#offerings td.cost").first.is_visible()
    page.locator("#workload summary").click()
    page.locator("[name=provider]").select_option("anthropic")
    page.locator("[name=input]").fill("12000")
    page.locator("[name=cached]").fill("2k")
    page.locator("[name=output]").fill("800")
    page.locator("[name=requests]").fill("1,000")
    settled(page)
    expect(page.locator("#offerings thead th", has_text="Cost")).to_have_attribute("aria-sort", "ascending")
    usage = Usage(input_tokens=12_000, cache_read_tokens=2_000, output_tokens=800)
    costs = [one.cost(usage, at=DAY).total for one in entries(page)]
    known = [total for total in costs if total is not None]
    assert known == sorted(known)
    cells = page.locator("#offerings td.cost").all_inner_texts()
    assert [Decimal(cell.strip("$").replace(",", "")) for cell in cells[: len(known)]] == [
        (total * 1000).quantize(Decimal("0.01")) for total in known
    ]
    page.locator("[name=cached]").fill("13000")
    expect(page.locator("#workload-says")).to_contain_text("there cannot be more of them")


def test_pages_lie_where_links_lead(visit: Visit) -> None:
    """Every link of every offering is the page that the builder writes."""
    page = visit("index.html")
    links = page.evaluate(
        """() => Array.from({length: starmap.count}, (_, row) =>
            [starmap.id(row), starmap.offeringPage(row), starmap.modelPage(row), starmap.providerPage(row)])"""
    )
    for key, offering, model, provider in links:
        entry = catalog.offering(key)
        assert offering == f"{offering_page(key)}.html"
        assert model == (None if entry.model_ref is None else f"{model_page(entry.model_ref)}.html")
        assert provider == f"{provider_page(entry.provider_id).replace('README', 'index')}.html"
    assert [link[0] for link in links] == list(catalog.offerings.ids())


def test_figures_read_as_everywhere(visit: Visit) -> None:
    """Every limit and every rate of the catalog is written as the pages and the command line write it."""
    page = visit("index.html")
    limits = {one for o in catalog.offerings for one in (o.context_window, o.max_output_tokens) if one is not None}
    counts = sorted({0, 999, 1_000, 1_024, 4_097, 16_385, 1_047_576, *limits})
    assert page.evaluate("counts => counts.map(starmap.tokens)", counts) == [tokens(one) for one in counts]
    cards = [card for o in catalog.offerings if (card := o.pricing_on(DAY)) is not None]
    held = sorted({rate for card in cards for rate in (card.input, card.output, card.cache_read) if rate is not None})
    shown = page.evaluate("rates => rates.map(rate => starmap.money(rate, 'USD'))", [f"{rate:f}" for rate in held])
    assert shown == [money(rate) for rate in held]
    amounts = page.evaluate("totals => totals.map(total => starmap.amount(total, 'USD'))", [0, 0.5, 0.019, 1234.5])
    assert amounts == ["free", "$0.50", "$0.019", "$1,234.50"]


def test_a_model_page_opens_on_a_phone(visit: Visit) -> None:
    """Search on a small window, follow the first row, and stand on its page; nothing is wider than the window."""
    page = visit("index.html", PHONE)
    page.fill("#query", "gemini-1.5-pro-002")
    settled(page)
    offering = entries(page)[0]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.locator(f"{ROWS} a.name").first.click()
    expect(page.locator("h1")).to_contain_text(offering.name or offering.model_id)
    assert page.url == (visit.site / f"{offering_page(offering.id)}.html").as_uri()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_filters_fold_on_a_phone(visit: Visit) -> None:
    """The filters wait behind a button that says whether they are open."""
    page = visit("index.html", PHONE)
    button = page.get_by_role("button", name="Filters")
    expect(button).to_have_attribute("aria-expanded", "false")
    assert not page.locator("[name=provider]").is_visible()
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    assert page.locator("[name=provider]").is_visible()


def test_ticked_rows_are_compared(visit: Visit) -> None:
    """Rows that are ticked go to the comparison, which tells what differs."""
    page = visit("index.html#q=gpt-4o")
    for place in (0, 1):
        page.locator("#offerings .pick").nth(place).check()
    chosen = ids(page)[:2]
    page.get_by_role("link", name="Compare 2").click()
    expect(page.locator("table.sides thead th")).to_have_count(2)
    assert page.locator("table.sides thead code").all_inner_texts() == chosen
    page.go_back()
    expect(page.locator("#tray-items li")).to_have_count(2)


def test_the_comparison_tells_the_facts(visit: Visit) -> None:
    """Each cell says the offering's own fact, and rows that differ say so in a word."""
    page = visit(f"comparison.html#ids={','.join(PAIR)}")
    rows = {
        row.locator("th").inner_text().removesuffix("\ndiffers"): row
        for row in page.locator("table.sides tbody tr", has=page.locator("td")).all()
    }
    first, second = (catalog.offering(one) for one in PAIR)
    answers = {True: "yes", False: "no", None: "not known"}
    for name in ("tools", "reasoning", "structured output", "web search", "vision"):
        told = rows[name].locator("td").all_inner_texts()
        assert told == [answers[one.supports(name.replace(" ", "_"))] for one in (first, second)], name
    assert rows["released"].locator("td").all_inner_texts() == [str(first.release_date), str(second.release_date)]
    for name, row in rows.items():
        cells = row.locator("td").all_inner_texts()
        assert ("differs" in row.locator("th").inner_text()) == (len(set(cells)) > 1), name
    page.get_by_label("Only rows that differ").check()
    assert not page.locator("tr.same").first.is_visible()
    assert page.locator("tr.differs").first.is_visible()


def test_offerings_are_added_and_removed_with_the_keyboard(visit: Visit) -> None:
    """Typing finds, arrows and Enter add, the button removes; the address follows."""
    page = visit("comparison.html")
    page.locator("#add").focus()
    page.keyboard.type("gpt-4o")
    expect(page.locator("#add")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#add")).to_have_attribute("aria-activedescendant", "found-0")
    page.keyboard.press("Enter")
    expect(page.locator("table.sides thead code")).to_have_text(["openai:gpt-4o"])
    assert page.url.endswith("#ids=openai:gpt-4o")
    page.get_by_role("button", name="Remove openai:gpt-4o").press("Enter")
    expect(page.locator("table.sides")).to_have_count(0)
    assert "#" not in page.url


def test_an_unknown_id_in_the_address_is_named(visit: Visit) -> None:
    """A comparison with an id that does not exist says which, and shows the rest."""
    page = visit("comparison.html#ids=openai:gpt-4o,nowhere:nothing")
    expect(page.locator("#chooser-says")).to_contain_text("nowhere:nothing")
    expect(page.locator("table.sides thead th")).to_have_count(1)


def test_the_theme_is_switched_and_remembered(visit: Visit) -> None:
    """The button goes from the system's theme to light to dark, and the next page opens in the one chosen."""
    page = visit("index.html", theme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.locator("#theme")
    expect(button).to_have_text("Theme: auto")
    button.click()
    expect(button).to_have_text("Theme: light")
    button.click()
    expect(button).to_have_text("Theme: dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.goto((visit.site / "comparison.html").as_uri())
    expect(page.locator("#theme")).to_have_text("Theme: dark")
    assert page.evaluate(ground) == dark


@pytest.mark.parametrize(
    ("size", "theme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["light-on-a-desktop", "dark-on-a-phone"]
)
@pytest.mark.parametrize(
    "address",
    [
        "index.html",
        "index.html#q=gpt&supports=tools,mcp&input=1000&output=10&compare=openai:gpt-4o",
        f"comparison.html#ids={','.join(PAIR)}",
        "authors/google/models/gemini-1.5-pro-002.html",
        "providers/google-vertex/models/gemini-2.5-pro.html",
        "providers/openai/index.html",
        "changes.html",
    ],
    ids=["first", "asked", "comparison", "model", "offering", "provider", "changes"],
)
def test_nothing_stands_in_anybodys_way(
    visit: Visit, address: str, size: tuple[int, int], theme: Literal["light", "dark"]
) -> None:
    """Axe finds nothing serious or critical, and the page is no wider than its window."""
    axe = BROWSER / "axe-core" / "axe.min.js"
    assert axe.is_file(), "axe-core is not there: run npm ci in tests/browser"
    page = visit(address, size, theme)
    page.evaluate(axe.read_text("utf-8"))
    violations = page.evaluate("axe.run({ preload: false }).then(found => found.violations)")
    assert [
        (one["id"], one["nodes"][0]["html"]) for one in violations if one["impact"] in ("serious", "critical")
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.fixture
def chart(site: Path, tmp_path: Path) -> str:
    """A page with a price history, in a folder of its own."""
    history = {
        "unit": "$ per million tokens",
        "until": "2026-11-20",
        "days": ["2024-05-24", "2024-10-01", "2025-03-01", "2025-06-01"],
        "series": [
            {"label": "input", "rates": ["3.5", "1.25", None, "0"]},
            {"label": "output", "rates": ["10.5", "5", None, "2"]},
        ],
    }
    environment = Environment(loader=PackageLoader("starmap.pages"), autoescape=True)
    body = f'<figure class="history"><script type="application/json">{json.dumps(history)}</script></figure>'
    text = environment.from_string(
        '{% extends "base.html.j2" %}{% block main %}<h1>History</h1>' + body + "{% endblock %}"
    ).render(title="History", root="", section="", edition="", scripts=["vendor/uPlot.iife.min.js", "history.js"])
    copytree(site / "assets", tmp_path / "assets")
    file = tmp_path / "history.html"
    file.write_text(text, "utf-8")
    return str(file)


def test_a_history_is_drawn_as_steps(visit: Visit, chart: str) -> None:
    """A chart is drawn to the width of its box, says where its table is, and tells the rates under the pointer."""
    page = visit(chart)
    box = page.get_by_role("img")
    assert "input, output" in (box.get_attribute("aria-label") or "")
    assert "The table below" in (box.get_attribute("aria-label") or "")
    canvas, width = page.locator("canvas"), box.bounding_box()
    assert width is not None
    assert canvas.bounding_box() == pytest.approx(width | {"height": 240}, abs=1)
    over = page.locator(".u-over")
    room = over.bounding_box()
    assert room is not None
    told = []
    for share in (0.05, 0.2, 0.35, 0.9):
        over.hover(position={"x": room["width"] * share, "y": 20})
        told.append(page.locator(".reading").inner_text().partition(": ")[2])
    assert told == [
        "input 3.5, output 10.5 ($ per million tokens)",
        "input 1.25, output 5 ($ per million tokens)",
        "input not known, output not known ($ per million tokens)",
        "input free, output 2 ($ per million tokens)",
    ]


def test_a_history_follows_theme_and_size(visit: Visit, chart: str) -> None:
    """Another theme changes the picture; a narrower window makes the chart narrower."""
    page = visit(chart)
    picture = "document.querySelector('canvas').toDataURL()"
    before = page.evaluate(picture)
    page.locator("#theme").click()
    page.locator("#theme").click()
    assert page.evaluate(picture) != before
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.wait_for_function("document.querySelector('canvas').getBoundingClientRect().width < 390")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
