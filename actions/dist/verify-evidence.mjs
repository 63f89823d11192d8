// Checks evidence.json of a run offline: node verify-evidence.mjs [--digest SHA-256] evidence.json|FOLDER
// Built from src/evidence/verify by "npm run build". docs/evidence.md says what it checks.

// src/evidence/verify/main.ts
import { parseArgs } from "node:util";

// src/evidence/verify/anchors.ts
import { createHash } from "node:crypto";

// src/core/text/markdown.ts
function visible(text) {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (char) => char === "\n" ? "\\n" : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`
  );
}

// src/runbook/quorum.ts
var gatesOf = ({ gates }) => [...gates.signOff, gates.cutover];
var quorumOf = (runbook) => runbook.gates.quorum ?? gatesOf(runbook).length;

// src/evidence/judge-approvals.ts
var cutoverRules = (runbook) => ({
  gates: gatesOf(runbook),
  quorum: quorumOf(runbook),
  comment: runbook.gates.comment
});
var COMMENT_DIGITS = 8;
var namesDigest = (comment, digest2) => comment.toLowerCase().includes(digest2.slice(0, COMMENT_DIGITS));
function judgeApprovals(rules, decisions, starters, asked2) {
  const since = without(decisions, asked2.before);
  const gates = rules.gates.map((gate) => ({
    gate,
    decided: since.filter(({ environments }) => environments.some((one) => same(one, gate)))
  }));
  const approvals = gates.flatMap(({ decided }) => decided.filter(isApproval));
  const people = [...new Map(approvals.map(({ user }) => [user.toLowerCase(), user])).values()];
  const { quorum } = rules;
  const problems = [
    ...gates.flatMap(({ gate, decided }) => problemsAt(gate, decided)),
    ...starterProblems(approvals, starters),
    ...approvals.flatMap((one) => problemsOf(one, rules, asked2.digest)),
    ...people.length < quorum ? [`${people.length} of ${quorum} different people have approved it`] : []
  ];
  const says = `${people.length} of quorum ${quorum}, different people: ${people.map(visible).join(", ") || "nobody"}`;
  return { quorum, people, problems: [...new Set(problems)], says };
}
var lineOf = ({ environments, state, user, comment }) => JSON.stringify([environments.toSorted(), state, user.toLowerCase(), comment]);
function without(decisions, before) {
  const left = [...before];
  return decisions.filter((one) => {
    const at = left.indexOf(lineOf(one));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
var same = (one, other) => one.toLowerCase() === other.toLowerCase();
var isApproval = ({ state }) => state === "approved";
function problemsAt(gate, decided) {
  const rejected = decided.filter((one) => !isApproval(one));
  if (rejected.length > 0)
    return rejected.map(
      ({ state, user }) => `${gate}: ${visible(state)} by ${visible(user)}, which holds for this run`
    );
  return decided.length === 0 ? [`${gate}: nobody has approved it there`] : [];
}
function starterProblems(approvals, starters) {
  const apps = starters.filter(({ isPerson }) => !isPerson);
  const own = starters.filter(({ user }) => approvals.some((one) => same(one.user, user)));
  return [
    ...apps.map(
      ({ attempt, user }) => `attempt ${attempt} was started by ${visible(user) || "an account that is gone"}, which is no person`
    ),
    ...own.map(
      ({ attempt, user }) => `${visible(user)} has started attempt ${attempt}, and approved it`
    )
  ];
}
function problemsOf({ user, isPerson, comment }, { comment: wanted }, digest2) {
  return [
    ...isPerson ? [] : [`${visible(user)} is an app, and no person`],
    ...wanted === "none" || namesDigest(comment, digest2) ? [] : [
      `the comment of ${visible(user)} does not name the digest ${digest2.slice(0, COMMENT_DIGITS)}`
    ]
  ];
}

// src/evidence/verify/fault.ts
var nameOf = ({ attempt, chain, id, job }) => `${placeOf(job, attempt, chain.number)} (${id})`;
var placeOf = (job, attempt, number) => `record ${number} of ${job}, attempt ${attempt}`;
var LONGEST_LINE = 400;
function safe(text) {
  const head = text.slice(0, LONGEST_LINE + 1);
  const shown = head.replaceAll(
    /[^\x20-\x7e]/gu,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`
  );
  return shown.length > LONGEST_LINE ? `${shown.slice(0, LONGEST_LINE)}...` : shown;
}

// src/evidence/verify/anchors.ts
function anchorsOf(evidence, outside) {
  const given = givenDigest(evidence, outside.digest);
  const journal = journalAnchor(evidence, outside.journal);
  return {
    anchored: given.anchored,
    lines: [...given.lines, ...journal.lines, commentLine(evidence), ATTESTATION],
    faults: [...given.faults, ...journal.faults]
  };
}
var ATTESTATION = 'attestation: not checked here; where the repository makes one, "gh attestation verify" of docs/evidence.md does';
function givenDigest({ digest: digest2 }, given) {
  if (given === void 0)
    return { anchored: false, lines: ["digest from outside: none given (--digest)"], faults: [] };
  if (given === digest2)
    return {
      anchored: true,
      lines: ["digest from outside: it is that of the evidence"],
      faults: []
    };
  const says = `expected the digest that was given, ${given}, got ${digest2}`;
  return { anchored: false, lines: [], faults: [{ where: "evidence.json", says }] };
}
function journalAnchor({ records }, journal) {
  if (journal.length === 0)
    return { anchored: false, lines: ["journal: no entries given"], faults: [] };
  const digests = new Map(journal.map(({ bytes, sequence }) => [sequence, sha256(bytes)]));
  const faults = [
    ...journal.flatMap((file) => follows(file, digests.get(file.sequence - 1))),
    ...records.flatMap((record) => {
      const { entry } = record.chain;
      if (entry === null) return [];
      const found = digests.get(entry.sequence);
      if (found === entry.digest) return [];
      const got = found === void 0 ? "no such entry" : `one with the digest ${found}`;
      return [
        {
          where: nameOf(record),
          says: `names entry ${entry.sequence} of the journal; the journal has ${got}`
        }
      ];
    })
  ];
  const line = faults.length === 0 ? "journal: it has each entry that a record names. It does not hold the records themselves" : "journal: contradicts the records";
  return { anchored: false, lines: [line], faults };
}
function follows({ bytes, sequence }, before) {
  if (before === void 0) return [];
  const named2 = /"before":"([0-9a-f]{64})"/.exec(Buffer.from(bytes).toString("latin1"))?.[1];
  if (named2 === before) return [];
  return [
    { where: `journal entry ${sequence}`, says: `expected to name the entry before it, ${before}` }
  ];
}
function commentLine({ approvals, records }) {
  const asked2 = records.flatMap(
    ({ data, step }) => step === "ask-approval" && typeof data.digest === "string" ? [data.digest] : []
  );
  const by = approvals.filter(({ comment }) => asked2.some((one) => namesDigest(comment, one))).map(({ user }) => user);
  return by.length === 0 ? "comment of a reviewer: none names the digest of what was asked" : `comment of a reviewer: ${by.join(", ")} named the digest of what was asked; compare with the page of the run`;
}
var sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

// src/core/canonical-json.ts
import { createHash as createHash2 } from "node:crypto";
var canonicalJson = (value) => spelled(value) ?? "null";
function spelled(value) {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if ("toJSON" in value && typeof value.toJSON === "function")
    return spelled(value.toJSON());
  if (Array.isArray(value))
    return `[${value.map((member) => spelled(member) ?? "null").join(",")}]`;
  const members = Object.entries(value).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0).flatMap(([key, member]) => {
    const text = spelled(member);
    return text === void 0 ? [] : [`${JSON.stringify(key)}:${text}`];
  });
  return `{${members.join(",")}}`;
}
function digest(value) {
  return createHash2("sha256").update(canonicalJson(value)).digest("hex");
}

