import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { PartSpec } from '../part.ts';
import type { Ports } from '../ports.ts';

/** What every part is started from: where its files go, where it listens, and where the laid-out configuration is. */
export interface Site {
  dataDir: string;
  ports: Ports;
  configDir: string;
}

/** The URL of a port on this machine. */
export const local = (port: number, path = '') => `http://127.0.0.1:${port}${path}`;

/** A port on this machine, as a listening address. */
export const address = (port: number) => `127.0.0.1:${port}`;

/** A part whose log goes where all logs go. */
export function spec({ dataDir }: Site, name: string, rest: Omit<PartSpec, 'name' | 'logFile'>): PartSpec {
  return { name, logFile: join(dataDir, 'logs', `${name}.log`), ...rest };
}

/** The first executable file of that name on PATH. */
export function onPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return (env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
