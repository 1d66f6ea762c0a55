import type { Answer, SandboxRequest } from './exchange.ts';
import type { FaultPlan } from './fault-plan.ts';
import { Refusal, refusalBody } from './refusal.ts';
import type { Wire } from './views/wire.ts';

/** An answer with the headers that every answer of Seam's has. */
export function answerWith(
  requestId: string,
  status: number,
  body: Answer['body'],
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const contentType = 'application/json; charset=utf-8';
  return {
    status,
    headers: { 'content-type': contentType, 'seam-request-id': requestId, ...headers },
    body,
  };
}

/**
 * The body for a route that is not there.
 *
 * It comes from the framework under Seam, so it has not the shape of Seam's own errors.
 */
export function routeNotFoundBody({ method, path }: SandboxRequest): Wire {
  return { message: `Route ${method}:${path} not found`, error: 'Not Found', statusCode: 404 };
}

/** The answer that a fault gives in place of Seam's. */
export function faultAnswer(requestId: string, { outcome, retry_after: wait }: FaultPlan): Answer {
  switch (outcome) {
    case '429': {
      const body = errorBody(429, 'rate_limit_exceeded', 'Too many requests');
      return answerWith(requestId, 429, body, { 'retry-after': String(wait) });
    }
    case '401':
      return answerWith(requestId, 401, errorBody(401, 'unauthorized', 'API Key not found'));
    case '503-html': {
      const page = '<html><body><h1>503 Service Unavailable</h1></body></html>';
      return answerWith(requestId, 503, page, { 'content-type': 'text/html' });
    }
    case 'garbage':
      return answerWith(requestId, 200, '{"acs_user":{"acs_user_id":"');
    default:
      return answerWith(
        requestId,
        500,
        errorBody(500, 'internal_server_error', 'Internal server error'),
      );
  }
}

function errorBody(status: number, type: string, message: string): Wire {
  return refusalBody(new Refusal(status, type, message));
}
