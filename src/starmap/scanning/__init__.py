"""Which models a code base names, and what has become of them."""

from starmap.scanning.findings import Finding, Findings, Rule, Skipped
from starmap.scanning.running import scan

__all__ = ["Finding", "Findings", "Rule", "Skipped", "scan"]
