"""What a browser calls itself, in words that its owner knows."""


def device_of(user_agent: str) -> str:
    """As "Firefox on Windows" or "Mobile Safari on iPhone"; a program by its own name."""
    from ua_parser import parse

    found = parse(user_agent)
    if found.user_agent is None:
        return user_agent.partition(" ")[0].partition("/")[0][:60] or "An unknown browser"
    place = found.device.family if found.device else found.os.family if found.os else ""
    names = {"Mac OS X": "macOS", "Mac": "a Mac"}
    return f"{found.user_agent.family} on {names.get(place, place)}" if place else found.user_agent.family
