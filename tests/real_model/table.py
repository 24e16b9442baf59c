"""The table of a run: a row for each request, with what was sent and what came. Pure."""

from collections.abc import Sequence

from tests.real_model.recorder import Exchange

HEADS = (
    "request", "messages", "tools", "characters sent", "at most", "format", "status", "tokens read (from cache)",
    "tokens written", "finish", "characters", "calls", "first, s", "whole, s",
)  # fmt: skip


def table(exchanges: Sequence[Exchange]) -> str:
    """In Markdown."""
    rows = [HEADS, ("---",) * len(HEADS), *(_row(number, each) for number, each in enumerate(exchanges, 1))]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(number: int, each: Exchange) -> tuple[str, ...]:
    asked, usage = each.asked, each.usage
    most = asked.get("max_completion_tokens") or asked.get("max_tokens")
    calls = ", ".join(f"{name}({len(text)})" for name, text in each.calls.values())
    cached = f" ({each.cached_tokens:,})" if each.cached_tokens else ""
    return (
        f"{number} {each.kind}" + (f", {each.forced} forced" if each.forced else ""),
        str(len(asked["messages"])),
        str(len(asked.get("tools") or [])),
        f"{each.sent_characters:,}",
        str(most or ""),
        str((asked.get("response_format") or {}).get("type", "")),
        str(each.status or "none"),
        f"{usage['prompt_tokens']:,}{cached}" if usage else "",
        f"{usage['completion_tokens']:,}" if usage else "",
        "left" if each.is_left else each.finish,
        f"{len(each.content):,}",
        calls,
        "" if each.first_s is None else f"{each.first_s:.1f}",
        f"{each.whole_s:.1f}",
    )
