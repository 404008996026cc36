import { labelValuesQuery, type DashboardJson, type VariableJson } from '../dashboard-json';
import { chosenText, interpolate } from '../interpolation';
import type { Labels } from '../recording';

/** Asks which values a label has on the series that a selector matches. */
export type AskValues = (series: string, label: string) => Promise<readonly string[]>;

/** More single values of one variable than this are left out: nobody clicks through them all, and each costs a recording of every panel. */
const MOST_VALUES = 12;

/**
 * Every choice a reader can make on a dashboard, one value or all of them for each variable, as the text that takes the variable's place.
 * Variables are walked in their order, since each narrows down those after it. Several values at once are not among them.
 */
export async function choicesOf({ templating }: Pick<DashboardJson, 'templating'>, ask: AskValues): Promise<Labels[]> {
  let choices: Labels[] = [{}];
  for (const variable of templating.list.filter(({ type }) => type === 'query')) {
    const longer = await Promise.all(
      choices.map(async (choice) => (await textsOf(variable, choice, ask)).map((text) => ({ ...choice, [variable.name]: text }))),
    );
    choices = longer.flat();
  }
  return choices;
}

async function textsOf(variable: VariableJson, choice: Labels, ask: AskValues): Promise<string[]> {
  const { series, label } = labelValuesQuery(variable);
  const values = await ask(interpolate(series, choice), label);
  const single = values.slice(0, MOST_VALUES).map((value) => chosenText([value]));
  if (variable.includeAll === true) return [allText(variable), ...single];
  // Grafana leaves a variable without values empty
  return single.length > 0 ? single : [''];
}

/** What "All" puts in the place of a variable. */
export function allText({ name, allValue }: VariableJson): string {
  if (allValue === undefined) throw new Error(`variable ${name}: "All" needs an allValue`);
  return allValue;
}
