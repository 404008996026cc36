import type { RelabelConfig } from '../../metrics/relabelling';
import { relabel } from './relabel';

const labels = { __name__: 'm_queue_a_size', pod: 'p', type: 'gauges' };

test.each<[string, RelabelConfig[], object | undefined]>([
  ['copies a label', [{ source_labels: ['pod'], target_label: 'node' }], { ...labels, node: 'p' }],
  ['joins several labels with a semicolon', [{ source_labels: ['pod', 'type'], target_label: 'x' }], { ...labels, x: 'p;gauges' }],
  ['sets a constant', [{ target_label: 'namespace', replacement: 'minio' }], { ...labels, namespace: 'minio' }],
  [
    'moves a part of the name',
    [{ source_labels: ['__name__'], regex: 'm_queue_(.+)_size', target_label: 'queue' }],
    { ...labels, queue: 'a' },
  ],
  ['leaves alone what does not match as a whole', [{ source_labels: ['__name__'], regex: 'm_queue', target_label: 'x' }], labels],
  [
    'removes a label that becomes empty',
    [{ source_labels: ['none'], target_label: 'pod' }],
    { __name__: 'm_queue_a_size', type: 'gauges' },
  ],
  ['drops', [{ source_labels: ['pod'], regex: 'p', action: 'drop' }], undefined],
  ['keeps', [{ source_labels: ['pod'], regex: 'q', action: 'keep' }], undefined],
  ['drops labels by name', [{ regex: 'ty.+|pod', action: 'labeldrop' }], { __name__: 'm_queue_a_size' }],
])('relabelling %s', (_, configs, expected) => {
  expect(relabel(labels, configs)).toEqual(expected);
});
