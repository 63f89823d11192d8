import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{createHash as i}from"node:crypto";function s(t){return JSON.stringify(t,(e,n)=>typeof n=="object"&&n!==null&&!Array.isArray(n)?Object.fromEntries(Object.entries(n).sort(([r],[o])=>r<o?-1:r>o?1:0)):n)}function c(t){return i("sha256").update(s(t)).digest("hex")}export{s as a,c as b};
