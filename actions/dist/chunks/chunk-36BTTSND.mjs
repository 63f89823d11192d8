import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as o}from"./chunk-NX5NZ4TF.mjs";import{d as e}from"./chunk-AO57MNBL.mjs";function u(t){let{account:n,evidence:r,storageRegion:p}=t.runbook;return o(e(t,p),r.bucket,n)}export{u as a};
