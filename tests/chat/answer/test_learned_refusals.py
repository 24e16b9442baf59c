"""What a model server refused is known to all processes, for as long as it counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.answer import learned_refusals
from chat.answer.learned_refusals import CONTEXT_COUNTS_FOR, ServersInTheDatabase
from chat.llm.request.capabilities import Capabilities
from chat.models import ModelServer

pytestmark = pytest.mark.django_db(transaction=True)
SERVER, MODEL = "http://one.example/v1", "small"


async def test_what_one_process_learned_another_knows_of_that_server_and_model_only() -> None:
    learned = ServersInTheDatabase(SERVER)
    await learned.refuses(MODEL, "temperature")
    await learned.refuses(MODEL, "strict")
    await learned.serves(MODEL, 8192)
    await learned.answers(MODEL, 1024)
    known = Capabilities(frozenset({"strict", "temperature"}), 8192, 1024)
    assert await learned.of(MODEL) == await ServersInTheDatabase(SERVER).of(MODEL) == known
    assert await learned.of("large") == await ServersInTheDatabase("http://two.example").of(MODEL) == Capabilities()
    assert await ModelServer.objects.acount() == 1


async def test_a_refused_context_counts_for_an_hour_the_rest_until_its_row_is_deleted() -> None:
    learned = ServersInTheDatabase(SERVER)
    await learned.refuses(MODEL, "tools")
    await learned.serves(MODEL, 4096)
    long_ago = timezone.now() - CONTEXT_COUNTS_FOR - timedelta(seconds=1)
    await ModelServer.objects.aupdate(context_learned_at=long_ago)
    assert await ServersInTheDatabase(SERVER).of(MODEL) == Capabilities(frozenset({"tools"}))
    await ModelServer.objects.all().adelete()
    assert await ServersInTheDatabase(SERVER).of(MODEL) == Capabilities()


async def test_a_process_looks_again_after_a_while_and_at_once_when_it_learned_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, elsewhere = ServersInTheDatabase(SERVER), ServersInTheDatabase(SERVER)
    assert await here.of(MODEL) == Capabilities()
    await elsewhere.refuses(MODEL, "strict")
    assert await here.of(MODEL) == Capabilities()
    monkeypatch.setattr(learned_refusals, "LOOK_AGAIN_SECONDS", 0.0)
    assert await here.of(MODEL) == Capabilities(frozenset({"strict"}))
    monkeypatch.undo()
    await here.refuses(MODEL, "temperature")
    assert await here.of(MODEL) == Capabilities(frozenset({"strict", "temperature"}))


async def test_an_address_longer_than_its_column_is_cut_the_same_way_each_time() -> None:
    long = "http://" + "x" * 2 * ModelServer.LONGEST_SERVER
    await ServersInTheDatabase(long).refuses(MODEL, "strict")
    assert await ServersInTheDatabase(long).of(MODEL) == Capabilities(frozenset({"strict"}))
