// What freeze-source is asked, and with what it works.
import type { Ssm } from '../../aws/ssm/ssm.ts';
import type { JournalLog } from '../../journal/log.ts';
import type { ShareFlagPorts } from '../migration/share-flag.ts';
import type { EvidenceInputs } from './evidence-before.ts';

export interface FreezeSourceInputs extends EvidenceInputs {
  readonly thaw: boolean;
  /** The longest that the run takes behind the freeze, as it was forecast. */
  readonly 'forecast-seconds': number | undefined;
  /** With `thaw`: also what a lost job of this run has frozen. */
  readonly 'takes-over': boolean;
  /** With `thaw`: what another run has frozen, as a person has named it. */
  readonly 'of-run': string | undefined;
  /** With `of-run`: a person thaws although a silent server may write through the gateway; with the reason and the ticket. */
  readonly 'although-split': boolean;
  readonly reason: string | undefined;
  readonly ticket: string | undefined;
}

/** The servers, and the journal that says who may change them. */
export interface FreezePorts {
  readonly ssm: Ssm;
  readonly log: JournalLog;
  /** Only a thaw with a silent server opens the share. */
  readonly openFlag: () => Promise<ShareFlagPorts>;
}
