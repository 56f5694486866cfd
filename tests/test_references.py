"""From a text to the entry it means: every rule of the design's section on references."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from starmap import AmbiguousModelError, Catalog, InexactReferenceError, UnknownModelError
from starmap.references import Names, Resolved, fold_key, resolve, within_provider

EXACT = [
    # Canonical ids.
    ("openai/gpt-4o", "openai/gpt-4o"),
    ("google-vertex:gemini-1.5-pro-002", "google-vertex:gemini-1.5-pro-002"),
    ("amazon-bedrock:amazon.nova-lite-v1:0", "amazon-bedrock:amazon.nova-lite-v1:0"),
    ("openrouter:meta-llama/llama-3.3-70b-instruct:free", "openrouter:meta-llama/llama-3.3-70b-instruct:free"),
    ("togetherai:deepseek-ai/DeepSeek-V3", "togetherai:deepseek-ai/DeepSeek-V3"),
    # ``a/b`` is the model of exactly that id; otherwise ``a`` is a provider.
    ("google/gemini-1.5-pro-002", "google/gemini-1.5-pro-002"),
    ("google-vertex/gemini-1.5-pro-002", "google-vertex:gemini-1.5-pro-002"),
    ("github-copilot/o3", "github-copilot:o3"),
    ("openai/o3", "openai/o3"),
    ("anthropic/claude-haiku-4-5", "anthropic/claude-haiku-4-5"),
    ("openrouter/openai/gpt-4o", "openrouter:openai/gpt-4o"),
    ("togetherai/openai/gpt-oss-20b", "togetherai:openai/gpt-oss-20b"),
    # ``p:id`` is always an offering, where ``p`` is a provider or an alias of one.
    ("google:gemini-1.5-pro-002", "google-ai-studio:gemini-1.5-pro-002"),
    ("gemini:gemini-1.5-pro-002", "google-ai-studio:gemini-1.5-pro-002"),
    ("openai:gpt-4o", "openai:gpt-4o"),
    ("mistral:mistral-large-2512", "mistral:mistral-large-2512"),
    ("bedrock:amazon.nova-lite-v1:0", "amazon-bedrock:amazon.nova-lite-v1:0"),
    # Bare ids: the model at its home; the only offering; the one model that all serve.
    ("gpt-4o", "openai/gpt-4o"),
    ("gemini-1.5-pro-002", "google/gemini-1.5-pro-002"),
    ("claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"),
    ("claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5-20250929"),
    ("mistral-large-latest", "mistral/mistral-large-latest"),
    ("text-embedding-3-small", "openai/text-embedding-3-small"),
    ("prebuilt-read", "azure:prebuilt-read"),
    ("meta-llama/Llama-3.3-70B-Instruct-Turbo", "togetherai:meta-llama/Llama-3.3-70B-Instruct-Turbo"),
    ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "amazon-bedrock:us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    ("meta-llama/llama-3.3-70b-instruct:free", "openrouter:meta-llama/llama-3.3-70b-instruct:free"),
    ("deepseek-ai/DeepSeek-V3", "deepseek/deepseek-v3"),
    # Any case.
    ("GPT-4O", "openai/gpt-4o"),
    ("OPENAI:GPT-4O", "openai:gpt-4o"),
    ("deepseek-ai/deepseek-v3", "deepseek/deepseek-v3"),
    ("TogetherAI:deepseek-ai/deepseek-v3", "togetherai:deepseek-ai/DeepSeek-V3"),
    ("Google-Vertex/Gemini-1.5-Pro-002", "google-vertex:gemini-1.5-pro-002"),
    # Paths.
    ("models/gemini-1.5-pro-002", "google/gemini-1.5-pro-002"),
    ("google:models/gemini-1.5-pro-002", "google-ai-studio:gemini-1.5-pro-002"),
    ("publishers/google/models/gemini-1.5-pro-002", "google/gemini-1.5-pro-002"),
    ("projects/p-1/locations/us-central1/publishers/google/models/gemini-2.5-pro", "google-vertex:gemini-2.5-pro"),
    ("google-vertex:publishers/google/models/gemini-2.5-pro", "google-vertex:gemini-2.5-pro"),
    ("accounts/fireworks/models/deepseek-v3", "fireworks-ai:accounts/fireworks/models/deepseek-v3"),
    # ARNs.
    ("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0", "amazon-bedrock:amazon.nova-lite-v1:0"),
    (
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "amazon-bedrock:us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    ),
    # What users of LiteLLM, LangChain, pydantic-ai and OpenRouter type.
    ("bedrock/amazon.nova-lite-v1:0", "amazon-bedrock:amazon.nova-lite-v1:0"),
    ("bedrock/converse/amazon.nova-lite-v1:0", "amazon-bedrock:amazon.nova-lite-v1:0"),
    ("bedrock_converse/amazon.nova-lite-v1:0", "amazon-bedrock:amazon.nova-lite-v1:0"),
    ("gemini/gemini-1.5-pro-002", "google-ai-studio:gemini-1.5-pro-002"),
    ("vertex_ai/gemini-1.5-pro-002", "google-vertex:gemini-1.5-pro-002"),
    ("together_ai/deepseek-ai/DeepSeek-V3", "togetherai:deepseek-ai/DeepSeek-V3"),
    ("fireworks_ai/accounts/fireworks/models/gpt-oss-20b", "fireworks-ai:accounts/fireworks/models/gpt-oss-20b"),
    ("azure/responses/gpt-5.4", "azure:gpt-5.4"),
    ("google-gla:gemini-2.5-flash", "google-ai-studio:gemini-2.5-flash"),
    ("google_genai:gemini-2.5-flash", "google-ai-studio:gemini-2.5-flash"),
    ("google_vertexai:gemini-2.5-flash", "google-vertex:gemini-2.5-flash"),
    ("openai-responses:gpt-5", "openai:gpt-5"),
    ("mistralai:mistral-small-latest", "mistral:mistral-small-latest"),
    ("openrouter:openai/gpt-4o", "openrouter:openai/gpt-4o"),
    # Aliases from the data.
    ("gpt-5-4", "openai:gpt-5.4"),
    ("openai:gpt-5-4", "openai:gpt-5.4"),
    ("openrouter:gpt-4o", "openrouter:openai/gpt-4o"),
]


@pytest.mark.parametrize(("ref", "entry"), EXACT, ids=[ref for ref, _ in EXACT])
def test_a_reference_means(sample: Catalog, ref: str, entry: str) -> None:
    """The entry, without dropping anything."""
    assert sample.get(ref).id == entry
    assert sample.resolve(ref).exact


LOSSY = [
    ("gpt-4o-2099-01-01", "openai/gpt-4o", "the date '2099-01-01'"),
    ("openai:gpt-4o-2099-01-01", "openai:gpt-4o", "the date '2099-01-01'"),
    ("claude-haiku-4-5-20991231", "anthropic/claude-haiku-4-5", "the date '20991231'"),
    ("claude-haiku-4-5@20991231", "anthropic/claude-haiku-4-5", "the date '20991231'"),
    ("bedrock/eu-central-1/amazon.nova-lite-v1:0", "amazon-bedrock:amazon.nova-lite-v1:0", "the region 'eu-central-1'"),
    ("bedrock:jp.amazon.nova-lite-v1:0", "amazon-bedrock:amazon.nova-lite-v1:0", "the region 'jp'"),
    ("azure/eu/gpt-4o", "azure:gpt-4o", "the region 'eu'"),
    ("openrouter:openai/gpt-4o:nitro", "openrouter:openai/gpt-4o", "the variant 'nitro'"),
    ("openai/gpt-4o:free", "openai/gpt-4o", "the variant 'free'"),
    ("gemini-2.5-pro-007", "google/gemini-2.5-pro", "the version '007'"),
    ("gemini-2.5-pro@default", "google/gemini-2.5-pro", "the version 'default'"),
    ("gpt-5-latest", "openai/gpt-5", "the version 'latest'"),
]


@pytest.mark.parametrize(("ref", "entry", "dropped"), LOSSY, ids=[row[0] for row in LOSSY])
def test_get_refuses_to_drop_meaning(sample: Catalog, ref: str, entry: str, dropped: str) -> None:
    """What changes prices is an error that names the entry and what would be lost."""
    with pytest.raises(InexactReferenceError) as caught:
        sample.get(ref)
    assert (caught.value.ref, caught.value.entry, caught.value.dropped) == (ref, entry, (dropped,))
    assert ref not in sample
    assert sample.get(ref, None) is None


@pytest.mark.parametrize(("ref", "entry", "dropped"), LOSSY, ids=[row[0] for row in LOSSY])
def test_inexact_takes_it(sample: Catalog, ref: str, entry: str, dropped: str) -> None:
    """A caller may say that the nearest entry will do; ``resolve`` says what that costs."""
    assert sample.get(ref, inexact=True).id == entry
    found = sample.resolve(ref)
    assert (found.entry.id, found.exact, found.dropped) == (entry, False, (dropped,))
    with pytest.raises(InexactReferenceError):  # having taken it once changes nothing for the next caller
        sample.get(ref)


@pytest.mark.parametrize("ref", ["ft:gpt-4o-2024-08-06:acme::id1", "openai:ft:gpt-4o-2024-08-06:acme:suffix:id1"])
def test_a_fine_tune_is_not_its_base(sample: Catalog, ref: str) -> None:
    """It is refused, and found when asked for."""
    with pytest.raises(InexactReferenceError, match="fine-tune"):
        sample.get(ref)
    found = sample.get(ref, inexact=True).model
    assert found is not None
    assert found.id == "openai/gpt-4o-2024-08-06"


def test_as_little_as_possible_is_dropped(sample: Catalog) -> None:
    """A variant goes before a date when that is enough."""
    found = sample.resolve("openrouter:openai/gpt-4o-2024-11-20:free")
    assert (found.entry.id, found.dropped) == ("openrouter:openai/gpt-4o-2024-11-20", ("the variant 'free'",))


def test_several_things_may_be_dropped(sample: Catalog) -> None:
    """Each is named."""
    found = sample.resolve("bedrock/eu.amazon.nova-lite-v1:0:custom")
    assert found.entry.id == "amazon-bedrock:amazon.nova-lite-v1:0"
    assert set(found.dropped) == {"the region 'eu'", "the variant 'custom'"}


@pytest.mark.parametrize(
    ("ref", "steps"),
    [
        ("openai/gpt-4o", ("exact model id",)),
        ("openai:gpt-4o", ("provider openai", "exact id")),
        ("GOOGLE:gemini-2.5-pro", ("GOOGLE is provider google-ai-studio", "exact id")),
        ("azure/GPT-4o", ("provider azure", "folded case")),
        ("azure:responses/gpt-5.4", ("provider azure", "without 'responses/'", "exact id")),
        ("models/gemini-2.5-pro", ("without 'models/'", "id at its home provider")),
        ("gpt-4o", ("id at its home provider",)),
        ("GPT-4o", ("folded case", "id at its home provider")),
        ("prebuilt-read", ("only offering with this id",)),
        ("deepseek-ai/DeepSeek-V3", ("the one model that all offerings with this id serve",)),
        ("gpt-5-4", ("alias",)),
        ("openai:GPT-5-4", ("provider openai", "alias, folded case")),
        ("Meta/Llama-3.3-70B-Instruct", ("folded case", "exact model id")),
        ("gpt-5-latest", ("dropped the version 'latest'", "id at its home provider")),
        (
            "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
            ("ARN of Amazon Bedrock", "exact id"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_resolve_tells_each_step(sample: Catalog, ref: str, steps: tuple[str, ...]) -> None:
    """In order."""
    assert sample.resolve(ref).steps == steps


@pytest.mark.parametrize("ref", ["openrouter/free", "OpenRouter/Free"])
def test_an_id_of_several_unknown_models_is_ambiguous(sample: Catalog, ref: str) -> None:
    """Unless the reference's first part is a provider that has it."""
    assert sample.get("openrouter:openrouter/free").id == "openrouter:openrouter/free"
    with pytest.raises(AmbiguousModelError) as caught:
        sample.get(ref)
    assert caught.value.candidates == ("kilo:openrouter/free", "openrouter:openrouter/free")
    assert sample.get(ref, "none") == "none"
    assert ref not in sample


