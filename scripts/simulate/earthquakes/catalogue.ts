import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

export interface Earthquake {
  id: string;
  occurredMs: number;
  magnitude: number | null;
  place: string;
  /** `earthquake`, `explosion` or `quarry blast`. */
  type: string;
  longitude: number;
  latitude: number;
  depthKm: number;
}

const catalogueSchema = z.object({
  features: z.array(
    z.object({
      id: z.string(),
      properties: z.object({
        mag: z.number().nullable(),
        place: z.string(),
        time: z.number(),
        type: z.string(),
      }),
      geometry: z.object({ coordinates: z.tuple([z.number(), z.number(), z.number()]) }),
    }),
  ),
});

/**
 * The 1,707 events that the U.S. Geological Survey recorded from 2018-01-31 to 2018-02-07 (public domain), as the package
 * vega-datasets has them; in the order of their times.
 */
export async function readCatalogue(): Promise<Earthquake[]> {
  // The package exports its code only; the data is beside it.
  const code = createRequire(import.meta.url).resolve('vega-datasets');
  const file = path.join(path.dirname(code), '../data/earthquakes.json');
  const { features } = catalogueSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  return features
    .map(({ id, properties, geometry }) => {
      const [longitude, latitude, depthKm] = geometry.coordinates;
      const { mag: magnitude, place, time: occurredMs, type } = properties;
      return { id, occurredMs, magnitude, place, type, longitude, latitude, depthKm };
    })
    .sort((a, b) => a.occurredMs - b.occurredMs);
}
