import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
function i(o,n){let{clock:t,env:e,signal:r,run:c}=o;return{region:n,clock:t,env:e,signal:r,run:c.id}}export{i as a};
