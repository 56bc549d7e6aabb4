import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { OF_SERVICE } from '../../alerts/src/own-jobs.ts';
import { prometheus } from './datasources.ts';

const versions = (offset: string) => `count by (service_version) (target_info{${OF_SERVICE}}${offset})`;

/** Marks the first minutes of a version that was not running before them. */
export function deployAnnotation(): AnnotationQueryBuilder {
  return annotation('Deploys', 'purple', `${versions('')} unless ${versions(' offset 2m')}`)
    .titleFormat('Deploy')
    .textFormat('Version {{service_version}}');
}

/** Marks the minute in which an export ended, by outcome. */
export function exportAnnotation(): AnnotationQueryBuilder {
  return annotation('Exports', 'orange', 'sum by (outcome) (increase(exports_total[1m])) > 0')
    .titleFormat('Export')
    .textFormat('{{outcome}}')
    .tagKeys('outcome');
}

function annotation(name: string, colour: string, expr: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(prometheus)
    .enable(true)
    .iconColor(colour)
    .expr(expr)
    .step('30s');
}
