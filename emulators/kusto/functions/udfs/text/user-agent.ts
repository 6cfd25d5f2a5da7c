import { ownEntry } from '../../../types/own-entry.ts';

/** One expression of uap-core: the named parts are texts with `$1` for what its groups matched. */
export interface UserAgentRule {
  regex: string;
  regex_flag?: string;
  [part: string]: string | undefined;
}

/** https://github.com/ua-parser/uap-core/blob/master/docs/specification.md */
export interface UserAgentRules {
  user_agent_parsers: readonly UserAgentRule[];
  os_parsers: readonly UserAgentRule[];
  device_parsers: readonly UserAgentRule[];
}

interface Target {
  /** The name of its bag in the result. */
  name: string;
  rules: keyof UserAgentRules;
  /** The property, the rule's part that gives it, and the group that does when the rule has no such part. */
  properties: readonly (readonly [property: string, part: string, group: number])[];
}

const targets: Record<string, Target> = {
  browser: {
    name: 'Browser',
    rules: 'user_agent_parsers',
    properties: [
      ['Family', 'family_replacement', 1],
      ['MajorVersion', 'v1_replacement', 2],
      ['MinorVersion', 'v2_replacement', 3],
      ['Patch', 'v3_replacement', 4],
    ],
  },
  os: {
    name: 'OperatingSystem',
    rules: 'os_parsers',
    properties: [
      ['Family', 'os_replacement', 1],
      ['MajorVersion', 'os_v1_replacement', 2],
      ['MinorVersion', 'os_v2_replacement', 3],
      ['Patch', 'os_v3_replacement', 4],
      ['PatchMinor', 'os_v4_replacement', 5],
    ],
  },
  device: {
    name: 'Device',
    rules: 'device_parsers',
    properties: [
      ['Family', 'device_replacement', 1],
      ['Brand', 'brand_replacement', 0],
      ['Model', 'model_replacement', 1],
    ],
  },
};

/** Results that are kept, since few user agents send most requests. */
const maxKept = 2_000;
/** The expressions take too long on longer texts. */
export const maxUserAgentLength = 1_000;

/** Parses user agents; an expression is compiled when it is first tried. */
export class UserAgentParser {
  readonly #rules: UserAgentRules;
  readonly #compiled = new Map<UserAgentRule, RegExp>();
  readonly #kept = new Map<string, Record<string, string>>();

  constructor(rules: UserAgentRules) {
    this.#rules = rules;
  }

  /** Bags by target (`browser`, `os`, `device`), as JSON; null for a target that is none of them. */
  parse(text: string, wanted: readonly string[]): string | null {
    const found = wanted.map((name) => ownEntry(targets, name.toLowerCase()));
    if (found.length === 0 || found.includes(undefined)) return null;
    const bags = found.flatMap((target) =>
      target === undefined ? [] : [[target.name, this.#bag(text, target)]],
    );
    return JSON.stringify(Object.fromEntries(bags));
  }

  #bag(text: string, target: Target): Record<string, string> {
    const key = `${target.name}\n${text}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const bag = this.#firstMatch(text, target);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= maxKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, bag);
    return bag;
  }

  #firstMatch(text: string, { rules, properties }: Target): Record<string, string> {
    for (const rule of this.#rules[rules]) {
      const match = this.#regexOf(rule).exec(text);
      if (match !== null)
        return Object.fromEntries(
          properties.map(([property, part, group]) => [property, valueOfPart(rule[part], group, match)]),
        );
    }
    return Object.fromEntries(
      properties.map(([property]) => [property, property === 'Family' ? 'Other' : '']),
    );
  }

  #regexOf(rule: UserAgentRule): RegExp {
    const known = this.#compiled.get(rule);
    if (known !== undefined) return known;
    const regex = new RegExp(rule.regex, rule.regex_flag ?? '');
    this.#compiled.set(rule, regex);
    return regex;
  }
}

function valueOfPart(template: string | undefined, group: number, match: RegExpExecArray): string {
  if (template === undefined) return group === 0 ? '' : (match[group] ?? '');
  return template.replaceAll(/\$(\d)/g, (_, number: string) => match[Number(number)] ?? '').trim();
}