// src/evidence/chain.ts
var beginningOf = ({ run, attempt, job }) => digest({ run, attempt, job });
function chainsOf(records) {
  const chains = /* @__PURE__ */ new Map();
  for (const record of records) {
    const name = `${record.attempt}/${record.job}`;
    const own = chains.get(name);
    if (own === void 0) chains.set(name, [record]);
    else own.push(record);
  }
  return [...chains.values()].flatMap((own) => {
    const [first2] = own;
    if (first2 === void 0) return [];
    const { attempt, job } = first2;
    return [{ job, attempt, records: own.sort((a, b) => a.chain.number - b.chain.number) }];
  }).sort((a, b) => a.attempt - b.attempt || byText(a.job, b.job));
}
var inOrder = (a, b) => byText(a.startedAt, b.startedAt) || byText(a.endedAt, b.endedAt) || a.attempt - b.attempt || byText(a.job, b.job) || a.chain.number - b.chain.number;
var byText = (a, b) => a < b ? -1 : a > b ? 1 : 0;
function sideBranches(records) {
  const found = /* @__PURE__ */ new Map();
  let highest = { epoch: 0, chain: "" };
  for (const { attempt, job, chain } of records) {
    const epoch = chain.entry?.epoch;
    if (epoch === void 0) continue;
    const name = `${attempt}/${job}`;
    if (epoch < highest.epoch && name !== highest.chain && !found.has(name))
      found.set(name, { job, attempt, from: chain.number });
    if (epoch > highest.epoch) highest = { epoch, chain: name };
  }
  return [...found.values()].sort((a, b) => a.attempt - b.attempt || byText(a.job, b.job));
}

// src/evidence/side-record.ts
function sideFileInWords(value) {
  const { format, says, run, attempt, job, step } = value;
  if (format !== 1 || typeof says !== "string" || !says.startsWith("lost to ")) return void 0;
  return `side branch: run ${String(run)}, attempt ${String(attempt)}, job ${String(job)}, step ${String(step)}: ${says}`;
}

// src/core/errors.ts
var EXIT_STATUS = {
  "bad-input": 10,
  "bad-runbook": 11,
  "not-ready": 21,
  busy: 22,
  preflight: 23,
  overtaken: 24,
  "window-closed": 25,
  "not-approved": 26,
  drift: 27,
  "aws-denied": 30,
  "aws-expired": 31,
  "aws-not-found": 32,
  "aws-throttled": 33,
  "aws-unavailable": 34,
  "aws-refused": 35,
  "aws-unreadable": 36,
  "github-unavailable": 37,
  deadline: 40,
  cancelled: 41,
  "document-differs": 50,
  "server-refused": 51,
  "server-failed": 52,
  "went-back": 53,
  "transfer-failed": 60,
  missing: 61,
  differs: 62,
  unproven: 63,
  internal: 70
};

// src/evidence/schema/forms.ts
var object = (properties, optional = {}) => ({
  type: "object",
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
  additionalProperties: false
});
var list = (items) => ({ type: "array", items });
var named = (values) => ({ type: "object", additionalProperties: values });
var orNull = (schema) => {
  const { description, ...bare } = schema;
  return { ...description !== void 0 && { description }, anyOf: [{ type: "null" }, bare] };
};
var told = (description, schema) => ({ description, ...schema });
var ANYTHING = { type: "object" };
var TEXT = { type: "string" };
var NUMBER = { type: "number" };
var TRUTH = { type: "boolean" };
var FROM_ZERO = { type: "integer", minimum: 0 };
var FROM_ONE = { type: "integer", minimum: 1 };
var DIGEST = { type: "string", pattern: "^[0-9a-f]{64}$" };
var COMMIT = { type: "string", pattern: "^([0-9a-f]{40}|[0-9a-f]{64})$" };
var RUN = { type: "string", pattern: "^[0-9]{1,20}$" };
var NAME = { type: "string", pattern: "^[A-Za-z0-9_-]{1,100}$" };
var TIME = {
  type: "string",
  pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$"
};

// src/evidence/schema/record-schema.ts
var ENTRY = object({
  sequence: told("Its number in the journal.", FROM_ONE),
  digest: told("SHA-256 of the text of the entry.", DIGEST),
  migration: told("The id of the migration.", { type: "string", pattern: "^[0-9a-f]{12}$" }),
  epoch: told("The epoch that it has.", FROM_ONE)
});
var LINK = {
  number: told("The place in the chain of its job and attempt, from 1.", FROM_ONE),
  before: told(
    'SHA-256 of the record before it. The first record has that of {"attempt":\u2026,"job":\u2026,"run":\u2026}.',
    DIGEST
  ),
  entry: told(
    "The newest entry of the journal that the job had read or written; null before the first.",
    orNull(ENTRY)
  ),
  commit: told("The commit of the run.", orNull(COMMIT)),
  runbook: told("SHA-256 of the runbook as canonical JSON.", orNull(DIGEST)),
  plan: told("The digest of the plan; null where the job does not know it.", orNull(DIGEST)),
  documents: told(
    "The documents that the step compared with the reviewed text, with version and hash.",
    named(object({ version: TEXT, hash: TEXT }))
  ),
  startedBy: told("The accounts that started the run and this attempt.", list(TEXT))
};
var REQUIRED = {
  format: told("The format of the record.", { const: 2 }),
  step: told("The action, for example run-datasync.", NAME),
  id: told("The id of the step in its job.", NAME),
  job: told("The job.", NAME),
  runbook: told("The path of the runbook; empty for an action about the repository.", TEXT),
  run: told("The id of the run.", RUN),
  attempt: told("The attempt of the run.", FROM_ONE),
  startedAt: told("When the step began, on the clock of its runner.", TIME),
  endedAt: told("When the step ended.", TIME),
  verdict: told("The verdict.", { type: "string", enum: ["pass", "fail", "unproven"] }),
  says: told("One sentence that a person reads first.", TEXT),
  facts: told("What the step found, line by line.", list(object({ name: TEXT, value: TEXT }))),
  warnings: told("What a person should read.", list(TEXT)),
  data: told("What the step saw, in a form of its kind.", ANYTHING),
  chain: told("The place of the record, and what it stands under.", object(LINK))
};
var RECORD = object(REQUIRED, {
  error: told(
    "Why the step failed.",
    object({ code: { type: "string", enum: Object.keys(EXIT_STATUS) }, message: TEXT })
  )
});

