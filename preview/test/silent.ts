/** Panels without data in the shipped recording, and why; `Dashboard uid` or `alert/Name` → title → reason. The list may only shrink. */
export const silent: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
