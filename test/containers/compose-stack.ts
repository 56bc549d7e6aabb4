import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { holdPorts } from '../../tools/stack/ports.ts';
import { toolPath } from '../../tools/tool-path.ts';
import { pulled } from './base-images.ts';
import { buildImage, IMAGE } from './image.ts';
import { localImages } from './local-images.ts';
import { run } from './run.ts';

/** The compose file run as it is: with its own images where a registry gives them, else with local ones. */
export class ComposeStack {
  readonly web: string;
  readonly prometheus: string;
  readonly #env: Record<string, string>;
  readonly #files: string[];

  private constructor(env: Record<string, string>, files: string[]) {
    this.#env = env;
    this.#files = files;
    this.web = `http://127.0.0.1:${env.HTTP_PORT}`;
    this.prometheus = `http://127.0.0.1:${env.PROMETHEUS_PORT}`;
  }

  /** Builds the images and makes secrets; nothing runs yet. */
  static async prepare(): Promise<ComposeStack> {
    await buildImage();
    const secrets = mkdtempSync(join(tmpdir(), 'tallyscope-secrets-'));
    run('sh', [join(PROJECT, 'compose/make-secrets.sh'), secrets]);
    const real = pulled('docker.io/library/postgres:18.6');
    const images = real ? {} : await localImages();
    const files = ['docker-compose.yml', ...(real ? [] : ['test/containers/local-images.yaml'])];
    const names = ['HTTP_PORT', 'PROMETHEUS_PORT', 'ALERTMANAGER_PORT', 'GRAFANA_PORT'];
    const ports = await holdPorts(names.length);
    const env = Object.fromEntries(names.map((name, index) => [name, String(ports[index])]));
    return new ComposeStack(
      {
        ...images,
        ...env,
        TALLYSCOPE_IMAGE: IMAGE,
        SECRETS_DIR: secrets,
        EDGE_SUBNET: '10.213.99.0/24',
        COMPOSE_PROJECT_NAME: `tallyscope-test-${randomBytes(4).toString('hex')}`,
      },
      files,
    );
  }

  /** Runs a command of compose and gives what it printed. */
  compose(...args: string[]): string {
    const files = this.#files.flatMap((file) => ['--file', join(PROJECT, file)]);
    const project = ['--project-directory', PROJECT, ...files];
    return run(toolPath('docker-compose'), [...project, ...args], { env: { ...process.env, ...this.#env } });
  }

  /** Starts all of it and returns once all of it is ready. @throws with the state and the last lines of what is not. */
  up(): void {
    try {
      this.compose('up', '--detach', '--no-build', '--wait', '--wait-timeout', '400');
    } catch (error) {
      const state = this.compose('ps', '--all', '--format', '{{.Service}} {{.Status}}');
      throw new Error(`${(error as Error).message}\n${state}\n${this.compose('logs', '--tail', '8')}`);
    }
  }

  /** What a program of the service's image prints, run in the container of a service. */
  node(service: string, script: string): string {
    return this.compose('exec', '-T', service, 'node', '--input-type=module', '-e', script);
  }

  remove(): void {
    this.compose('down', '--volumes', '--timeout', '5');
    rmSync(this.#env.SECRETS_DIR ?? '', { recursive: true, force: true });
  }
}
