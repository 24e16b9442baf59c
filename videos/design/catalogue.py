"""The layouts there are. Each is one file in `layouts/`, which makes a `LayoutKind`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from videos.design import layouts
from videos.design.composition.boxes import Node
from videos.design.page import Composed, Page
from videos.document.slots import Slots

Arrangement = Callable[[Page], Composed | Node | None]
Unfit = Iterator[tuple[str, str]]  # slots, each with a sentence
EVERYWHERE = ("effect", "icon")  # slots that each layout takes; one without room for an icon shows none


@dataclass(frozen=True)
class LayoutKind:
    """A layout: which slots it needs and takes, how many entries its lists may have, and its arrangements.

    An arrangement gives None where it does not suit the frame or the slots. `about`: what a model is told, in few
    words. `example` is what docs/layouts.md shows. `check`: what else is wrong with slots that are the right ones.
    """

    name: str
    about: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    arrangements: tuple[Arrangement, ...]
    example: Slots
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    check: Callable[[Slots], Unfit] | None = None

    def complaints(self, slots: Slots) -> Unfit:
        """The slot and a sentence for each thing that this layout cannot show."""
        found = list(self._slots_unfit(slots))
        yield from found
        if not found and self.check is not None:
            yield from self.check(slots)

    def _slots_unfit(self, slots: Slots) -> Unfit:
        for name in Slots.model_fields:
            value = getattr(slots, name)
            given = bool(value) and value != "none"
            if given and name not in (*self.needs, *self.takes, *EVERYWHERE):
                shown = ", ".join((*self.needs, *self.takes))
                yield (
                    name,
                    f"the layout {self.name} does not show {name}; it shows {shown}. Choose another, or leave it out.",
                )
            elif not given and name in self.needs:
                yield name, f"the layout {self.name} needs {name}."
            elif given and name in self.counts:
                least, most = self.counts[name]
                if not least <= len(value) <= most:
                    yield name, f"the layout {self.name} shows {least} to {most} {name}; these are {len(value)}."


@cache
def all_layouts() -> dict[str, LayoutKind]:
    """Every layout by its name, found in the files of `layouts/`."""
    found = {}
    for module in walk_packages(layouts.__path__, f"{layouts.__name__}."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, LayoutKind):
                found[value.name] = value
    return dict(sorted(found.items()))