// src/evidence/schema/schema.ts
function misfit(value, schema, at = "") {
  if (schema.anyOf !== void 0) {
    if (schema.anyOf.some((one) => misfit(value, one, at) === void 0)) return void 0;
    const [most = schema] = schema.anyOf.slice(-1);
    return misfit(value, most, at);
  }
  if (schema.type !== void 0 && !hasType(value, schema.type))
    return fault(value, at, `${article(schema.type)} ${schema.type}`);
  if (schema.const !== void 0 && value !== schema.const)
    return fault(value, at, JSON.stringify(schema.const));
  if (typeof value === "string") return textMisfit(value, schema, at);
  if (typeof value === "number") return numberMisfit(value, schema, at);
  if (Array.isArray(value)) return first(value.entries(), at, () => schema.items);
  if (typeof value === "object" && value !== null) return objectMisfit(value, schema, at);
  return void 0;
}
function textMisfit(value, schema, at) {
  if (schema.enum !== void 0 && !schema.enum.includes(value))
    return fault(value, at, `one of ${schema.enum.join(", ")}`);
  if (schema.maxLength !== void 0 && value.length > schema.maxLength)
    return fault(value, at, `at most ${schema.maxLength} characters`);
  if (schema.pattern !== void 0 && !new RegExp(schema.pattern, "u").test(value))
    return fault(value, at, `text of the form ${schema.pattern}`);
  return void 0;
}
function numberMisfit(value, { minimum, maximum }, at) {
  if (minimum !== void 0 && value < minimum) return fault(value, at, `at least ${minimum}`);
  if (maximum !== void 0 && value > maximum) return fault(value, at, `at most ${maximum}`);
  return void 0;
}
function objectMisfit(value, schema, at) {
  const { additionalProperties: rest, properties = {}, required = [] } = schema;
  for (const name of required)
    if (!Object.hasOwn(value, name))
      return { at: below(at, name), expected: "to be there", got: "nothing" };
  for (const name of Object.keys(value))
    if (rest === false && !Object.hasOwn(properties, name))
      return { at: below(at, name), expected: "only known members", got: "this one" };
  return first(
    Object.entries(value),
    at,
    (name) => Object.hasOwn(properties, name) ? properties[name] : rest === false ? void 0 : rest
  );
}
function first(members, at, schemaOf) {
  for (const [name, member] of members) {
    const schema = schemaOf(String(name));
    const found = schema && misfit(member, schema, below(at, String(name)));
    if (found !== void 0) return found;
  }
  return void 0;
}
function typeOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isSafeInteger(value) ? "integer" : typeof value;
}
var hasType = (value, type) => type === "number" ? typeof value === "number" : typeOf(value) === type;
var below = (at, name) => at === "" ? name : `${at}.${name}`;
var article = (noun) => /^[aeiou]/.test(noun) ? "an" : "a";
var fault = (value, at, expected) => ({
  at: at === "" ? "it" : at,
  expected,
  got: typeof value === "object" && value !== null ? typeOf(value) : JSON.stringify(value).slice(0, 80)
});

// src/evidence/verify/check-chains.ts
function checkChains(records) {
  return [
    ...chainsOf(records).flatMap(({ records: own }) => [
      ...repeated(own),
      ...gaps(own),
      ...brokenLinks(own),
      ...fallingEntries(own)
    ]),
    ...otherEntries(records),
    ...otherStands(records)
  ];
}
function checkOrder(records) {
  const ordered = records.toSorted(inOrder);
  return records.flatMap(
    (record, i) => ordered[i] === record ? [] : [{ where: nameOf(record), says: `expected in another place than ${i + 1} of the records` }]
  );
}
var repeated = (own) => own.flatMap(
  (record, i) => own[i - 1]?.chain.number === record.chain.number ? [{ where: nameOf(record), says: "expected once, got more than one with this number" }] : []
);
function gaps(own) {
  const numbers = new Set(own.map(({ chain }) => chain.number));
  return own.flatMap(({ attempt, chain: { number }, job }) => {
    if (number === 1 || numbers.has(number - 1)) return [];
    const where = placeOf(job, attempt, number - 1);
    return [{ where, says: `is missing, and record ${number} follows it` }];
  });
}
function brokenLinks(own) {
  const digests = /* @__PURE__ */ new Map();
  for (const record of own) {
    const { number } = record.chain;
    digests.set(number, [...digests.get(number)?.slice(0, 1) ?? [], digest(record)]);
  }
  return own.flatMap((record) => {
    const { before, number } = record.chain;
    const expected = number === 1 ? [beginningOf(record)] : digests.get(number - 1) ?? [];
    if (expected.length === 0 || expected.includes(before)) return [];
    const says = number === 1 ? "does not name the beginning of its chain as the digest before it" : `names ${before} as the digest of the record before it, which has ${expected.join(", ")}: one of the two was changed`;
    return [{ where: nameOf(record), says }];
  });
}
function fallingEntries(own) {
  let newest2 = 0;
  return own.flatMap((record) => {
    const sequence = record.chain.entry?.sequence ?? 0;
    if (sequence >= newest2) {
      newest2 = sequence;
      return [];
    }
    const says = `stands under entry ${sequence} of the journal, and a record before it under ${newest2}`;
    return [{ where: nameOf(record), says }];
  });
}
function otherEntries(records) {
  const seen = /* @__PURE__ */ new Map();
  return records.flatMap((record) => {
    const { entry } = record.chain;
    if (entry === null) return [];
    const known = seen.get(entry.sequence) ?? entry;
    seen.set(entry.sequence, known);
    if (digest(known) === digest(entry)) return [];
    const says = `names another entry ${entry.sequence} of the journal than the records before it`;
    return [{ where: nameOf(record), says }];
  });
}
var ONE_FOR_ALL = ["commit", "runbook", "plan"];
function otherStands(records) {
  return ONE_FOR_ALL.flatMap((name) => {
    const known = records.find(({ chain }) => chain[name] !== null)?.chain[name];
    return records.flatMap((record) => {
      const own = record.chain[name];
      if (own === null || own === known) return [];
      return [
        { where: nameOf(record), says: `names ${name} ${own}, other records ${String(known)}` }
      ];
    });
  });
}

// src/evidence/run-ending.ts
var jobsWithoutRecords = (results, records) => [...results].filter(([name, result]) => result === "success" && !hasRecords(name, records)).map(([name]) => name);
var hasRecords = (name, records) => ofLastAttempt(name, records).some(
  ({ data, step, verdict }) => name !== "cutover" || step === "switch-mount" && verdict === "pass" && data.state === "gateway"
);
function ofLastAttempt(name, records) {
  const own = records.filter(({ job }) => job === name);
  const last = Math.max(...own.map(({ attempt }) => attempt));
  return own.filter(({ attempt }) => attempt === last);
}
function cutoverIsLost(results, records) {
  if (!["failure", "cancelled"].includes(results.get("cutover") ?? "")) return false;
  const [{ attempt: newest2 } = { attempt: 0 }] = ofLastAttempt("cutover", records);
  return !records.some(
    ({ attempt, data, id, job, step, verdict }) => step === "freeze-source" && attempt >= newest2 && (job === "cutover" ? id === "thaw" && data.others !== true : data.thawed !== void 0 && verdict === "pass")
  );
}
function endingOf({ until, records: all, rejected, missing, lost }) {
  const records = newest(all);
  const { frozen, switched, confirmed, undone, begun, silent } = records.reduce(follow, START);
  if (missing.length > 0) return { ending: "unproven", left: "unknown", begun };
  if (confirmed) return { ending: "confirmed", left: "nothing", begun };
  if (silent !== void 0)
    return { ending: "failed", left: frozen ? "split" : "silent", begun, silent };
  const left = switched ? "switched" : frozen ? "frozen" : "nothing";
  if (lost && left === "frozen" && !records.some(({ job }) => job === "rollback"))
    return { ending: "failed", left: "unknown", begun };
  if (left !== "nothing") return { ending: "failed", left, begun };
  if (undone) return { ending: "rolled-back", left, begun };
  const broke = records.some(({ verdict, error }) => verdict === "fail" || error !== void 0);
  if (rejected.length > 0 && !broke && !records.some(({ job }) => job === "cutover"))
    return { ending: "denied", left, begun };
  if (lost) return { ending: "failed", left: "unknown", begun };
  const passed = records.length > 0 && records.every(({ verdict, error }) => verdict !== "fail" && error === void 0);
  if (until === "plan" && passed && records.some(({ step }) => step === "plan"))
    return { ending: "planned", left, begun };
  if (until === "proof" && passed && PROOF.every((proof) => records.some(proof)))
    return { ending: "proven", left, begun };
  return { ending: "failed", left, begun };
}
function newest(records) {
  const last = /* @__PURE__ */ new Map();
  const nameOf2 = ({ job, id }) => `${job}/${id}`;
  for (const record of records)
    last.set(nameOf2(record), Math.max(record.attempt, last.get(nameOf2(record)) ?? 0));
  return records.filter((record) => record.attempt === last.get(nameOf2(record)));
}
var START = {
  ...{ frozen: false, switched: false, confirmed: false },
  ...{ undone: false, begun: false, silent: void 0 }
};
function follow(state, record) {
  const { data, step, verdict, error } = record;
  if (error !== void 0 && REFUSED_FIRST.includes(error.code)) return state;
  if (data.others === true) return state;
  if (step === "freeze-source") {
    if (error?.code === "not-ready" && data.thawed === void 0) return state;
    if (data.thawed !== void 0 && verdict === "pass")
      return {
        ...{ ...state, frozen: false, silent: void 0 },
        undone: state.undone || some(data.thawed)
      };
    const silent = namesIn(data.split) ?? namesIn(data.silent);
    if (silent !== void 0)
      return { ...state, frozen: some(data.split), switched: false, begun: true, silent };
    return { ...state, frozen: true, begun: true };
  }
  if (step !== "switch-mount") return state;
  if (data.state === "gateway" && verdict === "pass")
    return { ...state, switched: true, confirmed: true, begun: true };
  if (data.state === "source")
    return {
      ...state,
      switched: false,
      confirmed: state.confirmed && !some(data.restored),
      undone: state.undone || some(data.restored)
    };
  return { ...state, switched: true, begun: true };
}
var REFUSED_FIRST = ["bad-input", "window-closed"];
var namesIn = (value) => some(value) ? value.map(String) : void 0;
var some = (value) => Array.isArray(value) && value.length > 0;
var PROOF = [
  ({ step, verdict, data }) => step === "check-listing" && verdict === "pass" && data.expect === "present",
  ({ step, verdict, data }) => step === "verify-s3" && verdict === "pass" && data.scope === "tree",
  ({ step, verdict, data }) => step === "check-listing" && verdict === "pass" && data.scope === "tree"
];

