import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAgainstRegistry } from '../../otel/registry/src/check.ts';
import { loadRegistry } from '../../otel/registry/src/load-registry.ts';
import { seenInOtlp } from '../../otel/registry/src/seen-in-otlp.ts';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { Part } from '../../tools/stack/part.ts';
import { collectorSpec } from '../../tools/stack/parts/collector.ts';
import { local } from '../../tools/stack/parts/site.ts';
import { freePorts } from '../../tools/stack/ports.ts';
import { Received } from '../pipeline/rig/received.ts';
import { findChromium } from '../support/find-chromium.ts';
import * as database from '../support/global-setup.ts';
import { PASSWORD } from './password.ts';

let collector: Part | undefined;
let dataDir = '';

/** Starts one PostgreSQL and one Collector for the run; the site in each test file tells the latter all it does. */
export async function globalSetup(): Promise<void> {
  // Installed by one process, where it is not there, and not by each test file.
  findChromium();
  await database.globalSetup();
  dataDir = await mkdtemp(join(tmpdir(), 'tallyscope-browser-'));
  await mkdir(join(dataDir, 'capture'));
  const ports = await freePorts();
  const layers = [join(PROJECT, 'tools/stack/capture.yaml')];
  collector = new Part(
    collectorSpec({ dataDir, ports, configDir: '' }, layers, { CAPTURE_DIR: join(dataDir, 'capture') }),
  );
  await collector.start();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = local(ports.otlp);
}

/**
 * Holds what the Collector received against the registry, and looks for the visitors' secrets in it. What is wrong
 * makes the run fail; thrown from here it would be shown by nobody.
 */
export async function globalTeardown(): Promise<void> {
  await collector?.stop();
  await database.globalTeardown();
  try {
    checkReceived(new Received({ dataDir }));
  } catch (error) {
    process.stderr.write(`What the browser tests made the service tell: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
  await rm(dataDir, { recursive: true, force: true });
}

function checkReceived(received: Received): void {
  const exports = [...received.exports('metrics'), ...received.exports('traces')];
  const seen = exports.flatMap((one) => [...seenInOtlp(one)]);
  for (const name of ['votes', 'http.server.request.duration', 'vote.cast', 'vote.batch'])
    assert.ok(
      seen.some((signal) => signal.name === name),
      `the Collector received no ${name} from the browser tests`,
    );
  // What browsers never cause, such as a failed export, is the pipeline test's to see.
  assert.deepEqual(checkAgainstRegistry(seen, loadRegistry(), { whole: false }), []);
  for (const signal of ['metrics', 'traces'] as const)
    assert.ok(!received.text(signal).includes(PASSWORD), `the ${signal} tell a password`);
}
