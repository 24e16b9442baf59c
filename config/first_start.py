"""`python -m config.first_start`: write `.env` once, so that a fresh clone starts. Imports no Django."""

import secrets
from pathlib import Path

DOTENV = Path(__file__).resolve().parent.parent / ".env"


def write_dotenv(path: Path) -> bool:
    """Write `path` unless it is there. Gives whether it was written."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(
                "# Made by `make run`. README.md lists all settings.\n"
                f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
                "DEBUG=1\n"
            )
    except FileExistsError:
        return False
    return True


if __name__ == "__main__" and write_dotenv(DOTENV):
    print(f"Wrote {DOTENV.name} with a new SECRET_KEY.")
