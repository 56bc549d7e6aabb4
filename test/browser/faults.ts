import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/**
 * Collects what the browser complains of: errors in scripts and on the console (violations of the content security
 * policy among them), dialogs, and requests that fail. The returned function fails if there was any since it was called last.
 */
export function watchFaults(page: Page): () => void {
  const faults: string[] = [];
  const complaints: { url: string; failedLoad: boolean; text: string }[] = [];
  const documents = new Set<string>();
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('dialog', async (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('console', (message) => {
    const { url } = message.location();
    const failedLoad = message.text().startsWith('Failed to load');
    if (['error', 'warning'].includes(message.type()))
      complaints.push({ url, failedLoad, text: message.text() });
  });
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) documents.add(response.url());
    else if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  return () => {
    // A form that comes back with its errors has a status of 4xx, which the console reports of the page itself.
    const said = complaints.splice(0).filter(({ url, failedLoad }) => !(failedLoad && documents.has(url)));
    documents.clear();
    assert.deepEqual([...faults.splice(0), ...said.map(({ text }) => `console: ${text}`)], []);
  };
}
