import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as o}from"./chunk-NX5NZ4TF.mjs";import{d as e}from"./chunk-AO57MNBL.mjs";function i(t){let{account:n,bucket:r,storageRegion:m}=t.runbook;return o(e(t,m),r.name,n)}export{i as a};
