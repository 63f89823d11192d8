// Access points: another name for a bucket; the name does not say for which bucket.

/** Whether a location names an access point or its alias. */
export const isAccessPoint = (location: string): boolean =>
  /:accesspoint[/:]|-s3alias(\/|$)/.test(location);
