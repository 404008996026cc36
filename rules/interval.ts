/** Pace of recordings that are integrated over time: their group and the arithmetic of core-hours share this number. */
export const COST_INTERVAL_SECONDS = 30;

/** Pace at which finished runs are counted: each evaluation counts those since the one before. */
export const RUNS_INTERVAL_SECONDS = 300;
export const RUNS_INTERVAL = '5m';