// src/evidence/schema/evidence-schema.ts
var CLOSING = {
  count: told("How many records there are.", FROM_ZERO),
  head: told("SHA-256 of `chains` as canonical JSON.", DIGEST),
  chains: told(
    "Each chain with the digest of each record, in the order of attempt and job.",
    list(object({ job: NAME, attempt: FROM_ONE, records: list(DIGEST) }))
  )
};
var GATES = {
  type: "object",
  required: ["cutover", "signOff"],
  properties: { cutover: TEXT, signOff: list(TEXT), quorum: FROM_ONE }
};
var EVIDENCE_MEMBERS = {
  format: told("The format of the evidence.", { const: 2 }),
  run: told("The id of the run.", RUN),
  attempt: told("The attempt that made this report.", FROM_ONE),
  url: told("The page of the run.", orNull(TEXT)),
  runbook: told("The whole runbook, as the run read it.", {
    type: "object",
    required: ["gates"],
    properties: { gates: GATES }
  }),
  approvals: told(
    "What reviewers decided at the gates, as GitHub says it.",
    list(
      object({ environments: list(TEXT), state: TEXT, user: TEXT, isPerson: TRUTH, comment: TEXT })
    )
  ),
  state: told("How the run ended.", ANYTHING),
  jobs: told("How each job ended, as GitHub says it.", named(TEXT)),
  gate: told(
    "Who counts as an approver. `passed`: the job behind the gate has begun.",
    object({
      passed: TRUTH,
      quorum: FROM_ONE,
      people: list(TEXT),
      unproven: list(TEXT),
      met: TRUTH
    })
  ),
  change: told("The change that the run belongs to.", object({ ticket: TEXT, reason: TEXT })),
  missing: told(
    "Jobs that have succeeded and of which there is no record, or not all.",
    list(TEXT)
  ),
  standing: told(
    "What the servers and the journal said last.",
    list(object({ name: TEXT, value: TEXT }))
  ),
  doubt: told("Where the servers are otherwise than the records say.", orNull(TEXT)),
  records: told("All records, in their order.", list(RECORD)),
  side: told(
    "The chains of late runners, each with the number of its first record that was overtaken.",
    list(object({ job: NAME, attempt: FROM_ONE, from: FROM_ONE }))
  ),
  closing: told("The closing record.", object(CLOSING)),
  digest: told("SHA-256 of all other members as canonical JSON.", DIGEST)
};
var EVIDENCE = object(EVIDENCE_MEMBERS);

// src/evidence/verify/check-closing.ts
var WHERE = "the closing record";
function checkClosing(records, closing) {
  const head = digest(closing.chains);
  if (head !== closing.head)
    return [{ where: WHERE, says: `expected the head ${head} of its chains, got ${closing.head}` }];
  const listed = closing.chains.reduce((sum, chain) => sum + chain.records.length, 0);
  const counts = listed === closing.count ? [] : [{ where: WHERE, says: `counts ${closing.count} records and lists ${listed}` }];
  const cut2 = records.length < closing.count ? [
    {
      where: "the chain",
      says: `is cut: the closing record counts ${closing.count} records, and ${records.length} are there`
    }
  ] : [];
  const all = new Map(chainsOf(records).map((chain) => [keyOf(chain), chain.records]));
  const known = new Set(closing.chains.map(keyOf));
  return [
    ...counts,
    ...cut2,
    ...closing.chains.flatMap((chain) => ofChain(chain, all.get(keyOf(chain)) ?? [])),
    ...[...all].flatMap(([key, own]) => known.has(key) ? [] : own.map(unknown))
  ];
}
var keyOf = ({ attempt, job }) => `${attempt}/${job}`;
var unknown = (record) => ({
  where: nameOf(record),
  says: "the closing record does not list it"
});
function ofChain({ attempt, job, records: digests }, own) {
  const numbers = new Set(own.map(({ chain }) => chain.number));
  const missing = digests.flatMap(
    (_, i) => numbers.has(i + 1) ? [] : [{ where: placeOf(job, attempt, i + 1), says: "is missing; the closing record lists it" }]
  );
  const changed = own.flatMap((record) => {
    const expected = digests[record.chain.number - 1];
    if (expected === void 0) return [unknown(record)];
    const got = digest(record);
    if (got === expected) return [];
    return [
      { where: nameOf(record), says: `was changed: expected the digest ${expected}, got ${got}` }
    ];
  });
  return [...missing, ...changed];
}

// src/evidence/approval-count.ts
function countApprovals(runbook, decisions, attempt) {
  const people = /* @__PURE__ */ new Map();
  const unproven = [];
  for (const gate of gatesOf(runbook)) {
    const users = decisions.filter(({ environments, state }) => state === "approved" && names(environments, gate)).map(({ user }) => user);
    const different = new Map(users.map((user) => [user.toLowerCase(), user]));
    if (users.length > attempt || different.size > 1)
      unproven.push(
        `${gate} has ${users.length} approvals, by ${[...different.values()].join(" and ")}, and GitHub does not say which of them released attempt ${attempt}`
      );
    else for (const [key, user] of different) people.set(key, user);
  }
  const quorum = quorumOf(runbook);
  const found = [...people.values()];
  const counted = `${found.length} of quorum ${quorum}, different people: ${found.join(", ") || "nobody"}`;
  return {
    quorum,
    people: found,
    unproven,
    met: found.length >= quorum,
    says: [counted, ...unproven].join("; ")
  };
}
var names = (environments, gate) => environments.some((name) => name.toLowerCase() === gate.toLowerCase());

