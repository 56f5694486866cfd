"""Every example of the documents and of the examples folder runs, against the packaged catalog."""

from __future__ import annotations

import doctest
import re
import runpy
import shlex
import subprocess
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from typer.main import get_group
from typer.testing import CliRunner

import starmap
from starmap.cli.program import COMMANDS, app
from starmap.lifecycle import frozen_today

pytestmark = pytest.mark.catalog

OTHERS = [import_module(f"starmap.{name}") for name in ("checks", "fit", "limits", "responses", "selection", "testing")]
ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DAY = date(2026, 11, 20)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_python_examples_give_what_they_show(document: Path) -> None:
    """What stands behind ``>>>`` prints what stands below it."""
    modules = (starmap, *OTHERS) if document.name == "reference.md" else ()
    given: dict[str, object] = {name: getattr(module, name) for module in modules for name in module.__all__}
    given["date"] = date
    failed, _ = doctest.testfile(str(document), module_relative=False, optionflags=OPTIONS, globs=given)
    assert not failed


def commands() -> list[tuple[str, str]]:
    """Every command of a console block, with what it shows."""
    found = []
    for document in DOCUMENTS:
        for block in CONSOLE.findall(document.read_text()):
            for command in block.split("$ ")[1:]:
                line, _, output = command.partition("\n")
                found.append((line, output))
    return found


@pytest.mark.parametrize(("line", "shown"), commands(), ids=lambda text: text.split("\n")[0][:60])
def test_commands_print_what_they_show(line: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command of a console block prints what stands below it, and ends with the code that it shows, or with 0."""
    program, *arguments = shlex.split(line)
    assert program == "starmap"
    shown, _, code = shown.partition("[exit ")
    monkeypatch.chdir(ROOT)
    for name in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    with frozen_today(DAY):
        done = CliRunner().invoke(app, arguments)
    assert done.exit_code == int(code.rstrip("]\n") or 0), done.output
    assert doctest.OutputChecker().check_output(shown, done.output, OPTIONS), done.output


def test_every_command_is_documented() -> None:
    """Each command has a section of its own in the document of the command line, with an example that runs."""
    text = (ROOT / "docs" / "commands.md").read_text()
    for command in COMMANDS:
        section = text.partition(f"\n## {command}\n")[2].partition("\n## ")[0]
        assert re.search(rf"^\$ starmap (--\w+ \S+ )?{command}\b", section, re.MULTILINE), command


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_of_the_help_work(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example that ends a command's help runs in a checkout, and has something to say."""
    monkeypatch.chdir(ROOT)
    found = get_group(import_module(f"starmap.cli.{COMMANDS[command]}").commands).commands[command]
    shown = re.fullmatch(r"Example: `starmap (.+)`", found.epilog or "")
    assert shown is not None
    with frozen_today(DAY):
        done = CliRunner().invoke(app, shlex.split(shown[1]))
    assert done.exit_code == (1 if command in ("check", "scan") else 0), done.output
    assert done.stdout


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_examples_run(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An example runs as a script and prints something; one that is a test file passes, by itself and all of it."""
    if example.name.startswith("test_"):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "starmap_pytest", "-p", "no:cacheprovider", str(example)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.returncode == 0, done.stdout + done.stderr
    else:
        runpy.run_path(str(example), run_name="__main__")
        assert capsys.readouterr().out


def test_links_between_documents_resolve() -> None:
    """A relative link of a document leads to a file."""
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_reference_is_up_to_date() -> None:
    """``docs/reference.md`` is what the docstrings make."""
    made = runpy.run_path(str(ROOT / "docs" / "make_reference.py"))["reference"]()
    assert (ROOT / "docs" / "reference.md").read_text() == made, "run: python docs/make_reference.py"
