import type { Alert } from '../alert.ts';
import { exportStuck } from './exports/export-stuck.ts';
import { exportsFailing } from './exports/exports-failing.ts';

/** Exports to S3. */
export const exportAlerts: Alert[] = [exportsFailing, exportStuck];