// src/evidence/gate-count.ts
var NOT_FORWARD = ["approval", "go-back", "thaw"];
var hasPassedGate = (records) => records.some(
  ({ id, job, step, verdict }) => job === "cutover" && (step === "verify-approval" ? verdict === "pass" : !NOT_FORWARD.includes(id))
);
function gateCount(runbook, decisions, records, attempt) {
  const verified = records.findLast(({ step }) => step === "verify-approval");
  const asked2 = records.findLast(
    ({ step, data }) => step === "ask-approval" && data.digest === verified?.data.digest
  );
  if (verified?.verdict !== "pass" || asked2 === void 0)
    return countApprovals(runbook, decisions, attempt);
  const { subject } = asked2.data;
  const before = Array.isArray(subject?.decisions) ? subject.decisions : [];
  const starters = records.filter((one) => one.attempt <= verified.attempt).flatMap(
    ({ chain, attempt: of }) => (chain?.startedBy ?? []).map((user) => ({ attempt: of, user, isPerson: true }))
  );
  const digest2 = String(asked2.data.digest);
  const judged = judgeApprovals(cutoverRules(runbook), decisions, starters, { digest: digest2, before });
  const { people, problems, quorum, says } = judged;
  return {
    ...{ quorum, people, unproven: problems, met: problems.length === 0 },
    says: [says, ...problems].join("; ")
  };
}

// src/evidence/verify/check-gate.ts
var WHERE2 = "the gate";
function checkGate(evidence) {
  const { approvals, attempt, gate, records } = evidence;
  const passed = hasPassedGate(records);
  const counted = gateCount(evidence.runbook, approvals, records, attempt);
  const faults = [...otherSubjects(records), ...unverified(records)];
  const same2 = gate.passed === passed && gate.met === counted.met && gate.quorum === counted.quorum && gate.people.join("\n") === counted.people.join("\n") && gate.unproven.join("\n") === counted.unproven.join("\n");
  if (!same2)
    faults.push({
      where: WHERE2,
      says: `expected the count of its approvals (${counted.says}), got another`
    });
  if (!passed) return faults;
  if (!counted.met) faults.push({ where: WHERE2, says: `was passed with ${counted.says}` });
  const starters = records.some(({ step }) => step === "verify-approval") ? [] : records.flatMap(({ chain }) => chain.startedBy.map((name) => name.toLowerCase()));
  for (const user of counted.people)
    if (starters.includes(user.toLowerCase()))
      faults.push({
        where: WHERE2,
        says: `the approval of ${user} does not count: ${user} started the run`
      });
  return faults;
}
var otherSubjects = (records) => records.filter(
  ({ data, step, verdict }) => step === "ask-approval" && verdict === "pass" && digest(data.subject) !== data.digest
).map((record) => ({ where: nameOf(record), says: "its digest is not that of what was asked" }));
function unverified(records) {
  const asked2 = records.some(({ step }) => step === "ask-approval");
  const verified = records.some(
    ({ step, verdict }) => step === "verify-approval" && verdict === "pass"
  );
  if (!asked2 || verified || !hasPassedGate(records)) return [];
  return [{ where: WHERE2, says: "was passed, and no record says that the approval was verified" }];
}

// src/evidence/schema/kind-parts.ts
var SERVERS = list(TEXT);
var MOMENTS = list(
  object({ server: TEXT, boot: TEXT, by: TEXT }, { uptime: NUMBER })
);
var MOUNTS = list(
  object(
    {
      ...{ server: TEXT, serves: TEXT, at: TEXT, layers: FROM_ZERO, options: TEXT, fstab: TEXT },
      ...{ switchedBy: TEXT, switchedAt: TEXT, changingBy: TEXT },
      ...{ confirmedBy: TEXT, confirmedAt: TEXT, frozenBy: TEXT, detached: TEXT, boot: TEXT },
      keepsWayBack: TRUTH
    },
    { confirmedSeconds: NUMBER }
  )
);
var WRITTEN = {
  anyOf: [
    object({ since: TEXT, why: TEXT }),
    object({ count: FROM_ZERO, digest: DIGEST }, { carried: ANYTHING })
  ]
};
var CLOCK = object({ changedAt: NUMBER, earliest: NUMBER, latest: NUMBER });
var TEST_FILE = {
  always: {
    ...{ server: TEXT, file: TEXT, key: TEXT, size: FROM_ZERO, sha256: TEXT },
    ...{ uid: TEXT, gid: TEXT, mode: TEXT, created: TRUTH }
  },
  sometimes: { clock: told("The clock of the server of the file.", CLOCK) }
};
var OBJECT = {
  always: {
    ...{ key: TEXT, size: FROM_ZERO, etag: TEXT, storageClass: TEXT, sha256: TEXT },
    metadata: told("Its user metadata.", named(TEXT))
  },
  sometimes: { versionId: TEXT, lastModified: TEXT }
};
var RECHECK = {
  anyOf: [
    object({ kind: { type: "string", enum: ["full"] }, why: TEXT }),
    object({
      kind: { type: "string", enum: ["incremental"] },
      since: object({
        ...{ run: TEXT, job: TEXT, step: TEXT, attempt: FROM_ONE, provenAt: TEXT, digest: TEXT }
      }),
      folders: object({ all: FROM_ZERO, changed: FROM_ZERO, compared: FROM_ZERO }),
      paths: object({ compared: FROM_ZERO, unchanged: FROM_ZERO })
    })
  ]
};
var TREE = {
  scope: { type: "string", enum: ["tree"] },
  tally: told("How many paths have each verdict.", ANYTHING),
  reasons: told("Why it is no pass.", list(TEXT)),
  differences: told("How many differences there are.", FROM_ZERO),
  first: told("The first of them.", list(ANYTHING)),
  rule: told("What of times, modes and owners counts.", ANYTHING),
  held: told("The rule in words.", TEXT),
  manifests: told("Each listing of a server.", list(ANYTHING)),
  frozen: told("Whether the source was read-only.", TRUTH),
  filters: told("What the task leaves out.", object({ includes: TEXT, excludes: TEXT }))
};
var COUNTED = object({ files: FROM_ZERO, folders: FROM_ZERO });
var EXECUTION = {
  always: {
    ...{ arn: TEXT, status: TEXT, mode: TEXT },
    files: object({ estimated: FROM_ZERO, done: FROM_ZERO, verified: FROM_ZERO }),
    ...{ seen: FROM_ZERO, skipped: COUNTED, deleted: COUNTED },
    failed: told("What failed by phase, or the files that a report names.", {
      anyOf: [ANYTHING, list(ANYTHING)]
    }),
    phases: object({}, { prepare: TEXT, transfer: TEXT, verify: TEXT }),
    options: told("By their names in the API.", ANYTHING),
    bytes: object({ estimated: FROM_ZERO, done: FROM_ZERO }),
    startedByThisStep: TRUTH
  },
  sometimes: {
    ...{ folders: FROM_ZERO, began: TEXT, totalMs: NUMBER, transferMs: NUMBER },
    ...{ errorCode: TEXT, errorDetail: TEXT },
    report: object({}, { status: TEXT, errorCode: TEXT, errorDetail: TEXT }),
    schedule: told("The schedule that was switched off.", orNull(TEXT)),
    fencedAt: TEXT,
    leaseEnd: orNull(TEXT),
    namesWithoutKeys: told("Names of the source that S3 cannot hold.", ANYTHING)
  }
};
var ENTRY2 = {
  always: {
    ...{ format: { const: 1 }, sequence: FROM_ONE, nonce: TEXT, before: TEXT, at: TEXT },
    ...{ share: TEXT, repository: TEXT, runbook: TEXT, migration: TEXT, round: FROM_ONE },
    ...{ state: TEXT, intent: orNull(TEXT), epoch: FROM_ONE, epochNonce: TEXT },
    owner: object({
      ...{ run: TEXT, attempt: FROM_ONE, job: TEXT, jobId: orNull(TEXT), link: orNull(TEXT) }
    }),
    ...{ leaseEnd: TEXT, mounts: object({ source: TEXT, gateway: TEXT }), servers: SERVERS },
    ...{ task: TEXT, export: TEXT, schedule: orNull(TEXT), readOnly: orNull(TRUTH) },
    proven: orNull(object({ at: TEXT, digest: TEXT })),
    approved: orNull(object({ sequence: FROM_ONE, digest: TEXT })),
    serversKnow: FROM_ZERO,
    ...{ written: orNull(WRITTEN), settled: orNull(ANYTHING) }
  },
  sometimes: { split: SERVERS, detached: list(object({ server: TEXT, boot: TEXT })) }
};

