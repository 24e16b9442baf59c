"""Ten edits of a video that stands: `python -m benchmarks.edits [--output DIR] [NAME…]`

Each is said to the demo model with the product's own tools, in a database of its own. Looks that the scenes changed
which `edits.md` names and no others, for words that must be seen or gone, asks the checker for findings, and writes
NAME.png, a contact sheet of the video after the edit. Needs no server and no key. Exit code 1 when anything is wrong.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.sheets import contact_sheet, parser, prepare, words_of

if TYPE_CHECKING:
    from videos.document.document import Document

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Wished:
    """What somebody asks, and what must come of it: `changes` are numbers of scenes as they were before."""

    name: str
    words: str
    changes: frozenset[int]
    shows: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    shape: str = "16:9"


def edits(path: Path = HERE / "edits.md") -> list[Wished]:
    """The edits of `edits.md`, in order."""
    return [_edit(part) for part in path.read_text("utf-8").split("\n## ")[1:]]


def _edit(part: str) -> Wished:
    name, rest = part.split("\n", 1)
    words = "\n".join(re.findall(r"^> ?(.*)$", rest, re.MULTILINE))
    told = dict(re.findall(r"^(changes|shows|gone|says|shape): (.+)$", rest, re.MULTILINE))
    changes = frozenset(int(number) for number in re.findall(r"\d+", told["changes"]))
    lists = {key: tuple(told[key].split(" | ")) for key in ("shows", "gone", "says") if key in told}
    return Wished(name, words, changes, shape=told.get("shape", "16:9"), **lists)


def wrong_with(wished: Wished, before: "Document", after: "Document", said: str) -> Iterator[str]:
    """What did not come of the wish, what came besides, and what the checker finds."""
    from videos.design.seen import findings
    from videos.document.document import format_of

    order = before.scene_order
    changed = {number for number, name in enumerate(order, 1) if after.scenes.get(name) != before.scenes[name]}
    if changed != wished.changes:
        yield f"changed are {sorted(changed)}, not {sorted(wished.changes)}"
    seen = " ".join(words_of(after))
    yield from (f"not seen: {words}" for words in wished.shows if words not in seen)
    yield from (f"still seen: {words}" for words in wished.gone if words in seen)
    yield from (f"not said: {words}" for words in wished.says if words not in said)
    if format_of(after.width, after.height) != wished.shape:
        yield f"{after.width}×{after.height} is not {wished.shape}"
    yield from map(str, findings(after))


def main() -> int:
    options = parser(__doc__, which="edits", folder="reeltalk-edits").parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    prepare()
    from tests.videos.demo.standing import bakery, drawn
    from videos.document.document import parse_document

    wrong = 0
    for wished in edits():
        if options.names and wished.name not in options.names:
            continue
        studio = bakery()
        before = parse_document(studio.document)
        said = studio.ask(wished.words)
        after = parse_document(studio.document)
        found = list(wrong_with(wished, before, after, said))
        wrong += len(found)
        contact_sheet(after, options.output / f"{wished.name}.png", drawn)
        print(f"{wished.name:<9} {'; '.join(found) or 'nothing wrong'}", flush=True)
    print(f"Contact sheets are in {options.output}.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
