import { PanelBuilder as BarGauge } from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  AxisPlacement,
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DashboardLinkBuilder, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Heatmap } from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import { type Goal, goalThresholds, noGoal } from './goals.ts';
import { heatmapTarget, instantTarget, type Query, rangeTarget } from './queries.ts';

/** What every panel must say of itself; widths are in 24ths of the screen, heights in Grafana's rows. */
export interface PanelSpec {
  title: string;
  description: string;
  unit: string;
  queries: Query[];
  width: number;
  height?: number;
  /** The bound a healthy system keeps; draws the threshold. */
  goal?: Goal;
  links?: DashboardLinkBuilder[];
}

/** Lines over time; `stacked` where the sum of the series means something, `signed` where they go below zero. */
export function timeSeries(
  spec: PanelSpec & { stacked?: boolean; signed?: boolean; max?: number },
): Builder<Panel> {
  const panel = common(new TimeSeries(), spec)
    .targets(spec.queries.map(rangeTarget))
    .fillOpacity(spec.stacked ? 25 : 8)
    .axisPlacement(AxisPlacement.Auto)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (spec.stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  if (spec.signed) panel.axisCenteredZero(true);
  else panel.min(0);
  if (spec.max !== undefined) panel.max(spec.max);
  if (spec.goal) {
    panel.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  }
  return panel;
}

/** One number now, with its recent course behind it. */
export function stat(spec: PanelSpec): Builder<Panel> {
  return common(new Stat(), spec)
    .targets(spec.queries.map(rangeTarget))
    .colorMode(spec.goal ? BigValueColorMode.Value : BigValueColorMode.None)
    .graphMode(BigValueGraphMode.Area)
    .reduceOptions(lastValue());
}

/** A bar a series, longest first as the query sorts them. */
export function bars(spec: PanelSpec): Builder<Panel> {
  return common(new BarGauge(), spec)
    .targets(spec.queries.map(instantTarget))
    .orientation(VizOrientation.Horizontal)
    .min(0)
    .reduceOptions(lastValue());
}

/** The spread of a histogram over time; exemplars on it open their trace. */
export function heatmap(spec: PanelSpec): Builder<Panel> {
  return common(new Heatmap(), spec).targets(spec.queries.map(heatmapTarget)).calculate(false);
}

type AnyPanel = BarGauge | Heatmap | Stat | TimeSeries;

function common<P extends AnyPanel>(panel: P, spec: PanelSpec): P {
  panel
    .title(spec.title)
    .description(spec.description)
    .unit(spec.unit)
    .span(spec.width)
    .height(spec.height ?? 8)
    .thresholds(spec.goal ? goalThresholds(spec.goal) : noGoal());
  if (spec.links) panel.links(spec.links);
  return panel;
}

function lastValue(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(['lastNotNull']);
}
