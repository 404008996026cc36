/**
 * Expressions that give nothing although everything works, by a pattern of their place and with the reason. The list may only shrink: an entry
 * that matches nothing silent fails the test.
 */
export const expectedSilence: ReadonlyArray<readonly [place: RegExp, reason: string]> = [];
