import { dirname } from 'node:path';

/** A process of the check: test files that run in it, one after the other. */
export interface Dealt {
  title: string;
  files: string[];
}

/** More in one process would be waited for at the end, while the other processors have nothing to do. */
const AT_MOST = 8;

/**
 * Folders whose files keep to what they import: a change to the whole process would reach the next file. Commands are
 * processes themselves, and exports start servers: they wait better side by side than in a row.
 */
const sharing =
  /^(src\/(config|database|features\/(?!exports\/)[^/]+|plugins|schema|telemetry|ui)|alerts|dashboards|otel|slo|test\/(browser|support)|tools)\//;
/** Telemetry is started once a process, and the whole stack is mostly waited for. */
const ownProcess = /startMemoryTelemetry|startStack\(/;
/** The look at all pages takes two thirds as long as the other browser tests; with these both processes take as long. */
const looks = /^test\/browser\/(accounts|ballots|pages)\.test\.ts$/;

/**
 * Which test files share a process: those of one folder of `sharing`, what is below it included, eight at most. Files
 * that start telemetry or the stack, and those of other folders, have processes of their own. These come first, because
 * many of them wait for programs they start, and waiting goes on beside the rest.
 */
export function dealFiles(files: { path: string; text: string }[]): Dealt[] {
  const alone: Dealt[] = [];
  const folders = new Map<string, string[]>();
  for (const { path, text } of files) {
    const folder = looks.test(path) ? 'test/browser/pages/' : sharing.exec(path)?.[0];
    if (folder && !ownProcess.test(text)) folders.set(folder, [...(folders.get(folder) ?? []), path]);
    else alone.push({ title: path, files: [path] });
  }
  const shared = [...folders].flatMap(([folder, paths]) => {
    const processes = Math.ceil(paths.length / AT_MOST);
    return Array.from({ length: processes }, (_, index) => ({
      title:
        processes === 1 ? dirname(`${folder}x`) : `${dirname(`${folder}x`)}, ${index + 1} of ${processes}`,
      files: paths.filter((_path, at) => at % processes === index),
    }));
  });
  return [...alone, ...shared];
}
