import assert from 'node:assert/strict';
import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import { eventually } from './eventually.ts';

const WAITING = `
  SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Resolves once so many connections to the database wait for a lock. */
export const untilLocked = ({ sequelize }: Database, connections = 1) =>
  eventually(async () =>
    assert.equal((await sequelize.query(WAITING, { type: QueryTypes.SELECT })).length, connections),
  );
