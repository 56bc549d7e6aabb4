import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { toolPath } from '../../tools/tool-path.ts';
import { run } from '../containers/run.ts';

interface Definition {
  spec: { names: { kind: string } };
}

interface Published {
  module: string;
  sum: string;
  files: string[];
}

/** Where operators publish what they accept: files of their Go modules, held to the sums of the checksum database. */
const published: Published[] = [
  {
    module: 'github.com/cloudnative-pg/cloudnative-pg@v1.29.1',
    sum: 'h1:ZNEt1TMlnQKXI1kho2UqQuqdfvIvjGln4kN7C1lsmGA=',
    files: ['config/crd/bases/postgresql.cnpg.io_clusters.yaml'],
  },
  {
    module: 'github.com/traefik/traefik/v3@v3.7.12',
    sum: 'h1:dyXs/48trUnduReR5BcA8RyP/Q6eeH2WJxpU2txw/E4=',
    files: ['docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml'],
  },
  {
    module: 'sigs.k8s.io/gateway-api@v1.4.0',
    sum: 'h1:ZwlNM6zOHq0h3WUX2gfByPs2yAEsy/EenYJB78jpQfQ=',
    files: ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
  },
];
/** The Prometheus operator publishes the types that its definitions are generated from. */
const prometheus: Published = {
  module: 'github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring@v0.86.2',
  sum: 'h1:VRXUgbGmpmjZgFYiUnTwlC+JjfCUs5KKFsorJhI1ZKQ=',
  files: [],
};
const kinds = ['Cluster', 'Middleware', 'IngressRoute', 'HTTPRoute', 'ServiceMonitor', 'PrometheusRule'];

function download({ module, sum }: Published): string {
  const env = { ...process.env, GOFLAGS: '', GOWORK: 'off' };
  const downloaded = JSON.parse(run('go', ['mod', 'download', '-json', module], { cwd: '/', env }));
  if (downloaded.Sum !== sum) throw new Error(`${module} has the sum ${downloaded.Sum}`);
  return downloaded.Dir;
}

/** The definitions of those kinds that the chart makes objects of, with their schemas. */
export function foreignKinds(): Definition[] {
  const files = published.flatMap((one) => {
    const dir = download(one);
    return one.files.map((file) => readFileSync(join(dir, file), 'utf8'));
  });
  const generate = ['crd:crdVersions=v1', 'paths=./v1/...', 'output:crd:stdout'];
  files.push(run(toolPath('controller-gen'), generate, { cwd: download(prometheus) }));
  const all = files.flatMap((text) =>
    parseAllDocuments(text).map((document) => document.toJS() as Definition | null),
  );
  return kinds.map((kind) => {
    const found = all.find((definition) => definition?.spec.names.kind === kind);
    if (!found) throw new Error(`nobody publishes ${kind}`);
    return found;
  });
}