UNKNOWN = [
    "gpt-9",
    "claude-doesnotexist-7",
    "gpt-4",
    "gpt-4o-min",
    "gpt-4o-minii",
    "gpt-4oo",
    "gpt4o",
    "gpt_4o",
    "gpt 4o",
    "gpt-5-min",
    "gpt-5.4-mini",
    "gpt-5.4-nano",
    "gpt-5.44",
    "gpt-5-pro-max",
    "o33",
    "o3-",
    "-o3",
    "claude",
    "claude-sonnet",
    "claude-sonnet-4",
    "claude-sonnet-45",
    "sonnet-4-5",
    "claude-3-5-sonnet",
    "gemini",
    "gemini-1.5",
    "gemini-1.5-pro",
    "gemini-1.5-pro-002x",
    "gemini-2.5",
    "gemini-2.5-pro-ultra",
    "mistral-large",
    "mistral-large-3",
    "DeepSeek-V4",
    "llama-3.3",
    "nova-lite",
    "amazon.nova-lite",
    "openai",
    "openai/",
    "/gpt-4o",
    "openai/gpt-9",
    "openai:gpt-9",
    "google:gpt-4o",
    "anthropic:gpt-4o",
    "mistral/gpt-4o",
    "nosuchprovider/gpt-4o",
    "nosuchprovider:gpt-4o",
    "openai//gpt-4o",
    "openai::gpt-4o",
    "openai:openai:gpt-4o",
    "models/",
    "publishers/google/models/",
    " gpt-4o",
    "gpt-4o ",
    "gpt-4o\u200b",
    "gpt-4o%20",
    "gpt-4o;",
    "*",
    "gpt-*",
    ".*",
    "..",
    "../../etc/passwd",
    "None",
    "null",
    "0",
    "arn:aws:bedrock:us-east-1::foundation-model/",
    "arn:aws:s3:::bucket/amazon.nova-lite-v1:0",
    "ft:",
    "ft::",
    ":",
    "/",
    "a" * 512,
]


