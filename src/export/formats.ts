/** Formats of `nao export`. */
export const EXPORT_FORMATS = ['genotype', 'json', 'pytorch', 'keras', 'onnx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
