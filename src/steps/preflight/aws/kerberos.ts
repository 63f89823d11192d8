// Kerberos in mount options: neither DataSync's NFS locations nor File Gateway's NFS shares know it.

/** `krb5`, `krb5i` or `krb5p` if mount options ask for it; undefined if not. */
export function kerberosIn(options: string): string | undefined {
  return options
    .split(',')
    .flatMap((option) => (option.startsWith('sec=') ? option.slice('sec='.length).split(':') : []))
    .find((flavour) => flavour.startsWith('krb5'));
}
