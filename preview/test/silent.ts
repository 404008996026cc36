type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Panels whose queries were answered with nothing in the shipped recording, and why; `Dashboard uid` or `alert/Name` → title → reason. The list
 * may only shrink.
 */
export const silent: Reasons = {};

/** Panels that are newer than the shipped recording, by dashboard or alert; empty as soon as it is made again: `npm run preview:record`. */
export const unrecorded: Readonly<Record<string, readonly string[]>> = {};
