import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DashboardScreen } from '#components/dashboards/dashboard-screen.tsx';
import { readTime } from '#components/dashboards/time-url.ts';
import { getPageData } from '#shared/page-data.ts';
import { requestIdentity } from '../../request-identity.ts';
import { SignInNeeded } from '../../sign-in-needed.tsx';

interface DashboardPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: DashboardPageProps): Promise<Metadata> {
  const identity = await requestIdentity();
  const dashboard = identity && (await getPageData().readDashboard(identity, await dashboardId(params)));
  return { title: dashboard?.title ?? 'Dashboard' };
}

export default async function DashboardPage({ params, searchParams }: DashboardPageProps) {
  const identity = await requestIdentity();
  if (!identity) return <SignInNeeded />;
  const dashboard = await getPageData().readDashboard(identity, await dashboardId(params));
  if (!dashboard) notFound();
  const query = toParams(await searchParams);
  const page = dashboard.pages.find(({ id }) => id === query.get('page')) ?? dashboard.pages[0];
  return (
    <DashboardScreen
      key={dashboard.id}
      dashboard={dashboard}
      time={readTime(query) ?? dashboard.defaultTime}
      pageId={page?.id ?? ''}
      isTv={query.get('tv') === '1'}
    />
  );
}

async function dashboardId(params: DashboardPageProps['params']): Promise<string> {
  return decodeURIComponent((await params).id);
}

function toParams(query: Record<string, string | string[] | undefined>): URLSearchParams {
  const entries = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? (value[0] ?? '') : value]],
  );
  return new URLSearchParams(entries);
}
