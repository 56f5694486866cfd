"""The pytest plugin: what it pins, how it refuses bad values, and that it costs nothing unused."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from factories import SAMPLE
from starmap import catalog, lifecycle

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parent.parent
PLUGIN = ("-p", "starmap_pytest")  # by name: it may be tested where the package was installed before it had the plugin
TODAY = """
from datetime import date
import pytest
from starmap import catalog
from starmap.lifecycle import today

def is_day(text):
    return today() == date.fromisoformat(text)
"""


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plugins but this one, and the sample where test files find it."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("SAMPLE", str(SAMPLE))


def run(pytester: pytest.Pytester, source: str, *options: str) -> pytest.RunResult:
    """A session with the plugin over one test file, in this process."""
    pytester.makepyfile(source)
    return pytester.runpytest(*PLUGIN, *options)


def refusal(result: pytest.RunResult) -> str:
    """The message of a session that was refused for how it was asked for."""
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    return next(line for line in result.stderr.lines if line.startswith("ERROR: "))


# the fixture and the data


def test_the_fixture_is_the_packaged_catalog(pytester: pytest.Pytester) -> None:
    """Where nothing is pinned, and the header says nothing."""
    result = run(
        pytester,
        """
        import starmap

        def test_it(starmap_catalog):
            assert starmap_catalog is starmap.catalog
        """,
    )
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*starmap: *")


PINNED = """
import starmap
from starmap.testing import assert_supports

def test_it(starmap_catalog):
    assert starmap_catalog is not starmap.catalog
    assert len(starmap_catalog) < 100

def test_the_same(starmap_catalog, request):
    assert starmap_catalog is request.getfixturevalue("starmap_catalog")

def test_assertions_follow():
    assert_supports("kilo:openrouter/free")
"""


def test_the_command_line_pins_data(pytester: pytest.Pytester) -> None:
    """For the fixture and for assertions; the header says so."""
    result = run(pytester, PINNED, "--starmap-data", str(SAMPLE))
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines([f"starmap: data of {SAMPLE}"])


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pytest.ini", "[pytest]\nstarmap_data = data/compiled\nstarmap_today = 2026-11-22\n"),
        (
            "pyproject.toml",
            '[tool.pytest.ini_options]\nstarmap_data = "data/compiled"\nstarmap_today = "2026-11-22"\n',
        ),
    ],
    ids=["ini", "toml"],
)
def test_the_configuration_pins_data_beside_itself(pytester: pytest.Pytester, file: str, text: str) -> None:
    """The path is relative to the file, wherever pytest is started."""
    (pytester.path / file).write_text(text)
    place = pytester.mkdir("data") / "compiled"
    place.symlink_to(SAMPLE)
    deep = pytester.mkdir("deep")
    (deep / "test_deep.py").write_text(PINNED + TODAY + "def test_day():\n    assert is_day('2026-11-22')\n")
    pytester.chdir()
    result = pytester.runpytest(*PLUGIN, "--rootdir", str(pytester.path), str(deep))
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines([f"starmap: data of {SAMPLE}, today is 2026-11-22"])


def test_the_command_line_wins_over_the_configuration(pytester: pytest.Pytester) -> None:
    """An empty option lifts what the file pins."""
    pytester.makeini("[pytest]\nstarmap_today = 2020-01-01\nstarmap_data = nowhere\n")
    result = run(
        pytester,
        TODAY + "def test_day():\n    assert is_day('2026-11-22')\n",
        "--starmap-today=2026-11-22",
        "--starmap-data=",
    )
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["starmap: today is 2026-11-22"])


# the day


def test_a_frozen_day_holds_for_the_whole_session(pytester: pytest.Pytester) -> None:
    """While test files are imported, for statuses, for prices, and in other threads."""
    result = run(
        pytester,
        TODAY
        + """
from threading import Thread

AT_IMPORT = today()
O3 = catalog.get("anthropic/claude-2.1")

def test_import():
    assert AT_IMPORT == date(2020, 1, 1)

