import { dateTimeFormat, formattedValueToString, type Field } from '@grafana/data';

/** A value with its unit, as the field writes it. */
export const written = (field: Field, value: unknown): string =>
  field.display ? formattedValueToString(field.display(value)) : String(value);

/** A point in time, for a tooltip. */
export const moment = (milliseconds: number): string => dateTimeFormat(milliseconds);
