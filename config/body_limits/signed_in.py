"""Whether whoever sends is signed in, asked before their body is read."""

from typing import Any

from config.body_limits.limits import IncomingBody
from config.common.database import DATABASE_AWAY, in_pool, unavailable
from config.headers import Headers
from projects.accounts.asgi_scope import user_of


async def check_sender(body: IncomingBody, headers: Headers) -> None:
    """`headers` as in an ASGI scope: names in lower case.

    Raises Unauthorized or TooLarge for strangers, and DatabaseUnavailable when nobody knows who it is.
    """
    try:
        user: Any = await in_pool(user_of)({"headers": headers})
    except DATABASE_AWAY as error:
        raise unavailable(error) from error
    if not user.is_authenticated:
        raise body.refused_to_strangers()
