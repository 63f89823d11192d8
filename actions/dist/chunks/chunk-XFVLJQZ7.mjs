import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
async function n(e,t){let{getOctokit:i}=await import("./github-ZLJUVSL6.mjs");return process.getBuiltinModule("node:http").setGlobalProxyFromEnv?.(),i(e,{request:{fetch},...t===void 0?{}:{baseUrl:t}})}export{n as a};
