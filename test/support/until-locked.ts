import assert from 'node:assert/strict';
import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import { eventually } from './eventually.ts';

const WAITING = `
  SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Resolves once one connection to the database waits for a lock. */
export const untilLocked = ({ sequelize }: Database) =>
  eventually(async () =>
    assert.equal((await sequelize.query(WAITING, { type: QueryTypes.SELECT })).length, 1),
  );
