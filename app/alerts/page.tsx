import { Inbox } from '#components/alerts/inbox.tsx';
import { Header } from '#components/header/header.tsx';
import { requestIdentity } from '../request-identity.ts';
import { SignInNeeded } from '../sign-in-needed.tsx';

export const metadata = { title: 'Alerts' };

export default async function AlertsPage() {
  if (!(await requestIdentity())) return <SignInNeeded />;
  return (
    <>
      <Header />
      <main className="px-3 pb-6">
        <Inbox />
      </main>
    </>
  );
}
