import tempfile
from pathlib import Path

from tests.chat.statements import APP, beginning
from tests.people import Person
from tests.servers import Place
from tests.upstream import ScriptedUpstream

with ScriptedUpstream() as upstream, tempfile.TemporaryDirectory() as folder:
    written = Path(folder, "statements")
    settings = {"OPENAI_BASE_URL": upstream.base_url, "EXTRA_APPS": APP, "STATEMENTS": str(written)}
    place = Place(Path(folder), settings).migrate("maker")
    with place.server("uvicorn") as server, Person.at(server, "maker") as person:
        beginning(person, person.project(), written)  # modules and queries are loaded and compiled once
        for number, statement in enumerate(beginning(person, person.project(), written), start=1):
            print(f"{number:3} {statement.thread}: {statement.sql}")
            for place_in_code in statement.origin:
                print(f"        {place_in_code}")
