import { DatasourceVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

/** How Grafana is told to put a variable's value in. */
export function placeholder(variable: string): string {
  return `\${${variable}}`;
}

/** References to the three stores, each by the variable a reader picks the data source with. */
export const prometheus = { type: 'prometheus', uid: placeholder('prometheus') };
export const tempo = { type: 'tempo', uid: placeholder('tempo') };
export const loki = { type: 'loki', uid: placeholder('loki') };

/** The variables behind those references, for the top of every dashboard. */
export function datasourceVariables(): DatasourceVariableBuilder[] {
  return [
    variable('prometheus', 'Metrics', 'Where the metrics and the recording rules are.'),
    variable('tempo', 'Traces', 'Where links to traces lead.'),
    variable('loki', 'Logs', 'Where links to logs lead.'),
  ];
}

function variable(type: string, label: string, description: string): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder(type).label(label).description(description).type(type);
}