// src/evidence/schema/kinds.ts
var form = (when, always, sometimes = {}) => ({ when, data: object(always, sometimes) });
var FORECAST_MEMBERS = {
  phases: list(object({ phase: TEXT, source: TEXT }, { fromMs: NUMBER, toMs: NUMBER })),
  fromMs: NUMBER,
  toMs: NUMBER,
  unknown: list(TEXT)
};
var FORECAST = told("The window by phase.", object(FORECAST_MEMBERS));
var JUDGED = {
  ...{ quorum: FROM_ONE, people: list(TEXT), problems: list(TEXT), says: TEXT }
};
var ASKED = [
  form(
    "a gate is asked",
    {
      digest: told("SHA-256 of `subject` as canonical JSON.", DIGEST),
      subject: told("All that an approval signs.", ANYTHING)
    },
    { forecast: FORECAST }
  )
];
var APPROVED = [
  form(
    "the approval holds",
    {
      digest: told("What was approved.", DIGEST),
      approvals: told("Who counts.", object(JUDGED)),
      provenAt: told("When it was proven.", TEXT)
    },
    { forecast: FORECAST }
  )
];
var CARRIED = object({ count: FROM_ZERO, conflicts: FROM_ZERO, left: FROM_ZERO, digest: DIGEST });
var PLANNED = [
  form(
    "the plan is shown",
    {
      ...{ until: TEXT, ticket: TEXT, reason: TEXT },
      digest: told("SHA-256 of the plan.", TEXT),
      gates: told("The gates of the runbook.", ANYTHING),
      file: told("The whole plan, beside the record.", TEXT),
      jobs: told("The operations by job.", list(ANYTHING)),
      placeholders: told("The values that nobody knows yet.", ANYTHING)
    },
    { findings: told("What the preflight found.", list(ANYTHING)) }
  ),
  form("the preflight alone", { preflight: TEXT, until: TEXT, findings: list(ANYTHING) })
];
var FROZEN = [
  form(
    "frozen",
    {
      byHand: told("The script on each server.", list(object({ server: TEXT, sha256: TEXT }))),
      down: told("When each server ceased to serve.", MOMENTS),
      frozen: told("What each server answered.", list(ANYTHING))
    },
    { evidence: object({ provenAt: TEXT, ageSeconds: NUMBER }) }
  ),
  form(
    "thawed",
    { thawed: SERVERS, before: MOUNTS, served: MOMENTS },
    { silent: SERVERS, forced: TRUTH }
  ),
  form("a silent server may write", { split: SERVERS, before: MOUNTS }),
  form("another run holds the migration", { others: TRUTH })
];
var MADE = object(TEST_FILE.always, TEST_FILE.sometimes);
var KEPT = object(OBJECT.always, OBJECT.sometimes);
var SWITCHED = [
  form(
    "switched",
    {
      ...{ state: TEXT, mounts: MOUNTS },
      watch: told("Each look at the source since the freeze.", ANYTHING),
      confirmations: told("The file that each server has written.", list(MADE)),
      objects: told("The object of each of them.", list(KEPT)),
      served: told("When each server served again.", MOMENTS)
    },
    { confirmation: MADE, object: KEPT }
  ),
  form(
    "gone back",
    { state: TEXT, restored: SERVERS, before: MOUNTS, after: MOUNTS },
    { warnings: list(TEXT), failure: object({ code: TEXT, message: TEXT }) }
  ),
  form("looked at", { state: TEXT, ready: TRUTH, servers: MOUNTS }),
  form("another run holds the migration", { others: TRUTH })
];
var REFRESHED = { folders: list(TEXT), recursive: TRUTH, events: list(ANYTHING) };
var SETTLED = {
  ...{ state: TEXT, run: TEXT, decision: TEXT, reason: TEXT, ticket: TEXT },
  ...{ actor: TEXT, triggeredBy: TEXT, written: orNull(WRITTEN) }
};
var SIZED = {
  depth: TEXT,
  sample: { anyOf: [{ type: "string", enum: ["all"] }, FROM_ZERO] },
  requests: told("Requests to S3.", FROM_ZERO),
  timeUnits: object({ nanoseconds: FROM_ZERO, milliseconds: FROM_ZERO }),
  troubles: told("What DataSync has told of the transfer.", list(TEXT))
};
var KINDS = {
  "ask-approval": ASKED,
  "carry-back": [
    form("looked at", { state: TEXT, run: TEXT, written: orNull(WRITTEN) }),
    form("copied", { state: TEXT, carried: CARRIED })
  ],
  "change-issue": [
    form("told", { number: FROM_ONE, state: TEXT, closed: orNull(TEXT) }),
    form("not asked for, or not reached", {})
  ],
  "check-listing": [
    form("a tree", TREE, { recheck: RECHECK }),
    form("a file", { file: TEXT, expect: TEXT, state: TEXT, servers: list(ANYTHING) })
  ],
  "claim-migration": [
    form("the entry of the journal", ENTRY2.always, ENTRY2.sometimes),
    form("the journal has none", {})
  ],
  "create-test-file": [
    form("made", TEST_FILE.always, {
      ...TEST_FILE.sometimes,
      ...{ skew: ANYTHING, calibration: ANYTHING }
    }),
    form("removed", { file: TEXT, sha256: TEXT, removed: TRUTH }, { calibration: TRUTH })
  ],
  finalize: [
    form(
      "looked at, or done",
      {
        ...{ state: TEXT, run: TEXT, servers: list(ANYTHING) },
        resources: told("Each resource and its fate.", list(ANYTHING)),
        problems: told("What is in the way.", list(ANYTHING))
      },
      { export: object({ place: TEXT, sha256: DIGEST }) }
    )
  ],
  "freeze-source": FROZEN,
  "list-written": [
    form(
      "listed",
      {
        ...{ state: TEXT, written: orNull(WRITTEN), count: FROM_ZERO, kinds: ANYTHING },
        ...{ digest: DIGEST, file: TEXT, first: list(TEXT) }
      },
      { broke: told("Why the list may be short.", TEXT) }
    ),
    form("nothing to list", { state: orNull(TEXT), written: { type: "null" } })
  ],
  plan: PLANNED,
  "refresh-cache": [
    form(
      "one call",
      { notificationId: TEXT, requestedAt: NUMBER, ...REFRESHED },
      { recheck: RECHECK }
    ),
    form(
      "the changed folders",
      { notificationIds: list(TEXT), ...REFRESHED },
      { recheck: RECHECK }
    )
  ],
  "remove-extras": [
    form("removed", {
      name: told("The list, beside the record.", TEXT),
      ...{ sha256: TEXT, count: FROM_ZERO, gone: FROM_ZERO, first: list(TEXT) },
      ...{ found: FROM_ZERO, after: FROM_ZERO, rows: FROM_ZERO }
    })
  ],
  report: [
    form("reported", {
      ...{ state: ANYTHING, downtime: list(ANYTHING), approvals: ANYTHING, digest: DIGEST },
      ...{ rejected: list(TEXT), missing: list(TEXT), standing: list(ANYTHING) }
    })
  ],
  "review-runbook": [
    form(
      "reviewed",
      { runbooks: list(ANYTHING), marks: list(ANYTHING), faults: list(ANYTHING) },
      { pull: {}, commented: {} }
    )
  ],
  "run-datasync": [form("the execution", EXECUTION.always, EXECUTION.sometimes)],
  "settle-written": [form("settled, or looked at", SETTLED)],
  "switch-mount": SWITCHED,
  "verify-approval": APPROVED,
  "verify-s3": [
    form("a tree", { ...TREE, ...SIZED }, { recheck: RECHECK }),
    form("an object", { bucket: TEXT, ...OBJECT.always }, OBJECT.sometimes)
  ]
};

