import { ticksOfDate } from '#emulators/kusto/types/datetime.ts';

/** A query of dashboard kind and the SQL that an expert would write over the same tables; `peer` is ClickHouse's SQL. */
export interface BenchQuery {
  name: string;
  kql: string;
  sql: string;
  peer?: string;
}

const hour = 36_000_000_000n;
const minute = hour / 60n;
const day = 24n * hour;

/** Ticks of a UTC instant. */
function at(text: string): bigint {
  return ticksOfDate(new Date(`${text}Z`));
}

function bin(width: bigint): string {
  return `"Timestamp" - "Timestamp" % ${width}`;
}

const readings = '"Bench$1"."Readings$1"';
const devices = '"Bench$1"."Devices$1"';
const events = '"Bench$1"."Events$1"';
const week = `"Timestamp" >= ${at('2026-01-20T00:00')} AND "Timestamp" < ${at('2026-01-27T00:00')}`;
const weekKql = 'Readings | where Timestamp >= datetime(2026-01-20) and Timestamp < datetime(2026-01-27)';
const weekPeer =
  "FROM Readings WHERE Timestamp >= '2026-01-20 00:00:00' AND Timestamp < '2026-01-27 00:00:00'";

export const benchQueries: BenchQuery[] = [
  {
    name: 'average and count per hour',
    kql: 'Readings | summarize avg(Value), count() by bin(Timestamp, 1h)',
    sql: `SELECT ${bin(hour)} AS t, avg("Value"), count(*) FROM ${readings} GROUP BY 1`,
    peer: 'SELECT toStartOfHour(Timestamp) AS t, avg(Value), count() FROM Readings GROUP BY t',
  },
  {
    name: 'a week by site and hour',
    kql: `${weekKql} | summarize avg(Value) by Site, bin(Timestamp, 1h)`,
    sql: `SELECT "Site", ${bin(hour)} AS t, avg("Value") FROM ${readings} WHERE ${week} GROUP BY 1, 2`,
    peer: `SELECT Site, toStartOfHour(Timestamp) AS t, avg(Value) ${weekPeer} GROUP BY Site, t`,
  },
  {
    name: 'last 15 minutes by minute',
    kql: 'Readings | where Timestamp between (datetime(2026-01-30T23:40) .. 15m) | summarize max(Value), dcount(Device) by bin(Timestamp, 1m)',
    sql: `SELECT ${bin(minute)}, max("Value"), count(DISTINCT "Device") FROM ${readings}
      WHERE "Timestamp" BETWEEN ${at('2026-01-30T23:40')} AND ${at('2026-01-30T23:55')} GROUP BY 1`,
    peer: "SELECT toStartOfMinute(Timestamp) AS t, max(Value), uniqExact(Device) FROM Readings WHERE Timestamp BETWEEN '2026-01-30 23:40:00' AND '2026-01-30 23:55:00' GROUP BY t",
  },
  {
    name: 'top 100',
    kql: 'Readings | sort by Value desc, Timestamp asc | take 100',
    sql: `SELECT "Timestamp", "Device", "Site", "Status", "Value", "Count", "Message" FROM ${readings}
      ORDER BY "Value" DESC NULLS LAST, "Timestamp" ASC NULLS FIRST LIMIT 100`,
    peer: 'SELECT * FROM Readings ORDER BY Value DESC, Timestamp ASC LIMIT 100',
  },
  {
    name: 'hour of day by site',
    kql: 'Readings | summarize avg(Value) by Site, hourofday(Timestamp)',
    sql: `SELECT "Site", "Timestamp" // ${hour} % 24 AS h, avg("Value") FROM ${readings} GROUP BY 1, 2`,
    peer: 'SELECT Site, toHour(Timestamp) AS h, avg(Value) FROM Readings GROUP BY Site, h',
  },
  {
    name: 'count of two conditions',
    kql: 'Readings | where Status != "ok" and Site == "site-07" | count',
    sql: `SELECT count(*) FROM ${readings} WHERE "Status" <> 'ok' AND "Site" = 'site-07'`,
    peer: "SELECT count() FROM Readings WHERE Status != 'ok' AND Site = 'site-07'",
  },
  {
    name: 'distinct devices by day',
    kql: 'Readings | summarize dcount(Device) by bin(Timestamp, 1d)',
    sql: `SELECT ${bin(day)}, count(DISTINCT "Device") FROM ${readings} GROUP BY 1`,
    peer: 'SELECT toStartOfDay(Timestamp) AS t, uniqExact(Device) FROM Readings GROUP BY t',
  },
  {
    name: 'error rate per five minutes of a day',
    kql: 'Readings | where Timestamp between (datetime(2026-01-15) .. 1d) | summarize errors = countif(Status == "error"), total = count() by bin(Timestamp, 5m) | extend rate = 100.0 * errors / total',
    sql: `SELECT t, errors, total, 100.0 * errors / total FROM (
      SELECT ${bin(5n * minute)} AS t, count(*) FILTER (WHERE "Status" = 'error') AS errors, count(*) AS total FROM ${readings}
      WHERE "Timestamp" BETWEEN ${at('2026-01-15T00:00')} AND ${at('2026-01-16T00:00')} GROUP BY 1)`,
    peer: "SELECT toStartOfFiveMinutes(Timestamp) AS t, countIf(Status = 'error') AS errors, count() AS total, 100.0 * errors / total FROM Readings WHERE Timestamp BETWEEN '2026-01-15 00:00:00' AND '2026-01-16 00:00:00' GROUP BY t",
  },
  {
    name: 'lookup of a dimension, by day',
    kql: 'Readings | lookup Devices on Device | summarize sum(Count) by Model, bin(Timestamp, 1d)',
    sql: `SELECT d."Model", r."Timestamp" - r."Timestamp" % ${day} AS t, sum(r."Count") FROM ${readings} r
      LEFT JOIN ${devices} d ON r."Device" = d."Device" GROUP BY 1, 2`,
    peer: 'SELECT Model, toStartOfDay(Timestamp) AS t, sum(Count) FROM Readings LEFT JOIN Devices USING Device GROUP BY Model, t',
  },
  {
    name: 'inner join on a key',
    kql: 'Readings | where Status == "error" | join kind=inner (Devices | where Region == "region-2") on Device | summarize count() by Device',
    sql: `SELECT r."Device", count(*) FROM ${readings} r JOIN ${devices} d ON r."Device" = d."Device"
      WHERE r."Status" = 'error' AND d."Region" = 'region-2' GROUP BY 1`,
    peer: "SELECT Device, count() FROM Readings JOIN Devices USING Device WHERE Status = 'error' AND Region = 'region-2' GROUP BY Device",
  },
  {
    name: 'term search with a percentile',
    kql: 'Readings | where Message has "500" | summarize percentile(Value, 95), dcount(Device) by Site',
    sql: `SELECT "Site", quantile_disc("Value", 0.95), count(DISTINCT "Device") FROM ${readings}
      WHERE contains("Message", '500') AND regexp_matches("Message", '(^|[^a-zA-Z0-9])500($|[^a-zA-Z0-9])') GROUP BY 1`,
    peer: "SELECT Site, quantileExact(0.95)(Value), uniqExact(Device) FROM Readings WHERE hasToken(Message, '500') GROUP BY Site",
  },
  {
    name: 'substring search',
    kql: 'Readings | where Message contains "items/777" | summarize count() by bin(Timestamp, 1d)',
    sql: `SELECT ${bin(day)}, count(*) FROM ${readings} WHERE contains(lower("Message"), 'items/777') GROUP BY 1`,
    peer: "SELECT toStartOfDay(Timestamp) AS t, count() FROM Readings WHERE positionCaseInsensitive(Message, 'items/777') > 0 GROUP BY t",
  },
  {
    name: 'last value of each device',
    kql: 'Readings | summarize arg_max(Timestamp, Value) by Device',
    sql: `SELECT "Device", max("Timestamp"), arg_max_null("Value", "Timestamp") FROM ${readings} GROUP BY 1`,
    peer: 'SELECT Device, max(Timestamp), argMax(Value, Timestamp) FROM Readings GROUP BY Device',
  },
  {
    name: 'last row of each device',
    kql: 'Readings | summarize arg_max(Timestamp, *) by Device',
    sql: `SELECT "Device", max("Timestamp"), arg_max_null("Site", "Timestamp"), arg_max_null("Status", "Timestamp"),
      arg_max_null("Value", "Timestamp"), arg_max_null("Count", "Timestamp"), arg_max_null("Message", "Timestamp")
      FROM ${readings} GROUP BY 1`,
  },
  {
    name: 'series of a week, 50 sites',
    kql: 'Readings | make-series avg(Value) default = 0.0 on Timestamp from datetime(2026-01-20) to datetime(2026-01-27) step 1h by Site',
    sql: `WITH b AS (SELECT "Site", ("Timestamp" - ${at('2026-01-20T00:00')}) // ${hour} AS i, avg("Value") AS v FROM ${readings} WHERE ${week} GROUP BY 1, 2),
      s AS (SELECT DISTINCT "Site" FROM b), 
        a AS (SELECT i, strftime(make_timestamp((${at('2026-01-20T00:00')} + i * ${hour} - 621355968000000000) // 10), '%Y-%m-%dT%H:%M:%S.0000000Z') AS t FROM range(168) AS r(i))
      SELECT s."Site", to_json(list(coalesce(v, 0.0) ORDER BY a.i)), to_json(list(a.t ORDER BY a.i))
      FROM s CROSS JOIN a LEFT JOIN b ON b."Site" = s."Site" AND b.i = a.i GROUP BY 1`,
  },
  {
    name: 'percentiles by site',
    kql: 'Readings | summarize percentiles(Value, 50, 95, 99) by Site',
    sql: `SELECT "Site", q[1], q[2], q[3] FROM (SELECT "Site", quantile_disc("Value", [0.5, 0.95, 0.99]) AS q FROM ${readings} GROUP BY 1)`,
    peer: 'SELECT Site, quantilesExact(0.5, 0.95, 0.99)(Value) FROM Readings GROUP BY Site',
  },
  {
    name: 'dynamic property',
    kql: 'Events | summarize avg(todouble(Data.reading.temperature)) by tostring(Data.kind)',
    sql: `SELECT "Data"->>'$.kind', avg(TRY_CAST("Data"->>'$.reading.temperature' AS DOUBLE)) FROM ${events} GROUP BY 1`,
    peer: "SELECT JSONExtractString(Data, 'kind') AS k, avg(JSONExtractFloat(Data, 'reading', 'temperature')) FROM Events GROUP BY k",
  },
  {
    name: 'expanded tags',
    kql: 'Events | mv-expand tag = Data.tags to typeof(string) | summarize count() by tag',
    sql: `SELECT tag, count(*) FROM (SELECT unnest(CAST(json_extract("Data", '$.tags') AS VARCHAR[])) AS tag FROM ${events}) GROUP BY 1`,
    peer: "SELECT arrayJoin(JSONExtract(Data, 'tags', 'Array(String)')) AS tag, count() FROM Events GROUP BY tag",
  },
  {
    name: 'formatted day',
    kql: 'Readings | summarize count() by day = format_datetime(Timestamp, "yyyy-MM-dd")',
    sql: `SELECT strftime(make_timestamp((t - 621355968000000000) // 10), '%Y-%m-%d'), sum(n)::BIGINT FROM (
      SELECT ${bin(day)} AS t, count(*) AS n FROM ${readings} GROUP BY 1) GROUP BY 1`,
    peer: "SELECT formatDateTime(Timestamp, '%Y-%m-%d') AS d, count() FROM Readings GROUP BY d",
  },
  {
    name: 'classes by case',
    kql: 'Readings | extend class = case(Value < 22, "low", Value < 28, "normal", "high") | summarize count(), avg(Count) by class',
    sql: `SELECT CASE WHEN "Value" < 22 THEN 'low' WHEN "Value" < 28 THEN 'normal' ELSE 'high' END, count(*), avg("Count") FROM ${readings} GROUP BY 1`,
    peer: "SELECT multiIf(Value < 22, 'low', Value < 28, 'normal', 'high') AS class, count(), avg(Count) FROM Readings GROUP BY class",
  },
  {
    name: 'distinct of two columns',
    kql: 'Readings | distinct Site, Status',
    sql: `SELECT DISTINCT "Site", "Status" FROM ${readings}`,
    peer: 'SELECT DISTINCT Site, Status FROM Readings',
  },
  {
    name: 'differences within an hour',
    kql: 'Readings | where Timestamp between (datetime(2026-01-10) .. 1h) | sort by Device asc, Timestamp asc | extend gap = iff(prev(Device) == Device, Timestamp - prev(Timestamp), timespan(null)) | summarize max(gap) by Site',
    sql: `SELECT "Site", max(gap) FROM (SELECT "Site", "Timestamp" - lag("Timestamp") OVER (PARTITION BY "Device" ORDER BY "Timestamp") AS gap FROM ${readings}
      WHERE "Timestamp" BETWEEN ${at('2026-01-10T00:00')} AND ${at('2026-01-10T01:00')}) GROUP BY 1`,
  },
  {
    name: 'parsed message',
    kql: `Readings | where Timestamp between (datetime(2026-01-10) .. 1d) | parse Message with * "returned " code:int " in " ms:long " ms" * | summarize avg(ms) by code`,
    sql: `SELECT TRY_CAST(m.code AS INTEGER), avg(TRY_CAST(m.ms AS BIGINT)) FROM (
      SELECT regexp_extract("Message", 'returned (.*?) in (.*?) ms', ['code', 'ms']) AS m FROM ${readings}
      WHERE "Timestamp" BETWEEN ${at('2026-01-10T00:00')} AND ${at('2026-01-11T00:00')}) GROUP BY 1`,
  },
  {
    name: 'list of sites, prefix and sums',
    kql: 'Readings | where Site in ("site-01", "site-02", "site-03") and Message startswith "GET" | summarize sum(Count), min(Value), max(Value), stdev(Value) by Status',
    sql: `SELECT "Status", sum("Count"), min("Value"), max("Value"), stddev_samp("Value") FROM ${readings}
      WHERE "Site" IN ('site-01', 'site-02', 'site-03') AND starts_with(lower("Message"), 'get') GROUP BY 1`,
    peer: "SELECT Status, sum(Count), min(Value), max(Value), stddevSamp(Value) FROM Readings WHERE Site IN ('site-01', 'site-02', 'site-03') AND startsWith(lower(Message), 'get') GROUP BY Status",
  },
  {
    name: 'above the average of all',
    kql: 'let limit = toscalar(Readings | summarize avg(Value)); Readings | where Value > limit | summarize count() by Site',
    sql: `SELECT "Site", count(*) FROM ${readings} WHERE "Value" > (SELECT avg("Value") FROM ${readings}) GROUP BY 1`,
    peer: 'SELECT Site, count() FROM Readings WHERE Value > (SELECT avg(Value) FROM Readings) GROUP BY Site',
  },
  {
    name: 'union of two parts',
    kql: 'union (Readings | where Status == "error" | project Timestamp, Site), (Readings | where Value > 34 | project Timestamp, Site) | summarize count() by Site, bin(Timestamp, 1d)',
    sql: `SELECT "Site", ${bin(day)}, count(*) FROM (SELECT "Timestamp", "Site" FROM ${readings} WHERE "Status" = 'error'
      UNION ALL SELECT "Timestamp", "Site" FROM ${readings} WHERE "Value" > 34) GROUP BY 1, 2`,
    peer: "SELECT Site, toStartOfDay(Timestamp) AS t, count() FROM (SELECT Timestamp, Site FROM Readings WHERE Status = 'error' UNION ALL SELECT Timestamp, Site FROM Readings WHERE Value > 34) GROUP BY Site, t",
  },
  {
    name: 'most frequent devices',
    kql: 'Readings | summarize n = count() by Device | sort by n desc, Device asc | take 10',
    sql: `SELECT "Device", count(*) AS n FROM ${readings} GROUP BY 1 ORDER BY n DESC, "Device" LIMIT 10`,
    peer: 'SELECT Device, count() AS n FROM Readings GROUP BY Device ORDER BY n DESC, Device LIMIT 10',
  },
  {
    name: 'sets of statuses by site',
    kql: `${weekKql} | summarize make_set(Status), take_any(Device) by Site | project Site, array_length(set_Status)`,
    sql: `SELECT "Site", len(list(DISTINCT "Status")) FROM ${readings} WHERE ${week} GROUP BY 1`,
    peer: `SELECT Site, length(groupUniqArray(Status)) ${weekPeer} GROUP BY Site`,
  },
];
