"""Reading the usage out of what providers' APIs return, whatever their convention."""

from starmap.responses.reading import Response, read_response

__all__ = ["Response", "read_response"]
