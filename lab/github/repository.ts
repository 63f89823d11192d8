// The repository that the lab's GitHub knows.
import type { Json } from './workflow/expressions.ts';

export const REPOSITORY = 'example/nfs-cutover';
export const REPOSITORY_ID = '100200300';
export const OWNER = 'example';
export const OWNER_ID = '400500600';
export const DEFAULT_BRANCH = 'main';

/** As events and the API have it. */
export function repositoryOf(
  visibility: 'public' | 'private' = 'private',
): Readonly<Record<string, Json>> {
  const [, name = ''] = REPOSITORY.split('/');
  return {
    default_branch: DEFAULT_BRANCH,
    full_name: REPOSITORY,
    id: Number(REPOSITORY_ID),
    name,
    owner: { id: Number(OWNER_ID), login: OWNER },
    private: visibility !== 'public',
    visibility,
  };
}
