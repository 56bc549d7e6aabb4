import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { eventually } from '../support/eventually.ts';
import type { Bench } from './rig/bench.ts';
import { ADDRESS, asAccountHolder, asInvited, asOrganiser, asVoter } from './rig/visits.ts';

/** Secrets are pushed through every way in; none may come out as telemetry, and no ballot that a choice is known by. */
export function checkSecrets(bench: () => Bench): void {
  it('tells no signal of a voter, an address, a choice or a credential', async () => {
    const { stack, services, received, databaseUrl } = bench();
    const secrets = [
      'canary',
      ADDRESS,
      stack.s3.secretAccessKey,
      new URL(databaseUrl).password,
      ...(await asVoter(bench())),
      ...(await asInvited(bench())),
      ...(await asAccountHolder(bench())),
      ...(await asOrganiser(bench())),
    ].filter((secret) => secret.length > 5);
    assert.ok(secrets.length >= 20);
    const end = 'ef'.repeat(16);
    await fetch(`${services[0].url}/`, { headers: { traceparent: `00-${end}-${'ef'.repeat(8)}-01` } });
    await eventually(() => assert.ok(received.text('traces').includes(end)));
    const scraped = await (await fetch(`${services[0].url}/metrics`)).text();
    assert.match(scraped, /votes_total\{/);
    const told = {
      metrics: received.text('metrics'),
      traces: received.text('traces'),
      logs: received.text('logs'),
      output: readFileSync(services[0].part.spec.logFile, 'utf8'),
      scraped,
    };
    for (const [where, text] of Object.entries(told)) {
      for (const secret of secrets) {
        const at = text.toLowerCase().indexOf(secret.toLowerCase());
        assert.ok(at < 0, `${where} tell of ${secret}: ${text.slice(Math.max(0, at - 400), at + 100)}`);
      }
    }
  });
}
