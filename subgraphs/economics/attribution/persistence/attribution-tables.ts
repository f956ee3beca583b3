/** Finds the revenue of a span, which runs behind a slice are read from. */
export const ATTRIBUTION_INDEXES = `
create index revenue_entry_by_time on economics.revenue_entry (tenant_id, event_time);
`;
