import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/**
 * Collects what the browser complains of: errors in scripts and on the console (violations of the content security
 * policy among them), dialogs, and requests that fail. The returned function fails if there was any.
 */
export function watchFaults(page: Page): () => void {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('dialog', async (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('console', (message) => {
    // A form that comes back with its errors has a status of 4xx, which the console reports of the page itself.
    const expected = message.text().startsWith('Failed to load') && message.location().url === page.url();
    if (['error', 'warning'].includes(message.type()) && !expected) faults.push(`console: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest())
      faults.push(`${response.status()}: ${response.url()}`);
  });
  return () => assert.deepEqual(faults, []);
}
