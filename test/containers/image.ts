import { join } from 'node:path';
import { baseImages } from './base-images.ts';
import { ensureEngine } from './engine.ts';
import { run } from './run.ts';

const root = join(import.meta.dirname, '../..');

/** Tag of the image that the tests build and run. */
export const IMAGE = 'tallyscope-test/tallyscope';

/** Builds the project's image, on its own base images or on stand-ins for them. */
export async function buildImage(): Promise<void> {
  await ensureEngine();
  const bases = baseImages({
    build: 'docker.io/library/node:24-bookworm-slim',
    run: 'gcr.io/distroless/cc-debian12:nonroot',
  });
  const values = { BUILD_IMAGE: bases.build, RUN_IMAGE: bases.run, BUILD_NUMBER: '7', GIT_COMMIT: 'abc123' };
  const args = Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  // The packages come through the machine's own network, with its certificates.
  run('docker', ['build', '--network', 'host', ...args, '--tag', IMAGE, root]);
}
