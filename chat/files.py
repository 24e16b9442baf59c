"""Files with Range support, which players need to seek."""

import asyncio
import mimetypes
import re
from collections.abc import AsyncIterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse

CHUNK = 256 * 1024
TYPES = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".gif": "image/gif",
    ".json": "application/json",
    ".png": "image/png",
}


def file_response(request: HttpRequest, path: Path, name: str) -> HttpResponse | StreamingHttpResponse:
    """Send `path`, or the one range of bytes that was asked for. Source: RFC 9110, section 14."""
    size = path.stat().st_size
    span = byte_range(request.headers.get("Range", ""), size)
    if span is not None and not span:
        refusal = {"code": "bad_range", "message": f"The file has {size} bytes; the range asks for none of them."}
        return JsonResponse(refusal, status=416, headers={"Content-Range": f"bytes */{size}"})
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    part = span or range(size)
    # Asynchronous: the server would read a plain file whole into memory first.
    response = StreamingHttpResponse(_read(path, part), status=206 if span else 200, content_type=kind)
    if span:
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    response["Content-Length"] = str(len(part))
    disposition = "attachment" if "download" in request.GET else "inline"
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def byte_range(header: str, size: int) -> range | None:
    """The asked range of a file of `size` bytes; None for the whole, an empty range for one that cannot be given."""
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip(), re.ASCII)
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first, last = match.groups()
    if first == "":
        return range(max(0, size - int(last)), size)
    stop = min(size, int(last) + 1) if last else size
    return range(int(first), max(stop, int(first))) if int(first) < size else range(0)


async def _read(path: Path, span: range) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        file.seek(span.start)
        left = len(span)
        while left and (chunk := await asyncio.to_thread(file.read, min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
