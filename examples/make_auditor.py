"""Make up an audit to be defended against, with mistakes that auditors make: `python -m examples.make_auditor`.

Nobody in it exists. The frame has an item twice and two for which nothing was paid; the sample has an item that is
not in the frame, one twice, and a sum that does not come out. docs/how-to/answer-an-audit.md goes through it.
"""

import csv
import io
import random
from pathlib import Path

FOLDER = Path(__file__).with_name("audit")
REASONS = ("units", "not documented", "certification", "not necessary")


def make() -> dict[str, str]:
    """The files by name, as CSV."""
    made = random.Random(405)  # noqa: S311 - no secret
    frame = [[f"T{number:04}", f"{made.choice((29.48, 58.97, 88.45, 117.93)):.2f}"] for number in range(400)]
    frame += [["T0400", "0.00"], ["T0401", "0.00"], frame[17]]
    chosen = made.sample(frame[:400], 58)
    sample = []
    for number, (item, paid) in enumerate(chosen):
        error = float(paid) if number % 3 == 0 else 29.48 if number % 7 == 0 else 0.0
        reason = made.choice(REASONS) if error else ""
        sample.append([item, paid, f"{error:.2f}", reason])
    sample += [["T0999", "88.45", "88.45", "units"], sample[3]]
    ours = [[item, paid, paid] for item, paid, error, reason in sample[:40] if reason == "units" and error != "0.00"]
    return {
        "frame.csv": _text(["Claim No", "Amount Paid"], frame),
        "sample.csv": _text(["Claim No", "Amount Paid", "Overpayment", "Reason"], sample),
        "ours.csv": _text(["item", "paid", "should_have_paid"], ours),
    }


def _text(head: list[str], rows: list[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([head, *rows])
    return text.getvalue()


if __name__ == "__main__":
    for name, content in make().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
