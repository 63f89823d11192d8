// Kerberos in mount options: neither DataSync's NFS locations nor File Gateway's NFS shares know it.

/** `krb5`, `krb5i` or `krb5p` where mount options ask for it. */
export function kerberosIn(options: string): string | undefined {
  return options
    .split(',')
    .flatMap((option) => (option.startsWith('sec=') ? option.slice('sec='.length).split(':') : []))
    .find((flavour) => flavour.startsWith('krb5'));
}
