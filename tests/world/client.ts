/* A day in the life of a client of openapi-typescript and openapi-fetch: `client.ts URL TOKEN`, compiled strictly.

It says what it got in one line of JSON; what is not of its type does not compile. */

import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Job = components["schemas"]["JobOut"];

const PATIENCE_SECONDS = 60;

function got<T>(answer: { data?: T; error?: components["schemas"]["ErrorOut"]; response: Response }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.status} ${answer.error?.code}: ${answer.error?.message}`);
  }
  return answer.data;
}

async function main(url: string, token: string): Promise<void> {
  const api = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });

  const project = got(await api.POST("/api/projects", { body: { name: "From TypeScript" } }));
  const at = { path: { id: project.id } };
  const message = { id: crypto.randomUUID(), content: "Hello from TypeScript." };
  const state = got(
    await api.POST("/api/projects/{id}/messages", { params: { ...at, query: { wait: 30 } }, body: message }),
  );
  if (!("tool_calls" in state) || state.status !== "success") throw new Error(`not answered: ${JSON.stringify(state)}`);
  const again = got(await api.POST("/api/projects/{id}/messages", { params: at, body: message }));
  if (!("stream" in again) || again.stream.id !== state.id) throw new Error("answered twice");
  const refused = await api.POST("/api/projects/{id}/messages", { params: at, body: { ...message, content: "Else." } });
  if (refused.error?.code !== "id_taken") throw new Error(`not refused: ${JSON.stringify(refused.data)}`);

  const stream = { path: { id: state.id } };
  const snapshot = got(await api.GET("/api/streams/{id}", { params: stream }));
  const poll = { params: { ...stream, query: { wait: 5 } }, headers: { Accept: "application/json" } };
  const told = got(await api.GET("/api/streams/{id}/events", poll));
  if (!told || !("events" in told)) throw new Error("a stream instead of a poll");
  const last = told.events.at(-1);
  if (!told.done || last?.type !== "finalized" || last.status !== "success") throw new Error("no end was told");

  const operations = [{ op: "replace" as const, path: "/title", value: "Seen from TypeScript" }];
  const patch = { params: { ...at, header: { "If-Match": '"1"' } }, body: { operations, explanation: "" } };
  got(await api.PATCH("/api/projects/{id}/video", patch));
  const video = got(await api.GET("/api/projects/{id}/video", { params: at }));
  if (video.document.title !== "Seen from TypeScript") throw new Error(`another title: ${video.document.title}`);
  const versions = got(await api.GET("/api/projects/{id}/video/versions", { params: at }));

  const wanted = { format: "mp4" as const, quality: "draft" as const };
  let job: Job = got(await api.POST("/api/projects/{id}/renders", { params: at, body: wanted }));
  const deadline = Date.now() + 1000 * PATIENCE_SECONDS;
  while (job.status !== "ready" && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    job = got(await api.GET("/api/jobs/{id}", { params: { path: { id: job.id } } }));
  }
  if (job.kind !== "render" || job.status !== "ready") throw new Error(`not rendered: ${JSON.stringify(job)}`);
  const file = got(
    await api.GET("/api/jobs/{id}/file", { params: { path: { id: job.id } }, parseAs: "arrayBuffer" }),
  ) as ArrayBuffer;

  const numbers = versions.items.map((each) => each.version);
  const found = { content: snapshot.content, versions: numbers, project: project.id };
  console.log(JSON.stringify({ ...found, bytes: file.byteLength, size: job.size }));
}

const [url, token] = process.argv.slice(2);
await main(url ?? "", token ?? "");
