"""Refusals as servers word them: which option they name, which size they tell, and what names nothing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.llm.model_errors import ContextTooSmall, from_status
from chat.llm.request.capabilities import OPTIONS, Capabilities
from chat.llm.request.chat_messages import STATE
from chat.llm.request.model_request import ModelRequest, body_of
from chat.llm.request.plans import Plan
from chat.llm.request.server_refusals import (
    ContextRefusal,
    context_refusal,
    longest_answer,
    refused_option,
    served_context,
    speaks_of_pictures,
)
from chat.llm.request.tokens import estimated_tokens

ALL = frozenset(OPTIONS)
PLAN = Plan("plan", "Plan.", {"type": "object", "properties": {}, "required": [], "additionalProperties": False})
TOOLS = [{"type": "function", "function": {"name": "plan", "description": "Plan.", "strict": True, "parameters": {}}}]
FORMAT = {"type": "json_schema", "json_schema": {"name": "scene", "strict": True, "schema": {"type": "object"}}}
HELLO = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}]


def refusal(body: Any, status: int = 400) -> str:
    """What is looked at: as the client has it."""
    return from_status(status, {}, body).refusal


OPENAI = {"error": {"message": "M", "type": "invalid_request_error", "param": None, "code": "unsupported_parameter"}}
PYDANTIC = {"detail": [{"type": "extra_forbidden", "loc": ["body", "P"], "msg": "Extra inputs are not permitted"}]}
SHAPES = [
    lambda option: {"error": {**OPENAI["error"], "message": f"Unsupported parameter: '{option}'.", "param": option}},
    lambda option: {"error": {**OPENAI["error"], "message": f"'{option}' is not supported with this model."}},
    lambda option: {"object": "error", "message": f"Unknown field {option}", "code": 400},
    lambda option: f"unknown field: {option}",
    lambda option: [{"error": {"code": 400, "message": f'Invalid JSON payload: unknown name "{option}".'}}],
    lambda option: json.loads(json.dumps(PYDANTIC).replace('"P"', json.dumps(option))),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_an_option_that_a_refusal_names_is_found(option: str, shape: Any) -> None:
    assert refused_option(refusal(shape(option), 422), {option, "tools"}) == option
    assert refused_option(refusal(shape(option)), frozenset()) is None


@pytest.mark.parametrize(
    ("said", "option"),
    [
        ("gemma3:270m does not support tools", "tools"),
        ("Function calling is not enabled for this model", "tools"),
        ('"auto" tool choice requires --enable-auto-tool-choice to be set', "tools"),
        ("tools param requires --jinja flag", "tools"),
        ("This model doesn't support tool use.", "tools"),
        ("tool calling isn't available here", "tools"),
        ("No endpoints found that support tool use", "tools"),
        ("This model only takes single tool-calls at once!", "parallel_tool_calls"),
        ("multiple tool calls in one message: not supported", "parallel_tool_calls"),
        ("json_schema output is unsupported by this engine", "response_format"),
        ("failed to parse grammar", "response_format"),
        ("Only one tool call per assistant message is allowed", "parallel_tool_calls"),
        ("'messages.2' : for 'role:assistant' the property 'reasoning' is unsupported", "reasoning"),
        ("Only the default temperature (1) is supported", "temperature"),
        ("max_tokens is too large: 16000", "max_completion_tokens"),
        ("include_usage: extra field", "stream_options"),
    ],
)
def test_sentences_of_servers_are_understood(said: str, option: str) -> None:
    assert refused_option(refusal({"error": {"message": said}}), ALL) == option


WITH_PICTURES = frozenset(OPTIONS) - {"temperature"}  # a request that asks for everything, and shows two


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Invalid content type. image_url is only supported by certain models.", 400),
        ("No endpoints found that support image input", 404),
        ("this model does not support image input (ref: b8bd630e)", 400),
        ("image input is not supported - hint: if this is unexpected, you may need to provide the mmproj", 500),
        ("image input is not supported by this server", 500),
        ('Failed to parse messages: Unsupported content part type: "image_url"; messages = []', 500),
        ("Failed to deserialize the JSON body into the target type: messages[137]: unknown variant `image_url`, "
         "expected `text` at line 1 column 460917", 400),
        ("Failed to deserialize the JSON body into the target type: messages[2]: invalid type: sequence, expected a "
         "string at line 1 column 2901", 422),
        ("Failed to deserialize the JSON body into the target type: messages[1]: data did not match any variant of "
         "untagged enum ChatCompletionRequestContent at line 1 column 18231", 422),
        ("messages[3].content must be a string", 400),
        ("'messages.2' : for 'role:user' the following must be satisfied[('messages.2.content' : value must be a "
         "string)]", 400),
        ("json: cannot unmarshal array into Go struct field Message.messages.content of type string", 400),
        ("/models/qwen3-32b is not a multimodal model", 400),
        ("At most 0 image(s) may be provided in one prompt.", 400),
        ("Model does not support images. Please use a model that does.", 400),
        ("'url' field must be a base64 encoded image.", 400),
        ("Validation error: This model doesn't support the image field for user messages. Remove image and try again.",
         400),
        ('can only concatenate str (not "list") to str', 500),
        ("Input should be 'text'", 422),
    ],
)  # fmt: skip
def test_pictures_are_refused_in_many_words(said: str, status: int) -> None:
    assert refused_option(refusal({"error": {"message": said}}, status), WITH_PICTURES) == "pictures"


@pytest.mark.parametrize(
    "said",
    [
        "At most 1 image(s) may be provided in one request.",
        "Too many images provided. This model supports up to 5 images",
        "Multiple images are not supported by this model",
    ],
)
def test_a_server_that_takes_one_picture_gets_one(said: str) -> None:
    assert refused_option(refusal({"error": {"message": said}}), WITH_PICTURES) == "several_pictures"


@pytest.mark.parametrize(
    "said",
    [
        "Could not process image",
        "cannot identify image file",
        "The image was flagged by our content policy, which does not allow such images",
        "image exceeds 5 MB maximum: too large",
        "Failed to load image or audio file",
    ],
)
def test_what_is_wrong_with_one_picture_is_not_said_of_all(said: str) -> None:
    told = refusal({"error": {"message": said}})
    assert refused_option(told, WITH_PICTURES) is None and speaks_of_pictures(told)


@pytest.mark.parametrize(
    "said",
    [
        "Invalid schema for function 'plan_scenes': in context=('properties', 'x'), 'oneOf' is not permitted.",
        "tools[0].function.parameters: unsupported keyword",
        "The model is overloaded",
        "messages: roles must alternate",
        "Your account is in strict mode; blocked by policy",
        "Missing `reasoning_content` field in the assistant message at message index 2",
        "Your account has no credit left",
        "Invalid 'messages[2].tool_calls[0].function.name'",
        "No tool output found for function call call_1.",
        "messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
        "unexpected tool_use_id found in tool_result blocks",
    ],
)
def test_what_names_no_option_changes_nothing(said: str) -> None:
    assert refused_option(refusal({"error": {"message": said}}), {"tools", "temperature"}) is None


@pytest.mark.parametrize(
    ("said", "served", "sent"),
    [
        ("request (9012 tokens) exceeds the available context size (8192 tokens), try increasing it", 8192, 9012),
        ("This model's maximum context length is 8192 tokens. You asked for 20000 tokens (9000 in the messages, 11000 "
         "in the completion).", 8192, 9000),
        ("This model's maximum context length is 4,096 tokens, but your request has 9000 input tokens.", 4096, 9000),
        ("The decoder prompt (length 9000) is longer than the maximum model length of 8192.", 8192, 9000),
        ("prompt is too long: 210000 tokens > 200000 maximum", 200_000, 210_000),
        ("Prompt has 40000 tokens, too large for model with 32768 maximum context length", 32_768, 40_000),
        ("The input token count (120000) exceeds the maximum number of tokens allowed (104857).", 104_857, 120_000),
        ("`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens", 4096, 5000),
        ("The input (9000 tokens) is longer than the model's context length (8192 tokens).", 8192, 9000),
        ("'max_tokens' is too large: 16000. This model's maximum context length is 8192 tokens and your request "
         "has 4000 input tokens (16000 > 8192 - 4000).", 8192, 4000),
        ("the model is loaded with context length of only 4096 tokens", 4096, None),
    ],
)  # fmt: skip
def test_the_size_in_a_refusal_is_believed(said: str, served: int, sent: int | None) -> None:
    assert context_refusal(refusal({"error": {"message": said}})) == ContextRefusal(served, sent)


@pytest.mark.parametrize(
    ("refusal", "tokens", "answer", "known", "fits"),
    [
        (ContextRefusal(8192, 9000), 9000, 0, None, 8192),  # it counts as we do
        (ContextRefusal(8192, 9000), 4500, 0, None, 4096),  # it counts twice as many
        (ContextRefusal(8192, 4000), 4000, 16_000, None, 8192),  # the answer's limit was too much
        (ContextRefusal(8192), 4000, 16_000, None, 8192),
        (ContextRefusal(8192), 9000, 0, None, 8192),
        (ContextRefusal(8192), 5000, 1000, None, 4000),  # we must count too few
        (ContextRefusal(8192, 9000), 9000, 0, 8192, 6553),  # refused again
        (ContextRefusal(None), 9000, 0, None, 6000),  # it does not say how much
    ],
)
def test_a_context_is_kept_in_our_own_counting(
    refusal: ContextRefusal, tokens: int, answer: int, known: int | None, fits: int
) -> None:
    assert refusal.fitting(tokens, answer, known) == fits


@pytest.mark.parametrize(
    ("said", "served", "sent"),
    [
        ("`inputs` must have less than 6500 tokens. Given: 7174", 6500, 7174),
        ("Prompt token count of 7174 exceeds the limit of 6500", 6500, 7174),
        ("exceeded model token limit: 6500 (requested: 7174)", 6500, 7174),
        ("Range of input length should be [1, 6500]", 6500, None),
        ("Number of prompt tokens: 7174 exceeds model max length: 6500", 6500, 7174),
        ("input length and `max_tokens` exceed context limit: 7000 + 16000 > 8192", 8192, 7000),
        ("Please reduce the length of the messages or completion.", None, None),
        ("Input is too long for requested model.", None, None),
        ("Prompt exceeds max length", None, None),
    ],
)
def test_other_ways_to_say_too_long(said: str, served: int | None, sent: int | None) -> None:
    assert context_refusal(refusal({"error": {"message": said}})) == ContextRefusal(served, sent)


@pytest.mark.parametrize(
    ("said", "longest"),
    [
        ("max_tokens is too large: 16000. This model supports at most 4096 completion tokens", 4096),
        ("Range of max_tokens should be [1, 8192]", 8192),
        ("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", 8192),
        ("`max_completion_tokens` must be less than or equal to 8192", 8192),
        ("max_tokens must be <= 20000", None),
        ("Unsupported parameter: 'max_tokens'", None),
    ],
)
def test_the_longest_answer_that_a_server_names_is_asked_for(said: str, longest: int | None) -> None:
    assert longest_answer(refusal({"error": {"message": said}}), 16_000) == longest
    limited = body_of(ModelRequest(HELLO, [], "m", max_tokens=16_000), Capabilities(answer_tokens=longest))
    assert limited.content["max_completion_tokens"] == (longest or 16_000)


def test_what_a_server_says_back_of_our_request_names_nothing() -> None:
    echoed = {"strict": True, "temperature": 1, "tools": [{"unsupported": "x" * 9000}]}
    fault = {"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "Extra inputs are not permitted"}
    for body in ({"detail": [{"input": echoed, **fault}]}, {"detail": [{**fault, "input": echoed}], "body": echoed}):
        assert refused_option(refusal(body, 422), ALL) == "stream_options"
    elsewhere = {"detail": [{"input": echoed, "loc": ["body", "messages"], "msg": "Field required"}]}
    assert refused_option(refusal(elsewhere, 422), ALL) is None


@pytest.mark.parametrize("said", ["Rate limit of 8192 tokens a minute", "context is missing", "maximum 3 images"])
def test_other_numbers_are_no_size(said: str) -> None:
    assert context_refusal(refusal({"error": {"message": said}})) is None


@given(st.text(max_size=300) | st.text("{}[]\"':,0123456789 param loc context length", max_size=300))
def test_any_refusal_can_be_read(said: str) -> None:
    context_refusal(said)
    assert refused_option(said, ALL) in {None, *OPTIONS}


@pytest.mark.parametrize(
    ("listed", "size"),
    [
        ({"id": "m", "max_model_len": 8192}, 8192),
        ({"id": "m", "context_length": 131072, "top_provider": {"context_length": 65536}}, 131_072),
        ({"id": "m", "context_window": 32768}, 32_768),
        ({"id": "m", "meta": {"n_ctx": 4096, "n_ctx_train": 32768}}, 4096),
        ({"id": "m", "meta": {"n_ctx_train": 32768}}, None),
        ({"id": "m", "max_position_embeddings": 32768}, None),
        ({"id": "m", "loaded_context_length": 4096, "max_context_length": 131072}, 4096),
        ({"id": "m", "context_length": True}, None),
        ({"id": "m", "context_length": "8k"}, None),
        ({"id": "m", "context_length": 0, "meta": None}, None),
    ],
)
def test_a_served_size_is_believed_and_a_trained_one_is_none(listed: dict[str, Any], size: int | None) -> None:
    assert served_context(listed) == size


def full() -> ModelRequest:
    thought = {"role": "assistant", "content": "Hm.", "reasoning": "Let me see."}
    messages = [*HELLO, thought, {"role": "user", "content": "And?"}]
    return ModelRequest(messages, TOOLS, "m", temperature=0.5, response_format=FORMAT, max_tokens=900, plan=PLAN)


@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_what_a_server_refused_is_not_sent_again(option: str) -> None:
    refused = {option, "max_completion_tokens"} if option == "max_tokens" else {option}
    body = body_of(full(), Capabilities(frozenset(refused)))
    assert option not in body.options
    assert option not in body.content
    if option == "strict":
        assert "strict" not in json.dumps(body.content)


def test_a_limit_goes_out_under_the_name_that_the_server_knows() -> None:
    sent = [body_of(full(), Capabilities(frozenset(refused))).content for refused in (
        [], ["max_completion_tokens"], ["max_completion_tokens", "max_tokens"],
    )]  # fmt: skip
    assert [(each.get("max_completion_tokens"), each.get("max_tokens")) for each in sent] == [
        (900, None), (None, 900), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said, awaited", [("A video!", True), ("The result:\nMade.", False), ("The result:\nError: no.", True)]
)
def test_without_tools_the_answer_is_held_to_the_plans_schema_until_there_is_one(said: str, awaited: bool) -> None:
    request = ModelRequest([*HELLO[:1], {"role": "user", "content": said}], TOOLS, "m", plan=PLAN)
    body = body_of(request, Capabilities(frozenset({"tools"})))
    assert body.content.get("response_format") == (PLAN.response_format if awaited else None)
    assert (body.is_asked_first, body.plan_tool) == (awaited, "plan")
    assert PLAN.told in body.content["messages"][0]["content"]
    in_words = body_of(request, Capabilities(frozenset({"tools", "response_format"})))
    assert "response_format" not in in_words.content and PLAN.told in in_words.content["messages"][0]["content"]


def test_without_a_schema_and_without_tools_they_are_told_in_words() -> None:
    content = body_of(full(), Capabilities(frozenset({"response_format", "tools"}))).content
    assert not content.keys() & {"tools", "response_format"}
    assert '{"type":"object"}' in content["messages"][0]["content"] and "Plan." in content["messages"][0]["content"]


def test_a_served_context_leaves_room_for_the_answer() -> None:
    request = ModelRequest(HELLO, [], "m", max_tokens=16_000)
    assert request.room(Capabilities(context_tokens=8192)) == 8192 * 3 // 4
    content = body_of(request, Capabilities(context_tokens=8192)).content
    assert content["max_completion_tokens"] < 8192
    assert request.room(Capabilities()) == 60_000


def test_what_cannot_fit_says_so_with_what_to_do() -> None:
    request = ModelRequest(
        [HELLO[0], {"role": "user", "content": "word " * 9000}], [], "m", context_tokens=1000, may_forget=True
    )
    with pytest.raises(ContextTooSmall, match=r"about 1\d,\d\d\d tokens.* at most 1,000 .*CONTEXT_TOKENS"):
        body_of(request, Capabilities())


def test_schemas_count() -> None:
    tools = [{"type": "function", "function": {"name": "big", "description": "word " * 4000}}]
    with pytest.raises(ContextTooSmall):
        body_of(ModelRequest(HELLO, tools, "m", context_tokens=2000), Capabilities())


def test_long_results_of_the_turn_lose_their_middle_before_it_fails() -> None:
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    last = {"id": "b", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages = [
        *HELLO,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a", "content": "long " * 3000},
        {"role": "assistant", "content": None, "tool_calls": [last]},
        {"role": "tool", "tool_call_id": "b", "content": f"short{STATE}state"},
    ]
    body = body_of(ModelRequest(messages, [], "m", context_tokens=1000, may_forget=True), Capabilities())
    sent = body.content["messages"]
    assert "left out" in sent[3]["content"] and sent[5] == messages[5]
    assert body.tokens <= 1000


def test_tokens_are_estimated_well_enough() -> None:
    bpe = pytest.importorskip("bpe_openai").get_encoding("o200k_base")
    samples = [
        "Make a short video about our new coffee shop, it opens on Saturday at ten. " * 20,
        "Die Wärmepumpe spart bis zu 40 % Heizkosten, fragen Sie uns nach einem Angebot. " * 20,
        "新しい喫茶店の開店を知らせる短い動画を作ってください。" * 20,
        "Сделай короткое видео о нашей новой кофейне. " * 20,
        json.dumps([{"x": n * 37, "y": n * 12.25, "w": 640, "fill": "#0b6f67"} for n in range(100)]),
    ]
    for sample in samples:
        assert 0.75 < estimated_tokens(sample) / len(bpe.encode(sample)) < 2.2, sample[:40]
