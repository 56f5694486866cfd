"""A guard before the call: it refuses what would cost too much, and what it cannot price."""

from decimal import Decimal

from starmap import UnpricedError, Usage, catalog


class OverBudgetError(RuntimeError):
    """The request would cost more than is left."""


class Budget:
    """So much money, and no request whose cost is not known."""

    def __init__(self, dollars: str) -> None:
        self.left = Decimal(dollars)

    def reserve(self, model: str, planned: Usage) -> Decimal:
        """Take the cost of a planned request out of the budget.

        Raises ``OverBudgetError`` where too little is left and ``UnpricedError`` where the cost is not known.
        """
        cost = catalog.get(model).cost(planned, strict=True)
        assert cost.total is not None
        if cost.total > self.left:
            raise OverBudgetError(f"{model} would cost {cost}, and ${self.left} is left")
        self.left -= cost.total
        return cost.total


def main() -> None:
    """Try three requests."""
    budget = Budget("0.10")
    for model, planned in (
        ("openai:gpt-4o", Usage(input_tokens=12_000, output_tokens=800)),
        ("openai:gpt-4o", Usage(input_tokens=120_000, output_tokens=800)),
        ("openai:gpt-4o", Usage(input_tokens=2_000, input_audio_tokens=1_500, output_tokens=100)),
    ):
        try:
            print(f"{model}: reserved ${budget.reserve(model, planned)}")
        except (OverBudgetError, UnpricedError) as refusal:
            print(f"refused: {refusal}")


if __name__ == "__main__":
    main()
