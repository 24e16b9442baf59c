"""Statuses: a model has a table of moves, and rows move through here only. Nothing else assigns a status.

The update that filters by the status before it is the lock: of two that move a row at once one is too late.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models


class IllegalMove(Exception):
    """The table of moves does not hold this one."""


class LostRace(Exception):
    """Somebody else moved the row first."""


class StatusRow(models.Model):
    """A row with a status. Subclasses give the field its choices, and in `MOVES` what may follow each of them."""

    MOVES: ClassVar[Mapping[str, set[str]]]
    LOST: ClassVar[type[LostRace]] = LostRace  # what it is called when somebody else moved a row of this kind

    status = models.CharField(max_length=16)

    class Meta:
        abstract = True

    @classmethod
    def moving(cls, new: str) -> dict[str, Any]:
        """The fields that every move to `new` writes."""
        return {}

    def as_known(self) -> models.QuerySet[Any]:
        """The row, unless somebody moved it since it was read."""
        return type(self)._base_manager.filter(pk=self.pk)

    def move_to(self, new: str, **fields: Any) -> None:
        """Move to `new`, writing `fields` with it.

        Raises IllegalMove where the table has no such move, LOST when somebody was quicker.
        """
        if not move(self.as_known(), new, old=self.status, **fields):
            raise self.LOST(f"{self._meta.label} {self.pk} is no longer {self.status} as it was read")
        self.refresh_from_db()


def move(rows: models.QuerySet[Any], new: str, *, old: str | None = None, **fields: Any) -> int:
    """Move those of `rows`, which are StatusRows, that are `old` to `new`, writing `fields` with it; give how many.

    Without `old`: those in any status that may become `new`. It is one statement; the others stay as they are.
    Raises IllegalMove where the table has no such move.
    """
    model: type[StatusRow] = rows.model
    before = {status for status, after in model.MOVES.items() if new in after}
    if not before or (old is not None and old not in before):
        raise IllegalMove(f"{model._meta.label}: {old or 'anything'} to {new}")
    held = rows.filter(status__in=sorted(before)) if old is None else rows.filter(status=old)
    return held.update(status=new, **{**model.moving(new), **fields})
