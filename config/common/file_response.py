"""Files, with what players and caches need of HTTP: ranges to seek, and tags by which a copy is known."""

import asyncio
import mimetypes
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from config.common.errors import ChatError, PreconditionFailed
from config.common.router import REFUSALS, content, header

CHUNK = 256 * 1024
CACHED = "private, max-age=3600"
TYPES = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".gif": "image/gif",
    ".json": "application/json",
    ".png": "image/png",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
}
FileAnswer = HttpResponse | StreamingHttpResponse


class BadRange(ChatError):
    code, status = "bad_range", 416
    sentence = "The range asks for no byte of the file."
    header_words = {"Content-Range": "How many bytes there are: `bytes */SIZE`."}


def described_file(*types: str) -> dict[str, Any]:
    """What `file_response` takes, gives and refuses, for `openapi_extra`."""
    known = {"ETag": header("Stands for these very bytes."), "Cache-Control": header("How long a copy may be kept.")}
    headers = {
        **known,
        "Accept-Ranges": header("Always `bytes`."),
        "Content-Disposition": header("Its name; to be saved with `?download`."),
        "Content-Length": header("Bytes that follow."),
    }
    span = {"Content-Range": header("`bytes FIRST-LAST/SIZE`")}
    return {
        "parameters": [
            _asked("Range", "`bytes=FIRST-LAST`, one range."),
            _asked("If-Range", "An ETag: the range if the file is still that one, else the whole."),
            _asked("If-None-Match", "ETags of copies: 304 if one of them is as good."),
            _asked("If-Match", "ETags: 412 if the file is none of them."),
        ],
        "responses": {
            200: {"description": "The file.", "headers": headers, "content": content(*types)},
            206: {"description": "The range asked for.", "headers": headers | span, "content": content(*types)},
            304: {"description": "The copy is as good.", "headers": known},
        },
        REFUSALS: (BadRange, PreconditionFailed),
    }


def _asked(name: str, description: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": False, "description": description, "schema": {"type": "string"}}


def file_response(request: HttpRequest, path: Path, name: str, etag: str = "") -> FileAnswer:
    """Send `path`, or the one range of bytes that was asked for, or that the client's copy is as good.

    `etag`, in quotes, stands for these very bytes; else the file's place, time and size do: files are written beside
    their name and then moved there, so that other bytes are another file. Source: RFC 9110, sections 13 and 14.
    """
    file = path.open("rb")
    stat = os.fstat(file.fileno())
    etag = etag or f'"{stat.st_ino:x}-{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    response = unchanged(request, etag) or _part(request, file, stat.st_size, etag)
    if not isinstance(response, StreamingHttpResponse):
        file.close()
    else:
        response["Content-Type"] = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        response["Content-Disposition"] = content_disposition_header("download" in request.GET, name) or "attachment"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Cache-Control"] = CACHED
    return response


def unchanged(request: HttpRequest, etag: str) -> HttpResponse | None:
    """304 when `If-None-Match` names `etag`, 412 when `If-Match` does not; None: send what it stands for."""
    given = HttpResponse(headers={"ETag": etag})
    answer = get_conditional_response(request, etag=etag, response=given)
    return None if answer is given else answer


def byte_range(header: str, size: int) -> range | None:
    """The asked range of a file of `size` bytes; None for the whole, an empty range for one that cannot be given.

    Several ranges, other units and what is malformed are left out of account, as a server may.
    """
    unit, _, given = header.partition("=")
    specs = [spec.strip() for spec in given.split(",") if spec.strip()]
    if unit.strip().lower() != "bytes" or len(specs) != 1:
        return None
    match = re.fullmatch(r"(\d{0,999})-(\d{0,999})", specs[0], re.ASCII)
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first, last = (int(digits) if digits else None for digits in match.groups())
    if first is None:
        return range(max(0, size - (last or 0)), size)
    if last is not None and last < first:
        return None
    return range(first, size if last is None else min(size, last + 1)) if first < size else range(0)


def _part(request: HttpRequest, file: IO[bytes], size: int, etag: str) -> FileAnswer:
    """The bytes that `request` asks for, or a 416."""
    is_known = request.headers.get("If-Range", etag) == etag  # else the client has a part of other bytes
    span = byte_range(request.headers.get("Range", ""), size) if is_known and request.method == "GET" else None
    if span is not None and not span:
        refusal = BadRange(f"The file has {size} bytes; the range asks for none of them.")
        return JsonResponse(refusal.as_json(), status=refusal.status, headers={"Content-Range": f"bytes */{size}"})
    part = range(size) if span is None else span
    response = StreamingHttpResponse(_Bytes(file, part), status=200 if span is None else 206)
    response["Content-Length"] = str(len(part))
    if span is not None:
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response


class _Bytes:
    """`span` of `file`, read as it is sent: the server would read a plain file whole into memory first."""

    def __init__(self, file: IO[bytes], span: range) -> None:
        self._file, self._span = file, span

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with self._file as file:
            file.seek(self._span.start)
            left = len(self._span)
            while left and (chunk := await asyncio.to_thread(file.read, min(CHUNK, left))):
                left -= len(chunk)
                yield chunk

    def close(self) -> None:
        """Called by Django with the response, also when nothing was sent of it."""
        self._file.close()
