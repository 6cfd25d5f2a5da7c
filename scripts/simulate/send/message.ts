/** An event to send. Events with equal keys arrive in the order in which they were given. */
export interface Message {
  table: string;
  /** Null: any partition. */
  partitionKey: string | null;
  body: object;
}
