"""Holding a request against what is known of a model before it is sent."""

from starmap.checks.asks import Api, Ask, Want
from starmap.checks.requests import Request, read_request
from starmap.checks.rules import Facts, Tokens, check_of
from starmap.checks.violations import Check, Finding, Note, Rule, Violation

__all__ = [
    "Api",
    "Ask",
    "Check",
    "Facts",
    "Finding",
    "Note",
    "Request",
    "Rule",
    "Tokens",
    "Violation",
    "Want",
    "check_of",
    "read_request",
]
