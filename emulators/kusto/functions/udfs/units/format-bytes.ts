import { semanticError } from '../../../types/kql-error.ts';
import type { UdfFunction } from '../udf-function.ts';

export const formatBytesFunctions: Record<string, UdfFunction> = {
  format_bytes: {
    takes: ['real'],
    optional: [
      { type: 'long', otherwise: '0' },
      { type: 'string', otherwise: `''` },
    ],
    gives: 'string',
    run: formatBytes,
  },
};

const unitNames = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** Without a unit in the largest one of which there is at least one. */
function formatBytes(size: number, precision: bigint, unit: string): string {
  const given = unitNames.indexOf(unit);
  if (unit !== '' && given < 0)
    throw semanticError(
      'SEM0025',
      `format_bytes(): the unit must be one of ${unitNames.join(', ')}, not '${unit}'.`,
    );
  const fitting = unitNames.findLastIndex((_, index) => Math.abs(size) >= 1024 ** index);
  const index = unit === '' ? Math.max(fitting, 0) : given;
  const scale = 10 ** Number(precision);
  const rounded = Math.round((Math.abs(size) / 1024 ** index) * scale) / scale;
  return `${size < 0 && rounded !== 0 ? '-' : ''}${rounded} ${unitNames[index]}`;
}
