// The cases that the lab cannot play, each with its reason: everything else must go there as on a kernel.

/** The reason by the name of the case. */
export const NOT_IN_THE_LAB: ReadonlyMap<string, string> = new Map<string, string>([]);
