// Access points: another name for a bucket, which does not say for which.

/** Whether a location is named by an access point or its alias. */
export const isAccessPoint = (location: string): boolean =>
  /:accesspoint[/:]|-s3alias(\/|$)/.test(location);