@pytest.mark.parametrize("ref", UNKNOWN, ids=[ref[:40] for ref in UNKNOWN])
def test_an_invented_name_is_unknown(sample: Catalog, ref: str) -> None:
    """Never by prefix, substring or likeness; not even inexactly."""
    with pytest.raises(UnknownModelError) as caught:
        sample.get(ref, inexact=True)
    assert type(caught.value) is UnknownModelError
    assert ref not in sample
    assert sample.get(ref, None) is None


BAD = [
    "",
    "\x00",
    "gpt-4o\n",
    "gpt\t4o",
    "\x1b[31mgpt-4o",
    "\ud800",
    "\u202egpt-4o",
    "x" * 10_000,
    "gpt-4o" * 2_000,
    "a/" * 5_000,
    ":" * 10_000,
    "\u0433\u043f\u0442-4o",
    "\uff47\uff50\uff54\uff0d\uff14\uff4f",
    "模型",
    "نموذج",
    "🚀",
    "\uff27\uff30\uff34",
    "gpt-\uff14o",
    "\ufb01reworks:x",
    "İ",
    "ß" * 300,
]


@pytest.mark.parametrize("ref", BAD, ids=[ascii(ref[:12]) for ref in BAD])
def test_bad_text_is_unknown_and_quickly(sample: Catalog, ref: str) -> None:
    """Empty, control characters, other scripts, far too long: the same error, at once, and it prints on one line."""
    begun = time.perf_counter()
    for inexact in (False, True):
        with pytest.raises(UnknownModelError) as caught:
            sample.get(ref, inexact=inexact)
    with pytest.raises(UnknownModelError):
        sample.resolve(ref)
    with pytest.raises(UnknownModelError):
        sample.model(ref)
    with pytest.raises(UnknownModelError):
        sample.offering(ref)
    with pytest.raises(UnknownModelError):
        sample.offering(ref, "openai")
    assert ref not in sample
    assert time.perf_counter() - begun < 0.5
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "ref",
    ["a:" * 255, "us." * 170, "-001" * 128, "gateway/" * 64, "models/" * 73, "ft:" * 170, ":a" * 256, "@latest" * 73],
)
def test_a_text_made_to_fold_for_ever_does_not(sample: Catalog, ref: str) -> None:
    """What looks like droppable parts through and through costs no more than another miss."""
    begun = time.perf_counter()
    with pytest.raises(UnknownModelError):
        sample.get(ref[:512])
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    "ref",
    [None, 5, b"gpt-4o", ["gpt-4o"], {"a": 1}, object(), 1.5, True, ("openai", "gpt-4o")],
    ids=lambda ref: type(ref).__name__,
)
def test_what_is_no_text_is_a_type_error(sample: Catalog, ref: object) -> None:
    """Everywhere a reference is taken; a default does not hide it."""
    asks: list[Any] = [sample.get, sample.resolve, sample.model, sample.offering, sample.explain]
    for ask in asks:
        with pytest.raises(TypeError, match="a reference is a text, not"):
            ask(ref)
    with pytest.raises(TypeError):
        sample.get(ref, None)  # type: ignore[call-overload]
    assert ref not in sample


