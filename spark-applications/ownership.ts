import { z } from 'zod';
import { objectiveSchema } from '../config/schema/objectives';
import { dnsLabel } from '../config/schema/values';
import { sparkPodLabels } from '../metrics/spark-pod-labels';

const labelValue = z.string().regex(/^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/, {
  error: 'must be a label value: at most 63 letters, digits, dots, hyphens and underscores',
});

/** Whose an application is, and what is promised about it. */
export const ownership = {
  /** Who pays and who is called: a key of `teams` in the environment. */
  team: dnsLabel,
  /** Who knows the program; becomes the label `owner`. @default nobody, which the lint remarks on */
  owner: labelValue.optional(),
  /** Account that the cost goes to; becomes the label `cost-centre`. @default none */
  costCentre: labelValue.optional(),
  /** Money that its runs may cost within a day, in the currency of `cost`: becomes an alert and a row of the cost dashboard, unless `spark.budgets` of the environment says otherwise. @default none */
  dailyBudget: z.number().positive().optional(),
  /** What is promised about its schedule: becomes alerts and rows of dashboards, unless `spark.objectives` of the environment says otherwise. */
  slo: objectiveSchema.optional(),
};

/** Fields of an application that say whose it is, as labels of the object and of its pods. */
export const ownershipLabels = ({
  team,
  owner,
  costCentre,
}: {
  readonly team: string;
  readonly owner?: string | undefined;
  readonly costCentre?: string | undefined;
}): Record<string, string> => ({
  [sparkPodLabels.team]: team,
  ...(owner !== undefined && { [sparkPodLabels.owner]: owner }),
  ...(costCentre !== undefined && { [sparkPodLabels.cost_centre]: costCentre }),
});
