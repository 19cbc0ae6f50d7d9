/** What went wrong with a request, as the server (RFC 9457) or the network told it. */
export class RequestError extends Error {
  readonly status: number
  readonly requestId: string | null

  constructor(message: string, status: number, requestId: string | null) {
    super(message)
    this.name = 'RequestError'
    this.status = status
    this.requestId = requestId
  }
}

const TIMEOUT_MS = 10_000

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return request<T>(path, signal ? { signal } : {})
}

/** Every write carries the header that a foreign page cannot send without being asked first. */
export function post<T>(path: string, body: unknown): Promise<T> {
  return request<T>(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Traas-Request': '1' },
    body: JSON.stringify(body),
  })
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, { ...init, signal })
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    const why = timeout.aborted ? `no answer within ${TIMEOUT_MS / 1000} s` : 'the server cannot be reached'
    throw new RequestError(why, 0, null)
  }
  if (!response.ok) throw await problemOf(response)
  const text = await response.text()
  return (text === '' ? null : JSON.parse(text)) as T
}

async function problemOf(response: Response): Promise<RequestError> {
  const fallback = response.statusText || 'the server refused'
  try {
    const problem = (await response.json()) as { title?: string; detail?: string; requestId?: string }
    return new RequestError(problem.detail ?? problem.title ?? fallback, response.status, problem.requestId ?? null)
  } catch {
    return new RequestError(fallback, response.status, null)
  }
}
