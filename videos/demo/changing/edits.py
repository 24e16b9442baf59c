"""From wishes to the calls that fulfil them, each on the video as the ones before it leave it. Pure."""

from dataclasses import dataclass, field

from videos.demo.changing.looks_changed import LOOKS
from videos.demo.changing.rewording import WORDS
from videos.demo.changing.scenes_changed import SCENES
from videos.demo.changing.sound_changed import SOUNDS
from videos.demo.changing.told import Editor, Known, Told
from videos.demo.changing.video_to_be import CannotEdit, Draft
from videos.demo.changing.wished_changes import Change, Deed
from videos.demo.utterances import Call
from videos.design.canvas import Json
from videos.document.complaints import Complaint

MOST_REPEATED = 6  # texts


@dataclass
class Result:
    """What wishes come to: the calls, what each made different, and those that cannot be, with the reason."""

    document: Json
    calls: list[Call] = field(default_factory=list)
    done: list[Told] = field(default_factory=list)
    refused: list[tuple[Change, CannotEdit]] = field(default_factory=list)


def edit(document: Json, changes: list[Change], known: Known) -> Result:
    """The calls of all the changes. One that does not fit changes nothing, and is told."""
    result = Result(document)
    for change in changes:
        draft = Draft(result.document)
        try:
            done = EDITORS[change.deed](draft, change, known)
            if draft.document == result.document and change.deed != "redo":
                raise CannotEdit("already")
        except CannotEdit as refusal:
            result.refused.append((change, refusal))
        except Complaint:
            result.refused.append((change, CannotEdit("does_not_fit")))
        else:
            result.done.append(done)
            result.document, result.calls = draft.document, result.calls + draft.calls
    return result


def cannot(draft: Draft, change: Change, known: Known) -> Told:
    says = draft.texts(draft.order)[:MOST_REPEATED]
    choice = "film_to_order" if change.choice == "film" and known.orders_pictures else change.choice
    raise CannotEdit(choice, says=", ".join(f"“{text}”" for text in says))


EDITORS: dict[Deed, Editor] = {**LOOKS, **WORDS, **SCENES, **SOUNDS, "cannot": cannot}
