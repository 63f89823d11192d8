// Requests to the Security Token Service, member by member as the SDK takes them: what is sent is what the plan shows.

/** GetCallerIdentity; it has no members. */
export const getCallerIdentity = () =>
  ({ service: 'sts', operation: 'GetCallerIdentity', parameters: {} }) as const;

/** AssumeRoleWithWebIdentity: a session of the role that may do what `policy` allows too. */
export const assumeRoleWithWebIdentity = (asked: {
  readonly role: string;
  readonly session: string;
  readonly token: string;
  readonly seconds: number;
  readonly policy: string;
}) =>
  ({
    service: 'sts',
    operation: 'AssumeRoleWithWebIdentity',
    parameters: {
      RoleArn: asked.role,
      RoleSessionName: asked.session,
      WebIdentityToken: asked.token,
      DurationSeconds: asked.seconds,
      Policy: asked.policy,
    },
  }) as const;
