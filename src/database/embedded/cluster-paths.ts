import { join } from 'node:path';

/** Where the parts of one embedded cluster live. */
export interface ClusterPaths {
  /** Holds everything below; owned by the user the server runs as, mode 0700. */
  root: string;
  data: string;
  password: string;
  log: string;
}

/** Lays out the cluster under its root directory. */
export function clusterPaths(root: string): ClusterPaths {
  return {
    root,
    data: join(root, 'data'),
    password: join(root, 'password'),
    log: join(root, 'postgres.log'),
  };
}
