// every panel type that the preview draws; each registers itself
import './text';
import './time-series';
import './single-values';
import './table';
import './bar-chart';
import './state-timeline';
import './heatmap';
