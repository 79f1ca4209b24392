/* Text that the server does not have yet, kept in this browser: encrypted with a key that
   no script can read out, gone after seven days, and gone when somebody logs out. */
(() => {
  "use strict";

  const NAME = "sohos-drafts";
  const SEVEN_DAYS = 7 * 24 * 60 * 60 * 1000;
  const isPossible = Boolean(window.indexedDB && window.crypto && window.crypto.subtle);
  let opening = null;

  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => resolve();
  });

  const open = () => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("drafts");
    };
    return done(request).then((base) => {
      const forget = () => { base.close(); opening = null; };
      base.onversionchange = forget;
      base.onclose = () => { opening = null; };
      return base;
    });
  };

  const store = async (name, mode) => {
    opening ||= open();
    return (await opening).transaction(name, mode).objectStore(name);
  };

  const key = async () => {
    const found = await done((await store("keys", "readonly")).get("key"));
    if (found) return found;
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const keys = await store("keys", "readwrite");
    const raced = await done(keys.get("key"));
    if (raced) return raced;
    await done(keys.put(fresh, "key"));
    return fresh;
  };

  const keep = async (name, draft) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(draft));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), text);
    await done((await store("drafts", "readwrite")).put({ at: Date.now(), iv, sealed }, name));
  };

  const find = async (name) => {
    const found = await done((await store("drafts", "readonly")).get(name));
    if (!found) return null;
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: found.iv }, await key(), found.sealed);
    return { at: new Date(found.at), ...JSON.parse(new TextDecoder().decode(text)) };
  };

  const drop = async (name) => done((await store("drafts", "readwrite")).delete(name));

  const dropOld = async () => {
    if (indexedDB.databases && !(await indexedDB.databases()).some((base) => base.name === NAME)) return;
    const request = (await store("drafts", "readwrite")).openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return;
      if (cursor.value.at < Date.now() - SEVEN_DAYS) cursor.delete();
      cursor.continue();
    };
  };

  /* Logging out wipes everything first, and goes on whatever happens. */
  const LONGEST_WAIT = 2000;
  const wipe = () => Promise.race([
    done(indexedDB.deleteDatabase(NAME)),
    new Promise((resolve) => { setTimeout(resolve, LONGEST_WAIT); }),
  ]);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!isPossible || !new URL(form.action, location.href).pathname.endsWith("/logout/")) return;
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("sohos:leaving"));
    if (opening) opening.then((base) => base.close(), () => {});
    wipe().catch(() => {}).then(() => HTMLFormElement.prototype.submit.call(form));
  });

  if (isPossible) dropOld().catch(() => {});
  window.sohosDrafts = { isPossible, keep, find, drop };
})();
