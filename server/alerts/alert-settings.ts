import { z } from 'zod';
import { decodeSecret } from './webhook-signature.ts';

const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/;

const emptyIsUnset = (value: unknown) => (value === '' ? undefined : value);

/**
 * Environment variables of alert delivery, to be spread into the server's configuration schema. Without
 * ALERT_WEBHOOK_URL alerts show in the app only.
 */
export const alertEnvironment = {
  ALERT_WEBHOOK_URL: z.preprocess(
    emptyIsUnset,
    z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  ),
  /** Standard Webhooks secret: `whsec_` and 24 to 64 bytes in base64. Needed with ALERT_WEBHOOK_URL. */
  ALERT_WEBHOOK_SECRET: z.preprocess(
    emptyIsUnset,
    z
      .string()
      .refine((secret) => decodeSecret(secret) !== null, {
        message: 'must be whsec_ followed by 24 to 64 bytes in base64',
      })
      .optional(),
  ),
  /** Receivers that may be internal or plain http: `host` or `host:port`, separated by commas. */
  ALERT_ALLOWED_HOSTS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((host) => host.trim().toLowerCase())
        .filter((host) => host !== ''),
    )
    .pipe(z.array(z.string().regex(hostPattern, 'must be host or host:port, separated by commas'))),
};

const alertEnvironmentSchema = z.object(alertEnvironment);

/** What alert delivery needs to know; `webhook` is null when alerts show in the app only. */
export interface AlertSettings {
  webhook: { url: string; secret: string } | null;
  allowedHosts: string[];
}

/** The settings, or the sentence that says which variable is missing. */
export function readAlertSettings(
  environment: z.infer<typeof alertEnvironmentSchema>,
): { ok: true; settings: AlertSettings } | { ok: false; variable: string; message: string } {
  const {
    ALERT_WEBHOOK_URL: url,
    ALERT_WEBHOOK_SECRET: secret,
    ALERT_ALLOWED_HOSTS: allowedHosts,
  } = environment;
  if (url === undefined) return { ok: true, settings: { webhook: null, allowedHosts } };
  if (secret === undefined) {
    const message = 'is needed with ALERT_WEBHOOK_URL, so that the receiver can check who sent an alert';
    return { ok: false, variable: 'ALERT_WEBHOOK_SECRET', message };
  }
  return { ok: true, settings: { webhook: { url, secret }, allowedHosts } };
}
