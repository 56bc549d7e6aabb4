import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import type { Cleanup } from '../support/suite-cleanup.ts';

/** The one without windows first: it is the same engine, and takes a quarter less for what the tests do. */
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const root = process.getuid?.() === 0;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const find = () =>
  ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)]
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isExecutable);

function apt(step: number, ...args: string[]): boolean {
  process.stderr.write(`installing Chromium for the browser tests, ${step} of 2: apt-get ${args[0]}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

function install(): void {
  const options = ['-qq', '-y', '--no-install-recommends'];
  if (!apt(1, 'update', '-qq'))
    throw new Error('apt-get update failed: install Chromium, or set CHROMIUM_PATH.');
  // Not every distribution has the first.
  const got = names.slice(0, 2).some((name) => apt(2, 'install', ...options, name, 'fonts-liberation'));
  if (!got) throw new Error('apt-get install failed: install Chromium, or set CHROMIUM_PATH.');
}

/**
 * The path of Chromium: `CHROMIUM_PATH`, or what is installed, or what apt installs now where this runs as root.
 * @throws one line that says what to do where there is none.
 */
export function findChromium(): string {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH=${chosen} cannot be executed.`);
  }
  const found = find();
  if (found) return found;
  if (!root || !isExecutable('/usr/bin/apt-get')) {
    throw new Error(
      'No Chromium found: install it (Debian: apt-get install chromium), or set CHROMIUM_PATH.',
    );
  }
  install();
  const installed = find();
  if (!installed) throw new Error('apt installed no Chromium: set CHROMIUM_PATH.');
  return installed;
}

/** What costs each window more than half of its time and is never seen: popups of the address bar, and a page in reserve. */
const UNSEEN = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'SpareRendererForSitePerProcess'];
/** Chromium heeds the last list of what is off, so this repeats what Playwright has in its own. */
const OFF = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

/** Starts Chromium without a window, for the length of the test file; it asks nothing of the network by itself. */
export async function launchChromium(t: Cleanup): Promise<Browser> {
  const executablePath = findChromium();
  const args = [
    '--disable-sync',
    '--disable-quic',
    '--disable-gpu',
    `--disable-features=${[...OFF, ...UNSEEN]}`,
  ];
  const launch = (chromiumSandbox: boolean) => chromium.launch({ executablePath, chromiumSandbox, args });
  // Chromium refuses to run its sandbox as root, and containers often forbid it; the pages are our own.
  const browser = root ? await launch(false) : await launch(true).catch(() => launch(false));
  t.after(() => browser.close());
  return browser;
}
