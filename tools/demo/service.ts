import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../stack/config-dir.ts';
import { Part } from '../stack/part.ts';
import type { Stack } from '../stack/start-stack.ts';

/** Tallyscope itself on top of a stack: its process, its commands and the organiser that may log in. */
export interface DemoService {
  part: Part;
  url: string;
  organiser: { name: string; password: string };
  /** Runs a command of the program, such as `export`, beside the serving process. Rejects with what it complained about. */
  command(args: string[], input?: string): Promise<void>;
}

const ORGANISER = 'organiser';
const PROGRAM = ['--import', './src/telemetry/register.ts', 'src/main.ts'];

/** Starts the service; the first time, it gets sample questions and an organiser with a password of its own. */
export async function startService(stack: Stack, dataDir: string): Promise<DemoService> {
  const url = `http://127.0.0.1:${stack.ports.service}`;
  const env = {
    ...stack.serviceEnv(),
    PORT: String(stack.ports.service),
    DATA_DIR: join(dataDir, 'service'),
    DEPLOYMENT_ENVIRONMENT: 'demo',
    OPERATOR_NAME: 'The demo on this machine',
  };
  const part = new Part({
    name: 'service',
    command: process.execPath,
    args: [...PROGRAM, 'serve'],
    env,
    cwd: PROJECT,
    readyUrl: `${url}/readyz`,
    logFile: join(stack.dataDir, 'logs', 'service.log'),
  });
  const command = (args: string[], input = '') => run(args, env, input);
  await part.start();
  try {
    return { part, url, organiser: await organiser(dataDir, command), command };
  } catch (error) {
    await part.stop();
    throw error;
  }
}

async function organiser(
  dataDir: string,
  command: DemoService['command'],
): Promise<DemoService['organiser']> {
  const file = join(dataDir, 'organiser-password');
  if (existsSync(file)) return { name: ORGANISER, password: readFileSync(file, 'utf8') };
  const password = randomBytes(12).toString('base64url');
  await Promise.all([
    command(['seed', '--mode', 'demo']),
    command(['user', 'add', ORGANISER, '--role', 'administrator', '--password-stdin'], password),
  ]);
  writeFileSync(file, password, { mode: 0o600 });
  return { name: ORGANISER, password };
}

function run(args: string[], env: Record<string, string>, input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const { PATH, HOME, TMPDIR, LANG } = process.env;
    const child = spawn(process.execPath, [...PROGRAM, ...args], {
      cwd: PROJECT,
      env: { PATH, HOME, TMPDIR, LANG, ...env },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaints += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(new Error(`tallyscope ${args.join(' ')}: ${complaints.trim() || `ended with code ${code}`}`));
    });
    child.stdin.end(input);
  });
}
