import protobuf from 'protobufjs';
import type { SummaryValue } from './event';

/** The part of TensorBoard's hparams/plugin_data.proto that nao writes. */
const root = protobuf.Root.fromJSON({
  nested: {
    HParamsPluginData: {
      fields: {
        version: { type: 'int32', id: 1 },
        sessionStartInfo: { type: 'SessionStartInfo', id: 3 },
        sessionEndInfo: { type: 'SessionEndInfo', id: 4 },
      },
    },
    SessionStartInfo: {
      fields: {
        // A map, which is encoded as its entries.
        hparams: { rule: 'repeated', type: 'Entry', id: 1 },
        groupName: { type: 'string', id: 4 },
        startTimeSecs: { type: 'double', id: 5 },
      },
    },
    SessionEndInfo: {
      fields: { status: { type: 'int32', id: 1 }, endTimeSecs: { type: 'double', id: 2 } },
    },
    Entry: { fields: { key: { type: 'string', id: 1 }, value: { type: 'Value', id: 2 } } },
    // google.protobuf.Value
    Value: {
      fields: {
        numberValue: { type: 'double', id: 2 },
        stringValue: { type: 'string', id: 3 },
        boolValue: { type: 'bool', id: 4 },
      },
    },
  },
});
const PluginData = root.lookupType('HParamsPluginData');

/** A setting that TensorBoard compares between runs. */
export type Hparam = number | string | boolean;

const STATUS_SUCCESS = 1;

/** Creates the settings of a run for the page HPARAMS. @param time seconds since 1970 */
export function createHparams(hparams: Readonly<Record<string, Hparam>>, time: number): SummaryValue {
  const entries = Object.entries(hparams).map(([key, value]) => ({ key, value: toValue(value) }));
  const sessionStartInfo = { hparams: entries, startTimeSecs: time };
  return createPluginValue('_hparams_/session_start_info', { sessionStartInfo });
}

/** Creates the mark that a run has ended. @param time seconds since 1970 */
export function createHparamsEnd(time: number): SummaryValue {
  const sessionEndInfo = { status: STATUS_SUCCESS, endTimeSecs: time };
  return createPluginValue('_hparams_/session_end_info', { sessionEndInfo });
}

function toValue(value: Hparam): object {
  if (typeof value === 'number') return { numberValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { stringValue: value };
}

function createPluginValue(tag: string, data: object): SummaryValue {
  const content = PluginData.encode(PluginData.create({ version: 0, ...data })).finish();
  return { tag, metadata: { pluginData: { pluginName: 'hparams', content } } };
}
