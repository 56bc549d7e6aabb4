/** What every visitor of the browser tests logs in with; nothing that leaves the service may hold it. */
export const PASSWORD = 'correct horse battery';
