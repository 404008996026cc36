import { renderMarkdown, type PanelProps } from '@grafana/data';
import { oneOf, any } from '../options';
import { REFUSED, register } from './plugin';

/** Text where there is nothing to draw. */
export const Empty = ({ text }: { readonly text: string | undefined }) => <div className="preview-empty">{text ?? 'No data'}</div>;

function Text({ options, replaceVariables }: PanelProps<{ content: string }>) {
  return (
    <div className="markdown-html preview-text" dangerouslySetInnerHTML={{ __html: renderMarkdown(replaceVariables(options.content)) }} />
  );
}

function Refused({ options, title }: PanelProps<{ problems: readonly string[] }>) {
  console.error(`panel "${title}" cannot be drawn as it says: ${options.problems.join('; ')}`);
  return (
    <div role="alert" className="preview-refused">
      The preview does not know: {options.problems.join('; ')}
    </div>
  );
}

register({ id: 'text', draw: Text, options: { mode: oneOf('markdown'), content: any('') }, custom: {} });
register({ id: REFUSED, draw: Refused, options: { problems: any([]) }, custom: {} });
