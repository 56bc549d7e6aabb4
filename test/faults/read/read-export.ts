import { setTimeout as sleep } from 'node:timers/promises';
import type { Organiser } from '../../pipeline/rig/organiser.ts';

const EXPORT_MS = 60_000;

interface Export {
  id: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed';
  error: { message: string } | null;
}

interface Objects {
  objects: { question: string; href: string | null }[];
}

const hasEnded = ({ state }: Export) => state === 'succeeded' || state === 'failed';

/** Asks for an export of everything; gives its id, or nothing where it is refused at this moment. */
export async function requestExport(organiser: Organiser, prefix: string): Promise<string | undefined> {
  const asked = organiser.send<Export>('POST', '/exports', { prefix, questions: 'all' });
  return (await asked.catch(() => undefined))?.id;
}

/** Waits for the end of an export. */
export async function endOf(organiser: Organiser, id: string): Promise<Export> {
  for (const deadline = Date.now() + EXPORT_MS; ; await sleep(300)) {
    const found = await organiser.send<Export>('GET', `/exports/${id}`);
    if (hasEnded(found) || Date.now() > deadline) return found;
  }
}

/** Where the votes of a question in an export are read, if they are written. */
export async function csvOf(organiser: Organiser, id: string, slug: string): Promise<string | undefined> {
  const { objects } = await organiser.send<Objects>('GET', `/exports/${id}/objects?search=${slug}&limit=100`);
  return objects.find(({ question }) => question === slug)?.href?.replace('/api/v1', '');
}

/** The first field of each line (RFC 4180); the second is a time. */
export function firstFields(csv: string): string[] {
  return [...csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*)),[^\n]*\n/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
