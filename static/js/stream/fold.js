// What an event does to the state of a stream. Pure, and the same as `chat/stream/fold.py`: a test folds
// recorded streams with both and compares.

export const EVENT_TYPES = [
  "snapshot",
  "status",
  "delta",
  "tool_call",
  "tool_arguments",
  "tool_start",
  "tool_progress",
  "tool_result",
  "step_restarted",
  "complete",
  "error",
  "finalized",
];

/**
 * Give the state after `event`. A snapshot replaces the state; any other event needs one.
 * Event types that this page does not know change nothing but the cursor.
 */
export function fold(state, event) {
  if (event.type === "snapshot") return event.thoughts ? { ...event.state, thoughts: event.thoughts } : event.state;
  if (!state) throw new Error(`event ${event.id} came before a snapshot`);
  return { ...apply(state, event), last_event_id: event.id };
}

function apply(state, event) {
  switch (event.type) {
    case "status":
      return withStepInfo(withThought(withProviderIds({ ...state, activity: activityOf(event) }, event), event), event.step);
    case "delta":
      return withStep(state, event.step, (step) => ({ ...step, content: step.content + event.content }));
    case "step_restarted":
      return restarted(state, event);
    case "tool_call":
      return withCallAdded(withStep(state, event.step, (step) => step), event);
    case "tool_arguments":
      return withCall(state, event.call, (call) => ({ arguments_text: call.arguments_text + event.content }));
    case "tool_start":
      return withCall(state, event.call, () => ({ arguments: event.arguments, status: "executing" }));
    case "tool_result":
      return withResult(state, event);
    case "complete":
      return { ...state, content: event.content };
    case "error":
      return { ...state, error: { code: event.code, message: event.message, retryable: event.retryable } };
    case "finalized":
      return ended(state, event);
    default:
      return state;
  }
}

/** Put the steps' texts one after another; where text already stands, the next begins with a blank line. */
export function textOf(steps) {
  return steps.reduce((whole, { content }) => whole + (whole && content ? `\n\n${content}` : content), "");
}

/** Compare two ids `EPOCH-SEQ`: negative when `a` is before `b`, 0 when they are the same. */
export function compareIds(a, b) {
  const [epochA, seqA] = a.split("-").map(Number);
  const [epochB, seqB] = b.split("-").map(Number);
  return epochA - epochB || seqA - seqB;
}

/** Tell whether `id` is the very next one after `cursor`: the same epoch without a gap, or a later one. */
export function follows(cursor, id) {
  const [epoch, seq] = cursor.split("-").map(Number);
  const [nextEpoch, nextSeq] = id.split("-").map(Number);
  return nextEpoch === epoch ? nextSeq === seq + 1 : nextEpoch > epoch && nextSeq === 1;
}

export const isEnded = (status) => ["success", "error", "stopped"].includes(status);

function activityOf(event) {
  const activity = { status: event.status };
  for (const field of ["attempt", "retry_in_s", "reason"]) {
    if (event[field] !== undefined && event[field] !== null) activity[field] = event[field];
  }
  return activity;
}

function emptyStep(index) {
  const nothing = { finish_reason: null, usage: null, first_token_ms: null, duration_ms: null };
  return { index, content: "", ...nothing, attempts: 1 };
}

function withStep(state, index, change) {
  const known = state.steps.some((step) => step.index === index);
  const steps = known ? state.steps : [...state.steps, emptyStep(index)].sort((a, b) => a.index - b.index);
  return withSteps(state, steps.map((step) => (step.index === index ? change(step) : step)));
}

function withSteps(state, steps) {
  return { ...state, steps, content: textOf(steps) };
}

function withStepInfo(state, info) {
  if (!info) return state;
  const { content, ...defaults } = emptyStep(info.index);
  return withStep(state, info.index, (step) => ({ ...step, ...defaults, ...info }));
}

function withProviderIds(state, { provider_call_ids: ids }) {
  const given = Object.entries(ids ?? {});
  return given.reduce((after, [call, id]) => withCall(after, call, () => ({ provider_call_id: id })), state);
}

/** Thoughts are in the state only where there are any. */
function withThoughts({ thoughts: _, ...state }, thoughts) {
  return thoughts.length ? { ...state, thoughts } : state;
}

function withThought(state, { thought: more }) {
  if (!more) return state;
  const others = (state.thoughts ?? []).filter((thought) => thought.step !== more.step);
  const before = state.thoughts?.find((thought) => thought.step === more.step) ?? { content: "", ms: null };
  const thought = { step: more.step, content: before.content + (more.content ?? ""), ms: more.ms ?? before.ms };
  return withThoughts(state, [...others, thought].sort((a, b) => a.step - b.step));
}

function restarted(state, event) {
  const calls = state.tool_calls.filter((call) => call.step !== event.step);
  const thoughts = (state.thoughts ?? []).filter((thought) => thought.step !== event.step);
  const kept = withThoughts({ ...state, tool_calls: calls }, thoughts);
  return withStep(kept, event.step, (step) => ({ ...step, content: event.content }));
}

function withCallAdded(state, event) {
  const call = {
    id: event.call,
    step: event.step,
    index: event.index,
    provider_call_id: "",
    name: event.name,
    arguments_text: "",
    arguments: null,
    status: "pending",
    result: null,
    error: null,
    duration_ms: null,
    executions: 0,
  };
  const calls = [...state.tool_calls.filter((other) => other.id !== call.id), call];
  return { ...state, tool_calls: calls.sort((a, b) => a.step - b.step || a.index - b.index) };
}

function withCall(state, id, change) {
  const calls = state.tool_calls.map((call) => (call.id === id ? { ...call, ...change(call) } : call));
  return { ...state, tool_calls: calls };
}

function withResult(state, event) {
  const after = withCall(state, event.call, (call) => ({
    status: event.status,
    result: event.result ?? null,
    error: event.error ?? null,
    duration_ms: event.duration_ms ?? null,
    executions: call.executions + (event.status === "complete" ? 1 : 0),
  }));
  const added = (event.jobs ?? []).filter((job) => !state.jobs.includes(job));
  return { ...after, jobs: [...state.jobs, ...added] };
}

function ended(state, event) {
  return {
    ...state,
    status: event.status,
    jobs: event.jobs ?? [],
    usage: event.usage ?? null,
    timings: event.timings ?? null,
    finished_at: event.finished_at ?? null,
  };
}
