import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { readTheme, readZone, themeCookie, zoneCookie } from '#components/ui/display-cookies.ts';
import { themeCss } from '#components/ui/tokens.ts';
import { Providers } from './providers.tsx';

export const metadata: Metadata = {
  title: { default: 'Tidewatch', template: '%s · Tidewatch' },
  description: 'Real-time dashboards and alerts for Azure Data Explorer and Microsoft Fabric Eventhouse',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'dark light' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const theme = readTheme(jar.get(themeCookie)?.value);
  const zone = readZone(jar.get(zoneCookie)?.value);
  return (
    <html lang="en" data-theme={theme}>
      <head>
        <style>{themeCss()}</style>
      </head>
      <body>
        <Providers theme={theme} zone={zone}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