class Table:
    """An index made by hand: ids by provider, with what each serves."""

    def __init__(self, ids: dict[str, str | None], aliases: tuple[tuple[str, str, str], ...] = ()) -> None:
        rows: dict[str, dict[str, list[object]]] = {}
        served: dict[str, list[tuple[str, str | None]]] = {}
        self._providers = {key.partition(":")[0] for key in ids}
        for key, model in ids.items():
            provider, _, text = key.partition(":")
            served.setdefault(text, []).append((provider, model))
        for text, held in served.items():
            models = sorted({model for _, model in held if model is not None}) if all(m for _, m in held) else []
            row = [text, [provider for provider, _ in held], [], models]
            rows.setdefault(fold_key(text), {}).setdefault("i", []).append(row)
        for alias in aliases:
            rows.setdefault(fold_key(alias[0]), {}).setdefault("a", []).append(list(alias))
        self._rows = {key: json.dumps(row) for key, row in rows.items()}

    def names(self, key: str) -> Names | None:
        if key in self._providers:
            return Names(provider=key)
        text = self._rows.get(key)
        return None if text is None else Names.read(key, text)

    def provider_named(self, key: str) -> str | None:
        return key if key in self._providers else None

    def prefixes(self, provider: str) -> tuple[str, ...]:
        return ("pre/",)

    def id_prefix(self, provider: str) -> str | None:
        return None


