"""What the checks of the whole catalog share: the site, built once."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from importlib_resources import as_file, files
from jinja2 import ChoiceLoader, DictLoader, Environment, PackageLoader

from starmap import catalog
from starmap.pages.offerings_table import offerings_script
from starmap.pages.paths import offering_page

_HOME = """{% extends "base.html.j2" %}{% block main %}<h1>The catalog</h1>
{% include "explorer.html.j2" %}{% endblock %}"""
_COMPARISON = """{% extends "base.html.j2" %}{% block main %}<h1>Comparison</h1>
{% include "chooser.html.j2" %}{% endblock %}"""
_ENTRY = """{% extends "base.html.j2" %}{% block main %}<h1>{{ title }}</h1>{% endblock %}"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site: the pages that scripts work on, and those of one model's offerings."""
    place = tmp_path_factory.mktemp("site")
    with as_file(files("starmap.pages").joinpath("assets")) as assets:
        copytree(assets, place / "assets")
    (place / "assets/offerings.js").write_text(offerings_script(catalog, catalog.data_date), "utf-8")
    pages = DictLoader({"home": _HOME, "comparison": _COMPARISON, "entry": _ENTRY})
    environment = Environment(loader=ChoiceLoader([pages, PackageLoader("starmap.pages")]), autoescape=True)
    shared = {"edition": f"Data of {catalog.data_date}", "description": ""}
    explorer = ["vendor/dataTables.min.js", "offerings.js", "catalog.js", "columns.js", "explorer.js"]
    chooser = ["offerings.js", "catalog.js", "compare.js"]
    for name, page, section, scripts in (
        ("home", "index", "home", explorer),
        ("comparison", "comparison", "comparison", chooser),
    ):
        text = environment.get_template(name).render(title=name, root="", section=section, scripts=scripts, **shared)
        (place / f"{page}.html").write_text(text, "utf-8")
    for offering in catalog.model("gemini-1.5-pro-002").offerings:
        file = place / f"{offering_page(offering.id)}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = environment.get_template("entry").render(
            title=offering.name, root="../../../", section="providers", **shared
        )
        file.write_text(text, "utf-8")
    return place
