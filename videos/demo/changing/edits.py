"""From changes and the document as it stands to JSON Patch operations. Pure.

Each change is computed on the document as the changes before it leave it, so that several of them fit together.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import jsonpatch

from videos.demo.changing.operations import CannotEdit, Operation, coarse
from videos.demo.changing.rebuilding import (
    add_effect,
    lengthen,
    move_scene,
    pace,
    remove_effect,
    remove_scene,
    reshape,
    set_duration,
    set_rate,
    set_transition,
)  # fmt: skip
from videos.demo.changing.retouching import recolour, resize, rewrite
from videos.demo.reading import wished_changes as wishes
from videos.design.canvas import Json

MOST_OPERATIONS = 150  # of a patch that says each property by itself; the tool takes 500


@dataclass
class Edit:
    """What a prompt's changes come to: operations for one patch, a phrase for each change, and the document then."""

    document: Json
    operations: list[Operation] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def edit(document: Json, changes: list[wishes.Change]) -> Edit:
    """The operations of all the changes, one after another; a change that does not fit becomes a refusal."""
    result = Edit(deepcopy(document))
    for change in changes:
        if type(change) not in EDITORS:
            continue
        try:
            operations, phrase = EDITORS[type(change)](result.document, change)
        except CannotEdit as refusal:
            result.refusals.append(str(refusal))
            continue
        result.document = jsonpatch.apply_patch(result.document, operations)
        result.operations += operations
        result.phrases.append(phrase)
    if len(result.operations) > MOST_OPERATIONS:
        result.operations = coarse(document, result.document)
    return result


Editor = Callable[[Json, Any], tuple[list[Operation], str]]
EDITORS: dict[type[wishes.Change], Editor] = {
    wishes.Rewrite: rewrite,
    wishes.Resize: resize,
    wishes.Recolour: recolour,
    wishes.SetDuration: set_duration,
    wishes.Lengthen: lengthen,
    wishes.Pace: pace,
    wishes.SetTransition: set_transition,
    wishes.SetRate: set_rate,
    wishes.RemoveScene: remove_scene,
    wishes.MoveScene: move_scene,
    wishes.Reshape: reshape,
    wishes.AddEffect: add_effect,
    wishes.RemoveEffect: remove_effect,
}