// src/evidence/verify/check-kind.ts
var checkKinds = (records) => records.flatMap((record) => {
  const forms = Object.hasOwn(KINDS, record.step) ? KINDS[record.step] : void 0;
  if (forms === void 0)
    return [
      { where: nameOf(record), says: `expected a known kind of record, got ${record.step}` }
    ];
  const found = misfitOf(record, forms);
  if (found === void 0) return [];
  const { at, expected, got } = found;
  return [{ where: nameOf(record), says: `${at}: expected ${expected}, got ${got}` }];
});
function misfitOf({ data, error }, forms) {
  const ranked = forms.map((form2) => error === void 0 ? form2.data : { ...form2.data, required: [] }).map((schema) => ({ found: misfit(data, schema, "data"), far: distance(data, schema) })).toSorted((a, b) => a.far - b.far);
  return ranked.some(({ found }) => found === void 0) ? void 0 : ranked[0]?.found;
}
function distance(data, { properties = {}, required = [] }) {
  const missing = required.filter((name) => !Object.hasOwn(data, name));
  const foreign = Object.keys(data).filter((name) => !Object.hasOwn(properties, name));
  return missing.length + foreign.length;
}

// src/evidence/verify/check-plan.ts
var isPlan = (record) => record.step === "plan" && Array.isArray(record.data.jobs);
function checkPlan({ records, runbook }) {
  const plans = records.filter(isPlan);
  const [first2] = plans;
  if (first2 === void 0) return [];
  const planned = new Set(first2.data.jobs.flatMap(stepsOf));
  return [
    ...plans.flatMap((record) => {
      const { digest: told2, jobs, placeholders, until } = record.data;
      const got = digest({ format: 1, until, runbook, jobs, placeholders });
      if (got === told2) return [];
      const says = `names the plan ${String(told2)}, and its operations have the digest ${got}`;
      return [{ where: nameOf(record), says }];
    }),
    ...records.flatMap((record) => [
      ...record.chain.plan === null || record.chain.plan === first2.data.digest ? [] : [{ where: nameOf(record), says: `names another plan than ${nameOf(first2)}` }],
      ...record.step === "plan" || planned.has(`${record.job}/${record.id}`) ? [] : [{ where: nameOf(record), says: "is of a step that the plan does not have" }]
    ])
  ];
}
function stepsOf(job) {
  const { operations } = job ?? {};
  if (!Array.isArray(operations)) return [];
  return operations.map((operation) => {
    const { job: name, step } = operation ?? {};
    return `${String(name)}/${String(step)}`;
  });
}
function checkOutcome({
  approvals,
  jobs,
  missing,
  records,
  state
}) {
  const until = records.find(isPlan)?.data.until;
  if (until !== "plan" && until !== "proof" && until !== "cutover") return [];
  const results = new Map(Object.entries(jobs));
  const course = {
    ...{ until, records },
    rejected: approvals.filter((decision) => decision.state === "rejected").flatMap(({ environments }) => environments),
    // What came from the evidence bucket in part looks whole here: the report alone knows.
    missing: [...missing, ...jobsWithoutRecords(results, records)],
    lost: cutoverIsLost(results, records)
  };
  const expected = endingOf(course);
  if (canonicalJson(expected) === canonicalJson(state)) return [];
  const says = `expected the outcome ${canonicalJson(expected)} of its records, got ${canonicalJson(state)}`;
  return [{ where: "evidence.json", says }];
}

// src/evidence/verify/check-evidence.ts
var WHERE3 = "evidence.json";
function checkEvidence(value) {
  if (isObject(value) && !Object.hasOwn(value, "closing"))
    return none({
      where: WHERE3,
      says: "has no closing record: it is cut, or no evidence of this format"
    });
  const found = misfit(value, EVIDENCE);
  if (found !== void 0) {
    const { at, expected, got } = found;
    return none({ where: recordAt(value, at), says: `${at}: expected ${expected}, got ${got}` });
  }
  const evidence = value;
  const { closing, records } = evidence;
  return {
    evidence,
    faults: [
      ...checkDigest(evidence),
      ...checkClosing(records, closing),
      ...checkChains(records),
      ...checkOrder(records),
      ...checkKinds(records),
      ...checkNames(evidence),
      ...checkSide(evidence),
      ...checkGate(evidence),
      ...checkPlan(evidence),
      ...checkOutcome(evidence)
    ]
  };
}
var none = (fault2) => ({ evidence: void 0, faults: [fault2] });
var isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function recordAt(value, at) {
  const [, index] = /^records\.([0-9]+)/.exec(at) ?? [];
  if (index === void 0 || !isObject(value) || !Array.isArray(value.records)) return WHERE3;
  const record = value.records[Number(index)];
  const place = `place ${Number(index) + 1} of the records`;
  if (!isObject(record)) return place;
  const [job, id] = [record.job, record.id];
  return typeof job === "string" && typeof id === "string" ? `${place} (${job}, ${id})` : place;
}
function checkDigest({ digest: told2, ...rest }) {
  const got = digest(rest);
  return got === told2 ? [] : [{ where: WHERE3, says: `expected the digest ${got}, got ${told2}` }];
}
function checkNames({ jobs, records, run, runbook }) {
  const own = digest(runbook);
  return [
    ...records.flatMap((record) => [
      ...record.run === run ? [] : [{ where: nameOf(record), says: `is of run ${record.run}` }],
      ...record.chain.runbook === null || record.chain.runbook === own ? [] : [
        {
          where: nameOf(record),
          says: `names the runbook ${record.chain.runbook}, and that of the evidence is ${own}`
        }
      ]
    ]),
    ...jobsWithoutRecords(new Map(Object.entries(jobs)), records).map((job) => ({
      where: `job ${job}`,
      says: "has succeeded, and its records are not there, or not all"
    }))
  ];
}
function checkSide({ records, side }) {
  const found = sideBranches(records);
  if (canonicalJson(found) === canonicalJson(side)) return [];
  return [{ where: WHERE3, says: "names other side branches than its records make" }];
}

