import { LayoutDashboard, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { DashboardSummary } from '#shared/dashboards/dashboard-view.ts';
import type { DefinitionProblem } from '#shared/page-data.ts';
import { Attention } from '../alerts/attention.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { SimulatedLabel } from '../ui/simulated-label.tsx';
import { HealthStrip } from './health-strip.tsx';

interface DashboardListProps {
  dashboards: readonly DashboardSummary[];
  problems: readonly DefinitionProblem[];
}

/** Every dashboard that the viewer may see, and every definition file that could not be loaded. */
export function DashboardList({ dashboards, problems }: DashboardListProps) {
  return (
    <div className="mx-auto flex max-w-[1600px] flex-col gap-4 py-2">
      <div className="flex h-8 items-center gap-3">
        <h1 className="font-semibold text-[15px]">Dashboards</h1>
        <span className="flex-1" />
        <HealthStrip />
      </div>
      {problems.length > 0 && <Problems problems={problems} />}
      {dashboards.length === 0 ? (
        <div className="h-64 rounded-md border border-line bg-surface">
          <EmptyState icon={LayoutDashboard} title="No dashboards yet">
            Put a folder with a dashboard.json into kql/dashboards and restart the server.
          </EmptyState>
        </div>
      ) : (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(320px,1fr))] gap-3">
          {dashboards.map((dashboard) => (
            <li key={dashboard.id}>
              <Card dashboard={dashboard} />
            </li>
          ))}
        </ul>
      )}
      <Attention />
    </div>
  );
}

function Card({ dashboard }: { dashboard: DashboardSummary }) {
  const { id, title, description, tileCount, pageCount, simulated } = dashboard;
  return (
    <Link
      href={`/d/${encodeURIComponent(id)}`}
      data-testid="dashboard-card"
      data-dashboard-id={id}
      className="group flex h-40 flex-col gap-2 rounded-md border border-line bg-surface p-4 hover:border-line-strong hover:bg-raised"
    >
      <span className="flex items-center gap-2">
        <LayoutDashboard aria-hidden className="size-4 text-accent" strokeWidth={1.75} />
        <span className="truncate font-semibold text-[14px]">{title}</span>
      </span>
      <span className="line-clamp-3 text-[13px] text-text-soft leading-5">{description}</span>
      <span className="mt-auto flex items-center gap-2 text-text-quiet text-xs">
        <span className="tabular">{count(tileCount, 'tile')}</span>
        {pageCount > 1 && <span className="tabular">· {count(pageCount, 'page')}</span>}
        <span className="flex-1" />
        {simulated && <SimulatedLabel />}
      </span>
    </Link>
  );
}

function Problems({ problems }: { problems: readonly DefinitionProblem[] }) {
  return (
    <section
      aria-label="Definitions that could not be loaded"
      data-testid="definition-problems"
      className="rounded-md border border-line-strong bg-surface p-4"
    >
      <h2 className="flex items-center gap-2 pb-2 font-medium text-[13px] text-state-text-high">
        <TriangleAlert aria-hidden className="size-4" />
        {problems.length === 1 ? 'One definition' : `${problems.length} problems in definitions`} could not be
        loaded; the other dashboards are not affected
      </h2>
      <ul className="flex flex-col gap-2 text-xs leading-4">
        {problems.map(({ file, path, message, line, column }) => (
          <li key={`${file} ${path} ${message}`} className="grid gap-0.5">
            <span className="font-mono text-text">
              {file}
              {line !== undefined && `:${line}${column === undefined ? '' : `:${column}`}`}
              {path !== '' && <span className="text-text-quiet"> {path}</span>}
            </span>
            <span className="text-text-soft">{message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
