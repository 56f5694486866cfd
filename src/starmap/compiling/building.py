"""From what was collected to the records of the catalog, the index of names and the evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from starmap.compiling.baseline import Accepted, Baseline
from starmap.compiling.collecting import Collected, unknown_subject
from starmap.fields import LENT
from starmap.merging.assembling import model_choices, model_of, offering_of
from starmap.merging.choosing import Choice, Claimed, Offer, choose
from starmap.merging.habits import set_aside_habits
from starmap.merging.histories import history_of
from starmap.merging.identity import Identity, Subject, identify
from starmap.merging.rules import Quarantined, hold_to_rules
from starmap.merging.spells import Spell
from starmap.merging.staging import settle_stage
from starmap.model import Author, Model, Offering, Provider
from starmap.sources.listing import Alias, Listing, ProviderFacts, Value

__all__ = ["Built", "build"]

T = TypeVar("T")


@dataclass(slots=True)
class Built:
    """The catalog before it is written."""

    models: list[Model]
    offerings: list[Offering]
    authors: list[Author]
    providers: list[Provider]
    aliases: list[tuple[str, str, str]]
    """Name, provider within which it holds (empty for a model's), and the id that it stands for."""

    evidence: dict[str, dict[str, Choice]]
    """The claims behind each entry, by id."""

    quarantined: list[Quarantined] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    """Offerings whose author no evidence tells."""


def build(collected: Collected, baseline: Baseline, accepted: Accepted) -> Built:
    """Every record, from the claims, held to the rules and to the baseline."""
    offerings = {key: listings for key, listings in collected.listings.items() if not key[0].startswith("@")}
    moving, names = _moving_names(collected.aliases, offerings)
    for key in moving:
        offerings.setdefault(key, [])
    identities = identify(_subjects(offerings), collected.tables)
    offers: dict[tuple[str, str], Offer] = {}
    quarantined: list[Quarantined] = []
    for key in sorted(offerings):
        identity = identities[key]
        at_home = identity.author is not None and key[0] in collected.tables.homes(identity.author)
        listings = [*offerings[key], *moving.get(key, ())]
        offer = choose(*key, listings, at_home)
        row = collected.tables.providers.get(key[0])
        quarantined += set_aside_habits(offer, "USD" if row is None else row.currency)
        settle_stage(offer)
        quarantined += baseline.check_prices(offer, accepted)
        quarantined += hold_to_rules(offer, at_home)
        quarantined += _resolve_pointers(offer, offerings)
        offers[key] = offer
    author_offers = _author_offers(collected)
    histories = _histories(offers, identities, collected)
    models, model_evidence = _models(offers, identities, author_offers, histories, collected, quarantined)
    records, evidence = _offerings(offers, identities, model_evidence, histories)
    evidence |= model_evidence
    names += baseline.renamed_models(records, frozenset(model_evidence))
    return Built(
        models,
        records,
        _authors(collected, {model.author_id for model in models}),
        _providers(collected, {record.provider_id for record in records}),
        names,
        evidence,
        quarantined,
        [record.id for record in records if record.author_id is None],
    )


def _subjects(offerings: Mapping[tuple[str, str], list[tuple[str, Listing]]]) -> Iterable[Subject]:
    for (provider, model_id), listings in offerings.items():
        pointers = [listing.model for _, listing in listings if listing.model]
        family = next((str(x.facts["family"]) for _, x in listings if "family" in x.facts), None)
        yield Subject(provider, model_id, pointers, family)


def _moving_names(
    aliases: list[tuple[str, Alias]], offerings: Mapping[tuple[str, str], object]
) -> tuple[dict[tuple[str, str], list[tuple[str, Listing]]], list[tuple[str, str, str]]]:
    """Moving names become offerings with ``alias_of``; the others stay names, unless an offering has that id."""
    moving: dict[tuple[str, str], list[tuple[str, Listing]]] = defaultdict(list)
    names: dict[tuple[str, str], str] = {}
    cased = {(provider, model_id.casefold()): model_id for provider, model_id in offerings}
    for source, alias in aliases:
        target = cased.get((alias.provider, alias.target.casefold()))
        if target is None or target == alias.name:
            continue
        own = cased.get((alias.provider, alias.name.casefold()))
        if alias.moving:
            key = (alias.provider, own or alias.name)
            moving[key].append((source, Listing(alias.provider, key[1], {"alias_of": target}, alias.date)))
        elif own is None:
            names.setdefault((alias.provider, alias.name), f"{alias.provider}:{target}")
    return dict(moving), [(name, provider, target) for (provider, name), target in sorted(names.items())]


def _resolve_pointers(offer: Offer, known: Mapping[tuple[str, str], object]) -> list[Quarantined]:
    """``alias_of`` and ``replacement`` name ids at the same provider: as the ids of offerings where there is one."""
    out = []
    for path in ("alias_of", "lifecycle.replacement"):
        choice = offer.choices.get(path)
        if choice is None:
            continue
        choice.claims = [_pointing(claim, offer, known) for claim in choice.claims]
        while path == "alias_of" and choice.claims and not _is_target(choice, offer, known):
            refused = choice.refuse("the id that it points to is not an offering of the provider")
            out.append(
                Quarantined(f"{offer.provider}:{offer.id}", path, refused.value, refused.source, choice.refused[-1][1])
            )
    return out


def _pointing(claim: Claimed, offer: Offer, known: Mapping[tuple[str, str], object]) -> Claimed:
    target = str(claim.value)
    if (offer.provider, target) in known:
        return Claimed(f"{offer.provider}:{target}", claim.source, claim.listing)
    return claim


def _is_target(choice: Choice, offer: Offer, known: Mapping[tuple[str, str], object]) -> bool:
    provider, _, target = str(choice.value).partition(":")
    return (provider, target) in known and target != offer.id


def _author_offers(collected: Collected) -> dict[str, tuple[list[Offer], list[Offer]]]:
    """By model id: what the author claims of it, and other sources' records of it."""
    found: dict[str, tuple[list[Offer], list[Offer]]] = defaultdict(lambda: ([], []))
    for (author, slug), listings in collected.listings.items():
        if author.startswith("@"):
            own = [(source, listing) for source, listing in listings if listing.place is not None]
            other = [(source, listing) for source, listing in listings if listing.place is None]
            name = author[1:]
            name = collected.tables.author_by_spelling.get(name, name)
            for place, subset in ((0, own), (1, other)):
                if subset:
                    found[f"{name}/{slug.casefold()}"][place].append(choose(author, slug, subset, True))
    return found


def _histories(
    offers: Mapping[tuple[str, str], Offer], identities: Mapping[tuple[str, str], Identity], collected: Collected
) -> dict[tuple[str, str], list[Spell]]:
    """The rate cards of every offering over time. The day on which a card begins is told by the card itself."""
    histories, ends, today = {}, collected.ends, collected.newest
    for key, offer in offers.items():
        author = identities[key].author
        at_home = author is not None and key[0] in collected.tables.homes(author)
        histories[key] = history_of(offer, collected.cards.get(key, {}), at_home, ends, today)
        offer.choices.pop("pricing.valid_from", None)
    return histories


def _history_of_model(
    offers: Iterable[Offer], histories: Mapping[tuple[str, str], list[Spell]], newest: str
) -> list[Spell]:
    """The history of the one offering from which a model takes its prices."""
    for offer in offers:
        if any(path.startswith("pricing.") and choice.claims for path, choice in offer.choices.items()):
            own = histories.get((offer.provider, offer.id))
            return history_of(offer, {}, True, {}, newest) if own is None else own
    return []


def _models(
    offers: Mapping[tuple[str, str], Offer],
    identities: Mapping[tuple[str, str], Identity],
    author_offers: Mapping[str, tuple[list[Offer], list[Offer]]],
    histories: Mapping[tuple[str, str], list[Spell]],
    collected: Collected,
    quarantined: list[Quarantined],
) -> tuple[list[Model], dict[str, dict[str, Choice]]]:
    members: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, identity in identities.items():
        if identity.model is not None:
            members[identity.model].append(key)
    for model_id, (own, _) in author_offers.items():
        if own and model_id not in members:  # an author's word may bring in a model that nobody serves, if it says so
            listing = next((one for offer in own for one in offer.listings if not one.new), None)
            if listing is not None:
                raise unknown_subject(listing)
            members[model_id] = []
    models, evidence, newest = [], {}, collected.newest
    for model_id, keys in sorted(members.items()):
        author, _, slug = model_id.partition("/")
        homes = collected.tables.homes(author)

        def place(
            key: tuple[str, str], homes: tuple[str, ...] = homes, slug: str = slug
        ) -> tuple[int, bool, int, str, str]:
            at = homes.index(key[0]) if key[0] in homes else len(homes)
            return at, key[1].casefold() != slug, len(key[1]) if at < len(homes) else 0, key[0], key[1]

        ordered = sorted(keys, key=place)
        own, other = author_offers.get(model_id, ([], []))
        served = [offers[key] for key in ordered if key[0] in homes]
        choices = model_choices(own, served, other)
        put_together = Offer(f"@{author}", slug, [], choices)
        quarantined += hold_to_rules(put_together, True)  # limits of several offerings may not go together
        evidence[model_id] = choices
        history = _history_of_model((*own, *served, *other), histories, newest)
        ids = [f"{provider}:{name}" for provider, name in ordered]
        models.append(model_of(model_id, author, choices, ids, history))
    return models, evidence


def _offerings(
    offers: Mapping[tuple[str, str], Offer],
    identities: Mapping[tuple[str, str], Identity],
    model_evidence: Mapping[str, dict[str, Choice]],
    histories: Mapping[tuple[str, str], list[Spell]],
) -> tuple[list[Offering], dict[str, dict[str, Choice]]]:
    records, evidence = [], {}
    for key, offer in sorted(offers.items(), key=lambda item: f"{item[0][0]}:{item[0][1]}"):
        identity = identities[key]
        model = model_evidence.get(identity.model or "", {})
        lent_choices = {path: model[path] for path in LENT if path in model and offer.value(path) is None}
        lent: dict[str, Value] = {
            path: choice.claims[0].value for path, choice in lent_choices.items() if choice.claims
        }
        record = offering_of(offer, identity.author, identity.model, lent, histories[key])
        records.append(record)
        evidence[record.id] = offer.choices
    return records, evidence


def _authors(collected: Collected, named: set[str | None]) -> list[Author]:
    rows = collected.tables.authors
    return [
        Author(id=row.id, name=row.name, website=row.website, home_providers=row.home_providers)
        for key, row in sorted(rows.items())
        if key in named
    ] + [Author(id=key, name=key) for key in sorted(named - set(rows) - {None}, key=str) if key is not None]


def _providers(collected: Collected, named: set[str]) -> list[Provider]:
    rows, records = collected.tables.providers, []
    for key in sorted(named):
        row, said = rows.get(key), collected.providers.get(key, [])
        records.append(
            Provider(
                id=key,
                name=(row.name if row else None) or _first(said, lambda p: p.name) or key,
                aliases=row.aliases if row else (),
                documentation_url=(row.documentation_url if row else None)
                or _first(said, lambda p: p.documentation_url),
                status_url=row.status_url if row else None,
                env=_first(said, lambda p: p.env or None) or (),
                base_url=_first(said, lambda p: p.base_url),
                api=_first(said, lambda p: p.api),
            )
        )
    return records


def _first(said: Iterable[ProviderFacts], read: Callable[[ProviderFacts], T | None]) -> T | None:
    """What the first source that says anything says."""
    return next((value for value in map(read, said) if value is not None), None)
