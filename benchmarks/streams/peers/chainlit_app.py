"""A Chainlit application that passes the model's words on, as its documentation does it. SOURCE_PORT is the model's."""

import os

import chainlit as cl
from openai import AsyncOpenAI

client = AsyncOpenAI(base_url=f"http://127.0.0.1:{os.environ['SOURCE_PORT']}/v1", api_key="none")


@cl.on_message
async def on_message(message: cl.Message) -> None:
    answer = cl.Message(content="")
    stream = await client.chat.completions.create(
        model="go", messages=[{"role": "user", "content": message.content}], stream=True
    )
    async for part in stream:
        if text := part.choices[0].delta.content:
            await answer.stream_token(text)
    await answer.send()
