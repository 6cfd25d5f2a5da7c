import { quoted } from '../../functions/entries.ts';
import type { Fragment } from './expression.ts';

/**
 * Access into JSON. Constant steps become one path, which is several times faster than a chain; JSON null becomes the
 * null of dynamic.
 */
export function pathSql(base: Fragment, steps: Fragment[]): Fragment {
  let sql = base.sql;
  let path = '$';
  const flush = () => {
    if (path !== '$') sql = extracted(sql, quoted(path));
    path = '$';
  };
  for (const step of steps) {
    const constant = constantStep(step);
    if (constant !== null) {
      path += constant;
      continue;
    }
    flush();
    sql = extracted(sql, computedStep(step));
  }
  flush();
  return { sql, type: 'dynamic', isNullable: true };
}

function extracted(sql: string, path: string): string {
  return `nullif(json_extract(${sql}, ${path}), 'null')`;
}

function constantStep(step: Fragment): string | null {
  if (typeof step.constant === 'bigint')
    return step.constant < 0n ? `[#${step.constant}]` : `[${step.constant}]`;
  if (typeof step.constant !== 'string' || step.type !== 'string') return null;
  return /["\\]/.test(step.constant) || step.constant === '' ? null : `."${step.constant}"`;
}

function computedStep(step: Fragment): string {
  if (step.type === 'string') return `kql_key_path(${step.sql})`;
  if (step.type === 'dynamic') {
    return `(CASE WHEN json_type(${step.sql}) = 'VARCHAR' THEN kql_key_path(${step.sql} ->> '$') WHEN json_type(${step.sql}) IN ('BIGINT', 'UBIGINT') THEN '$[' || (${step.sql} ->> '$') || ']' END)`;
  }
  return `('$[' || (CASE WHEN ${step.sql} < 0 THEN '#' ELSE '' END) || CAST(${step.sql} AS VARCHAR) || ']')`;
}
