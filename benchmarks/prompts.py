"""Twenty-four briefs to the demo model: `python -m benchmarks.prompts [--output DIR] [NAME…]`

Each is said to the demo model with the product's own tools, in a database of its own. Looks for the facts of the brief,
its shape and its seconds in the video, asks the checker for findings, and writes NAME.png, a contact sheet of the
scenes when all of them has come. Needs no server and no key. Exit code 1 when anything is wrong.
"""

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.sheets import contact_sheet, parser, prepare, words_of

if TYPE_CHECKING:
    from videos.document.document import Document

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Brief:
    """What somebody writes, and what must be seen of it. `seconds` None: they do not say."""

    name: str
    words: str
    facts: tuple[str, ...]
    shape: str
    seconds: float | None


def briefs(path: Path = HERE / "prompts.md") -> list[Brief]:
    """The briefs of `prompts.md`, in order."""
    return [_brief(part) for part in path.read_text("utf-8").split("\n## ")[1:]]


def _brief(part: str) -> Brief:
    name, rest = part.split("\n", 1)
    lines = rest.strip().splitlines()
    quoted = [re.sub(r"^> ?", "", line) for line in lines if line.startswith(">")]
    facts, measures = [line for line in lines if line and not line.startswith(">")]
    shape, _, seconds = measures.partition(", ")
    return Brief(
        name,
        "\n".join(quoted),
        tuple(facts.split(" | ")),
        shape,
        float(seconds.removesuffix(" s")) if seconds else None,
    )


def wrong_with(brief: Brief, document: "Document") -> Iterator[str]:
    """What of the brief the video does not hold, and what the checker finds."""
    from videos.design.seen import findings
    from videos.document.document import SIZES
    from videos.facts.asked import asked_in

    yield from (f"not shown: {fact}" for fact in asked_in(brief.words).not_shown(words_of(document)))
    said = "".join("".join(words_of(document)).split()).casefold()
    yield from (f"not seen: {fact}" for fact in brief.facts if "".join(fact.split()).casefold() not in said)
    if SIZES[brief.shape] != (document.width, document.height):
        yield f"{document.width}×{document.height} is not {brief.shape}"
    if brief.seconds and abs(document.duration - brief.seconds) > 0.05:
        yield f"{document.duration:g} s, not {brief.seconds:g}"
    yield from map(str, findings(document))


def main() -> int:
    reading = parser(__doc__, which="briefs", folder="reeltalk-prompts")
    reading.add_argument("--briefs", type=Path, default=HERE / "prompts.md", help="a file of briefs like prompts.md")
    options = reading.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    prepare()
    from tests.videos.demo.studio import Studio
    from videos.document.document import parse_document

    wrong = 0
    for brief in briefs(options.briefs):
        if options.names and brief.name not in options.names:
            continue
        studio, began = Studio(), time.monotonic()
        studio.ask(brief.words)
        seconds, document = time.monotonic() - began, parse_document(studio.document)
        found = list(wrong_with(brief, document))
        wrong += len(found)
        contact_sheet(document, options.output / f"{brief.name}.png")
        about = (
            f"{len(document.scene_order)} scenes, {document.duration:4.1f} s, {document.style.name}, {seconds:.1f} s"
        )
        print(f"{brief.name:<12} {about}: {'; '.join(found) or 'nothing wrong'}", flush=True)
    print(f"Contact sheets are in {options.output}.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
