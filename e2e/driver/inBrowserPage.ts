/** What runs in Chromium's own page of extensions, which may do what no other page may; each function is sent there as text. */
declare const chrome: {
  developerPrivate: {
    addHostPermission(id: string, pattern: string): Promise<void>;
    updateProfileConfiguration(change: { inDeveloperMode: boolean }): Promise<void>;
    reload(id: string, options: { failQuietly: boolean }): Promise<unknown>;
  };
};

/** Lets an extension onto a server, as the person does in its details. */
export function addHost({ id, pattern }: { id: string; pattern: string }): Promise<void> {
  return chrome.developerPrivate.addHostPermission(id, pattern);
}

/** Starts an extension anew from its files, as is done when a newer version was fetched; what is unpacked runs in developer mode alone. */
export async function reloadExtension(id: string): Promise<void> {
  await chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
  await chrome.developerPrivate.reload(id, { failQuietly: true });
}
