/** Red, green, blue from 0 to 255, and opacity. */
type Rgba = readonly [number, number, number, number];

/** WCAG 2.2, 1.4.3: of text, and of text from 24 pixels on. */
const LEAST = 4.5;
const LEAST_LARGE = 3;
const LARGE_PIXELS = 24;

/** Computed colours are `rgb(…)` or `rgba(…)`. */
const rgbaOf = (text: string): Rgba => {
  const [red = 0, green = 0, blue = 0, opacity = 1] = [...text.matchAll(/[\d.]+/g)].map(Number);
  return [red, green, blue, opacity];
};

const over = (upper: Rgba, lower: Rgba): Rgba => {
  const mixed = (channel: 0 | 1 | 2) => upper[channel] * upper[3] + lower[channel] * (1 - upper[3]);
  return [mixed(0), mixed(1), mixed(2), 1];
};

/** Relative luminance of WCAG. */
function luminance([red, green, blue]: Rgba): number {
  const linear = (channel: number) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

const contrast = (one: Rgba, other: Rgba): number => {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};

/** The colour behind an element; undefined when it is a picture or a gradient. */
function groundOf(element: Element | null): Rgba | undefined {
  if (element === null) return [255, 255, 255, 1];
  const { backgroundColor, backgroundImage } = getComputedStyle(element);
  if (backgroundImage !== 'none') return undefined;
  const own = rgbaOf(backgroundColor);
  if (own[3] === 1) return own;
  const behind = groundOf(element.parentElement);
  return behind && over(own, behind);
}

/** The shape that a text in an SVG lies on, if it does. */
function shapeUnder(text: SVGElement): Rgba | undefined {
  const shape = text.parentElement?.querySelector('rect');
  if (!shape) return undefined;
  const [inner, outer] = [text.getBoundingClientRect(), shape.getBoundingClientRect()];
  return inner.left >= outer.left && inner.right <= outer.right ? rgbaOf(getComputedStyle(shape).fill) : undefined;
}

const ownText = (element: Element): string =>
  [...element.childNodes]
    .filter((node) => node.nodeType === Node.TEXT_NODE)
    .map(({ textContent }) => textContent ?? '')
    .join('')
    .trim();

/** Runs in the page: texts with less contrast to their ground than they need, with the contrast they have. */
export function faintIn(content: Element): string[] {
  const texts = [...content.querySelectorAll<HTMLElement | SVGElement>('*')].filter(
    (element) => ownText(element) !== '' && element.tagName !== 'title' && element.getBoundingClientRect().width > 0,
  );
  return texts.flatMap((element) => {
    const style = getComputedStyle(element);
    const isDrawing = element instanceof SVGElement;
    const ground =
      (isDrawing ? shapeUnder(element) : undefined) ?? groundOf(isDrawing ? (element.closest('svg')?.parentElement ?? null) : element);
    if (!ground) return [];
    const ink = over(rgbaOf(isDrawing ? style.fill : style.color), ground);
    const has = contrast(ink, ground);
    const needs = Number.parseFloat(style.fontSize) >= LARGE_PIXELS ? LEAST_LARGE : LEAST;
    return has < needs ? [`${ownText(element).slice(0, 20)} ${has.toFixed(1)}:1`] : [];
  });
}