def test_status():
    assert O3.lifecycle.status is not O3.lifecycle.status_on(date(2026, 1, 1))

def test_price():
    assert O3.pricing == O3.pricing_on(date(2020, 1, 1))

def test_threads():
    days = []
    thread = Thread(target=lambda: days.append(today()))
    thread.start()
    thread.join()
    assert days == [date(2020, 1, 1)]
""",
        "--starmap-today=2020-01-01",
    )
    result.assert_outcomes(passed=4)


def test_nothing_leaks_out_of_a_session(pytester: pytest.Pytester) -> None:
    """Sessions in one process, one after the other: each has its own day and data, and this one keeps its own."""
    before = lifecycle.now()
    source = TODAY + "def test_day():\n    assert is_day('{}')\n"
    for day in ("2020-01-01", "2021-01-01"):
        path = pytester.makepyfile(**{f"test_{day[:4]}": source.format(day)})
        options = (*PLUGIN, f"--starmap-today={day}", "--starmap-data", str(SAMPLE), str(path))
        pytester.runpytest(*options).assert_outcomes(passed=1)
        assert lifecycle.now() >= before
    broken = pytester.makepyfile(test_broken="import nowhere_to_be_found")
    result = pytester.runpytest(*PLUGIN, "--starmap-today=2020-01-01", str(broken))
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert lifecycle.now() >= before


# the marker


def test_the_marker_overrides_for_one_test(pytester: pytest.Pytester) -> None:
    """Its own day and data, for its fixtures too; the tests beside it keep the session's."""
    result = run(
        pytester,
        TODAY
        + """
DATA = __import__("os").environ["SAMPLE"]

@pytest.fixture
def day():
    yield today()
    assert is_day("2025-01-01")

def test_before():
    assert is_day("2026-11-22")

@pytest.mark.starmap(today="2025-01-01")
def test_marked(day, starmap_catalog):
    assert day == date(2025, 1, 1)
    assert starmap_catalog is catalog

@pytest.mark.starmap(today=date(2025, 1, 2), data=DATA)
def test_both(starmap_catalog):
    assert is_day("2025-01-02")
    assert len(starmap_catalog) < 100

@pytest.mark.starmap(today="2025-01-01")
def test_fails():
    assert is_day("2025-01-03")

def test_after(starmap_catalog):
    assert is_day("2026-11-22")
    assert starmap_catalog is catalog

@pytest.mark.starmap(today="2025-01-01", data=DATA)
class TestNested:
    @pytest.mark.starmap(today="2025-01-04")
    def test_the_closest_decides(self, starmap_catalog):
        assert is_day("2025-01-04")
        assert len(starmap_catalog) < 100
""",
        "--starmap-today=2026-11-22",
        "--strict-markers",
    )
    result.assert_outcomes(passed=5, failed=1)


