"""Checks of the whole packaged catalog."""
