"""What can go wrong when a picture is ordered: a code, a sentence for a person, whether another try may help.

A picture costs money once it is made. So it is asked for again by itself only where surely none was.
"""

from chat.llm.model_errors import ModelError


class ImageError(ModelError):
    code = "picture_failed"
    sentence = "The picture could not be made."


class PictureRefused(ImageError):
    """The server's rules forbid it: asked for again, it would be refused again."""

    code = "picture_refused"
    sentence = "The image server makes no such picture. Ask for another."


class PictureRejected(ImageError):
    code = "picture_rejected"
    sentence = "The image server rejected the request."


class ImagesNotFound(ImageError):
    code = "images_not_found"
    sentence = "The image server does not know this model or address. Check IMAGE_MODEL and IMAGE_BASE_URL."


class ImagesRefusedCredentials(ImageError):
    code = "images_refused_credentials"
    sentence = "The image server did not accept our credentials. Whoever runs this site: check IMAGE_API_KEY."


class ImagesUnpaid(ImageError):
    code = "images_unpaid"
    sentence = "The image server makes no more pictures until it is paid. Whoever runs this site can see to it."


class ImagesBusy(ImageError):
    code, retryable = "images_busy", True
    sentence = "The image server takes no more requests for now. Try again in a moment."


class ImagesUnavailable(ImageError):
    code, retryable = "images_unavailable", True
    sentence = "The image server has trouble of its own. Try again in a moment."


class ImagesUnreachable(ImageError):
    code, retryable = "images_unreachable", True
    sentence = "The image server could not be reached. Check that it runs and that IMAGE_BASE_URL is right."


class PictureOutcomeUnknown(ImageError):
    """Nobody knows whether the picture was made: only a person may ask for it again."""

    code, retryable, only_by_hand = "picture_outcome_unknown", True, True
    sentence = (
        "The connection to the image server ended before the picture came. It may have been made, and paid for, all "
        "the same, so it is not asked for again by itself. Try again if you want it."
    )


class NoPicture(ImageError):
    code = "no_picture"
    sentence = "What came back from the image server is no picture that can be read. Try again, or ask for another."


class PictureTooBig(ImageError):
    code = "picture_too_big"
    sentence = "The picture that came back is larger than one may be here. Whoever runs this site can choose a model."


class LinkRefused(ImageError):
    """A server that names such an address would name it again."""

    code = "picture_link_refused"
    sentence = "The image server keeps its picture at an address from which nothing is fetched here."


class LinkGone(ImageError):
    code = "picture_link_gone"
    sentence = "The image server does not have the picture any more. Try again: it is made anew then."


class LinkBroken(ImageError):
    """The picture is there still, and is paid for: what is fetched again is not made again."""

    code, retryable = "picture_link_broken", True
    sentence = "The picture was made, but could not be fetched. Try again: it is not made anew."
