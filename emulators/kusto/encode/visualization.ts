/** What a `render` operator asked for; every property may be absent. */
export interface RenderAnnotation {
  visualization: string;
  properties: Readonly<Record<string, string>>;
}

const names = [
  ['Title', 'title'],
  ['XColumn', 'xcolumn'],
  ['Series', 'series'],
  ['YColumns', 'ycolumns'],
  ['AnomalyColumns', 'anomalycolumns'],
  ['XTitle', 'xtitle'],
  ['YTitle', 'ytitle'],
  ['XAxis', 'xaxis'],
  ['YAxis', 'yaxis'],
  ['Legend', 'legend'],
  ['YSplit', 'ysplit'],
] as const;

/** The Visualization property of a result (kusto-wire §3): without `render` all its values are null. */
export function visualizationJson(render: RenderAnnotation | null): string {
  const given = new Map(
    Object.entries(render?.properties ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const document: Record<string, unknown> = { Visualization: render?.visualization ?? null };
  for (const [wire, name] of names) document[wire] = given.get(name) ?? null;
  document['Accumulate'] = given.get('accumulate')?.toLowerCase() === 'true';
  document['IsQuerySorted'] = false;
  document['Kind'] = given.get('kind') ?? null;
  document['Ymin'] = given.get('ymin') ?? 'NaN';
  document['Ymax'] = given.get('ymax') ?? 'NaN';
  document['Xmin'] = given.get('xmin') ?? null;
  document['Xmax'] = given.get('xmax') ?? null;
  return JSON.stringify(document);
}