def test_a_marker_finds_data_beside_its_file(pytester: pytest.Pytester) -> None:
    """A relative path is relative to the test file."""
    (pytester.path / "sample").symlink_to(SAMPLE)
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.starmap(data="sample")
        def test_it(starmap_catalog):
            assert len(starmap_catalog) < 100
        """,
    )
    result.assert_outcomes(passed=1)


# what is refused


@pytest.mark.parametrize("text", ["22.11.2026", "2026-13-01", "20261122", "tomorrow"])
def test_a_day_that_is_none_is_refused(pytester: pytest.Pytester, text: str) -> None:
    """On the command line, in the configuration and in a marker; the message says what to write."""
    result = run(pytester, "def test_it(): pass", f"--starmap-today={text}")
    assert refusal(result) == f"ERROR: --starmap-today gives '{text}' for today: write a day as 2026-11-22"
    marked = run(pytester, f"import pytest\n@pytest.mark.starmap(today={text!r})\ndef test_it(): pass")
    assert refusal(marked) == (
        "ERROR: the starmap marker of test_a_day_that_is_none_is_refused.py::test_it "
        f"gives '{text}' for today: write a day as 2026-11-22"
    )
    pytester.makeini(f"[pytest]\nstarmap_today = {text}\n")
    assert refusal(pytester.runpytest(*PLUGIN)) == (
        f"ERROR: starmap_today in tox.ini gives '{text}' for today: write a day as 2026-11-22"
    )


def test_data_that_is_missing_is_refused(pytester: pytest.Pytester) -> None:
    """Before any test runs; the message says what is missing and what makes it."""
    result = run(pytester, "def test_it(): pass", "--starmap-data=nowhere")
    assert refusal(result) == (
        f"ERROR: --starmap-data gives 'nowhere' for data, and {pytester.path / 'nowhere'} is not a directory: "
        "write the path of one that holds compiled data (starmap compile --out DIR makes it)"
    )
    pytester.mkdir("empty")
    assert refusal(pytester.runpytest(*PLUGIN, "--starmap-data=empty")) == (
        f"ERROR: --starmap-data gives 'empty' for data, and {pytester.path / 'empty'} holds no models.txt: "
        "write the path of a directory of compiled data (starmap compile --out DIR makes it)"
    )


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        ("'2026-11-22'", "has '2026-11-22' without a name"),
        ("day='2026-11-22'", "has 'day', which it does not know"),
        ("data=1", "gives 1 for data: write the path of a directory, as a text"),
        ("today=20261122", "gives 20261122 for today: write a day as 2026-11-22"),
    ],
    ids=["unnamed", "strange", "data-type", "day-type"],
)
def test_a_marker_that_is_wrong_is_refused(pytester: pytest.Pytester, given: str, cause: str) -> None:
    """When tests are collected, with the test's name."""
    result = run(pytester, f"import pytest\n@pytest.mark.starmap({given})\ndef test_it(): pass")
    hint = ': write @pytest.mark.starmap(data="DIR", today="2026-11-22"), or one of the two' if "has" in cause else ""
    told = "ERROR: the starmap marker of test_a_marker_that_is_wrong_is_refused.py::test_it"
    assert refusal(result) == f"{told} {cause}{hint}"


# what a failure looks like, and the cost of none


def test_a_failure_points_at_the_test(pytester: pytest.Pytester) -> None:
    """The report shows the line of the test and the message, and nothing of the library's inside."""
    result = run(
        pytester,
        """
        from starmap.testing import assert_not_retired

        def test_it():
            assert_not_retired("anthropic/claude-2.1")
        """,
        "--starmap-data",
        str(SAMPLE),
        "--starmap-today=2025-07-22",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            '>*assert_not_retired("anthropic/claude-2.1")',
            "E*AssertionError: anthropic/claude-2.1 was retired on 2025-07-21, 1 day before 2025-07-22 (vendor page, *",
            "E*Use anthropic:claude-* instead.",
            "*.py:4: AssertionError",
        ],
        consecutive=False,
    )
    result.stdout.no_fnmatch_line("*__tracebackhide__*")


@pytest.mark.parametrize("arguments", [["--version"], ["--collect-only"], []], ids=["version", "collect", "run"])
def test_an_unused_plugin_imports_nothing_of_starmap(tmp_path: Path, arguments: list[str]) -> None:
    """Neither the version nor a whole session loads the package."""
    (tmp_path / "test_other.py").write_text("def test_other():\n    assert True\n")
    script = (
        "import sys, pytest\n"
        f"code = pytest.main({[*PLUGIN, '-q', '-p', 'no:cacheprovider', *arguments]!r})\n"
        "assert code == 0, code\n"
        "assert '--version' in sys.argv or 'starmap_pytest' in sys.modules\n"
        "print('imported:', [name for name in sys.modules if name.partition('.')[0] in ('starmap', 'pydantic')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "imported: []"


def test_the_package_registers_the_plugin() -> None:
    """It is found by its entry point, and a wheel holds it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["entry-points"]["pytest11"] == {"starmap_pytest": "starmap_pytest"}
    assert "src/starmap_pytest.py" in project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    assert (ROOT / "src" / "starmap_pytest.py").is_file()


def test_this_session_pins_nothing() -> None:
    """The tests here see the packaged catalog."""
    assert len(catalog) > 1_000
