import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../support/find-chromium.ts';

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

/** Starts Chromium without a window; it asks nothing of the network by itself. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  const args = [
    '--disable-sync',
    '--disable-quic',
    '--disable-gpu',
    `--disable-features=${[...OFF, ...UNSEEN]}`,
  ];
  const launch = (chromiumSandbox: boolean) => chromium.launch({ executablePath, chromiumSandbox, args });
  // Chromium refuses to run its sandbox as root, and containers often forbid it; the pages are our own.
  return process.getuid?.() === 0 ? launch(false) : launch(true).catch(() => launch(false));
}
