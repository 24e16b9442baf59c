// npm's `ai` with `resumable-stream`, as its documentation joins them: `node ai.mjs PORT SOURCE_PORT`, Redis at REDIS_URL.
// Each request begins one stream; its chunks go through Redis, so that another request could take it up.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { JsonToSseTransformStream, streamText } from "ai";
import { createResumableStreamContext } from "resumable-stream";

const [port, source] = process.argv.slice(2);
const model = createOpenAICompatible({ name: "source", baseURL: `http://127.0.0.1:${source}/v1` })("go");
const context = createResumableStreamContext({ waitUntil: null });

const server = createServer(async (request, response) => {
  request.resume();
  const answer = () =>
    streamText({ model, prompt: "go" }).toUIMessageStream().pipeThrough(new JsonToSseTransformStream());
  const stream = await context.resumableStream(randomUUID(), answer);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  for await (const piece of stream) response.write(piece);
  response.end();
});
server.listen(Number(port), "127.0.0.1", 2000);
