import { z } from 'zod';
import type { DatabaseState } from '../../catalog/catalog-state.ts';
import { bracketName } from '../../catalog/csl-schema.ts';
import type { TableEntity } from '../../catalog/entities.ts';

const updatePolicySchema = z.object({
  IsEnabled: z.boolean().default(true),
  Source: z.string(),
  SourceIsWildCard: z.boolean().default(false),
  Query: z.string(),
  IsTransactional: z.boolean().default(false),
  PropagateIngestionProperties: z.boolean().default(false),
});

export type UpdatePolicy = z.infer<typeof updatePolicySchema>;

/** The update policies in the value of a table's policy (Kusto docs, update-policy.md); throws ZodError. */
export function readUpdatePolicies(value: unknown): UpdatePolicy[] {
  if (value === null || value === undefined) return [];
  return z.array(updatePolicySchema).parse(value);
}

/** An enabled policy and the table that its rows go into. */
export interface Update {
  target: TableEntity;
  policy: UpdatePolicy;
}

/** The updates that rows of this table bring about. */
export function updatesFrom(source: string, { tables }: DatabaseState): Update[] {
  return [...tables.values()].flatMap((target) => {
    const value = target.policies['update'];
    if (value === undefined) return [];
    const policies = readUpdatePolicies(JSON.parse(value));
    return policies
      .filter((policy) => policy.IsEnabled && hasSource(policy, source) && target.name !== source)
      .map((policy) => ({ target, policy }));
  });
}

export function hasSource(policy: UpdatePolicy, table: string): boolean {
  if (!policy.SourceIsWildCard) return policy.Source === table;
  const parts = policy.Source.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`).test(table);
}

/** The policy's query, in which `$source_table` stands for the table that the rows came into. */
export function updateQuery({ Query, SourceIsWildCard }: UpdatePolicy, source: string): string {
  return SourceIsWildCard ? Query.replaceAll('$source_table', bracketName(source)) : Query;
}
