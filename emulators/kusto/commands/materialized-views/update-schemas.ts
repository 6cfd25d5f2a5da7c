import type { CatalogState } from '../../catalog/catalog-state.ts';
import type { MaterializedViewEntity } from '../../catalog/entities.ts';
import type { Engine } from '../../engine.ts';
import { KustoError } from '../../types/kusto-error.ts';

/** Gives the views with autoUpdateSchema the columns that their queries have over the newest tables. */
export async function updateViewSchemas({ catalog, queries }: Engine): Promise<void> {
  const changed = (state: CatalogState) =>
    followers(state).flatMap((view): MaterializedViewEntity[] => {
      const columns = columnsNow(view);
      const isSame = columns === undefined || JSON.stringify(columns) === JSON.stringify(view.columns);
      return isSame ? [] : [{ ...view, columns }];
    });
  const columnsNow = ({ database, query }: MaterializedViewEntity) => {
    try {
      return queries.schemaOf({ database, text: query });
    } catch (error) {
      // A view that does not fit its source any more says so where it is read and shown.
      if (error instanceof KustoError) return undefined;
      throw error;
    }
  };
  if (followers(catalog.state).length > 0) await catalog.change((state) => ({ put: changed(state) }));
}

function followers({ databases }: CatalogState): MaterializedViewEntity[] {
  return [...databases.values()].flatMap(({ views }) =>
    [...views.values()].filter(({ autoUpdateSchema }) => autoUpdateSchema),
  );
}
