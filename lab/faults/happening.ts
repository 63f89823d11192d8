// What may happen in the middle of a rehearsal.

/** Something that happens when a document begins or has ended on a server for the first time. */
export interface Happening {
  readonly document: string;
  readonly phase: 'begins' | 'ends';
  /**
   * `gateway-silent`: the NFS server of the gateway answers nobody any more. `reboot`: the server is booted.
   * `written`: the application writes a file through the gateway. `unlisted-client`: a client that no runbook names
   * writes a file to the source. `open-writer`: a program on the server has a file of the source open for writing from now
   * on.
   */
  readonly is: 'gateway-silent' | 'reboot' | 'written' | 'unlisted-client' | 'open-writer';
}
