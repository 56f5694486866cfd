"""Where each page lies: file names that are safe, unique and the same in every build."""

from __future__ import annotations

import re
from hashlib import sha256

__all__ = [
    "AUTHORS",
    "CHANGES",
    "COMPARISON",
    "HOME",
    "PROVIDERS",
    "author_page",
    "file_name",
    "link",
    "model_page",
    "offering_page",
    "provider_page",
]

HOME = "README"
"""The catalog's index: what a code host shows for a folder; ``index`` in the site."""

PROVIDERS = f"providers/{HOME}"
AUTHORS = f"authors/{HOME}"
COMPARISON = "comparison"
CHANGES = "changes"

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?")
_RESERVED = re.compile(r"(?:readme|index|con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_OTHER = re.compile(r"[^a-z0-9._]+")


def file_name(key: str) -> str:
    """A name for a file or folder: the id itself where every file system takes it, else a likeness with a hash.

    The hash stands after a tilde, which no plain name has, so that ids that differ only in case or in a ``/`` never
    meet.

    >>> file_name("gemini-1.5-pro-002")
    'gemini-1.5-pro-002'
    >>> file_name("meta-llama/Llama-3:free")
    'meta-llama-llama-3-free~3ec572647b'
    """
    if _PLAIN.fullmatch(key) and not _RESERVED.fullmatch(key):
        return key
    likeness = _OTHER.sub("-", key.lower()).strip("-._")[:60].rstrip("-._")
    return f"{likeness or 'id'}~{sha256(key.encode()).hexdigest()[:10]}"


def author_page(author_id: str) -> str:
    """The page of an author. Pages are named from the root, without the ending that a form of them gives."""
    return f"authors/{file_name(author_id)}/{HOME}"


def provider_page(provider_id: str) -> str:
    """The page of a provider."""
    return f"providers/{file_name(provider_id)}/{HOME}"


def model_page(model_id: str) -> str:
    """The page of a model, in its author's tree."""
    author, _, slug = model_id.partition("/")
    return f"authors/{file_name(author)}/models/{file_name(slug)}"


def offering_page(offering_id: str) -> str:
    """The page of an offering, in its provider's tree."""
    provider, _, key = offering_id.partition(":")
    return f"providers/{file_name(provider)}/models/{file_name(key)}"


def link(origin: str, target: str) -> str:
    """The way from one page to another, relative and without an ending.

    >>> link("authors/google/models/gemini-2.5-pro", "authors/google/README")
    '../README'
    """
    here, there = origin.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:])
