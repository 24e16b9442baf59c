"""Whether whoever sends is signed in, asked before their body is read."""

from typing import Any

from chat.access import user_of
from chat.database import DATABASE_AWAY, in_pool, unavailable
from config.bodies.limits import IncomingBody

Headers = list[tuple[bytes, bytes]]  # the names in lower case, as in an ASGI scope


async def check_sender(body: IncomingBody, headers: Headers) -> None:
    """Raises Unauthorized or TooLarge for strangers, and DatabaseUnavailable when nobody knows who it is."""
    try:
        user: Any = await in_pool(user_of)({"headers": headers})
    except DATABASE_AWAY as error:
        raise unavailable(error) from error
    if not user.is_authenticated:
        raise body.refused_to_strangers()
