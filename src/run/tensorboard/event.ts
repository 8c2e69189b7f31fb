import protobuf from 'protobufjs';

/** The part of TensorFlow's event.proto, summary.proto, histogram.proto and tensor.proto that nao writes. */
export const Event = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
      },
    },
    Summary: {
      fields: { value: { rule: 'repeated', type: 'Value', id: 1 } },
      nested: {
        Value: {
          fields: {
            tag: { type: 'string', id: 1 },
            simpleValue: { type: 'float', id: 2 },
            image: { type: 'Image', id: 4 },
            histo: { type: 'HistogramProto', id: 5 },
            tensor: { type: 'TensorProto', id: 8 },
            metadata: { type: 'SummaryMetadata', id: 9 },
          },
        },
        Image: {
          fields: {
            height: { type: 'int32', id: 1 },
            width: { type: 'int32', id: 2 },
            colorspace: { type: 'int32', id: 3 },
            encodedImageString: { type: 'bytes', id: 4 },
          },
        },
      },
    },
    HistogramProto: {
      fields: {
        min: { type: 'double', id: 1 },
        max: { type: 'double', id: 2 },
        num: { type: 'double', id: 3 },
        sum: { type: 'double', id: 4 },
        sumSquares: { type: 'double', id: 5 },
        bucketLimit: { rule: 'repeated', type: 'double', id: 6, options: { packed: true } },
        bucket: { rule: 'repeated', type: 'double', id: 7, options: { packed: true } },
      },
    },
    TensorProto: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        tensorShape: { type: 'TensorShapeProto', id: 2 },
        stringVal: { rule: 'repeated', type: 'bytes', id: 8 },
      },
    },
    TensorShapeProto: {
      fields: { dim: { rule: 'repeated', type: 'Dim', id: 2 } },
      nested: { Dim: { fields: { size: { type: 'int64', id: 1 } } } },
    },
    SummaryMetadata: {
      fields: { pluginData: { type: 'PluginData', id: 1 }, dataClass: { type: 'int32', id: 4 } },
      nested: {
        PluginData: {
          fields: { pluginName: { type: 'string', id: 1 }, content: { type: 'bytes', id: 2 } },
        },
      },
    },
  },
}).lookupType('Event');

/** A value of a summary with its tag, such as `train/loss`: one of the kinds below. */
export interface SummaryValue {
  readonly tag: string;
  readonly simpleValue?: number;
  readonly [kind: string]: unknown;
}

/** Creates scalars of a group from numbers by name; undefined ones are left out. Tags are `group/name`. */
export function createScalars(
  group: string,
  values: Readonly<Record<string, number | undefined>>,
): SummaryValue[] {
  return Object.entries(values).flatMap(([name, simpleValue]) =>
    simpleValue === undefined ? [] : [{ tag: `${group}/${name}`, simpleValue }],
  );
}

/** Most buckets of a histogram. */
const BUCKETS = 30;

/** Creates the histogram of finite numbers, in buckets of equal widths. @param values not empty */
export function createHistogram(tag: string, values: readonly number[]): SummaryValue {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const width = (max - min) / BUCKETS;
  const bucket = new Array<number>(width > 0 ? BUCKETS : 1).fill(0);
  for (const value of values) {
    bucket[width > 0 ? Math.min(BUCKETS - 1, Math.floor((value - min) / width)) : 0] += 1;
  }
  const sum = values.reduce((total, value) => total + value, 0);
  return {
    tag,
    histo: {
      min,
      max,
      num: values.length,
      sum,
      sumSquares: values.reduce((total, value) => total + value * value, 0),
      bucketLimit: bucket.map((_, i) => (i === bucket.length - 1 ? max : min + (i + 1) * width)),
      bucket,
    },
  };
}

/** Enumerators of TensorFlow's types.proto and summary.proto. */
const DT_STRING = 7;
const DATA_CLASS_TENSOR = 2;

/** Creates a text, which TensorBoard shows as Markdown. */
export function createText(tag: string, text: string): SummaryValue {
  return {
    tag,
    tensor: { dtype: DT_STRING, tensorShape: { dim: [{ size: 1 }] }, stringVal: [Buffer.from(text)] },
    metadata: { pluginData: { pluginName: 'text' }, dataClass: DATA_CLASS_TENSOR },
  };
}

/** A picture as PNG. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly png: Buffer;
}

const RGB = 3;

/** Creates an image. */
export function createImage(tag: string, { height, width, png }: Picture): SummaryValue {
  return { tag, image: { height, width, colorspace: RGB, encodedImageString: png } };
}