def test_an_exact_id_beats_every_fold() -> None:
    """An id that exists never folds: not its case, not its prefix, not its variant."""
    table = Table({"p:X": "a/upper", "p:x": "a/lower", "p:pre/x": "a/prefixed", "p:x:free": "a/free"})
    for text in ("X", "x", "pre/x", "x:free"):
        assert within_provider("p", text, table) == Resolved(f"p:{text}", ("exact id",))
        assert resolve(f"p:{text}", table).id == f"p:{text}"


def test_an_exact_id_beats_an_alias() -> None:
    """An alias that collides with an id does not win."""
    table = Table({"p:x": "a/x", "p:y": "a/y"}, (("x", "p", "p:y"),))
    assert resolve("p:x", table).id == "p:x"


def test_an_alias_beats_a_fold() -> None:
    """The data's own word comes before case."""
    table = Table({"p:X": "a/x", "p:y": "a/y"}, (("x", "p", "p:y"),))
    assert resolve("p:x", table) == Resolved("p:y", ("provider p", "alias"))
    assert resolve("p:X", table).id == "p:X"


def test_an_alias_holds_within_its_provider() -> None:
    """Another provider does not know it."""
    table = Table({"p:x": "a/x", "q:z": "a/z"}, (("y", "p", "p:x"),))
    assert resolve("p:y", table).id == "p:x"
    with pytest.raises(UnknownModelError):
        resolve("q:y", table)


def test_two_ids_that_differ_in_case_alone_are_ambiguous_to_a_third_spelling() -> None:
    """A fold never chooses between them."""
    table = Table({"p:Ab": "a/1", "p:aB": "a/2"})
    with pytest.raises(AmbiguousModelError) as caught:
        resolve("p:AB", table)
    assert caught.value.candidates == ("p:Ab", "p:aB")


def test_one_fold_at_a_time() -> None:
    """A path and a known prefix are taken off one by one, not both."""
    table = Table({"p:x": "a/x"})
    assert resolve("p:pre/x", table).id == "p:x"
    assert resolve("p:models/x", table).id == "p:x"
    with pytest.raises(UnknownModelError):
        resolve("p:pre/models/x", table)


def test_a_provider_and_a_colon_never_leave_the_provider() -> None:
    """``p:id`` is an offering of ``p`` or unknown, whoever else has the id."""
    table = Table({"p:x": "a/x", "q:y": "a/y"})
    with pytest.raises(UnknownModelError):
        resolve("p:y", table)


def test_a_bare_id_of_several_models_is_ambiguous() -> None:
    """The candidates are the offerings that have it."""
    table = Table({"p:x": "a/1", "q:x": "a/2"})
    with pytest.raises(AmbiguousModelError) as caught:
        resolve("x", table)
    assert caught.value.candidates == ("p:x", "q:x")


def test_a_bare_id_of_one_known_and_one_unknown_model_is_ambiguous() -> None:
    """The unknown one may be another: nothing is guessed."""
    with pytest.raises(AmbiguousModelError):
        resolve("x", Table({"p:x": "a/1", "q:x": None}))


def test_every_id_of_the_sample_means_itself(sample: Catalog) -> None:
    """Canonical ids are fixed points, in either form of an offering's."""
    for entry in (*sample.models, *sample.offerings):
        found = sample.resolve(entry.id)
        assert (found.entry, found.exact) == (entry, True)
    for offering in sample.offerings:
        assert sample.offering(offering.model_id, offering.provider_id) == offering


def test_case_never_matters_alone(sample: Catalog) -> None:
    """Every canonical id answers in capitals too: an offering's with itself, a model's with that model."""
    for offering in sample.offerings:
        assert sample.get(offering.id.upper()) == offering
    for model in sample.models:
        assert sample.model(model.id.upper()) == model
