"""What one workload costs at every provider of a model, cheapest first."""

from starmap import Usage, catalog

WORKLOAD = Usage(input_tokens=3_000, output_tokens=500)
MODEL = "deepseek/deepseek-v3.2"


def main() -> None:
    """Print a line for each offering with a known price that is not zero, and count the others."""
    costs = [offering.cost(WORKLOAD) for offering in catalog.model(MODEL).offerings]
    priced = sorted((cost.total, cost.entry or "") for cost in costs if cost.total)
    for total, entry in priced:
        print(f"{entry:<60} ${total * 1_000:>8.3f} per thousand requests")
    free = sum(cost.total == 0 for cost in costs)
    print(f"{free} are free, of {len(costs) - len(priced) - free} no price is known today")


if __name__ == "__main__":
    main()
