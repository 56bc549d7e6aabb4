import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../test/support/test-app.ts';

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required: boolean }[];
  security?: Record<string, string[]>[];
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

describe('the OpenAPI document', () => {
  const cleanup = suiteCleanup();
  let app: TestApp['app'];
  let document: Document;
  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
    );
  before(async () => {
    ({ app } = await createTestApp(cleanup));
    document = (await app.inject('/api/v1/openapi.json')).json();
  });

  it('names every operation, once, and what it is about', () => {
    const ids = operations().map(({ operationId }) => operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const { path, operationId, summary, tags } of operations()) {
      assert.ok(operationId && summary && tags?.length, path);
      assert.match(path, /^\/api\/v1\//);
    }
  });

  it('states every status by name, each error as a problem', () => {
    for (const { path, method, responses } of operations()) {
      assert.equal('default' in responses, false, `${method} ${path}`);
      for (const [status, { description, content }] of Object.entries(responses)) {
        assert.notEqual(description, 'Default Response', `${method} ${path} ${status}`);
        if (Number(status) < 400) continue;
        const problem = { schema: { $ref: '#/components/schemas/Problem' } };
        assert.deepEqual(content, { 'application/problem+json': problem }, `${method} ${path} ${status}`);
      }
    }
    assert.ok(document.components.schemas.Problem);
  });

  it('says what a token is needed for, and what comes of having none', () => {
    for (const { path, method, security = [], responses } of operations()) {
      const needed = security.length > 0 && security.every(({ bearer }) => bearer);
      if (needed) assert.ok('401' in responses && '403' in responses, `${method} ${path}`);
      if (path.includes('{')) assert.ok('404' in responses, `${method} ${path}`);
      if (method !== 'get') assert.ok('413' in responses && '415' in responses, `${method} ${path}`);
    }
  });

  it('does not ask for what has a default', () => {
    const list = document.paths['/api/v1/questions']?.get?.parameters;
    assert.equal(list?.find(({ name }) => name === 'limit')?.required, false);
  });
});
