import { STATUS_CODES } from 'node:http';
import type { FastifySchema } from 'fastify';

type Responses = Record<string, Record<string, unknown>>;
/** What the OpenAPI entry of a route is made from. */
export interface DocumentedRoute {
  method: string | string[];
  config?: { unlimited?: boolean } | undefined;
}

const reasons: Record<number, string> = {
  400: 'The request does not fit the schema',
  401: 'No token that is good for this',
  403: 'Not for this account, or not with this token',
  404: 'There is no such thing, or not for who asks',
  409: 'Not in the present state',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'The rules do not take this; `errors` says which field and why',
  429: 'Too many requests; `Retry-After` says when to come back',
  500: 'Something broke on our side',
  503: 'Not now; `Retry-After` says when to come back',
};

const retryAfter = {
  'Retry-After': { type: 'integer', minimum: 0, description: 'Seconds to wait' },
};

/** The statuses that follow from what a route takes and from whom. */
function implied(schema: FastifySchema, { method, config }: DocumentedRoute): number[] {
  const security = (schema as { security?: Record<string, unknown>[] }).security ?? [{}];
  const knowsTokens = security.some(({ bearer }) => bearer);
  const takesBody = ![method].flat().every((verb) => verb === 'GET' || verb === 'HEAD');
  const takesInput = takesBody || schema.params || schema.querystring || schema.headers;
  return [
    ...(takesInput ? [400] : []),
    ...(security.every(({ bearer }) => bearer) ? [401] : []),
    ...(knowsTokens ? [403] : []),
    ...(schema.params ? [404] : []),
    ...(takesBody ? [413, 415] : []),
    ...((config && 'rateLimit' in config) || (knowsTokens && !config?.unlimited) ? [429] : []),
    500,
    503,
  ];
}

function problemAnswer(status: number) {
  return {
    description: reasons[status] ?? STATUS_CODES[status],
    ...((status === 429 || status === 503) && { headers: retryAfter }),
    content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
  };
}

/** The schema with fields that have a default no longer required. */
function withDefaultsOptional(schema: unknown): unknown {
  const { required, properties } = (schema ?? {}) as {
    required?: string[];
    properties?: Record<string, object>;
  };
  if (!required || !properties) return schema;
  return {
    ...(schema as object),
    required: required.filter((name) => !('default' in (properties[name] ?? {}))),
  };
}

/**
 * The schema of a route as the OpenAPI document shows it: `default`, which says that errors are problems, gives way to
 * every status there is.
 */
export function documentedSchema(schema: FastifySchema, route: DocumentedRoute): FastifySchema {
  const { default: any, ...own } = (schema.response ?? {}) as Responses;
  if (!any) return schema;
  const statuses = new Set([...Object.keys(own).map(Number), ...implied(schema, route)]);
  const response = [...statuses].map((status) => {
    const stated = own[status] ?? {};
    if (status >= 400) return [status, problemAnswer(status)];
    return [status, { 'x-response-description': STATUS_CODES[status], ...stated }];
  });
  const taken = (['querystring', 'body'] as const)
    .filter((part) => schema[part])
    .map((part) => [part, withDefaultsOptional(schema[part])]);
  return { ...schema, ...Object.fromEntries(taken), response: Object.fromEntries(response) };
}
