"""What the catalog says of a text: which entry it names exactly, and what has become of that on a day."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from starmap.errors import AmbiguousModelError, StarmapError, UnknownModelError
from starmap.model import Model, Offering
from starmap.references import fold_key
from starmap.registry import Catalog, Resolution
from starmap.scanning.findings import Rule
from starmap.vocabulary import Status

__all__ = ["Judge", "Verdict"]

_SHAPE = re.compile(r"[A-Za-z0-9@~][A-Za-z0-9._:/@+~-]{0,198}[A-Za-z0-9]")
_SIZED = re.compile(
    r"[a-z][\w.-]*?\d+[bm](?:-a\d+b)?(?:-(?:chat|instruct|it|hf|base|thinking|v[\d.]+))*", re.IGNORECASE
)
"""How weights are called: a family, a size, and what they were tuned for."""

_SHORTEST = 4
_CACHED = 200_000

_CLOSED = {
    "openai": r"gpt-\d[\w.-]*|o\d[\w.-]*|chatgpt-[\w.-]*\d[\w.-]*|text-embedding-[\w.-]+|dall-e-\d",
    "anthropic": r"claude-[\w.-]*\d[\w.-]*",
    "google-ai-studio": r"gemini-[\w.-]*\d[\w.-]*",
    "google-vertex": r"gemini-[\w.-]*\d[\w.-]*|claude-[\w.-]*\d[\w.-]*(?:@\w+)?",
    "amazon-bedrock": r"(?:[a-z]{2,6}\.)?(?:anthropic\.claude|amazon\.(?:nova|titan))-[\w.:-]+",
    "cohere": r"command-[ra][\w.-]*",
    "deepseek": r"deepseek-(?:chat|reasoner)[\w.-]*",
    "mistral": r"(?:mistral|pixtral|magistral)-(?:tiny|small|medium|large)[\w.-]*|codestral-[\w.-]+",
    "xai": r"grok-\d[\w.-]*",
}
"""Families that a provider serves from a closed list, by the shape of their ids. Only of these can it be said that an
id does not exist: gateways, hosts of open weights and deployments take names that no list has. The names are such as
no repository of weights, no package and no image is called."""

_WEIGHTS_HEADS = frozenset({"mistralai", "deepseek-ai", "xai-org"})
"""Aliases of providers that are also the names under which repositories of weights stand."""


class Verdict(NamedTuple):
    """What is to be said of a text that names a model."""

    rule: Rule
    sentence: str
    id: str | None = None
    day: date | None = None
    replacement: str | None = None
    plain: bool = False
    """Whether the text may be an ordinary word: it counts only under a name that speaks of models."""


class Judge:
    """Answers for one catalog and one day, each text once."""

    def __init__(self, catalog: Catalog, day: date, within: int) -> None:
        self._catalog = catalog
        self._day = day
        self._within = within
        self._verdicts: dict[str, Verdict | None] = {}

    def wanted(self, text: str) -> bool:
        """Whether a text may name a model, and so has a verdict."""
        return self.verdict(text) is not None

    def verdict(self, text: str) -> Verdict | None:
        """The verdict on a text; ``None`` if it names no model and no provider's model that is missing."""
        try:
            return self._verdicts[text]
        except KeyError:
            if len(self._verdicts) >= _CACHED:
                self._verdicts.clear()
            found = self._verdicts[text] = self._judge(text)
            return found

    def _judge(self, text: str) -> Verdict | None:
        if _SHAPE.fullmatch(text) is None or text.isdigit() or not self._known(text):
            return None
        try:
            found = self._catalog.resolve(text)
        except AmbiguousModelError as error:
            return self._on_many(text, error.candidates)
        except UnknownModelError:
            return self._on_missing(text, None)
        if not found.exact:
            return self._on_missing(text, found)
        if _may_be_weights(text, found.entry, self._catalog):
            return None
        verdict = self._on(found.entry)
        return verdict._replace(plain=_plain(text, found))

    def _known(self, text: str) -> bool:
        """Whether the index has the name, or the name of a provider before it. Most strings end here, cheaply."""
        if self._catalog.index.names(fold_key(text)) is not None:
            return True
        head = re.split("[/:]", text, maxsplit=1)[0]
        if len(head) == len(text):
            return False
        return head in ("models", "publishers", "projects", "arn", "gateway") or self._provider(head) is not None

    def _provider(self, head: str) -> str | None:
        return self._catalog.index.provider_named(fold_key(head))

    def _on(self, entry: Model | Offering) -> Verdict:
        life = entry.lifecycle
        status, day = life.status_on(self._day), life.retires_on
        said = Verdict(Rule.USED, f"{entry.id} is in use", entry.id, day, life.replacement)
        then = self._then(life.replacement)
        if status is Status.RETIRED:
            when = f" on {day}" if day is not None else ""
            return said._replace(rule=Rule.RETIRED, sentence=f"{entry.id} was retired{when}{then}")
        if day is not None and (day - self._day).days <= self._within:
            left = (day - self._day).days
            told = f"{entry.id} retires on {day}, in {left} {'day' if left == 1 else 'days'}{then}"
            return said._replace(rule=Rule.RETIRING, sentence=told)
        if status is Status.DEPRECATED:
            when = f" and retires on {day}" if day is not None else ""
            return said._replace(rule=Rule.DEPRECATED, sentence=f"{entry.id} is deprecated{when}{then}")
        return said

    def _then(self, replacement: str | None) -> str:
        """What the provider recommends, and whether that has itself been retired."""
        if replacement is None:
            return ""
        try:
            gone = self._catalog.get(replacement).lifecycle.status_on(self._day) is Status.RETIRED
        except StarmapError:
            gone = False
        return f"; the replacement named is {replacement}{', itself retired' if gone else ''}"

    def _on_many(self, text: str, candidates: tuple[str, ...]) -> Verdict | None:
        """One verdict, where all entries that a text may mean are alike."""
        if "/" in text:
            return None
        entries = [self._catalog.get(candidate) for candidate in candidates]
        if any(_may_be_weights(text, entry, self._catalog) for entry in entries):
            return None
        verdicts = [self._on(entry) for entry in entries]
        rules = {verdict.rule for verdict in verdicts}
        if len(rules) != 1:
            return Verdict(Rule.USED, f"{text} may mean any of {len(candidates)} entries", plain=True)
        rule = rules.pop()
        days = [verdict.day for verdict in verdicts if verdict.day is not None]
        last = max(days) if len(days) == len(verdicts) else None
        said = f"all {len(candidates)} offerings called {text} are {rule}"
        if last is not None:
            said += f", the last of them on {last}"
        return Verdict(rule, said, candidates[0], last, plain=_wordish(text))

    def _on_missing(self, text: str, near: Resolution | None) -> Verdict | None:
        """A name of a closed family that its provider does not have."""
        parts = re.split("[/:]", text, maxsplit=1)
        provider = None if len(parts) == 1 or parts[0].lower() in _WEIGHTS_HEADS else self._provider(parts[0])
        family = None if provider is None else _CLOSED.get(provider)
        if family is None or re.fullmatch(family, parts[1]) is None or parts[1].startswith("gpt-oss"):
            return None
        if near is not None and not all(what.startswith("the date") for what in near.dropped):
            return None
        if self._catalog.index.names(fold_key(text)) is not None:  # a gateway serves it under this very name
            return None
        hint = f"; without its date it would be {near.entry.id}" if near is not None else ""
        short = text[len(parts[0])] == "/" and parts[1].count("-") < 2
        return Verdict(Rule.UNKNOWN, f"{provider} has no model called {parts[1]}{hint}", plain=short)


