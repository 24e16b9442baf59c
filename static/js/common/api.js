// Requests to the server. What goes wrong is an ApiError whose `message` is a sentence for the person.

export class ApiError extends Error {
  constructor(status, { code, message, ...details }) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  /** True where the very same request may go through later: no connection, too busy, or trouble on the server. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export const UNREACHABLE = { code: "unreachable", message: "The server cannot be reached. Check the connection." };
const UNREADABLE = { code: "unreadable", message: "The server gave an answer that this page cannot read. Try again." };

/** Send a request and give the parsed JSON, or null for an empty answer. A `body` is sent as JSON, or is FormData. */
export async function request(method, path, { body, headers, signal } = {}) {
  const response = await reach(path, {
    method,
    signal,
    credentials: "same-origin",
    headers: { Accept: "application/json", ...writeHeaders(method, body), ...headers },
    body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
  });
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response, answer);
  if (answer === null) throw new ApiError(response.status, UNREADABLE);
  return answer;
}

export const get = (path, options) => request("GET", path, options);
export const post = (path, body = {}, options = {}) => request("POST", path, { body, ...options });

/** Send one file as a form and give the parsed JSON; `progress(share)` is told how much of it has left, 0..1. */
export function upload(path, file, progress) {
  const form = new FormData();
  form.append("file", file);
  const sending = new XMLHttpRequest(); // fetch does not tell what has left
  sending.open("POST", path);
  sending.responseType = "json";
  sending.setRequestHeader("Accept", "application/json");
  for (const [name, value] of Object.entries(writeHeaders("POST"))) sending.setRequestHeader(name, value);
  sending.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? loaded / total : 0));
  return new Promise((resolve, reject) => {
    sending.addEventListener("error", () => reject(new ApiError(0, UNREACHABLE)));
    sending.addEventListener("load", () => {
      const { status, response } = sending;
      const headers = { get: (name) => sending.getResponseHeader(name) };
      if (status >= 200 && status < 300 && response) resolve(response);
      else reject(problemOf({ status, headers }, response));
    });
    sending.send(form);
  });
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, UNREACHABLE);
  }
}

function writeHeaders(method, body) {
  if (method === "GET") return {};
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  return { "X-CSRFToken": token, ...(isJson(body) ? { "Content-Type": "application/json" } : {}) };
}

const isJson = (body) => body !== undefined && !(body instanceof FormData);

function problemOf(response, answer) {
  const problem = answer?.message ? answer : { code: `http_${response.status}`, message: sentenceFor(response.status) };
  const wait = Number(response.headers.get("Retry-After"));
  if (wait) problem.retry_after_s = wait;
  return new ApiError(response.status, problem);
}

function sentenceFor(status) {
  if (status === 401 || status === 403) return "You are signed out. Reload the page and sign in again.";
  if (status === 404) return "This is no longer there.";
  if (status === 429) return "Too much at once. Try again in a moment.";
  return "The server had trouble with this. Try again in a moment.";
}

/** What `make` gives of the module that `load` imports: asked for when first wanted, and again where it did not come. */
export function later(load, make) {
  let made = null;
  const ask = async () => {
    const module = await load().catch(() => {
      throw new ApiError(0, UNREACHABLE);
    });
    return make(module);
  };
  return () =>
    (made ??= ask().catch((error) => {
      made = null;
      throw error;
    }));
}
