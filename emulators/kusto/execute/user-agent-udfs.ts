import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'yaml';
import {
  maxUserAgentLength,
  UserAgentParser,
  type UserAgentRules,
} from '../functions/udfs/text/user-agent.ts';
import type { Udf } from '../functions/udfs.ts';
import { unsupported } from '../types/kql-error.ts';

/** parse_user_agent(); the expressions of uap-core are read when it is first called. */
export function userAgentUdfs(): Udf[] {
  let parser: UserAgentParser | undefined;
  return [
    {
      name: 'kql_parse_user_agent',
      parameters: ['VARCHAR', 'VARCHAR'],
      returns: 'VARCHAR',
      run: (text: string, wanted: string) => {
        if (text.length > maxUserAgentLength)
          throw unsupported(`parse_user_agent() of more than ${maxUserAgentLength} letters`);
        parser ??= new UserAgentParser(readRules());
        return parser.parse(text, namesOf(wanted));
      },
    },
  ];
}

function readRules(): UserAgentRules {
  const file = createRequire(import.meta.url).resolve('uap-core/regexes.yaml');
  return parse(readFileSync(file, 'utf8')) as UserAgentRules;
}

/** One name, or an array of them, as JSON. */
function namesOf(wanted: string): string[] {
  const names: unknown = JSON.parse(wanted);
  return (Array.isArray(names) ? names : [names]).map(String);
}
