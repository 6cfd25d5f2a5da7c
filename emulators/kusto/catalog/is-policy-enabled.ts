import { z } from 'zod';

const switchSchema = z.object({ IsEnabled: z.boolean() });

/** What a policy with a switch says, e.g. `{"IsEnabled":false}`; `otherwise` when it is not set or says nothing. */
export function isPolicyEnabled(policy: string | undefined, otherwise: boolean): boolean {
  if (policy === undefined) return otherwise;
  const parsed = switchSchema.safeParse(JSON.parse(policy));
  return parsed.success ? parsed.data.IsEnabled : otherwise;
}
