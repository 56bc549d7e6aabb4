import { setTimeout as sleep } from 'node:timers/promises';
import { IMAGE } from './image.ts';
import { run } from './run.ts';

interface Options {
  volume: string;
  user: string;
}

/** The image at its strictest: any user, nothing writable but the volume, no capability, no new privilege. */
const STRICT = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];

/** Starts the service in a container and gives its id. */
export function startContainer({ volume, user }: Options): string {
  const data = ['--volume', `${volume}:/data`, '--publish', '127.0.0.1::3000'];
  return run('docker', ['run', '--detach', ...STRICT, '--user', user, ...data, IMAGE]);
}

/** Where a running container answers. */
export function originOf(id: string): string {
  return `http://${run('docker', ['port', id, '3000/tcp']).split('\n')[0]}`;
}

/** Resolves when the container's own health check says so. @throws with its log where it ends or takes a minute. */
export async function healthy(id: string): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    const [status, health] = run('docker', [
      'inspect',
      '-f',
      '{{.State.Status}} {{.State.Health.Status}}',
      id,
    ]).split(' ');
    if (health === 'healthy') return;
    if (status === 'exited') break;
    await sleep(500);
  }
  throw new Error(`the container is not healthy:\n${run('docker', ['logs', '--tail', '20', id])}`);
}
