import { headers } from 'next/headers';
import { getPageData, type Identity } from '#shared/page-data.ts';

/** Who asks for the page; null when the request must sign in first. */
export async function requestIdentity(): Promise<Identity | null> {
  const cookies = (await headers()).get('cookie');
  return getPageData().identify(cookies);
}
