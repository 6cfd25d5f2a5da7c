import { KqlError } from '../../../types/kql-error.ts';
import type { CatalogSnapshot, KustoType } from '../../../types/schema.ts';
import { analyzeQuery } from '../../bind/analyze.ts';
import { child, elements, type SyntaxNode } from '../../parse/syntax-tree.ts';
import type { Lowering } from '../context.ts';
import type { Expression, Plan } from '../logical.ts';
import { Scope } from '../scope.ts';

/** What a text refers to, by the names that it uses. */
interface TextBindings {
  tables: Record<string, Plan>;
  values?: Record<string, Expression>;
}

/**
 * Lowers one tabular expression that a plugin is written as. It sees the bindings only, not the database. Throws KqlError
 * where a value has a type with which the text makes no sense.
 */
export function lowerText(text: string, { tables, values = {} }: TextBindings, lowering: Lowering): Plan {
  const scope = new Scope('', null, lowering.scope.depth + 1);
  const declarations: string[] = [];
  for (const [name, plan] of Object.entries(tables)) {
    scope.define(name, { kind: 'table', plan });
    const columns = plan.columns.map((column) => `[${JSON.stringify(column.name)}]:${column.type}`);
    declarations.push(`let ${name} = datatable(${columns.join(', ')})[];`);
  }
  for (const [name, expression] of Object.entries(values)) {
    scope.define(name, { kind: 'scalar', expression });
    declarations.push(`let ${name} = ${placeholder(expression.type)};`);
  }
  const root = bind(`${declarations.join('\n')}\n${text}`);
  const statement = elements(root, 'Statements').at(-1);
  if (statement === undefined) throw new Error('a plugin without a text');
  return lowering.within(scope).table(child(statement, 'Expression'));
}

const noCatalog: CatalogSnapshot = { version: 0, databases: new Map() };
/** Bound texts, which differ by the plugin and the types of its columns only; the oldest go first. */
const boundTexts = new Map<string, SyntaxNode>();
const maxBoundTexts = 64;

function bind(text: string): SyntaxNode {
  const known = boundTexts.get(text);
  if (known !== undefined) return known;
  const root = withoutPosition(() => analyzeQuery(text, noCatalog, ''));
  const [oldest] = boundTexts.keys();
  if (boundTexts.size >= maxBoundTexts && oldest !== undefined) boundTexts.delete(oldest);
  boundTexts.set(text, root);
  return root;
}

/** Positions in the text would mean nothing to who wrote the query. */
function withoutPosition(work: () => SyntaxNode): SyntaxNode {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    throw new KqlError(error.kind, error.code, error.message.replace(/ \[line:position=.*$/, ''));
  }
}

function placeholder(type: KustoType): string {
  return type === 'string' ? `''` : `${type}(null)`;
}
