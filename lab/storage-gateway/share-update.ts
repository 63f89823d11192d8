// UpdateNFSFileShare: whether clients may write, accepted at once and done a moment later.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveToOrdinaryUser } from '../application-server/ordinary-user.ts';
import { stateFolder } from '../application-server/server-folder.ts';
import type { LabContext } from '../context.ts';
import type { Json } from '../protocol/service.ts';
import { invalidGatewayRequest } from './errors.ts';
import type { Share } from './share.ts';

const UPDATE_MILLISECONDS = 2500;

/** Takes the flag ReadOnly alone: it would be dishonest to take a member that has no effect. */
export function updateShare(context: LabContext, { flag }: Share, input: Json): void {
  const { FileShareARN: _arn, ReadOnly: readOnly, ...others } = input;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw invalidGatewayRequest(`the lab does not model ${other}`, 'InvalidParameters');
  if (context.faults.gateway?.refusesWhileSilent === true && isSilent(context))
    throw invalidGatewayRequest('The specified gateway is not connected.', 'GatewayNotConnected');
  if (flag.status === 'UPDATING')
    throw invalidGatewayRequest('The file share is being updated.', 'FileShareNotAvailable');
  if (typeof readOnly !== 'boolean' || readOnly === flag.readOnly) return;
  flag.status = 'UPDATING';
  flag.readOnly = readOnly;
  context.clock.after(UPDATE_MILLISECONDS, () => {
    flag.status = 'AVAILABLE';
    tellClients(context, readOnly);
  });
}

const isSilent = ({ world }: LabContext): boolean =>
  world.names.application.servers.some((server) =>
    existsSync(join(stateFolder(world, server), 'silent')),
  );

/** What the tools of a server look at before they write: which export takes no writes, of all mounts or of new ones. */
function tellClients({ world, faults }: LabContext, readOnly: boolean): void {
  const name = faults.share?.closes === 'new-mounts' ? 'closed-for-new' : 'closed';
  for (const server of world.names.application.servers) {
    const file = join(stateFolder(world, server), name);
    if (!readOnly) {
      rmSync(file, { force: true });
      rmSync(join(stateFolder(world, server), 'closed-mounts'), { force: true });
      continue;
    }
    writeFileSync(file, `${world.names.gateway.export}\n`);
    giveToOrdinaryUser(file);
  }
}
