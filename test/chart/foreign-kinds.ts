/** Kinds of operators that the chart makes objects of. Their schemas are not checked here, only that they are known. */
const kinds = [
  ['monitoring.coreos.com', 'v1', 'ServiceMonitor'],
  ['monitoring.coreos.com', 'v1', 'PrometheusRule'],
  ['postgresql.cnpg.io', 'v1', 'Cluster'],
  ['traefik.io', 'v1alpha1', 'Middleware'],
  ['traefik.io', 'v1alpha1', 'IngressRoute'],
  ['gateway.networking.k8s.io', 'v1', 'HTTPRoute'],
] as const;

/** Definitions that make an API server accept objects of those kinds, as JSON that Helm takes as a chart's template. */
export const foreignKinds = (): object[] =>
  kinds.map(([group, version, kind]) => {
    const plural = `${kind.toLowerCase()}s`;
    const schema = {
      openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    };
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {
        name: `${plural}.${group}`,
        annotations: { 'api-approved.kubernetes.io': 'unapproved, for tests' },
      },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
        versions: [{ name: version, served: true, storage: true, schema }],
      },
    };
  });
