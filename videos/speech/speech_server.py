"""A server with OpenAI's `/audio/speech`, theirs or one of the many local ones that speak it."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from chat.llm.server_names import DEFAULT_BASE_URL, server_name
from config.common.loading import loaded
from videos.sound.cues import Said


@dataclass(frozen=True)
class SpeechServer:
    """`api_key` may be empty, for servers that want none."""

    base_url: str
    api_key: str
    model: str
    usual_voice: str

    @property
    def heard_by(self) -> str:
        return urlsplit(self.base_url or DEFAULT_BASE_URL).hostname or ""

    @property
    def source(self) -> str:
        return f"{server_name(self.base_url)} {self.model}"

    def refusal(self, text: str, voice: str) -> str:
        return ""  # which languages its voices speak only the server knows

    async def speak(self, said: Said, output: Path, key: str) -> None:
        await loaded("videos.speech.speech_requests")
        from videos.speech.speech_requests import speak

        await speak(self, said, output, key)
