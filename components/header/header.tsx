'use client';

import { clsx } from 'clsx';
import { Monitor, Moon, Sun } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { AlertCount } from '../alerts/alert-count.tsx';
import { useDisplay } from '../ui/display-provider.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Logo } from '../ui/logo.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { HealthPopover } from './health-popover.tsx';

/** The bar on top of every page but those in TV mode. */
export function Header() {
  return (
    <header className="sticky top-0 z-30 flex h-11 items-center gap-1 border-line border-b bg-surface px-3">
      <Link
        href="/"
        className="mr-4 flex items-center gap-2 rounded-md font-semibold text-[15px] tracking-tight"
      >
        <Logo className="size-6" />
        Tidewatch
      </Link>
      <nav aria-label="Main" className="flex h-full items-stretch gap-1">
        <NavLink href="/" isActive={(path) => path === '/' || path.startsWith('/d/')}>
          Dashboards
        </NavLink>
        <NavLink href="/alerts" isActive={(path) => path.startsWith('/alerts')}>
          Alerts <AlertCount />
        </NavLink>
      </nav>
      <span className="flex-1" />
      <HealthPopover />
      <ZoneToggle />
      <ThemeToggle />
    </header>
  );
}

function NavLink(props: { href: string; isActive: (path: string) => boolean; children: React.ReactNode }) {
  const isActive = props.isActive(usePathname());
  return (
    <Link
      href={props.href}
      aria-current={isActive ? 'page' : undefined}
      className={clsx(
        'flex items-center gap-1.5 border-b-2 px-2.5 text-[13px] hover:text-text',
        isActive ? 'border-accent text-text' : 'border-transparent text-text-soft',
      )}
    >
      {props.children}
    </Link>
  );
}

function ZoneToggle() {
  const { zone, setZone } = useDisplay();
  return (
    <Tooltip content={zone === 'utc' ? 'Times are in UTC. Show local time' : 'Times are local. Show UTC'}>
      <button
        type="button"
        data-testid="zone-toggle"
        onClick={() => setZone(zone === 'utc' ? 'local' : 'utc')}
        className="control ml-1 w-14 justify-center text-text-soft text-xs"
      >
        {zone === 'utc' ? 'UTC' : 'Local'}
      </button>
    </Tooltip>
  );
}

function ThemeToggle() {
  const { theme, setTheme } = useDisplay();
  const next = { dark: 'light', light: 'system', system: 'dark' } as const;
  const icon = { dark: Moon, light: Sun, system: Monitor }[theme];
  return (
    <IconButton
      icon={icon}
      label={`Theme: ${theme}. Switch to ${next[theme]}`}
      data-testid="theme-toggle"
      onClick={() => setTheme(next[theme])}
    />
  );
}
