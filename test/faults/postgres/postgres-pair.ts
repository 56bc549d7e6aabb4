import { chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterPaths } from '#src/database/embedded/cluster-paths.ts';
import { prepareCluster } from '#src/database/embedded/prepare-cluster.ts';
import { chooseSocketDirectory } from '#src/database/embedded/socket-directory.ts';
import { Relay } from '../../support/relay.ts';
import { copyCluster } from './copy-cluster.ts';
import { PostgresNode } from './postgres-node.ts';
import { makeDisk } from './scratch.ts';

const SYNC_MS = 60_000;

/** A primary with a standby that has every commit before it is acknowledged, and the one address of whichever leads. */
export class PostgresPair {
  primary: PostgresNode;
  standby: PostgresNode;
  /** Whether each node has a disk of its own that can be filled. */
  readonly ownDisks: boolean;
  /** What everybody connects by; it leads to the primary. */
  readonly relay: Relay;
  readonly url: string;

  private constructor(nodes: [PostgresNode, PostgresNode], ownDisks: boolean, relay: Relay, url: string) {
    [this.primary, this.standby] = nodes;
    this.ownDisks = ownDisks;
    this.relay = relay;
    this.url = url;
  }

  /** Creates both in `directory` and starts them; `env` goes to the processes of both. */
  static async start(directory: string, env: NodeJS.ProcessEnv = {}): Promise<PostgresPair> {
    const [first, second] = [join(directory, 'a'), join(directory, 'b')];
    const ownDisks = [makeDisk(first), makeDisk(second)].every(Boolean);
    const { cluster, url } = await prepareCluster(first);
    // Only who may enter the directory reaches the socket.
    const hba = join(cluster.paths.data, 'pg_hba.conf');
    writeFileSync(hba, 'local all all trust\nlocal replication all trust\n');
    const root = join(second, 'postgres');
    mkdirSync(root, { mode: 0o700 });
    const { uid, gid } = statSync(cluster.paths.root);
    chownSync(root, uid, gid);
    const other = { ...cluster, paths: clusterPaths(root), socketDirectory: chooseSocketDirectory(root) };
    const nodes: [PostgresNode, PostgresNode] = [
      new PostgresNode(cluster, env),
      new PostgresNode(other, env),
    ];
    const relay = await Relay.listen({ path: nodes[0].socket });
    const by = new URL(url);
    by.search = '';
    by.host = `127.0.0.1:${relay.port}`;
    const pair = new PostgresPair(nodes, ownDisks, relay, by.href);
    try {
      await pair.primary.start();
      await pair.rebuildStandby();
      return pair;
    } catch (error) {
      await pair.stop();
      throw error;
    }
  }

  /** Makes the standby anew from the primary, and waits until commits wait for it. */
  async rebuildStandby(): Promise<void> {
    await this.standby.kill();
    await copyCluster(this.primary, this.standby);
    await this.standby.start(this.primary);
    await this.#set('synchronous_standby_names', '*');
    await this.inSync();
  }

  /** Makes the standby the primary. The old one must be dead: two that take votes would each have some. */
  async promote(): Promise<void> {
    if (this.primary.alive) throw new Error('The primary is still there.');
    await this.standby.query('SELECT pg_promote(true, 60)', [], 'postgres');
    [this.primary, this.standby] = [this.standby, this.primary];
    // There is nobody to wait for until it is rebuilt.
    await this.#set('synchronous_standby_names', '');
    this.relay.target = { path: this.primary.socket };
    this.relay.drop();
  }

  /** Resolves when the standby has all there is, and commits wait for it. Starts what dies of a fault that is over, too. */
  async inSync(): Promise<void> {
    for (const deadline = Date.now() + SYNC_MS; ; await sleep(50)) {
      if (!this.primary.alive) await this.primary.start();
      if (!this.standby.alive) await this.standby.start(this.primary);
      const [row] = await this.primary
        .query<{ state: string }>(
          "SELECT sync_state AS state FROM pg_stat_replication WHERE state = 'streaming'",
        )
        .catch(() => []);
      if (row?.state === 'sync') return;
      if (Date.now() > deadline) throw new Error('The standby does not follow.');
    }
  }

  /** Starts whatever is down and waits until both are what they were. */
  async mend(): Promise<void> {
    for (const node of [this.primary, this.standby]) node.signal('SIGCONT');
    await this.inSync();
  }

  /** Changes a setting of the primary. */
  async setting(name: string, value: string): Promise<void> {
    await this.#set(name, value);
  }

  async stop(): Promise<void> {
    this.relay.close();
    for (const node of [this.primary, this.standby]) {
      node.signal('SIGCONT');
      await node.kill();
    }
  }

  async #set(name: string, value: string): Promise<void> {
    await this.primary.query(`ALTER SYSTEM SET ${name} = '${value}'`);
    await this.primary.query('SELECT pg_reload_conf()');
  }
}
