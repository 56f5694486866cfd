"""A month of usage, each request at the prices of its own day: GPT-5.6 Sol became cheaper on 21 August 2026."""

from datetime import date, timedelta

from starmap import Cost, Usage, catalog

MODEL = catalog.offering("openai:gpt-5.6-sol")
REQUESTS_A_DAY = 200
REQUEST = Usage(input_tokens=6_000, cache_read_tokens=4_500, output_tokens=700)


def day_cost(day: date) -> Cost:
    """What the requests of one day cost: each is priced by itself, for long prompts have rates of their own."""
    return sum((MODEL.cost(REQUEST, at=day) for _ in range(REQUESTS_A_DAY)), start=MODEL.cost(Usage(), at=day))


def main() -> None:
    """Print the month, day by day where the price changed, and the lines of the whole bill."""
    days = [date(2026, 8, 1) + timedelta(days=number) for number in range(31)]
    costs = [day_cost(day) for day in days]
    for before, cost in zip([None, *costs], costs, strict=False):
        if before is None or before.total != cost.total:
            print(f"from {cost.on}: {cost} a day, by the card of {cost.source}")
    print(sum(costs[1:], start=costs[0]).table())


if __name__ == "__main__":
    main()
