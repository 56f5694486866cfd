"""Choosing among offerings: what is required, how they are ranked, and why each of the others is out."""

from starmap.selection.reasons import Reason, Requirement
from starmap.selection.selecting import NoneSelectedError, NotSelectedError, Selection

__all__ = ["NoneSelectedError", "NotSelectedError", "Reason", "Requirement", "Selection"]
