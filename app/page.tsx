import { DashboardList } from '#components/dashboards/dashboard-list.tsx';
import { Header } from '#components/header/header.tsx';
import { getPageData } from '#shared/page-data.ts';
import { requestIdentity } from './request-identity.ts';
import { SignInNeeded } from './sign-in-needed.tsx';

export const metadata = { title: 'Dashboards' };

export default async function DashboardsPage() {
  const identity = await requestIdentity();
  if (!identity) return <SignInNeeded />;
  const { dashboards, problems } = await getPageData().listDashboards(identity);
  return (
    <>
      <Header />
      <main className="px-3 pb-6">
        <DashboardList dashboards={dashboards} problems={problems} />
      </main>
    </>
  );
}