// src/evidence/verify/read-json.ts
var DEEPEST = 100;
function readJson(bytes, indented = false) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { fault: "expected UTF-8, got other bytes" };
  }
  if (isDeep(text)) return { fault: `expected at most ${DEEPEST} levels, got more` };
  let value;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return { fault: `expected JSON, got: ${thrown instanceof Error ? thrown.message : ""}` };
  }
  const spelling = `${canonicalJson(value)}
`;
  if (text === spelling || indented && text === `${JSON.stringify(value, null, 2)}
`)
    return { value };
  return {
    value,
    fault: `expected canonical JSON, got another spelling at ${firstDifference(text, spelling)}`
  };
}
function isDeep(text) {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    if (sign === '"') quoted = !quoted;
    else if (quoted && sign === "\\") i += 1;
    else if (!quoted && (sign === "{" || sign === "[")) depth += 1;
    else if (!quoted && (sign === "}" || sign === "]")) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
function firstDifference(text, spelling) {
  let at = 0;
  while (at < text.length && text[at] === spelling[at]) at += 1;
  return `character ${at + 1}`;
}

// src/evidence/verify/read-places.ts
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
var Unreadable = class extends Error {
};
var LARGEST = 256 * 1024 * 1024;
var MOST_FILES = 1e5;
function readPlaces(path) {
  try {
    if (!statSync(path).isDirectory())
      return { evidence: [{ name: basename(path), bytes: read(path) }], others: [], journal: [] };
    return inFolder(path);
  } catch (thrown) {
    if (thrown instanceof Unreadable) throw thrown;
    throw new Unreadable(
      `${path}: expected evidence.json or a folder, got ${thrown.code ?? "an error"}; give the file or the folder of the artifact`
    );
  }
}
function inFolder(folder) {
  const names2 = readdirSync(folder, { recursive: true, encoding: "utf8" });
  if (names2.length > MOST_FILES)
    throw new Unreadable(
      `${folder}: expected at most ${MOST_FILES} files, got ${names2.length}; give the folder of one run`
    );
  const files = names2.filter((name) => name.endsWith(".json") && !name.endsWith(".canonical.json")).filter((name) => lstatSync(join(folder, name)).isFile()).sort();
  const given = files.map((name) => ({ name, bytes: read(join(folder, name)) }));
  return {
    evidence: given.filter(({ name }) => basename(name) === "evidence.json"),
    others: given.filter(({ name }) => basename(name) !== "evidence.json" && !isEntry(name)),
    journal: given.filter(({ name }) => isEntry(name)).map(({ bytes, name }) => ({ bytes, sequence: Number(basename(name, ".json")) }))
  };
}
var isEntry = (name) => /^[0-9]{10}\.json$/.test(basename(name));
function read(file) {
  const { size } = statSync(file);
  if (size > LARGEST)
    throw new Unreadable(
      `${file}: expected at most ${LARGEST} bytes, got ${size}; this is no evidence of a run`
    );
  return readFileSync(file);
}

// src/evidence/verify/check-folder.ts
function checkPlaces({ evidence: files, others }) {
  const [first2, second] = files;
  if (second !== void 0)
    throw new Unreadable(
      `evidence.json: expected one, got ${files.length}; give the folder of one attempt`
    );
  const beside = others.map(readRecord);
  const loose = beside.flatMap(({ record }) => record === void 0 ? [] : [record]);
  const notes = beside.flatMap(({ note }) => note === void 0 ? [] : [note]);
  const faults = beside.flatMap(({ fault: fault2 }) => fault2 === void 0 ? [] : [fault2]);
  if (first2 === void 0) {
    if (loose.length === 0 && faults.length === 0)
      throw new Unreadable(
        "the folder: expected evidence.json or records, got neither; give the folder of the artifact"
      );
    const open = {
      where: "the folder",
      says: "has no evidence.json: without its closing record nobody knows whether the chains are whole"
    };
    return {
      evidence: void 0,
      records: loose,
      faults: [...faults, ...checkChains(loose), ...checkKinds(loose), open],
      notes
    };
  }
  const { evidence, faults: own } = evidenceIn(first2);
  if (evidence === void 0)
    return { evidence, records: loose, faults: [...own, ...faults], notes };
  const compared = compare(evidence, loose);
  return {
    ...{ evidence, records: evidence.records },
    faults: [...own, ...faults, ...compared.faults],
    notes: [...sideNotes(evidence), ...notes, ...compared.notes]
  };
}
function evidenceIn({ bytes, name }) {
  const read2 = readJson(bytes);
  if (read2.fault !== void 0)
    return { evidence: void 0, faults: [{ where: name, says: read2.fault }] };
  return checkEvidence(read2.value);
}
function readRecord({ bytes, name }) {
  const read2 = readJson(bytes, true);
  const { value } = read2;
  if (value !== void 0 && (typeof value !== "object" || value === null || !("chain" in value)))
    return { note: `${name}: ${sideOf(value) ?? "is no record, and was not looked at"}` };
  if (read2.fault !== void 0) return { fault: { where: name, says: read2.fault } };
  const found = misfit(value, RECORD);
  if (found === void 0) return { record: value };
  return {
    fault: { where: name, says: `${found.at}: expected ${found.expected}, got ${found.got}` }
  };
}
var sideOf = (value) => typeof value === "object" && value !== null ? sideFileInWords(value) : void 0;
function compare(evidence, loose) {
  const key = ({ attempt, chain, job, run }) => `${run}/${attempt}/${job}/${chain.number}`;
  const known = new Map(evidence.records.map((record) => [key(record), record]));
  const later = loose.filter((record) => !known.has(key(record)));
  const all = [...evidence.records, ...later];
  const side = sideBranches(all.toSorted((a, b) => a.startedAt < b.startedAt ? -1 : 1));
  const isLate = ({ attempt, chain, job }) => side.some((one) => one.attempt === attempt && one.job === job && chain.number >= one.from);
  const changed = loose.flatMap((record) => {
    const own = known.get(key(record));
    if (own === void 0 || digest(own) === digest(record)) return [];
    return [
      {
        where: nameOf(record),
        says: "the file beside evidence.json is another than the record in it"
      }
    ];
  });
  const unknown2 = later.filter((record) => record.job !== "report" && !isLate(record)).map((record) => ({ where: nameOf(record), says: "evidence.json does not have it" }));
  const chained = later.length === 0 ? [] : checkChains(all);
  const inside = new Set(
    checkChains(evidence.records).map(({ says, where }) => `${where}
${says}`)
  );
  return {
    faults: [
      ...changed,
      ...unknown2,
      ...checkKinds(later),
      ...chained.filter(({ says, where }) => !inside.has(`${where}
${says}`))
    ],
    notes: later.map((record) => `${nameOf(record)}: came behind the closing record`)
  };
}
var sideNotes = ({ side }) => side.map(
  ({ attempt, from, job }) => `side branch: ${job}, attempt ${attempt}, from record ${from}: another job had taken the migration over`
);

// src/evidence/verify/main.ts
var USAGE = "node verify-evidence.mjs [--digest SHA-256] evidence.json|FOLDER";
var MOST_LINES = 50;
function asked(args) {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { digest: { type: "string" } }
    });
    const [path, more] = positionals;
    const { digest: digest2 } = values;
    if (path !== void 0 && more === void 0 && /^[0-9a-f]{64}$/.test(digest2 ?? "0".repeat(64)))
      return { path, digest: digest2 };
  } catch {
  }
  throw new Unreadable(`expected: ${USAGE}; got: ${args.join(" ") || "nothing"}`);
}
function linesOf({ evidence, faults, notes, records }, anchors) {
  const all = [...faults, ...anchors?.faults ?? []];
  const chains = chainsOf(records).length;
  const head = evidence === void 0 ? `${records.length} records` : `run ${evidence.run}, attempt ${evidence.attempt}: ${records.length} records in ${chains} chains, digest ${evidence.digest}`;
  return [
    head,
    ...cut(all.map(({ says, where }) => `FAILS  ${where}: ${says}`)),
    ...cut(notes.map((note) => `note   ${note}`)),
    ...(anchors?.lines ?? []).map((line) => `anchor ${line}`),
    all.length > 0 ? `NOT CONSISTENT: ${all.length} ${all.length === 1 ? "fault" : "faults"}` : anchors?.anchored === true ? "consistent, anchored" : "consistent, not anchored"
  ];
}
var cut = (lines) => lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
function verify(args) {
  const { digest: digest2, path } = asked(args);
  const places = readPlaces(path);
  const whole = checkPlaces(places);
  const { evidence, faults } = whole;
  const anchors = evidence && anchorsOf(evidence, { digest: digest2, journal: places.journal });
  const failed = faults.length + (anchors?.faults.length ?? 0) > 0;
  return { lines: linesOf(whole, anchors), status: failed ? 1 : 0 };
}
try {
  const { lines, status } = verify(process.argv.slice(2));
  process.stdout.write(`${lines.map(safe).join("\n")}
`);
  process.exitCode = status;
} catch (thrown) {
  const says = thrown instanceof Unreadable ? thrown.message : `this program failed: ${String(thrown)}`;
  process.stderr.write(`${safe(says)}
`);
  process.exitCode = 2;
}