def _plain(text: str, found: Resolution) -> bool:
    """Whether a text may be an ordinary word or a title: short, without digit and mark, or in another case."""
    return _wordish(text) or ("folded case" in found.steps and "/" not in text)


def _wordish(text: str) -> bool:
    return len(text) < _SHORTEST or re.search(r"[\d._:/@-]", text) is None


def _may_be_weights(text: str, entry: Model | Offering, catalog: Catalog) -> bool:
    """Whether a text may as well name open weights, which others still serve when one provider retires them.

    A text of two parts may be a repository. A bare text may be the model's own name where only a host has it as an id.
    """
    weights = bool(entry.open_weights) or (isinstance(entry, Offering) and _open_model(entry))
    head, slash, rest = text.partition("/")
    if not slash:
        slug = (entry.model.id if entry.model is not None else "").rpartition("/")[2]
        named_so = _SIZED.fullmatch(text) is not None or (weights and fold_key(text) == fold_key(slug))
        return isinstance(entry, Offering) and named_so and not text.startswith(f"{entry.provider_id}-")
    if "/" in rest or head.startswith("@"):
        return False
    if head.lower() in _WEIGHTS_HEADS or catalog.index.provider_named(fold_key(head)) is None:
        return True
    return weights and isinstance(entry, Model)


def _open_model(offering: Offering) -> bool:
    model = offering.model
    return model is not None and bool(model.open_weights)
