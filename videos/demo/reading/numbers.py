"""Reading numbers that are to be shown as a chart."""

import re

from videos.demo.reading.subjects import cleaned, without_small_words
from videos.demo.reading.vocabulary import CHARTS, first, found
from videos.design.plan import Chart, ChartKind

MAX_POINTS = 8
MAX_LABEL = 40  # characters
LABEL = r"(?:[^\W\d_][\w&'’-]*(?: [^\W\d_][\w&'’-]*)?|\d{4}(?=[:=]))"
VALUE = r"[$€£]?(\d+(?:\.\d+)?)"
UNIT = r"(?: ?[%€$]|[kKmM]\b)?"
BETWEEN = r"(?:, ?(?:and )?| and |; ?|\n)"
POINT = re.compile(rf"({LABEL}) ?[:=]? ?{VALUE}{UNIT}")
SERIES = re.compile(rf"{LABEL} ?[:=]? ?{VALUE}{UNIT}(?:{BETWEEN}{LABEL} ?[:=]? ?{VALUE}{UNIT})+")
NUMBERS = re.compile(rf"{VALUE}{UNIT}(?:{BETWEEN}{VALUE}{UNIT})+")


def read_chart(text: str) -> Chart | None:
    """Numbers with labels ("Jan 10, Feb 20"), or numbers alone where a chart is asked for."""
    kind = first(CHARTS, text)
    series = SERIES.search(text)
    if series:
        points = [
            ((without_small_words(label) or label)[:MAX_LABEL], float(value))
            for label, value in POINT.findall(series[0])
        ]
        return _chart(kind, points, text[: series.start()])
    asked = kind is not None or found(r"charts?|graphs?|diagram\w*", text)
    numbers = NUMBERS.search(text) if asked else None
    if not numbers:
        return None
    values = re.findall(VALUE, numbers[0])
    return _chart(kind, [(str(i + 1), float(value)) for i, value in enumerate(values)], text[: numbers.start()])


def _chart(kind: ChartKind | None, points: list[tuple[str, float]], before: str) -> Chart:
    labels, values = zip(*points[:MAX_POINTS], strict=True)
    return Chart(kind or "bar", labels, values, _title(before))


def _title(before: str) -> str:
    """What the numbers are about: the words just before them, without those that ask for the chart."""
    words = re.split(r"[.,\n]", before.rstrip().removesuffix(":"))[-1]
    words = re.sub(rf"\b(?:{'|'.join(CHARTS.values())})\b", " ", words, flags=re.I)
    return cleaned(re.sub(r".*\b(?:about|of|for|showing|with|über|sobre|sur)\b", "", words, flags=re.I))
