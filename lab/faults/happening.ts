// What may happen in the middle of a rehearsal.

/** Something that happens when a document begins or has ended on a server for the first time. */
export interface Happening {
  readonly document: string;
  readonly phase: 'begins' | 'ends';
  /** On this server alone, 1 is the first; without it on whichever is first. */
  readonly server?: number;
  /**
   * `gateway-silent`: the NFS server of the gateway answers nobody any more. `reboot`: the server is booted.
   * `written`: the application writes a file through the gateway. `unlisted-client`: a client that no runbook names
   * writes a file to the source. `agent-silent`: Systems Manager takes commands for the server, and its agent picks none up.
   * `open-writer`: a program on the server has a file of the source open for writing from now on.
   * `hung-writer`: one on the server hangs in a write through the gateway. `gateway-answers`: the gateway is back, and gets
   * what hung since.
   */
  readonly is:
    | ('gateway-silent' | 'gateway-answers' | 'reboot' | 'written')
    | ('unlisted-client' | 'agent-silent' | 'open-writer' | 'hung-writer');
}
